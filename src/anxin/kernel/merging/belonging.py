"""Where one belongs, of two files as of one: on no day twice with the same organisation, on no open day with two."""

from __future__ import annotations

from datetime import date, timedelta

from anxin.kernel.merging import noting
from anxin.kernel.merging.refusing import two_at_once, with_itself
from anxin.kernel.parties.actions import slot_of
from anxin.kernel.parties.models import Affiliation, Merge

ONE_DAY = timedelta(days=1)


def merge_affiliations(merge: Merge) -> None:
    """Refuse two open ones with different organisations. With the same one each day counts once: what one file says
    already is set aside of the other, what overlaps in part is shortened. Nothing changes for any day."""
    if Affiliation.objects.filter(party=merge.kept, organisation=merge.merged).exists() or (
        Affiliation.objects.filter(party=merge.merged, organisation=merge.kept).exists()
    ):
        raise with_itself()
    held = list(Affiliation.objects.filter(party=merge.kept).order_by("started_on", "pk"))
    for one in Affiliation.objects.filter(party=merge.merged).order_by("started_on", "pk"):
        _require_one_place(one, held)
        if _fitted(merge, one, held):
            slot = slot_of(merge.kept_id, one.role) if one.slot is not None else None
            noting.change(merge, one, party=merge.kept, slot=slot)


def _require_one_place(one: Affiliation, held: list[Affiliation]) -> None:
    for other in held:
        open_both = one.ended_on is None and other.ended_on is None
        if open_both and one.role == other.role and one.organisation_id != other.organisation_id:
            raise two_at_once(one.role)


def _fitted(merge: Merge, one: Affiliation, held: list[Affiliation]) -> bool:
    """Whether a day is left that only the merged file tells of, once it is shortened to those."""
    for other in list(held):
        if (one.role, one.organisation_id) != (other.role, other.organisation_id) or not _meet(one, other):
            continue
        if _within(one, other):
            noting.take_out(merge, one)
            return False
        if _within(other, one):
            noting.take_out(merge, other)
            held.remove(other)
        elif one.started_on < other.started_on:
            noting.change(merge, one, ended_on=other.started_on - ONE_DAY, slot=None)
        else:
            assert other.ended_on is not None, "one that is open and began earlier would hold all of it"
            noting.change(merge, one, started_on=other.ended_on + ONE_DAY)
    return True


def _last(one: Affiliation) -> date:
    return one.ended_on or date.max


def _meet(one: Affiliation, other: Affiliation) -> bool:
    return one.started_on <= _last(other) and other.started_on <= _last(one)


def _within(one: Affiliation, other: Affiliation) -> bool:
    return other.started_on <= one.started_on and _last(one) <= _last(other)
