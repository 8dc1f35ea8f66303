"""Deciding: the whole city, one person with reasons, one day's tick; each beside the same written by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from anxin.decisions import Compiled, FactsWhere, facts_relation
from anxin.demo.load import OPERATOR, PACK
from anxin.demo.plan import DECISION_DAY
from anxin.demo.timeline import moment
from anxin.kernel.evidence.facts import facts_in_force
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes import figures
from anxin.kernel.outcomes.actions import recolour, tick
from anxin.kernel.outcomes.in_force import compiled, fact_specs
from anxin.kernel.outcomes.models import RuleSet
from anxin.kernel.parties.queries import registrations
from bench.by_hand import CASE, MEANING, SOON, explained, row_of
from bench.measuring import Figure, in_turns, seconds

WENZHOU = "330300"
SAMPLE = 2000


def measure() -> list[Figure]:
    rules = RuleSet.objects.get(pack=PACK, area=WENZHOU)
    return [whole_city(rules), *one_decision(rules), one_day()]


def whole_city(rules: RuleSet) -> Figure:
    """The tally as `anxin decide` takes it, and the same CASE by hand on the same pivot; both must count alike."""
    pivot = facts_relation(
        dialect=connection.vendor, facts=fact_specs(rules), as_of=DECISION_DAY, where=FactsWhere(pack=PACK)
    )
    sql = f"SELECT {CASE} AS rule, COUNT(*) FROM {pivot} AS facts GROUP BY rule"
    parameters = {"today": DECISION_DAY.isoformat(), "soon": (DECISION_DAY + timedelta(days=SOON)).isoformat()}

    def by_hand() -> Counter[tuple[str, str]]:
        counted: Counter[tuple[str, str]] = Counter()
        with connection.cursor() as cursor:
            cursor.execute(
                sql.replace("%", "%%").replace(":today", "%(today)s").replace(":soon", "%(soon)s"), parameters
            )
            for row, people in cursor.fetchall():
                counted[MEANING[row]] += people
        return counted

    def by_engine() -> dict[tuple[str, str], int]:
        return figures.tally(PACK, as_of=DECISION_DAY).by_reason

    agree(by_engine(), dict(by_hand()), "the city's table")
    ours, theirs = in_turns(by_engine, by_hand, rounds=7)
    total = registrations(PACK).count()
    note = f"{total:,} people; {ours * 1000:,.0f} ms against {theirs * 1000:,.0f} ms, the pivot included in both"
    return Figure(
        "decide the whole city", "the same CASE by hand in SQL", "people/s", total / ours, total / theirs, note
    )


def one_decision(rules: RuleSet) -> list[Figure]:
    """The bare row number, and the decision with its reasons, from facts in hand."""
    people = facts_of_some(rules)
    rule_set: Compiled = compiled(rules)
    for facts in people:
        agree(rule_set.outcome(facts, DECISION_DAY), row_of(facts, DECISION_DAY), "the row")
    bare = rates(people, lambda facts: rule_set.outcome(facts, DECISION_DAY), lambda facts: row_of(facts, DECISION_DAY))
    told = rates(
        people, lambda facts: rule_set.decide(facts, as_of=DECISION_DAY), lambda facts: explained(facts, DECISION_DAY)
    )
    return [
        Figure("one decision, row only", "if and return by hand in Python", "per s", *bare),
        Figure(
            "one decision with reasons",
            "if and return by hand, with conditions",
            "per s",
            *told,
            note="ours also checks the facts and computes the exact next day of change; the one by hand does not",
        ),
    ]


def facts_of_some(rules: RuleSet) -> list[dict[str, Any]]:
    """The facts of people taken evenly from the city."""
    ids = list(registrations(PACK).order_by("party_id").values_list("party_id", flat=True))
    records = records_to_decide(ids[:: max(1, len(ids) // SAMPLE)])
    specs = fact_specs(rules)
    return [dict(facts_in_force(held, specs, as_of=DECISION_DAY).values) for held in records.values()]


def rates(
    people: list[dict[str, Any]], ours: Callable[[dict[str, Any]], object], theirs: Callable[[dict[str, Any]], object]
) -> tuple[float, float]:
    taken = in_turns(lambda: [ours(facts) for facts in people], lambda: [theirs(facts) for facts in people], rounds=9)
    return len(people) / taken[0], len(people) / taken[1]


def one_day() -> Figure:
    """The next day by tick and by deciding everybody anew; each undone, so that both start from the same table."""
    recolour(by=OPERATOR, at=moment(DECISION_DAY, 8), pack=PACK, as_of=DECISION_DAY)
    day: date = DECISION_DAY + timedelta(days=1)
    at = moment(day, 1)
    due = 0

    def ticked() -> None:
        nonlocal due
        due = sum(one.changes.decided for one in tick(by=OPERATOR, at=at, pack=PACK, to=day))

    ours, theirs = in_turns(
        lambda: undone(ticked), lambda: undone(lambda: recolour(by=OPERATOR, at=at, pack=PACK, as_of=day)), rounds=3
    )
    note = f"{due:,} people were due: {ours * 1000:,.0f} ms against {theirs * 1000:,.0f} ms"
    return Figure("turn one day", "deciding everybody anew", "days/s", 1 / ours, 1 / theirs, note)


def undone(work: Callable[[], object]) -> None:
    with transaction.atomic():
        seconds(work)
        transaction.set_rollback(True)


def agree(ours: object, theirs: object, what: str) -> None:
    """A ratio between two things that do not give the same is worth nothing."""
    if ours != theirs:
        raise RuntimeError(f"{what} differs: {ours} and by hand {theirs}")
