"""What many persons stand at on a day, for checks at the door: the outcome kept where it is certain, else decided anew.

An outcome says until when nothing but new evidence or new rules can change it, and both write it anew. So it is exact
on every day from its first to the day before `next_change`, as long as the rule set that gave it is the one that rules.
Otherwise (a night's recolouring did not run, rules were just applied) it is decided from evidence: never a stale green.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from anxin.kernel.errors import AnxinError
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.applied import Applied, applied
from anxin.kernel.outcomes.deciding import decided_by
from anxin.kernel.outcomes.models import Outcome, RuleRow, RuleSet
from anxin.kernel.parties.queries import registrations
from anxin.kernel.statements import Selection

NOBODY = ("", 0)
KEPT = Selection(
    lambda keys: Outcome.objects.filter(slot__in=keys, party__registrations__pack=F("pack")).values_list(
        "pack", "party_id", "rule_set_id", "row", "since", "next_change", "party__registrations__area"
    ),
    texts=True,
)


@dataclass(frozen=True, slots=True)
class Stands:
    """An outcome on a day, by the row of the rule set that gives it, and the earliest day it could be another."""

    rule_set: RuleSet
    row: RuleRow
    next_change: date | None

    @property
    def entry_allowed(self) -> bool:
        return self.row.outcome in self.rule_set.entry_allowed


Person = tuple[str, int]
"""A pack, and the row id of a party with a file under it."""


def standing(people: Collection[Person], *, on: date) -> dict[Person, Stands]:
    """What each stands at; nothing for who has no file, or where no rule set is in force. Shown to nobody without the
    gate's leave."""
    asked = people or [NOBODY]  # nobody is asked about in the same statements as somebody
    held = {pack: applied(pack) for pack in {pack for pack, _party in asked}}
    found = dict(_kept(asked, held, on))
    missing = [person for person in people if person not in found]
    return found | _decided(missing, held, on) if missing else found


def _kept(people: Collection[Person], held: dict[str, Applied], on: date) -> list[tuple[Person, Stands]]:
    """Those whose outcome, as kept, is certain on the day."""
    certain = []
    for pack, party, rule_set, row, since, until, area in KEPT.rows([f"{pack}:{party}" for pack, party in people]):
        if since <= on and (until is None or on < until):
            rules = held[pack].ruling(area, on)
            if rules is not None and rules.rule_set.pk == rule_set:
                certain.append(((pack, party), Stands(rules.rule_set, held[pack].row(rules.rule_set, row), until)))
    return certain


def _decided(people: Collection[Person], held: dict[str, Applied], on: date) -> dict[Person, Stands]:
    """Decided now from evidence; a table with a hole where somebody stands gives that person nothing."""
    by_pack: dict[str, list[int]] = defaultdict(list)
    for pack, party in people:
        by_pack[pack].append(party)
    found = {}
    for pack, parties in by_pack.items():
        records = records_to_decide(parties)
        areas = registrations(pack).filter(party_id__in=parties).values_list("party_id", "area")
        for party, area in areas:
            rules = held[pack].ruling(area, on)
            if rules is None:
                continue
            try:
                made = decided_by(rules, records[party], as_of=on)
            except AnxinError:
                continue
            found[pack, party] = Stands(made.rule_set, held[pack].row(made.rule_set, made.row), made.next_change)
    return found
