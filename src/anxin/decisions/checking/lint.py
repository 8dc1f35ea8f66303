"""What is wrong with a table though it can be read: holes, rows that can never fire, rows that contradict each other.

Cases are enumerated over :mod:`anxin.decisions.checking.samples`. An example is always real. That nothing was found
is a proof for tables whose cells test one input each; facts compared with each other are sampled, and a table with
more cases than LARGEST is looked at in part and says so.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anxin.decisions.checking.samples import OTHER, Samples, samples
from anxin.decisions.columnar.closure import reader
from anxin.decisions.columnar.ir import Fact
from anxin.decisions.columnar.program import Program, build
from anxin.decisions.dmn.model import Definitions, Table
from anxin.decisions.errors import Place
from anxin.decisions.feel.plain import Months, Type, Value
from anxin.decisions.model import Model

LARGEST = 20_000
MOST_GAPS = 10
APART = ("UNIQUE", "ANY")
USUAL: dict[str, Value] = {Type.DAYS.value: timedelta(days=30), Type.MONTHS.value: Months(1)}

Case = tuple[int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing found: ``kind`` is gap, overlap, shadowed, unreachable or capped; ``severity`` error or warning.

    ``example`` are facts (those that matter) and ``as_of`` the day for which it shows.
    """

    kind: str
    severity: str
    place: Place
    message: str
    example: Mapping[str, Value]
    as_of: date | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.message}"


def lint(model: Model, parameters: Mapping[str, Value] | None = None) -> list[Finding]:
    """The findings about every table of a model; durations that are left open count as 30 days or one month."""
    given = dict(parameters or {})
    return [
        finding
        for table in model.tables.values()
        for finding in _Inspection(model.definitions, table, given).findings()
    ]


class _Inspection:
    def __init__(self, model: Definitions, table: Table, parameters: dict[str, Value]) -> None:
        known = {name: value for name, value in parameters.items() if name in model.inputs}
        usual = {name: USUAL[found.type] for name, found in model.inputs.items() if found.type in USUAL}
        self.table = table
        self.program: Program = build(model, table, usual | known)
        self.samples: Samples = samples(self.program)
        self.facts: tuple[Fact, ...] = tuple(self.samples.values)
        self.choices = [self.samples.days, *self.samples.values.values()]
        self.met: dict[Case, tuple[int, ...]] = {}

    def findings(self) -> Iterator[Finding]:
        """Everything found."""
        if self.samples.combinations > LARGEST:
            why = f"{self.samples.combinations} cases are more than the {LARGEST} looked at: some may be missed"
            yield Finding("capped", "warning", self.table.place, why, {})
        self._enumerate()
        if not any(column.default for column in self.table.outputs):
            yield from self._gaps()
        yield from self._idle()
        if self.table.hit_policy in APART:
            yield from self._overlaps()

    def _enumerate(self) -> None:
        ask = reader(tuple(row.condition for row in self.program.rows))
        step = max(1, -(-self.samples.combinations // LARGEST))
        for number in range(0, self.samples.combinations, step):
            case = self._numbered(number)
            day, facts = self._case(case)
            answers = ask(facts, day)
            self.met[case] = tuple(index for index, answer in enumerate(answers) if answer is True)

    def _numbered(self, number: int) -> Case:
        """The case of a number, counted without going through those before it."""
        indexes: list[int] = []
        for choice in reversed(self.choices):
            number, index = divmod(number, len(choice))
            indexes.append(index)
        return tuple(reversed(indexes))

    def _case(self, case: Case) -> tuple[date, dict[str, Value]]:
        day = self.samples.days[case[0]]
        values = zip(self.facts, case[1:], strict=True)
        return day, {fact.name: self.samples.values[fact][index] for fact, index in values}

    def _gaps(self) -> Iterator[Finding]:
        open_cases = {case for case, met in self.met.items() if not met and self._strangeness(case)[0] < 2}
        for _ in range(MOST_GAPS):
            if not open_cases:
                return
            box = self._widened(min(open_cases, key=self._strangeness), open_cases)
            open_cases -= set(itertools.product(*box))
            yield self._gap(box)

    def _strangeness(self, case: Case) -> tuple[int, Case]:
        return sum(value == OTHER for value in self._case(case)[1].values()), case

    def _widened(self, case: Case, open_cases: set[Case]) -> list[list[int]]:
        """The case with every input set free that does not matter to the gap."""
        box = [[index] for index in case]
        for position, choice in enumerate(self.choices):
            wider = [*box[:position], list(range(len(choice))), *box[position + 1 :]]
            if math.prod(map(len, wider)) <= len(open_cases) and set(itertools.product(*wider)) <= open_cases:
                box = wider
        return box

    def _gap(self, box: list[list[int]]) -> Finding:
        day, facts = self._case(tuple(indexes[0] for indexes in box))
        pairs = zip(box, self.choices, strict=True)
        matters = [len(indexes) < len(choice) or len(choice) == 1 for indexes, choice in pairs]
        example = {fact.name: facts[fact.name] for fact, kept in zip(self.facts, matters[1:], strict=True) if kept}
        strange = OTHER in example.values()
        why = "no row for a value the table never names" if strange else "no row fires"
        return Finding(
            "gap", "warning" if strange else "error", self.table.place, f"{why}: {_written(example, day)}", example, day
        )

    def _idle(self) -> Iterator[Finding]:
        fired = {met[0] for met in self.met.values() if met}
        for index, row in enumerate(self.program.rows):
            if index in fired:
                continue
            place = self.table.place.within(rule=row.rule.number)
            example = next((case for case, met in self.met.items() if index in met), None)
            if example is None:
                yield Finding("unreachable", "error", place, "no facts meet this rule", {})
                continue
            if self.table.hit_policy in APART:
                continue
            day, facts = self._case(example)
            before = sorted({self._number(met[0]) for met in self.met.values() if index in met})
            rules = ", ".join(map(str, before))
            why = f"never fires: rule {rules} fires before it whenever it is met, for instance {_written(facts, day)}"
            yield Finding("shadowed", "error", place, why, facts, day)

    def _overlaps(self) -> Iterator[Finding]:
        seen: set[tuple[int, int]] = set()
        for case, met in self.met.items():
            for one, two in itertools.combinations(met, 2):
                if (one, two) in seen or (self.table.hit_policy == "ANY" and self._agree(one, two)):
                    continue
                seen.add((one, two))
                day, facts = self._case(case)
                numbers = f"{self._number(one)} and {self._number(two)}"
                why = f"rules {numbers} fire together under {self.table.hit_policy}: {_written(facts, day)}"
                place = self.table.place.within(rule=self._number(two))
                yield Finding("overlap", "error", place, why, facts, day)

    def _number(self, index: int) -> int:
        return self.program.rows[index].rule.number

    def _agree(self, one: int, two: int) -> bool:
        return self.program.rows[one].outputs == self.program.rows[two].outputs


def _written(facts: Mapping[str, Value], day: date) -> str:
    words = [f"{name} = {'null' if value is None else value}" for name, value in facts.items()]
    return ", ".join([*words, f"as_of = {day}"])
