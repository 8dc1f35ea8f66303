"""Writes the golden truth tables of the health-code pack from a plain statement of each published rule.

The decision engine has no part in it: the rules are stated here a second time, as a clerk would say them, and the
next day of change is found by trying one day after another. `python tools/golden_health_code.py` writes one file of
packs/health_code/scenarios a rule set; a test holds the committed files equal to what this writes, another runs the
engine on them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

SCENARIOS = Path(__file__).resolve().parents[1] / "packs" / "health_code" / "scenarios"
AHEAD = 3  # days tried for a next change: no last day in the tables lies further ahead

Value = str | date | None


@dataclass(frozen=True)
class Resident:
    """What is known about one resident; None: nothing is."""

    check_in: str | None = None
    concern: str | None = None
    concern_on: date | None = None
    high: str | None = None
    high_from: date | None = None
    high_until: date | None = None
    medium: str | None = None
    medium_from: date | None = None
    medium_until: date | None = None
    run: str | None = None
    run_on: date | None = None
    test: str | None = None
    test_on: date | None = None
    zone: str | None = None
    zone_from: date | None = None
    zone_until: date | None = None
    test_run: str | None = None
    test_run_on: date | None = None

    def was_well_for(self, days: int, since: date | None) -> bool:
        """Whether that many check-ins on end were normal, none of them before `since`."""
        length = {"seven": 7, "fourteen": 14}.get(self.run or "", 0)
        if length < days or self.run_on is None or since is None:
            return False
        first_counted = self.run_on - timedelta(days=days - 1)
        return first_counted >= since

    def tested_thrice_since(self, since: date | None) -> bool:
        """Three negative tests on three days on end, the first of them not before `since`."""
        if self.test_run != "three" or self.test_run_on is None or since is None:
            return False
        return self.test_run_on - timedelta(days=2) >= since


class Verdict(NamedTuple):
    row: int
    colour: str
    reason: str


Rule = Callable[[Resident, date], Verdict]


def running(until: date | None, day: date) -> bool:
    """A risk or a zone is there through its last day, and without a last day until somebody says otherwise."""
    return until is None or day <= until


def february_2020(who: Resident, day: date) -> Verdict:
    """Red is over after 14 normal check-ins on end, yellow after 7; who never declared anything has no code."""
    if who.check_in is None:
        return Verdict(1, "grey", "not-declared")
    if who.high == "touched" and not who.was_well_for(14, who.high_from):
        return Verdict(2, "red", "risk-high")
    if who.concern in ("contact", "key_area") and not who.was_well_for(14, who.concern_on):
        return Verdict(3, "red", "contact") if who.concern == "contact" else Verdict(4, "red", "key-area")
    if who.medium == "touched" and not who.was_well_for(7, who.medium_from):
        return Verdict(5, "yellow", "risk-medium")
    if who.concern == "fever" and not who.was_well_for(7, who.concern_on):
        return Verdict(6, "yellow", "fever")
    if who.check_in == "abnormal":
        return Verdict(7, "yellow", "check-in-abnormal")
    if who.high == "touched":
        return Verdict(8, "green", "isolation-over")
    if who.concern is not None:
        return Verdict(9, "green", "isolation-over")
    if who.medium == "touched":
        return Verdict(10, "green", "isolation-over")
    return Verdict(11, "green", "normal")


def year_2021(who: Resident, day: date) -> Verdict:
    """The highest risk still running decides; on yellow a negative test of that day or the day before is told apart."""
    if who.test == "positive":
        return Verdict(1, "red", "test-positive")
    if who.high == "touched" and running(who.high_until, day):
        return Verdict(2, "red", "risk-high")
    if who.medium == "touched" and running(who.medium_until, day):
        recent = who.test_on is not None and who.test_on >= day - timedelta(days=1)
        if who.test == "negative" and recent:
            return Verdict(3, "yellow", "report-to-community")
        return Verdict(4, "yellow", "test-first")
    return Verdict(5, "green", "no-risk")


def orange_2022(who: Resident, day: date) -> Verdict:
    """2021, and the zones: orange for the precaution zone until three tests on three days on end, or its last day."""
    inside = who.zone if running(who.zone_until, day) else None
    if who.test == "positive":
        return Verdict(1, "red", "test-positive")
    if who.high == "touched" and running(who.high_until, day):
        return Verdict(2, "red", "risk-high")
    if inside == "lockdown":
        return Verdict(3, "red", "zone-lockdown")
    if inside == "control":
        return Verdict(4, "yellow", "zone-control")
    if who.medium == "touched" and running(who.medium_until, day):
        return Verdict(5, "yellow", "risk-medium")
    if inside == "precaution":
        done = who.tested_thrice_since(who.zone_from)
        return Verdict(7, "green", "tests-done") if done else Verdict(6, "orange", "zone-precaution")
    return Verdict(8, "green", "no-risk")


def next_change(rule: Rule, who: Resident, day: date) -> date | None:
    """The first later day with another verdict and nothing new said, found by trying day after day."""
    today = rule(who, day)
    for ahead in range(1, AHEAD + 1):
        if rule(who, day + timedelta(days=ahead)) != today:
            return day + timedelta(days=ahead)
    return None


RISK: tuple[Value, ...] = (None, "touched", "cleared")
TEST: tuple[Value, ...] = (None, "negative", "positive")


class Table(NamedTuple):
    """A rule on a day, and for each input the values to try as a function of that day."""

    rule: Rule
    as_of: date
    values: dict[str, tuple[Value, ...]]


def _days(as_of: date, *days_from_now: int) -> tuple[Value, ...]:
    return (None, *(as_of + timedelta(days=days) for days in days_from_now))


def _february(as_of: date) -> Table:
    """Days at both sides of "fourteen" and "seven" counted back from the last check-in, which is today's."""
    values: dict[str, tuple[Value, ...]] = {
        "check_in": (None, "normal", "abnormal"),
        "concern": (None, "fever", "contact", "key_area"),
        "concern_on": _days(as_of, -13, -12, -6, -5),
        "high": RISK,
        "high_from": _days(as_of, -13, -12),
        "medium": RISK,
        "medium_from": _days(as_of, -6, -5),
        "run": (None, "none", "seven", "fourteen"),
        "run_on": _days(as_of, 0),
    }
    return Table(february_2020, as_of, values)


def _year_2021(as_of: date) -> Table:
    values: dict[str, tuple[Value, ...]] = {
        "test": TEST,
        "test_on": _days(as_of, -2, -1, 0),
        "high": RISK,
        "high_until": _days(as_of, -1, 0, 1),
        "medium": RISK,
        "medium_until": _days(as_of, -1, 0, 1),
    }
    return Table(year_2021, as_of, values)


def _orange_2022(as_of: date) -> Table:
    values: dict[str, tuple[Value, ...]] = {
        "test": TEST,
        "high": RISK,
        "high_until": _days(as_of, -1, 0),
        "medium": RISK,
        "medium_until": _days(as_of, -1, 0),
        "zone": (None, "lockdown", "control", "precaution"),
        "zone_from": _days(as_of, -2, -1),
        "zone_until": _days(as_of, -1, 0),
        "test_run": (None, "none", "three"),
        "test_run_on": _days(as_of, 0),
    }
    return Table(orange_2022, as_of, values)


TABLES: dict[str, Table] = {
    "hangzhou-2020-02-11": _february(date(2020, 2, 25)),
    "zhejiang-2020-02-17": _february(date(2020, 3, 2)),
    "hangzhou-2021-01-01": _year_2021(date(2021, 12, 9)),
    "zhejiang-2021-01-01": _year_2021(date(2021, 12, 9)),
    "hangzhou-2022-01-29": _orange_2022(date(2022, 1, 31)),
}

Expected = tuple[Verdict, date | None]
Block = tuple[frozenset[Value], ...]


def verdicts(table: Table) -> Iterator[tuple[Block, Expected]]:
    """Every combination of every input with its verdict and next change."""
    for combination in itertools.product(*table.values.values()):
        known: dict[str, Any] = dict(zip(table.values, combination, strict=True))
        who = Resident(**known)
        expected = (table.rule(who, table.as_of), next_change(table.rule, who, table.as_of))
        yield tuple(frozenset((value,)) for value in combination), expected


def merged(found: Iterator[tuple[Block, Expected]], width: int) -> dict[Block, Expected]:
    """The same verdicts as few disjoint blocks: combinations that differ in one input and agree in the verdict join."""
    blocks = dict(found)
    for place in reversed(range(width)):
        joined: dict[tuple[Block, Expected], frozenset[Value]] = {}
        for block, expected in blocks.items():
            rest = (block[:place] + block[place + 1 :], expected)
            joined[rest] = joined.get(rest, frozenset()) | block[place]
        blocks = {(*rest[:place], own, *rest[place:]): expected for (rest, expected), own in joined.items()}
    return blocks


def _written(value: Value) -> str:
    return "null" if value is None else str(value)


def _line(block: Block, expected: Expected, values: dict[str, tuple[Value, ...]]) -> str:
    (row, colour, reason), change = expected
    given = ", ".join(
        f"{name}: [{', '.join(_written(value) for value in possible if value in own)}]"
        for (name, possible), own in zip(values.items(), block, strict=True)
        if len(own) < len(possible)
    )
    outcome = f"{{row: {row}, colour: {colour}, reason: {reason}, next_change: {_written(change)}}}"
    return f"  - {{given: {{{given}}}, expect: {outcome}}}"


def _order(block: Block, values: dict[str, tuple[Value, ...]]) -> list[list[int]]:
    return [
        [place for place, value in enumerate(possible) if value in own]
        for possible, own in zip(values.values(), block, strict=True)
    ]


def text(stem: str) -> str:
    """The whole YAML file of one rule set."""
    table = TABLES[stem]
    blocks = merged(verdicts(table), len(table.values))
    rows = sorted(blocks.items(), key=lambda held: (held[1][0].row, _order(held[0], table.values)))
    head = [
        "# Written by tools/golden_health_code.py from its own statement of the rule; the engine has no part in it.",
        "# Every combination of every input, joined where outcomes are alike; an input left out means all its values.",
        "kind: truth_table",
        f"rules: {stem}",
        f"as_of: {table.as_of}",
        "values:",
        *(f"  {name}: [{', '.join(_written(value) for value in held)}]" for name, held in table.values.items()),
        "cases:",
    ]
    return "\n".join([*head, *(_line(block, expected, table.values) for block, expected in rows), ""])


def main() -> None:
    for stem in TABLES:
        path = SCENARIOS / f"{stem}.yaml"
        path.write_text(text(stem), encoding="utf-8")
        print(f"{path.name}: {path.read_text('utf-8').count('given:')} lines")


if __name__ == "__main__":
    main()
