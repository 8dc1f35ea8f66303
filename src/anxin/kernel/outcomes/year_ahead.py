"""The colours of the coming year if nobody brings new evidence, with a rule set in force that is not law yet.

Days fall into stretches in which one rule set decides an area. In each, the database counts a stretch in one pass; only
parties of whom a record already held comes into force meanwhile are followed one by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import connection

from anxin import decisions
from anxin.decisions import FactsWhere, facts_relation
from anxin.kernel.evidence.facts import Record, facts_in_force
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.actions import RuleSetFile
from anxin.kernel.outcomes.in_force import compiled, rule_set_for
from anxin.kernel.outcomes.models import RuleSet
from anxin.kernel.outcomes.setwise import day_of
from anxin.kernel.outcomes.simulation import BATCH, fact_specs, meaning, rule_set_of, set_wise, takes_over
from anxin.kernel.parties.models import Registration

DAY = timedelta(days=1)
YEAR = 365
Changes = dict[date, Counter[str]]
Days = dict[date, dict[str, int]]


@dataclass(frozen=True)
class Stretch:
    """One rule set decides some areas from the first to the last day."""

    rules: RuleSet
    areas: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True)
class YearAhead:
    """Day → outcome → how many, by the rules in force and by the new ones; the same people on every day."""

    old: Days
    new: Days


def year_ahead(file: RuleSetFile, *, as_of: date, days: int = YEAR) -> YearAhead | None:
    """Both forecasts for those whom the file would decide; None where a rule set cannot tell when it changes."""
    last = as_of + days * DAY
    held = list(RuleSet.objects.filter(pack=file.pack))
    old = _stretches(held, None, file, as_of, last)
    new = _stretches(held, rule_set_of(file), file, as_of, last)
    if not all(_foretells(stretch.rules) for stretch in (*old, *new)):
        return None
    return YearAhead(_counted(old, as_of, last), _counted(new, as_of, last))


def _foretells(rules: RuleSet) -> bool:
    """Whether the next change is known exactly; what is outside the columnar profile would be decided every day."""
    return rules.decision not in decisions.load(rules.dmn, name=rules.slug).outside


def _stretches(
    rule_sets: Sequence[RuleSet], new: RuleSet | None, file: RuleSetFile, as_of: date, last: date
) -> list[Stretch]:
    """By rule set and days, the areas that the file would decide; `new` is taken to be in force from `as_of`."""
    areas = Registration.objects.filter(pack=file.pack).values_list("area", flat=True).distinct().order_by("area")
    starts = sorted({as_of, *(one.effective_from for one in rule_sets if as_of < one.effective_from <= last)})
    pairs = list(zip(starts, [*(day - DAY for day in starts[1:]), last], strict=True))
    found: dict[tuple[date, date, str], tuple[RuleSet, list[str]]] = {}
    for area in areas:
        if takes_over(file.area, rule_set_for(rule_sets, area, as_of), area):
            days = [(day, end, _in_force(rule_sets, new, file, area, as_of, day)) for day, end in pairs]
            for name, held in groupby(days, key=lambda one: "" if one[2] is new else one[2].slug if one[2] else None):
                (first, _end, rules), *more = held
                end = more[-1][1] if more else _end
                if rules is not None:
                    found.setdefault((first, end, name or ""), (rules, []))[1].append(area)
    return [Stretch(rules, tuple(held), first, end) for (first, end, _name), (rules, held) in found.items()]


def _in_force(
    rule_sets: Sequence[RuleSet], new: RuleSet | None, file: RuleSetFile, area: str, as_of: date, day: date
) -> RuleSet | None:
    old = rule_set_for(rule_sets, area, day)
    if new is None or not takes_over(file.area, old, area):
        return old
    later = old is not None and old.area == file.area and old.effective_from > max(as_of, file.effective_from)
    return old if later else new


def _counted(stretches: Sequence[Stretch], as_of: date, last: date) -> Days:
    changes: Changes = defaultdict(Counter)
    for stretch in stretches:
        inside: Changes = defaultdict(Counter)
        for day, was, now, many in _moves(stretch):
            inside[day][now] += many
            if was is not None:
                inside[day][was] -= many
        ended: Counter[str] = Counter()
        for day, counts in inside.items():
            for outcome, many in counts.items():
                changes[day][outcome] += many
                ended[outcome] += many
        for outcome, many in ended.items():  # whoever stands somewhere when the stretch ends leaves it
            changes[stretch.last + DAY][outcome] -= many
    return _added_up(changes, as_of, last)


def _added_up(changes: Changes, as_of: date, last: date) -> Days:
    standing: Counter[str] = Counter()
    found: Days = {}
    for ordinal in range(as_of.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        for outcome, many in changes.get(day, {}).items():
            standing[outcome] += many
        found[day] = {outcome: many for outcome, many in standing.items() if many}
    return found


Moved = tuple[date, str | None, str, int]
"""A day, the outcome before (None: the stretch begins), the outcome from then on, how many."""


def _moves(stretch: Stretch) -> Iterator[Moved]:
    """How the outcomes of a stretch begin and move."""
    rules = stretch.rules
    if not set_wise(rules):
        held = Registration.objects.filter(pack=rules.pack, area__in=stretch.areas).order_by("party_id")
        yield from _followed(stretch, list(held.values_list("party_id", flat=True)))
        return
    relation, end = _relation(stretch), f"'{stretch.last.isoformat()}'"
    still = f"(SELECT * FROM {relation} AS f WHERE f.next_start IS NULL OR f.next_start > {end})"
    sql = compiled(rules).forecast_sql(
        connection.vendor, still, as_of=stretch.first, days=(stretch.last - stretch.first).days
    )
    said = {number: standing.outcome for number, standing in meaning(rules).items()}
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for day, was, now, many in cursor.fetchall():
            begun = day_of(day)
            assert begun is not None
            yield begun, None if begun == stretch.first else said[was], said[now], many
        cursor.execute(f"SELECT f.party_id FROM {relation} AS f WHERE f.next_start <= {end}")
        waiting = [party for (party,) in cursor.fetchall()]
    yield from _followed(stretch, waiting)


def _relation(stretch: Stretch) -> str:
    return facts_relation(
        dialect=connection.vendor,
        facts=fact_specs(stretch.rules),
        as_of=stretch.first,
        where=FactsWhere(pack=stretch.rules.pack, areas=stretch.areas),
    )


def _followed(stretch: Stretch, parties: Sequence[int]) -> Iterator[Moved]:
    for start in range(0, len(parties), BATCH):
        page = parties[start : start + BATCH]
        records = records_to_decide(page)
        for party in page:
            yield from _steps(stretch, records.get(party, []))


def _steps(stretch: Stretch, records: Sequence[Record]) -> Iterator[Moved]:
    """One party through the days, change by change."""
    table, specs = compiled(stretch.rules), fact_specs(stretch.rules)
    day: date | None = stretch.first
    before: str | None = None
    while day is not None and day <= stretch.last:
        facts = facts_in_force(records, specs, as_of=day)
        decision = table.decide(facts.values, as_of=day)
        outcome = str(decision.outputs[stretch.rules.output]) if decision.outputs else ""
        yield day, before, outcome, 1
        before = outcome
        day = min((one for one in (decision.next_change, facts.next_start) if one is not None), default=None)
