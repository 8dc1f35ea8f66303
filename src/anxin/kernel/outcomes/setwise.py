"""Deciding a population where its data lives: one generated statement per rule set, executed here and only here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from anxin.decisions import FactsWhere, facts_relation
from anxin.kernel.outcomes.in_force import compiled, earliest, fact_specs, next_rules_on, rule_set_for
from anxin.kernel.outcomes.models import RuleRow, RuleSet
from anxin.kernel.parties.models import Registration


@dataclass(frozen=True)
class Decision:
    """What a statement says of one party: row number of `rule_set`, and the next day it could change."""

    party_id: int
    rule_set: RuleSet
    row: int
    next_change: date | None


@dataclass(frozen=True)
class Group:
    """The areas that one rule set decides on a day, and the day another takes over there."""

    rule_set: RuleSet
    areas: tuple[str, ...]
    next_rules: date | None


def groups(pack: str, as_of: date, *, rules_of: str | None = None) -> list[Group]:
    """Registered areas grouped by the rule set that decides them; `rules_of` puts them all under another area's."""
    rule_sets = list(RuleSet.objects.filter(pack=pack))
    found: dict[tuple[int, date | None], tuple[RuleSet, list[str]]] = {}
    areas = Registration.objects.filter(pack=pack).values_list("area", flat=True).distinct().order_by("area")
    for area in areas:
        ruled = rules_of or area
        rules = rule_set_for(rule_sets, ruled, as_of)
        if rules is not None:
            following = next_rules_on(rule_sets, ruled, as_of)
            found.setdefault((rules.pk, following), (rules, []))[1].append(area)
    return [Group(rules, tuple(held), following) for (_pk, following), (rules, held) in found.items()]


def statement(
    group: Group, *, pack: str, as_of: date, known_through: int | None, party_ids: Sequence[int] | None = None
) -> str:
    """SQL that gives party_id, rule, next_change, next_start for every party of the group."""
    dialect = connection.vendor
    relation = facts_relation(
        dialect=dialect,
        facts=fact_specs(group.rule_set),
        as_of=as_of,
        known_through=known_through,
        where=FactsWhere(pack=pack, areas=group.areas, party_ids=None if party_ids is None else tuple(party_ids)),
    )
    return compiled(group.rule_set).sql(
        dialect=dialect, relation=relation, key="party_id", as_of=as_of, carry=("next_start",)
    )


def decisions(
    pack: str, as_of: date, *, known_through: int | None = None, party_ids: Sequence[int] | None = None
) -> Iterator[Decision]:
    """Every registered party's decision on a day, streamed."""
    for group in groups(pack, as_of):
        sql = statement(group, pack=pack, as_of=as_of, known_through=known_through, party_ids=party_ids)
        with connection.cursor() as cursor:
            cursor.execute(sql)
            while page := cursor.fetchmany(5000):
                for party_id, row, change, start in page:
                    following = earliest([day_of(change), day_of(start), group.next_rules])
                    yield Decision(party_id, group.rule_set, row, following)


def tallied(
    pack: str, as_of: date, *, rules_of: str | None = None, party_ids: Sequence[int] | None = None
) -> Counter[tuple[str, str]]:
    """How many parties stand at each (outcome, reason) on a day, counted inside the database."""
    counted: Counter[tuple[str, str]] = Counter()
    for group in groups(pack, as_of, rules_of=rules_of):
        meaning = {row.number: (row.outcome, row.reason) for row in RuleRow.objects.filter(rule_set=group.rule_set)}
        inner = statement(group, pack=pack, as_of=as_of, known_through=None, party_ids=party_ids)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT rule, COUNT(*) FROM ({inner}) AS decided GROUP BY rule")
            for row, how_many in cursor.fetchall():
                counted[meaning[row]] += how_many
    return counted


def day_of(value: Any) -> date | None:
    """A date from a driver: SQLite hands over ISO text, PostgreSQL a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value
