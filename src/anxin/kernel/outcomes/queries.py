"""Reading outcomes: what a person is, was, and would be, and why. Personal reads take an `Opened`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from anxin.decisions import Because, Change, OutsideProfile, remedy, wait
from anxin.kernel.access.actions import Opened
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.facts import Record
from anxin.kernel.evidence.items import HeldRecord, Item, items_in_force
from anxin.kernel.evidence.queries import records_to_decide, records_to_explain
from anxin.kernel.outcomes.applied import applied
from anxin.kernel.outcomes.deciding import Decided, decided, decided_by
from anxin.kernel.outcomes.forecasting import forecast
from anxin.kernel.outcomes.in_force import compiled
from anxin.kernel.outcomes.models import Outcome, RuleRow, RuleSet
from anxin.kernel.parties.queries import area_of

__all__ = [
    "Explained",
    "Stretch",
    "current",
    "explain",
    "explain_outcome",
    "forecast",
    "history",
    "recorded",
    "rule_sets",
    "timeline",
]


@dataclass(frozen=True)
class Explained:
    """An outcome on a day with its reason, the row that fired and why, the legal source, and what comes next."""

    as_of: date
    outcome: str
    reason: str
    rule_set: RuleSet
    row: RuleRow
    because: tuple[Because, ...]
    facts: dict[str, str | date | None]
    items: list[Item]
    next_change: date | None


def current(opened: Opened, pack: str) -> Outcome | None:
    """The outcome now standing."""
    opened.require("outcome")
    return Outcome.objects.select_related("rule_set").filter(party=opened.party, pack=pack, slot__isnull=False).first()


def recorded(opened: Opened, pack: str, *, number: int | None = None) -> Outcome:
    """The outcome now standing, or the recorded one of that number; `NotFound` where it is not the person's."""
    opened.require("outcome")
    held = Outcome.objects.select_related("rule_set").filter(party=opened.party, pack=pack)
    one = held.filter(slot__isnull=False) if number is None else held.filter(pk=number)
    found = one.first()
    if found is None:
        raise NotFound(_("There is no such outcome."), todo=_("Take it from the person's own list of outcomes."))
    return found


def history(opened: Opened, pack: str) -> QuerySet[Outcome]:
    """All outcomes as they were decided, newest first."""
    opened.require("history")
    return Outcome.objects.select_related("rule_set").filter(party=opened.party, pack=pack).order_by("-since", "-pk")


def explain(
    opened: Opened, pack: str, *, as_of: date, known_through: int | None = None, area: str | None = None
) -> Explained | None:
    """Decide the opened person for a day, from everything known (or known through a record), and say why. `area` puts
    the person under another area's rules. None: no file, or no rule set in force that day."""
    opened.require("outcome")
    registered = area_of(opened.party, pack=pack)
    held = applied(pack)
    rules = held.ruling(area or registered, as_of) if registered is not None else None
    if rules is None:
        return None
    records = records_to_explain(opened)
    found = decided_by(rules, records, as_of=as_of, known_through=known_through)
    return _explained(found, held.row(found.rule_set, found.row), records, as_of, known_through)


def explain_outcome(opened: Opened, outcome: Outcome) -> Explained | None:
    """Why a stored outcome was decided: the facts known then, decided again. It gives the same row, or a test fails."""
    return explain(opened, outcome.pack, as_of=outcome.since, known_through=outcome.known_through)


def _explained(
    found: Decided, row: RuleRow, records: list[HeldRecord], as_of: date, known_through: int | None
) -> Explained:
    return Explained(
        as_of=as_of,
        outcome=found.outcome,
        reason=found.reason,
        rule_set=found.rule_set,
        row=row,
        because=tuple(found.decision.because),
        facts=found.facts.values,
        items=items_in_force(records, on=as_of, known_through=known_through),
        next_change=found.next_change,
    )


@dataclass(frozen=True)
class Remedy:
    """What stands between an outcome and a better one: the facts `to_blame`, the fewest `changes` that the person can
    bring about (None: none do), and the day from which waiting alone does it (None: never, or not for sure). Not
    `sure`: the table that decided cannot be searched, and nothing is known of it."""

    to_blame: tuple[str, ...]
    changes: tuple[Change, ...] | None
    waiting: date | None
    sure: bool = True


def remedy_of(found: Explained, *, wanted: str, changeable: Collection[str]) -> Remedy:
    """What would turn an explained outcome into the wanted one, computed from its table; asks no database."""
    table, outputs = compiled(found.rule_set), {found.rule_set.output: wanted}
    try:
        every = remedy(table, found.facts, found.as_of, outputs)
        changes = remedy(table, found.facts, found.as_of, outputs, changeable)
    except OutsideProfile:
        return Remedy((), None, None, sure=False)
    waited = wait(table, found.facts, found.as_of, outputs) if found.outcome != wanted else None
    # Later than the next change another rule set or a record that is already held could come in between.
    sure = waited if waited == found.next_change else None
    return Remedy(tuple(one.fact for one in every or ()), changes, sure)


@dataclass(frozen=True)
class Stretch:
    """Days from `since` up to but not including `until` on which a person's outcome is one and the same."""

    since: date
    until: date
    outcome: str
    reason: str
    rule_set: str


def timeline(opened: Opened, pack: str, *, start: date, end: date) -> list[Stretch]:
    """The colour strip between two days, recomputed from what is known now, change by change."""
    opened.require("outcome")
    area = area_of(opened.party, pack=pack)
    if area is None:
        return []
    records = records_to_decide([opened.party.pk])[opened.party.pk]
    return list(_stretches(records, applied(pack).rule_sets, area, start, end))


def _stretches(
    records: list[Record], rule_sets: Sequence[RuleSet], area: str, start: date, end: date
) -> Iterator[Stretch]:
    day = start
    while day < end:
        found = decided(records, rule_sets, area=area, as_of=day)
        if found is None:
            begins = min((rules.effective_from for rules in rule_sets if rules.effective_from > day), default=end)
            day = min(begins, end)
            continue
        until = min(found.next_change or end, end)
        yield Stretch(day, until, found.outcome, found.reason, found.rule_set.slug)
        day = until


def deciding_packs() -> list[str]:
    """The packs with applied rule sets, in the order in which the first of each came."""
    held = RuleSet.objects.values_list("pack").annotate(first=Min("pk")).order_by("first")
    return [pack for pack, _first in held]


def rule_sets(pack: str) -> QuerySet[RuleSet]:
    """Applied rule sets by area and date."""
    return RuleSet.objects.filter(pack=pack).order_by("area", "effective_from")
