"""What a merge would do, told before it is done; and the merges that were done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from anxin.kernel.access.actions import Opened, open_list
from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act, Purpose, require
from anxin.kernel.access.shown import limit_of
from anxin.kernel.errors import Conflict
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.merging.actions import merge_parties
from anxin.kernel.merging.refusing import unknown
from anxin.kernel.parties.models import Affiliation, Identifier, Merge, Moved
from anxin.kernel.reference.areas import prefix

COMPARED = frozenset({"name", "masked_number", "agency", "phone"})
DECIDED_ANEW = "outcomes.outcome"


@dataclass(frozen=True)
class Count:
    """Rows of a model (app.model) that go over to the kept file, and rows it has already, which are set aside."""

    label: str
    moved: int
    aside: int


@dataclass(frozen=True)
class Foreseen:
    """Both files as the actor may see them, what would move, and what stands against it if something does."""

    kept: Opened
    merged: Opened
    counts: list[Count]
    against: Conflict | None


@transaction.atomic
def foresee(*, by: Actor, at: datetime, kept: str, merged: str) -> Foreseen:
    """Open two persons' files beside each other and count what a merge would move. Both find it in their view.
    Raises NotFound outside one's area or where there are not two persons."""
    require(by, Act.MERGE_PARTIES)
    people = visible_people(by).filter(public_id__in=[kept, merged])
    if {kept, merged} != set(people.values_list("public_id", flat=True)) or kept == merged:
        raise unknown()
    fields = COMPARED & limit_of(by, None)
    opened = open_list(by=by, at=at, pack=None, people=people, purpose=Purpose.CORRECTION, fields=fields)
    held = {one.party.public_id: one for one in opened}
    counts, against = _tried(by, at, kept, merged)
    return Foreseen(held[kept], held[merged], counts, against)


def _tried(by: Actor, at: datetime, kept: str, merged: str) -> tuple[list[Count], Conflict | None]:
    """The merge itself, taken back at once: nothing else would count the same or meet the same refusals."""
    try:
        with transaction.atomic():
            merge = merge_parties(by=by, at=at, kept=kept, merged=merged, reason="foreseen")
            counts = counts_of(merge)
            transaction.set_rollback(True)
    except Conflict as fault:
        return [], fault
    return counts, None


def counts_of(merge: Merge) -> list[Count]:
    """What a merge moved, by model; outcomes are decided anew and not moved."""
    rows: dict[str, dict[bool, set[str]]] = defaultdict(lambda: {True: set(), False: set()})
    noted = merge.moves.filter(how__in=[Moved.COLUMN, Moved.ASIDE, Moved.JOINED]).exclude(label=DECIDED_ANEW)
    for label, row, how in noted.order_by("label", "row").values_list("label", "row", "how"):
        rows[label][how == Moved.ASIDE].add(row)
    return [Count(label, len(held[False] - held[True]), len(held[True])) for label, held in sorted(rows.items())]


def numbers_of(opened: Opened) -> list[str]:
    """The file's numbers, masked."""
    opened.require("masked_number")
    held = Identifier.objects.filter(party=opened.party).order_by("pk")
    return list(held.values_list("masked", flat=True))


def belongings_of(opened: Opened) -> list[Affiliation]:
    """Where the person is and was, under every service, the latest first."""
    opened.require("agency")
    held = Affiliation.objects.filter(party=opened.party).select_related("organisation")
    return list(held.order_by("-started_on", "-pk"))


@transaction.atomic
def list_merges(*, by: Actor, at: datetime, start: int = 0, most: int = 50) -> tuple[list[Merge], bool]:
    """Merges of files in one's area, the latest first, and whether more follow; both people find it in their view."""
    require(by, Act.MERGE_PARTIES)
    rows = list(_in_area(by).order_by("-merged_at", "-pk")[start : start + most + 1])
    held = rows[:most]
    if held:
        about = {party.public_id for one in held for party in (one.kept, one.merged)}
        detail = {"merges": len(held), "fields": ["masked_name"]}
        journal.write(
            by=by,
            at=at,
            act="party.merges",
            purpose=Purpose.CORRECTION,
            subjects=about,
            detail=detail,
            is_read=True,
        )
    return held, len(rows) > most


def _in_area(by: Actor) -> QuerySet[Merge]:
    found = Merge.objects.select_related("kept", "merged")
    if by.role == Role.SYSTEM:
        return found
    within = prefix(by.area)
    both = Q(kept__area__startswith=within, merged__area__startswith=within)
    return found.filter(both) if by.area else found.none()
