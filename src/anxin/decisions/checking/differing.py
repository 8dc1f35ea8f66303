"""Two tables side by side: the situations in which they answer differently, in boxes of conditions, with examples.

Both are swept at once over the common refinement of their columns, so that nothing that differs is left out where every
comparison looks at one fact; where that was not possible, ``complete`` is False.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anxin.decisions.checking.axes import swept_program
from anxin.decisions.checking.days import slices
from anxin.decisions.checking.describing import Namer, box_words, example_in, facts_words, namer, split
from anxin.decisions.checking.diagram import FIRST_HIT, Alive, Box, Diagram, Effort
from anxin.decisions.columnar.program import Program, constant_value, is_constant
from anxin.decisions.compiled import Compiled
from anxin.decisions.errors import DecisionError
from anxin.decisions.feel.plain import Value
from anxin.decisions.wording import Listed, Named, Sentence, Words
from anxin.decisions.wording import gettext_noop as _

MOST_BOXES = 40
Answer = tuple[Any, ...]
Values = Callable[[str, Value], Words | None]


@dataclass(frozen=True)
class Difference:
    """Situations in which ``before`` becomes ``after``: the conditions in words, and facts on a day for which it shows.

    ``before`` and ``after`` are the compared outputs, None where no row fires; the rows are those of the example.
    """

    before: Mapping[str, Value] | None
    after: Mapping[str, Value] | None
    words: Words
    example: Mapping[str, Value]
    as_of: date
    row_before: int | None
    row_after: int | None
    example_words: Words
    said_before: Words
    said_after: Words

    def said(self, language: str) -> str:
        """``green → yellow: health_until from … to …; for instance …``."""
        values = {
            "before": self.said_before,
            "after": self.said_after,
            "box": self.words,
            "example": self.example_words,
        }
        return Sentence(_("%(before)s → %(after)s: %(box)s; for instance %(example)s"), values).said(language)


@dataclass(frozen=True)
class Comparison:
    """All differences, those of one change of outputs together; ``complete``: there are no others."""

    differences: tuple[Difference, ...]
    complete: bool


def compare(before: Compiled, after: Compiled, outputs: Sequence[str] = (), values: Values | None = None) -> Comparison:
    """Where two tables answer differently; only ``outputs`` count (by default all that both tables have).

    ``values`` says what values of facts and outputs are called. DecisionError when a table has no such output, both
    read one fact as different types, or one does not run set-wise.
    """
    shared = [column.name for column in after.table.outputs if column.name in set(_names(before))]
    chosen = list(outputs) or shared
    for name in chosen or [""]:
        if name not in shared:
            raise DecisionError("both tables need this output", place=after.table.place, read=name, allowed=shared)
    return _Comparing(before, after, chosen, values).comparison()


def _names(compiled: Compiled) -> list[str]:
    return [column.name for column in compiled.table.outputs]


class _Comparing:
    def __init__(self, before: Compiled, after: Compiled, outputs: list[str], values: Values | None) -> None:
        self.tables, self.outputs = (before, after), outputs
        self.programs = [swept_program(table.table, vars(table).get("program")) for table in self.tables]
        inputs = {given.name: given for table in self.tables for given in table.inputs}
        self.name: Namer = namer(inputs, values)

    def comparison(self) -> Comparison:
        effort = Effort()
        cuts, complete = slices(self.programs)
        found: dict[str, Difference] = {}
        for cut in cuts:
            diagram = Diagram(cut, self.programs, effort)
            for change in self._changes(diagram):
                for box in diagram.boxes(lambda rows, change=change: self._answers(rows) == change, MOST_BOXES):  # type: ignore[misc]  # -- bound in this turn
                    for part in split(diagram.axes, box):
                        one = self._difference(diagram, part, cut.day)
                        if one is not None:
                            found.setdefault(f"{one.before} {one.after} {one.words}", one)
            complete = complete and diagram.complete and diagram.listed and all(axis.exact for axis in cut.axes)
        ordered = sorted(found.values(), key=lambda one: (str(one.before), str(one.after)))
        return Comparison(tuple(ordered), complete)

    def _changes(self, diagram: Diagram) -> list[tuple[Answer | None, ...]]:
        answers = dict.fromkeys(self._answers(rows) for rows in diagram.leaves())
        return [change for change in answers if change[0] != change[1]]

    def _answers(self, rows: Alive) -> tuple[Answer | None, ...]:
        return tuple(
            self._answer(program, fired, table)
            for program, fired, table in zip(self.programs, rows, self.tables, strict=True)
        )

    def _answer(self, program: Program, fired: int, table: Compiled) -> Answer | None:
        if not fired:
            return None
        numbers = [at for at in range(len(program.rows)) if fired >> at & 1]
        places = [_names(table).index(name) for name in self.outputs]
        said = [tuple(_plain(program.rows[at].outputs[place]) for place in places) for at in numbers]
        if program.table.hit_policy in FIRST_HIT:
            return said[0]
        return tuple(sorted(said, key=repr))

    def _difference(self, diagram: Diagram, box: Box, day: date) -> Difference | None:
        matters, every, day = example_in(diagram.axes, box, day)
        decided = [self._decided(table, every, day) for table in self.tables]
        said = [None if one[0] is None else {name: one[1].get(name) for name in self.outputs} for one in decided]
        if said[0] == said[1]:
            return None
        return Difference(
            said[0],
            said[1],
            box_words(diagram.axes, box, self.name),
            matters,
            day,
            decided[0][0],
            decided[1][0],
            facts_words(matters, day, self.name),
            self._outputs_words(said[0]),
            self._outputs_words(said[1]),
        )

    def _outputs_words(self, outputs: Mapping[str, Value] | None) -> Words:
        if outputs is None:
            return Sentence(_("no row"))
        return Listed(tuple(self.name.value(name, value) for name, value in outputs.items()))

    def _decided(self, table: Compiled, facts: Mapping[str, Value], day: date) -> tuple[int | None, Mapping[str, Any]]:
        asked = {given.name: facts.get(given.name) for given in table.inputs}
        decision = table.decide(asked, day)
        return decision.row, decision.outputs


def _plain(node: Any) -> Any:
    return constant_value(node) if is_constant(node) else repr(node)


def grouped(differences: Sequence[Difference]) -> Iterator[tuple[Words, list[Difference]]]:
    """The differences by the change of outputs they make."""
    groups: dict[str, list[Difference]] = {}
    for one in differences:
        groups.setdefault(f"{one.before} {one.after}", []).append(one)
    for together in groups.values():
        first = together[0]
        yield Listed((first.said_before, first.said_after), Named(" → ", " → ")), together
