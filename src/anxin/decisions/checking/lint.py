"""What is wrong with a table though it can be read: holes, rows that can never fire, rows that contradict each other.

Found by a sweep over the columns (:mod:`anxin.decisions.checking.diagram`). An example is always real: it was decided
by the table's own conditions. That nothing was found is a proof where every comparison looks at one fact; where facts
are compared with each other, or a table is too tangled to be swept to the end, a finding says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from anxin.decisions.checking.axes import Slice
from anxin.decisions.checking.days import compared, slices
from anxin.decisions.checking.describing import Namer, box_words, example_in, facts_words, namer
from anxin.decisions.checking.diagram import Alive, Box, Diagram, Effort
from anxin.decisions.checking.pieces import OTHER
from anxin.decisions.columnar.closure import reader
from anxin.decisions.columnar.program import Program, build
from anxin.decisions.dmn.model import Definitions, Table
from anxin.decisions.dmn.reading import read_model
from anxin.decisions.errors import DecisionError, OutsideProfile, Place, shortened
from anxin.decisions.feel.plain import Months, Type, Value
from anxin.decisions.model import Model
from anxin.decisions.wording import Listed, Named, Sentence, Words
from anxin.decisions.wording import gettext_noop as _

MOST_GAPS = 10
MOST_OVERLAPS = 50
MOST_FAULTS = 200
APART = ("UNIQUE", "ANY")
USUAL: dict[str, Value] = {Type.DAYS.value: timedelta(days=30), Type.MONTHS.value: Months(1)}


@dataclass(frozen=True)
class Finding:
    """One thing found: ``kind`` is gap, overlap, shadowed, unreachable, untested, fault, outside (the columnar
    profile), partial or more; ``severity`` error or warning.

    ``example`` are facts (those that matter) and ``as_of`` the day for which it shows; ``said`` tells it in a language.
    """

    kind: str
    severity: str
    place: Place
    words: Words
    example: Mapping[str, Value]
    as_of: date | None = None

    @property
    def message(self) -> str:
        """What was found, in English."""
        return str(self.words)

    def said(self, language: str) -> str:
        """What was found, in Chinese ("zh") or English."""
        return self.words.said(language)

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.message}"


def lint(
    model: Model,
    parameters: Mapping[str, Value] | None = None,
    reached: Mapping[str, Collection[int]] | None = None,
    values: Callable[[str, Value], Words | None] | None = None,
) -> list[Finding]:
    """The findings about every table of a model; durations that are left open count as 30 days or one month.

    ``reached`` are the rows that scenarios reach, by the name of the decision: every other row is named, with facts
    that would reach it. ``values`` says what values of facts are called.
    """
    given, tested = dict(parameters or {}), reached or {}
    return [
        found
        for name, table in model.tables.items()
        for found in lint_table(model.definitions, table, given, reached=tested.get(name), values=values)
    ]


def lint_document(
    source: str | Path | bytes,
    name: str,
    parameters: Mapping[str, Value] | None = None,
    reached: Mapping[str, Collection[int]] | None = None,
    values: Callable[[str, Value], Words | None] | None = None,
) -> list[Finding]:
    """The findings about a DMN file as it stands: one that cannot be read is a finding, and every cell at fault one."""
    try:
        model = Model(read_model(source, name))
    except DecisionError as fault:
        return [fault_found(fault)]
    return lint(model, parameters, reached, values)


def lint_table(
    definitions: Definitions,
    table: Table,
    parameters: Mapping[str, Value],
    *,
    reached: Collection[int] | None = None,
    values: Callable[[str, Value], Words | None] | None = None,
) -> list[Finding]:
    """The findings about one table: every cell that cannot be used, and what the rows that can be say together."""
    known = {name: value for name, value in parameters.items() if name in definitions.inputs}
    usual = {name: USUAL[found.type] for name, found in definitions.inputs.items() if found.type in USUAL}
    faults: list[Finding] = []
    left = table
    while True:
        try:
            program = build(definitions, left, usual | known)
            break
        except DecisionError as error:
            faults.append(fault_found(error))
            rules = tuple(rule for rule in left.rules if rule.number != error.place.rule)
            if len(rules) == len(left.rules) or len(faults) >= MOST_FAULTS:
                return faults
            left = replace(left, rules=rules)
    inspection = _Inspection(left, program, namer(definitions.inputs, values), whole=not faults)
    return [*faults, *inspection.findings(), *inspection.untested(reached)]


def fault_found(error: DecisionError) -> Finding:
    """What makes a cell, a table or a file unusable, with the allowed word nearest to the one that was read.

    What is right but does not run set-wise is only a warning: it is decided party by party, and cannot be swept.
    """
    outside = isinstance(error, OutsideProfile)
    parts: list[Words] = [Sentence(error.why)]
    if outside:
        parts.append(Sentence(_("this row is left out of what is checked here")))
    if error.read is not None:
        parts.append(Sentence(_("read: %(read)s"), {"read": shortened(error.read)}))
    if error.nearest:
        parts.append(Sentence(_("did you mean %(nearest)s?"), {"nearest": error.nearest}))
    kind, severity = ("outside", "warning") if outside else ("fault", "error")
    return Finding(kind, severity, error.place, Listed(tuple(parts), Named("；", "; ")), {})


class _Inspection:
    def __init__(self, table: Table, program: Program, name: Namer, *, whole: bool) -> None:
        self.table, self.program, self.name, self.whole = table, program, name, whole
        self.slices, self.every_day = slices([program])
        self.effort = Effort()
        together = () if table.hit_policy in COLLECTING else self.slices  # rows that are collected do not meet
        self.diagrams = [Diagram(cut, [program], self.effort) for cut in together]
        self._ask = reader(tuple(row.condition for row in program.rows))

    def findings(self) -> Iterator[Finding]:
        """Everything found."""
        found: list[Finding] = []
        if self.whole and self._must_answer():
            found += self._gaps()
        found += self._idle()
        if self.table.hit_policy in APART:
            found += self._overlaps()
        yield from self._partial()
        yield from found

    def _must_answer(self) -> bool:
        return self.table.hit_policy not in COLLECTING and not any(column.default for column in self.table.outputs)

    def _partial(self) -> Iterator[Finding]:
        facts = compared([self.program])
        if facts:
            names = Listed(tuple(self.name(fact.name) for fact in facts))
            why = Sentence(_("%(facts)s are compared with each other and were only sampled: more may be wrong"),
                           {"facts": names})  # fmt: skip
            yield Finding("partial", "warning", self.table.place, why, {})
        elif not self._complete():
            why = Sentence(_("this table is too tangled to be swept to the end: more may be wrong"))
            yield Finding("partial", "warning", self.table.place, why, {})

    def _complete(self) -> bool:
        exact = all(axis.exact for cut in self.slices for axis in cut.axes)
        return exact and self.every_day and all(diagram.complete for diagram in self.diagrams)

    def _gaps(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for cut, diagram in zip(self.slices, self.diagrams, strict=True):
            for box in diagram.boxes(lambda rows: not rows[0], MOST_GAPS):
                found = self._gap(cut, diagram, box)
                if found is None or str(found.words) in seen or len(seen) >= MOST_GAPS:
                    continue
                seen.add(str(found.words))
                yield found
        if not all(diagram.listed for diagram in self.diagrams):
            yield self._more(_("there are more cases without a row; only the first %(count)s are listed"), MOST_GAPS)

    def _gap(self, cut: Slice, diagram: Diagram, box: Box) -> Finding | None:
        matters, every, day = example_in(diagram.axes, box, cut.day)
        strange = list(matters.values()).count(OTHER)
        if strange > 1 or self._met(every, day):
            return None
        values = {"box": box_words(diagram.axes, box, self.name), "example": facts_words(matters, day, self.name)}
        text = _STRANGE_GAP if strange else _GAP
        return Finding("gap", "warning" if strange else "error", self.table.place, Sentence(text, values), matters, day)

    def _met(self, facts: Mapping[str, Value], day: date) -> list[int]:
        """The rows whose conditions are all true, asked of the conditions themselves."""
        answers = self._ask({fact.name: facts.get(fact.name) for fact in self.program.facts}, day)
        return [number for number, answer in enumerate(answers) if answer is True]

    def _idle(self) -> Iterator[Finding]:
        fired = _union(rows[0] for diagram in self.diagrams for rows in diagram.leaves())
        met = _union(_meetable(cut) for cut in self.slices)
        swept = all(diagram.complete for diagram in self.diagrams)
        for number, row in enumerate(self.program.rows):
            place = self.table.place.within(rule=row.rule.number)
            if not met >> number & 1:
                yield Finding("unreachable", "error", place, Sentence(_("no facts meet this row")), {})
            elif swept and not fired >> number & 1 and self.table.hit_policy not in (*APART, *COLLECTING):
                yield self._shadowed(number, place)

    def _shadowed(self, number: int, place: Place) -> Finding:
        """The rows that fire before it, and one case in which it is met."""
        before, example = 0, None
        for cut in self.slices:
            box = _row_box(cut, number)
            if box is None:
                continue
            before |= _first_of(Diagram(_within(cut, box), [self.program], self.effort))
            _matters, every, day = example_in(cut.axes, box, cut.day)
            if example is None and number in self._met(every, day):
                example = (every, day)
        facts, day = example or ({}, self.slices[0].day)
        rows = [self._number(at) for at in range(len(self.program.rows)) if before >> at & 1]
        values = {"rows": _numbers(sorted(rows)), "example": facts_words(facts, day, self.name)}
        return Finding("shadowed", "error", place, Sentence(_MASKED, values), facts, day)

    def _overlaps(self) -> Iterator[Finding]:
        seen: set[tuple[int, int]] = set()
        for cut in self.slices:
            meeting = _Meeting(cut)
            for one in range(len(self.program.rows)):
                for two in _bits(meeting.partners(one) >> (one + 1), one + 1):
                    if len(seen) >= MOST_OVERLAPS:
                        yield self._more(_("more rows fire together; only the first %(count)s pairs are listed"),
                                         MOST_OVERLAPS)  # fmt: skip
                        return
                    if (one, two) not in seen and not self._agree(one, two):
                        found = self._overlap(cut, one, two)
                        seen |= {(one, two)} if found else set()
                        yield from found

    def _overlap(self, cut: Slice, one: int, two: int) -> list[Finding]:
        box = _row_box(cut, one, two)
        if box is None:
            return []
        matters, every, day = example_in(cut.axes, box, cut.day)
        if not {one, two} <= set(self._met(every, day)):
            return []
        values = {
            "one": self._number(one),
            "two": self._number(two),
            "policy": self.table.hit_policy,
            "box": box_words(cut.axes, box, self.name),
            "example": facts_words(matters, day, self.name),
        }
        place = self.table.place.within(rule=self._number(two))
        return [Finding("overlap", "error", place, Sentence(_OVERLAP, values), matters, day)]

    def _more(self, text: str, count: int) -> Finding:
        return Finding("more", "warning", self.table.place, Sentence(text, {"count": count}), {})

    def untested(self, reached: Collection[int] | None) -> Iterator[Finding]:
        """The rows that fire for some facts and are not among those reached."""
        for index, row in enumerate(self.program.rows if reached is not None else ()):
            if row.rule.number not in (reached or ()):
                yield from self._untested(index, self.table.place.within(rule=row.rule.number))

    def _untested(self, index: int, place: Place) -> Iterator[Finding]:
        for cut, diagram in zip(self.slices, self.diagrams, strict=True):
            for box in diagram.boxes(lambda rows: bool(rows[0] >> index & 1), 1):
                matters, _every, day = example_in(diagram.axes, box, cut.day)
                values = {"example": facts_words(matters, day, self.name)}
                yield Finding("untested", "warning", place, Sentence(_UNTESTED, values), matters, day)
                return

    def _number(self, index: int) -> int:
        return self.program.rows[index].rule.number

    def _agree(self, one: int, two: int) -> bool:
        rows = self.program.rows
        return self.table.hit_policy == "ANY" and rows[one].outputs == rows[two].outputs


COLLECTING = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")
_GAP = _("no row fires: %(box)s; for instance %(example)s")
_STRANGE_GAP = _("no row fires for a value the table never names: %(box)s; for instance %(example)s")
_UNTESTED = _("no scenario reaches this row; one could be: %(example)s")
_MASKED = _("never fires: %(rows)s fires before it whenever it is met, for instance %(example)s")
_OVERLAP = _("rows %(one)s and %(two)s fire together under %(policy)s: %(box)s; for instance %(example)s")


def _numbers(rows: list[int]) -> Words:
    return Sentence(_("row %(numbers)s"), {"numbers": Listed(tuple(Named(*2 * (str(row),)) for row in rows))})


class _Meeting:
    """Which rows can be met together with which, on one day."""

    def __init__(self, cut: Slice) -> None:
        self.cut = cut
        self._kept: list[dict[int, int]] = [{} for _axis in cut.axes]

    def partners(self, row: int) -> int:
        """The rows that share a point with a row, itself among them."""
        found = self.cut.rows[0] if self.cut.rows[0] >> row & 1 else 0
        for axis, kept in zip(self.cut.axes, self._kept, strict=True):
            if not found:
                break
            atoms = [at for at, atom in enumerate(axis.atoms) if atom.rows[0] >> row & 1]
            key = _union(1 << at for at in atoms)
            if key not in kept:
                kept[key] = _union(axis.atoms[at].rows[0] for at in atoms)
            found &= kept[key]
        return found


def _meetable(cut: Slice) -> int:
    """The rows that some facts meet."""
    found = cut.rows[0]
    for axis in cut.axes:
        found &= _union(atom.rows[0] for atom in axis.atoms)
    return found


def _row_box(cut: Slice, *rows: int) -> Box | None:
    """All points at which some rows are met together."""
    mask = _union(1 << row for row in rows)
    if cut.rows[0] & mask != mask:
        return None
    box = [frozenset(at for at, atom in enumerate(axis.atoms) if atom.rows[0] & mask == mask) for axis in cut.axes]
    if not all(box):
        return None
    pairs = zip(box, cut.axes, strict=True)
    return tuple(None if len(kept) == len(axis.atoms) else kept for kept, axis in pairs)


def _within(cut: Slice, box: Box) -> Slice:
    """The slice with nothing left but a box."""
    axes = tuple(
        axis if kept is None else replace(axis, atoms=tuple(axis.atoms[at] for at in sorted(kept)))
        for axis, kept in zip(cut.axes, box, strict=True)
    )
    return replace(cut, axes=axes)


def _first_of(diagram: Diagram) -> int:
    rows: list[Alive] = list(diagram.leaves())
    return _union(one[0] for one in rows)


def _union(parts: Iterator[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def _bits(mask: int, first: int) -> Iterator[int]:
    """The numbers of the bits that are set, counted from ``first``."""
    while mask:
        low = mask & -mask
        yield first + low.bit_length() - 1
        mask ^= low
