"""Figures: how many stand where, now, over time, and on any day. Counts only; no person is read here."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from anxin.kernel.access.queries import visible_people
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.outcomes.setwise import groups, tallied
from anxin.kernel.parties.models import Affiliation, Party


@dataclass(frozen=True)
class Tally:
    """How many registered parties stand at each (outcome, reason) on a day, decided afresh from evidence."""

    as_of: date
    by_reason: dict[tuple[str, str], int]
    rule_sets: tuple[str, ...] = ()  # slugs of those that decided, for a tally made afresh

    @property
    def total(self) -> int:
        return sum(self.by_reason.values())

    @property
    def by_outcome(self) -> dict[str, int]:
        counted: Counter[str] = Counter()
        for (outcome, _reason), how_many in self.by_reason.items():
            counted[outcome] += how_many
        return dict(counted)


def tally(pack: str, *, as_of: date, rules_of: str | None = None) -> Tally:
    """Decide the whole population for a day inside the database and count; stored outcomes are not looked at.

    `rules_of` (an area code) puts everybody under that area's rule set in force on the day.
    """
    decided_by = tuple(sorted({group.rule_set.slug for group in groups(pack, as_of, rules_of=rules_of)}))
    return Tally(as_of, dict(tallied(pack, as_of, rules_of=rules_of)), decided_by)


def standing_on(by: Actor, pack: str, on: date) -> QuerySet[Outcome]:
    """Stored outcomes in force on a day for the people in the actor's scope."""
    in_force = Outcome.objects.filter(Q(ended__isnull=True) | Q(ended__gt=on), pack=pack, since__lte=on)
    if by.role in (Role.SYSTEM, Role.AUDITOR):
        return in_force
    return in_force.filter(party__in=visible_people(by).values("pk"))


def counts(by: Actor, pack: str, *, on: date) -> Tally:
    """Stored outcomes in the actor's scope on a day."""
    rows = standing_on(by, pack, on).values_list("outcome", "reason").annotate(n=Count("pk"))
    return Tally(on, {(outcome, reason): n for outcome, reason, n in rows})


def counts_by_area(by: Actor, pack: str, *, on: date) -> dict[str, dict[str, int]]:
    """Area code → outcome → how many."""
    rows = standing_on(by, pack, on).values_list("party__area", "outcome").annotate(n=Count("pk"))
    return _nested(rows)


def counts_by_organisation(by: Actor, pack: str, *, role: str, on: date) -> dict[str, dict[str, int]]:
    """Public id of an organisation → outcome → how many of its people (those with it on the day)."""
    belonging = Affiliation.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=on), role=role, started_on__lte=on
    )
    colour = dict(standing_on(by, pack, on).values_list("party_id", "outcome"))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for party_id, organisation in belonging.values_list("party_id", "organisation__public_id"):
        if (outcome := colour.get(party_id)) is not None:
            found[organisation][outcome] = found[organisation].get(outcome, 0) + 1
    return dict(found)


def _nested(rows: QuerySet[Outcome, tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for outer, inner, how_many in rows:
        found[outer][inner] = how_many
    return dict(found)


def colours_over_time(by: Actor, pack: str, *, start: date, end: date) -> dict[date, dict[str, int]]:
    """Day → outcome → how many stood there, from the stored history: the first day's count plus each day's moves."""
    moves: dict[date, Counter[str]] = defaultdict(Counter)
    scope = Outcome.objects.filter(pack=pack)
    if by.role not in (Role.SYSTEM, Role.AUDITOR):
        scope = scope.filter(party__in=visible_people(by).values("pk"))
    began = scope.filter(since__gt=start, since__lte=end).values_list("since", "outcome").annotate(n=Count("pk"))
    for day, outcome, how_many in began:
        moves[day][outcome] += how_many
    left = scope.filter(ended__gt=start, ended__lte=end).values_list("ended", "outcome").annotate(n=Count("pk"))
    for day, outcome, how_many in left:
        moves[day][outcome] -= how_many
    standing = Counter(counts(by, pack, on=start).by_outcome)
    series: dict[date, dict[str, int]] = {}
    for ordinal in range(start.toordinal(), end.toordinal() + 1):
        day = date.fromordinal(ordinal)
        standing.update(moves.get(day, Counter()))
        series[day] = {outcome: how_many for outcome, how_many in standing.items() if how_many}
    return series


def changing_people(by: Actor, pack: str, *, on: date, days: int, outcome: str | None = None) -> QuerySet[Party]:
    """People in scope whose outcome could change by itself within so many days. Open them before showing any."""
    within = Q(
        outcomes__pack=pack,
        outcomes__slot__isnull=False,
        outcomes__next_change__gt=on,
        outcomes__next_change__lte=on + timedelta(days=days),
    )
    if outcome is not None:
        within &= Q(outcomes__outcome=outcome)
    return visible_people(by).filter(within).order_by("outcomes__next_change", "pk")


def changing_counts(by: Actor, pack: str, *, on: date, days: int) -> dict[str, int]:
    """Outcome → how many in scope could change by themselves within so many days."""
    rows = standing_on(by, pack, on).filter(next_change__gt=on, next_change__lte=on + timedelta(days=days))
    return dict(rows.values_list("outcome").annotate(n=Count("pk")))
