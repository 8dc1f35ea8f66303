"""Deciding a population where its data lives: one generated statement per rule set, executed here and only here.

A rule set that no database can decide is decided party by party instead, a few hundred at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from anxin.decisions import FactsWhere, facts_relation
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.deciding import Ruling, outlook
from anxin.kernel.outcomes.in_force import compiled, earliest, fact_specs, next_rules_on, rule_set_for
from anxin.kernel.outcomes.models import RuleRow, RuleSet
from anxin.kernel.parties.models import Registration

PAGE = 5000  # rows fetched at once
INDEXED = 1000  # parties asked for by their ids in one statement
PARTIES = 500  # parties whose records are held at once


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


def groups(
    pack: str,
    as_of: date,
    *,
    rules_of: str | None = None,
    areas: Sequence[str] | None = None,
    party_ids: Sequence[int] | None = None,
) -> list[Group]:
    """Registered areas (or those asked for, or those of some parties) grouped by the rule set that decides them.

    `rules_of` puts them all under another area's.
    """
    rule_sets = applied(pack).rule_sets
    found: dict[tuple[int, date | None], tuple[RuleSet, list[str]]] = {}
    for area in _areas(pack, areas, party_ids):
        ruled = rules_of or area
        rules = rule_set_for(rule_sets, ruled, as_of)
        if rules is not None:
            following = next_rules_on(rule_sets, ruled, as_of)
            found.setdefault((rules.pk, following), (rules, []))[1].append(area)
    return [Group(rules, tuple(held), following) for (_pk, following), (rules, held) in found.items()]


def _areas(pack: str, areas: Sequence[str] | None, party_ids: Sequence[int] | None) -> list[str]:
    registered = Registration.objects.filter(pack=pack)
    if areas is not None:
        registered = registered.filter(area__in=areas)
    if party_ids is not None:
        registered = registered.filter(party_id__in=party_ids)
    return list(registered.values_list("area", flat=True).distinct().order_by("area"))


def facts_of(
    group: Group, *, pack: str, as_of: date, known_through: int | None, party_ids: Sequence[int] | None = None
) -> str:
    """SQL of the facts of every party of the group, a row each, with the day on which a held record next starts."""
    return facts_relation(
        dialect=connection.vendor,
        facts=fact_specs(group.rule_set),
        as_of=as_of,
        known_through=known_through,
        where=FactsWhere(pack=pack, areas=group.areas, party_ids=None if party_ids is None else tuple(party_ids)),
    )


def statement(
    group: Group, *, pack: str, as_of: date, known_through: int | None, party_ids: Sequence[int] | None = None
) -> str:
    """SQL that gives party_id, rule, next_change, next_start for every party of the group."""
    relation = facts_of(group, pack=pack, as_of=as_of, known_through=known_through, party_ids=party_ids)
    return compiled(group.rule_set).sql(
        dialect=connection.vendor, relation=relation, key="party_id", as_of=as_of, carry=("next_start",)
    )


def is_setwise(group: Group) -> bool:
    """Whether the database can decide the group."""
    return not compiled(group.rule_set).python_only(connection.vendor)


def decisions(
    pack: str, as_of: date, *, known_through: int | None = None, party_ids: Sequence[int] | None = None
) -> Iterator[Decision]:
    """Every registered party's decision on a day, streamed."""
    for group in groups(pack, as_of, party_ids=party_ids):
        decide = _in_the_database if is_setwise(group) else _one_by_one
        yield from decide(group, pack, as_of, known_through, party_ids)


def _in_the_database(
    group: Group, pack: str, as_of: date, known_through: int | None, party_ids: Sequence[int] | None
) -> Iterator[Decision]:
    for ids in [None] if party_ids is None else _by_index(party_ids):
        sql = statement(group, pack=pack, as_of=as_of, known_through=known_through, party_ids=ids)
        with connection.cursor() as cursor:
            cursor.execute(sql)
            while page := cursor.fetchmany(PAGE):
                for party_id, row, change, start in page:
                    following = earliest([day_of(change), day_of(start), group.next_rules])
                    yield Decision(party_id, group.rule_set, row, following)


def _by_index(party_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some parties, so few at a time that PostgreSQL goes by the index: for thousands it reads all evidence."""
    return (party_ids[start : start + INDEXED] for start in range(0, len(party_ids), INDEXED))


def _one_by_one(
    group: Group, pack: str, as_of: date, known_through: int | None, party_ids: Sequence[int] | None
) -> Iterator[Decision]:
    rules = ruling_of(group)
    for ids in pages(group, pack, party_ids):
        records = records_to_decide(ids)
        for party_id in ids:
            row, change = outlook(records.get(party_id, ()), rules, as_of=as_of, known_through=known_through)
            yield Decision(party_id, group.rule_set, row, change)


def ruling_of(group: Group) -> Ruling:
    """The group's rule set as one party is decided by it."""
    return Ruling(group.rule_set, compiled(group.rule_set), fact_specs(group.rule_set), group.next_rules)


def pages(group: Group, pack: str, party_ids: Sequence[int] | None = None) -> Iterator[list[int]]:
    """The ids of the group's parties (or of those asked for), in order, some hundreds at a time."""
    registered = Registration.objects.filter(pack=pack, area__in=group.areas).order_by("party_id")
    if party_ids is not None:
        registered = registered.filter(party_id__in=party_ids)
    after = 0
    while ids := list(registered.filter(party_id__gt=after).values_list("party_id", flat=True)[:PARTIES]):
        yield ids
        after = ids[-1]


def tallied(
    pack: str, as_of: date, *, rules_of: str | None = None, party_ids: Sequence[int] | None = None
) -> Counter[tuple[str, str]]:
    """How many parties stand at each (outcome, reason) on a day, counted inside the database where it can decide."""
    counted: Counter[tuple[str, str]] = Counter()
    for group in groups(pack, as_of, rules_of=rules_of, party_ids=party_ids):
        meaning = {row.number: (row.outcome, row.reason) for row in RuleRow.objects.filter(rule_set=group.rule_set)}
        for row, how_many in _rows_counted(group, pack, as_of, party_ids):
            counted[meaning[row]] += how_many
    return counted


def _rows_counted(group: Group, pack: str, as_of: date, party_ids: Sequence[int] | None) -> Iterable[tuple[int, int]]:
    if not is_setwise(group):
        return Counter(one.row for one in _one_by_one(group, pack, as_of, None, party_ids)).items()
    relation = facts_of(group, pack=pack, as_of=as_of, known_through=None, party_ids=party_ids)
    sql = compiled(group.rule_set).sql(dialect=connection.vendor, relation=relation, as_of=as_of, horizon=False)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rule, COUNT(*) FROM ({sql}) AS decided GROUP BY rule")
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def tallied_by_area(pack: str, as_of: date) -> Iterator[tuple[str, str, int]]:
    """Area, outcome, how many: everybody decided for a day and counted inside the database where it can decide."""
    for group in groups(pack, as_of):
        meaning = dict(RuleRow.objects.filter(rule_set=group.rule_set).values_list("number", "outcome"))
        for area, row, how_many in _areas_counted(group, pack, as_of):
            yield area, meaning[row], how_many


def _areas_counted(group: Group, pack: str, as_of: date) -> Iterable[tuple[str, int, int]]:
    if not is_setwise(group):
        homes = dict(Registration.objects.filter(pack=pack, area__in=group.areas).values_list("party_id", "area"))
        counted = Counter((homes[one.party_id], one.row) for one in _one_by_one(group, pack, as_of, None, None))
        return [(area, row, how_many) for (area, row), how_many in counted.items()]
    relation = facts_of(group, pack=pack, as_of=as_of, known_through=None)
    sql = compiled(group.rule_set).sql(
        dialect=connection.vendor, relation=relation, key="party_id", as_of=as_of, horizon=False
    )
    joined = f"SELECT r.area, d.rule, COUNT(*) FROM ({sql}) AS d JOIN registration AS r ON r.party_id = d.party_id"
    with connection.cursor() as cursor:
        cursor.execute(f"{joined.replace('%', '%%')} AND r.pack = %s GROUP BY r.area, d.rule", [pack])
        found: list[tuple[str, int, int]] = cursor.fetchall()
    return found


def day_of(value: Any) -> date | None:
    """A date from a driver: SQLite hands over ISO text, PostgreSQL a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value
