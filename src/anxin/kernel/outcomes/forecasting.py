"""The colours of the coming days if nobody renews anything: held evidence comes into force, rule sets take over.

The days are cut where a rule set takes over. In each span of days the parties whose facts stay what they are go through
one statement of the database; those for whom a held record starts are followed one by one, change by change.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from anxin.decisions.columnar.forecast import by_day
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.deciding import fired_row, outlook
from anxin.kernel.outcomes.in_force import compiled
from anxin.kernel.outcomes.setwise import PARTIES, Group, day_of, facts_of, groups, is_setwise, pages, ruling_of

DayCounts = dict[date, Counter[str]]


@dataclass(frozen=True)
class Span:
    """Days from `start` up to but not including `end` on which the same rule sets decide."""

    start: date
    end: date

    @property
    def days(self) -> list[date]:
        return [self.start + timedelta(days=ahead) for ahead in range((self.end - self.start).days)]


def forecast(
    pack: str, *, as_of: date, days: int = 365, areas: Sequence[str] | None = None, rules_of: str | None = None
) -> dict[date, dict[str, int]]:
    """How many registered parties will stand at each outcome on `as_of` and each of the `days` after it, as known now.

    `areas`: only those registered there; `rules_of` puts them all under another area's rules. Counts only.
    """
    found: DayCounts = {}
    for span in _spans(pack, as_of, as_of + timedelta(days=days + 1)):
        for day in span.days:
            found[day] = Counter()
        for group in groups(pack, span.start, rules_of=rules_of, areas=areas):
            for day, counted in _forecast_group(group, pack, span).items():
                found[day].update(counted)
    return {day: {outcome: n for outcome, n in counted.items() if n} for day, counted in found.items()}


def _spans(pack: str, start: date, end: date) -> Iterator[Span]:
    cuts = {rules.effective_from for rules in applied(pack).rule_sets if start < rules.effective_from < end}
    edges = [start, *sorted(cuts), end]
    yield from map(Span, edges, edges[1:])


def _forecast_group(group: Group, pack: str, span: Span) -> DayCounts:
    if not is_setwise(group):
        return _one_by_one(pages(group, pack), group, span)
    rules, outcome = ruling_of(group), _outcomes(group)
    relation = facts_of(group, pack=pack, as_of=span.start, known_through=None)
    starting = f"next_start < '{span.end.isoformat()}'"
    steady = f"(SELECT * FROM {relation} AS f WHERE ({starting}) IS NOT TRUE)"
    length = len(span.days) - 1
    sql = compiled(group.rule_set).forecast_sql(connection.vendor, steady, as_of=span.start, days=length)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        moves = [(day_of(day) or span.start, was, now, parties) for day, was, now, parties in cursor.fetchall()]
        cursor.execute(f"SELECT party_id FROM {relation} AS f WHERE {starting} ORDER BY party_id")
        ids = [party_id for (party_id,) in cursor.fetchall()]
    chunks = (ids[start : start + PARTIES] for start in range(0, len(ids), PARTIES))
    counts = _one_by_one(chunks, group, span)
    for day, rows in by_day(moves, as_of=span.start, days=length).items():
        for row, how_many in rows.items():
            counts[day][outcome[fired_row(row, rules)]] += how_many
    return counts


def _outcomes(group: Group) -> dict[int, str]:
    return {row.number: str(row.outputs[group.rule_set.output]) for row in compiled(group.rule_set).rows}


def _one_by_one(chunks: Iterator[list[int]], group: Group, span: Span) -> DayCounts:
    """Each party followed from change to change: who joins and leaves an outcome on each day, added up."""
    moved: DayCounts = defaultdict(Counter)
    rules, outcome = ruling_of(group), _outcomes(group)
    for ids in chunks:
        records = records_to_decide(ids)
        for party_id in ids:
            day: date | None = span.start
            stood: str | None = None
            while day is not None and day < span.end:
                row, following = outlook(records.get(party_id, ()), rules, as_of=day)
                if stood is not None:
                    moved[day][stood] -= 1
                stood = outcome[row]
                moved[day][stood] += 1
                day = following
    return _added_up(moved, span)


def _added_up(moved: DayCounts, span: Span) -> DayCounts:
    standing: Counter[str] = Counter()
    found: DayCounts = {}
    for day in span.days:
        standing.update(moved.get(day, Counter()))
        found[day] = Counter(standing)
    return found
