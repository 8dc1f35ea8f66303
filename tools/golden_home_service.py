"""Writes the golden truth tables of the home-service pack from a plain statement of each published rule.

The decision engine has no part in it: the rules are stated here a second time, as a clerk would say them, and the
next day of change is found by trying one day after another. `python tools/golden_home_service.py` writes the four files
of packs/home_service/scenarios; a test holds the committed files equal to what this writes, another runs the engine on
them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

AS_OF = date(2021, 10, 29)
ABOUT_TO_EXPIRE = timedelta(days=30)
SCENARIOS = Path(__file__).resolve().parents[1] / "packs" / "home_service" / "scenarios"

Value = str | date | None
NOT_PASSED = ("failed", "abnormal", "invalid")


@dataclass(frozen=True)
class Worker:
    """What is known about one worker; None: nothing is."""

    card: str | None = None
    identity_city: str | None = None
    identity_ministry: str | None = None
    police: str | None = None
    risk: str | None = None
    health: str | None = None
    health_until: date | None = None
    insurance_until: date | None = None

    def has_health(self, day: date) -> bool:
        """A passed health check in date; the last day of its validity still counts."""
        return self.health == "passed" and self.health_until is not None and day <= self.health_until

    def is_insured(self, day: date) -> bool:
        return self.insurance_until is not None and day <= self.insurance_until

    def health_ran_out(self, day: date) -> bool:
        """No date, or the date is past, whatever the conclusion was."""
        return self.health_until is None or day > self.health_until


class Verdict(NamedTuple):
    row: int
    colour: str
    reason: str


Rule = Callable[[Worker, date], Verdict]


def zhejiang(worker: Worker, day: date) -> Verdict:
    """Green: issued, both valid on the day. Yellow: one expired. Red: invalid, both expired, police not passed."""
    if worker.card is None:
        return Verdict(1, "grey", "no-card")
    if worker.card == "invalid":
        return Verdict(2, "red", "card-invalid")
    if worker.police == "failed":
        return Verdict(3, "red", "police-failed")
    if not worker.has_health(day) and not worker.is_insured(day):
        return Verdict(4 if worker.health_ran_out(day) else 5, "red", "both-expired")
    if not worker.has_health(day):
        return _yellow_for_health(worker, day, first_row=6)
    if not worker.is_insured(day):
        return Verdict(9, "yellow", "insurance-expired")
    if worker.police is None:
        return Verdict(10, "yellow", "police-pending")
    return Verdict(11, "green", "both-valid")


def ningbo(worker: Worker, day: date) -> Verdict:
    """Red: identity abnormal or invalid. Passed, but items missing or expired: yellow. Passed, both valid: green."""
    if worker.card is None:
        return Verdict(1, "grey", "no-card")
    if worker.card == "invalid":
        return Verdict(2, "red", "card-invalid")
    if worker.identity_ministry in ("abnormal", "invalid"):
        return Verdict(3, "red", "identity-abnormal")
    if worker.identity_ministry == "failed":
        return Verdict(4, "red", "identity-abnormal")
    if worker.police == "failed":
        return Verdict(5, "red", "police-failed")
    if worker.identity_ministry is None:
        return Verdict(6, "grey", "identity-pending")
    if not worker.has_health(day) and not worker.is_insured(day):
        return Verdict(7 if worker.health_ran_out(day) else 8, "yellow", "both-expired")
    if not worker.has_health(day):
        return _yellow_for_health(worker, day, first_row=9)
    if not worker.is_insured(day):
        return Verdict(12, "yellow", "insurance-expired")
    if worker.police is None:
        return Verdict(13, "yellow", "police-pending")
    return Verdict(14, "green", "both-valid")


def jiaxing(worker: Worker, day: date) -> Verdict:
    """Red: certificate abnormal, high risk, to be struck off. Yellow: missing or expired. Else qualified."""
    if worker.card is None:
        return Verdict(1, "grey", "no-card")
    if worker.card == "invalid":
        return Verdict(2, "red", "card-invalid")
    if worker.risk == "high":
        return Verdict(3, "red", "high-risk")
    if worker.police == "failed":
        return Verdict(4, "red", "struck-off")
    if worker.health == "failed":
        return Verdict(5, "red", "struck-off")
    if worker.police is None:
        return Verdict(6, "yellow", "police-pending")
    if worker.health is None or worker.health_until is None:
        return Verdict(7 if worker.health is None else 8, "yellow", "health-missing")
    if worker.insurance_until is None:
        return Verdict(9, "yellow", "insurance-missing")
    expired = (worker.health_until < day, worker.insurance_until < day)
    return {
        (True, True): Verdict(10, "yellow", "both-expired"),
        (True, False): Verdict(11, "yellow", "health-expired"),
        (False, True): Verdict(12, "yellow", "insurance-expired"),
        (False, False): Verdict(13, "green", "qualified"),
    }[expired]


def wenzhou(worker: Worker, day: date) -> Verdict:
    """Green: both reviews passed, both valid. Yellow: about to expire. Red: review not passed, both expired, invalid.

    Exactly one already expired has no colour in the published wording; yellow is our reading.
    """
    if worker.card is None:
        return Verdict(1, "grey", "no-card")
    if worker.card == "invalid":
        return Verdict(2, "red", "card-invalid")
    if worker.identity_city in NOT_PASSED:
        return Verdict(3, "red", "review-not-passed")
    if worker.identity_ministry in NOT_PASSED:
        return Verdict(4, "red", "review-not-passed")
    if worker.police == "failed":
        return Verdict(5, "red", "police-failed")
    if not worker.has_health(day) and not worker.is_insured(day):
        return Verdict(6 if worker.health_ran_out(day) else 7, "red", "both-expired")
    if worker.identity_city is None:
        return Verdict(8, "grey", "review-pending")
    if worker.identity_ministry is None:
        return Verdict(9, "grey", "review-pending")
    if not worker.has_health(day):
        return _yellow_for_health(worker, day, first_row=10)
    if not worker.is_insured(day):
        return Verdict(13, "yellow", "insurance-expired")
    if worker.police is None:
        return Verdict(14, "yellow", "police-pending")
    return _wenzhou_in_date(worker, day)


def _wenzhou_in_date(worker: Worker, day: date) -> Verdict:
    assert worker.health_until is not None and worker.insurance_until is not None
    about = (worker.health_until - day < ABOUT_TO_EXPIRE, worker.insurance_until - day < ABOUT_TO_EXPIRE)
    return {
        (True, True): Verdict(15, "yellow", "both-expiring"),
        (True, False): Verdict(16, "yellow", "health-expiring"),
        (False, True): Verdict(17, "yellow", "insurance-expiring"),
        (False, False): Verdict(18, "green", "both-valid"),
    }[about]


def _yellow_for_health(worker: Worker, day: date, *, first_row: int) -> Verdict:
    """Insured, but without a health check: it failed, or its date is past or unknown, or nothing was concluded."""
    if worker.health == "failed":
        return Verdict(first_row, "yellow", "health-not-passed")
    if worker.health_ran_out(day):
        return Verdict(first_row + 1, "yellow", "health-expired")
    return Verdict(first_row + 2, "yellow", "health-not-passed")


def next_change(rule: Rule, worker: Worker, day: date) -> date | None:
    """The first later day with another verdict and nothing new said, found by trying day after day."""
    today = rule(worker, day)
    last = max((until for until in (worker.health_until, worker.insurance_until) if until), default=day)
    while day <= last:
        day += timedelta(days=1)
        if rule(worker, day) != today:
            return day
    return None


CARD: tuple[Value, ...] = (None, "issued", "invalid")
REVIEW: tuple[Value, ...] = (None, "passed", *NOT_PASSED)
CHECK: tuple[Value, ...] = (None, "passed", "failed")
RISK: tuple[Value, ...] = (None, "high", "cleared")


def _dates(*days_from_now: int) -> tuple[Value, ...]:
    return (None, *(AS_OF + timedelta(days=days) for days in days_from_now))


DATES = _dates(-1, 0, 1, 60)  # missing, expired, expires today, tomorrow, far
WENZHOU_DATES = _dates(-1, 0, 29, 30, 31, 60)  # and the edges of "about to expire"

TABLES: dict[str, tuple[Rule, dict[str, tuple[Value, ...]]]] = {
    "zhejiang-2020-07-05": (
        zhejiang,
        {"card": CARD, "police": CHECK, "health": CHECK, "health_until": DATES, "insurance_until": DATES},
    ),
    "ningbo-2020-09-01": (
        ningbo,
        {
            "card": CARD,
            "identity_ministry": REVIEW,
            "police": CHECK,
            "health": CHECK,
            "health_until": DATES,
            "insurance_until": DATES,
        },
    ),
    "jiaxing-2020-12-20": (
        jiaxing,
        {
            "card": CARD,
            "risk": RISK,
            "police": CHECK,
            "health": CHECK,
            "health_until": DATES,
            "insurance_until": DATES,
        },
    ),
    "wenzhou-2021-01-01": (
        wenzhou,
        {
            "card": CARD,
            "identity_city": REVIEW,
            "identity_ministry": REVIEW,
            "police": CHECK,
            "health": CHECK,
            "health_until": WENZHOU_DATES,
            "insurance_until": WENZHOU_DATES,
        },
    ),
}

Expected = tuple[Verdict, date | None]
Block = tuple[frozenset[Value], ...]


def verdicts(rule: Rule, values: dict[str, tuple[Value, ...]]) -> Iterator[tuple[Block, Expected]]:
    """Every combination of every input with its verdict and next change."""
    for combination in itertools.product(*values.values()):
        known: dict[str, Any] = dict(zip(values, combination, strict=True))
        worker = Worker(**known)
        expected = (rule(worker, AS_OF), next_change(rule, worker, AS_OF))
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


def _order(block: Block, values: Sequence[tuple[Value, ...]]) -> list[list[int]]:
    return [
        [place for place, value in enumerate(possible) if value in own]
        for possible, own in zip(values, block, strict=True)
    ]


def text(stem: str) -> str:
    """The whole YAML file of one rule set."""
    rule, values = TABLES[stem]
    blocks = merged(verdicts(rule, values), len(values))
    rows = sorted(blocks.items(), key=lambda held: (held[1][0].row, _order(held[0], list(values.values()))))
    head = [
        "# Written by tools/golden_home_service.py from its own statement of the rule; the engine has no part in it.",
        "# Every combination of every input, joined where outcomes are alike; an input left out means all its values.",
        "kind: truth_table",
        f"rules: {stem}",
        f"as_of: {AS_OF}",
        "values:",
        *(f"  {name}: [{', '.join(_written(value) for value in possible)}]" for name, possible in values.items()),
        "cases:",
    ]
    return "\n".join([*head, *(_line(block, expected, values) for block, expected in rows), ""])


def main() -> None:
    for stem in TABLES:
        path = SCENARIOS / f"{stem}.yaml"
        path.write_text(text(stem), encoding="utf-8")
        print(f"{path.name}: {path.read_text('utf-8').count('given:')} lines")


if __name__ == "__main__":
    main()
