"""Merging two files and undoing it: one transaction and one entry of the journal naming both, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, Purpose, require
from anxin.kernel.errors import Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.merging import belonging, books, codes_in_use, colours, rows
from anxin.kernel.merging.candidates import Candidate, candidates
from anxin.kernel.merging.refusing import in_the_way, later_first, not_alike, not_standing, unknown
from anxin.kernel.parties.actions import lock_parties
from anxin.kernel.parties.models import Merge, Party, PartyKind
from anxin.kernel.reference.areas import prefix

KINDS = (PartyKind.PERSON, PartyKind.ORGANISATION)


@transaction.atomic
def merge_parties(*, by: Actor, at: datetime, kept: str, merged: str, reason: str) -> Merge:
    """Let the file `merged` become part of the file `kept`, both by public id. Raises NotFound outside one's area,
    Conflict where something stands against it, with what to do first."""
    require(by, Act.MERGE_PARTIES)
    reason = _said(reason)
    keeps, goes = _held(by, kept, merged)
    if keeps.pk == goes.pk or keeps.kind != goes.kind or keeps.kind not in KINDS:
        raise not_alike()
    merge = Merge.objects.create(
        kept=keeps, merged=goes, reason=reason, merged_at=at, merged_by=by.label[:80], slot=str(goes.pk)
    )
    belonging.merge_affiliations(merge)
    colours.set_outcomes_aside(merge)
    codes_in_use.merge_codes(merge, at)
    rows.merge_rows(merge)
    Party.objects.filter(pk=goes.pk).update(merged_into=keeps)
    colours.decide_both(merge, by, at)
    codes_in_use.list_cards(merge, at)
    books.merge_accounts(merge, by, at)
    _write_down(merge, by, at, "party.merge", reason)
    return merge


@transaction.atomic
def split_parties(*, by: Actor, at: datetime, merge: str, reason: str) -> Merge:
    """Undo a merge: every row is where it was; what was made since stays with the kept file. The latest merge of a
    file is undone first."""
    require(by, Act.MERGE_PARTIES)
    reason = _said(reason)
    found = Merge.objects.select_related("kept", "merged").filter(public_id=merge).first()
    if found is None or not _within_area(by, (found.kept, found.merged)):
        raise unknown()
    lock_parties([found.kept_id, found.merged_id])
    held = Merge.objects.select_related("kept", "merged").get(pk=found.pk)
    _require_latest(held)
    held.split_at, held.split_by, held.split_reason, held.slot = at, by.label[:80], reason, None
    held.save()
    Party.objects.filter(pk=held.merged_id).update(merged_into=None)
    colours.make_room(held)
    try:
        with transaction.atomic():
            journal.queue()  # accounts go back, too: nobody writes in a book meanwhile
            rows.let_corrections_follow(held)
            rows.put_rows_back(held)
    except IntegrityError:
        raise in_the_way() from None
    colours.decide_both(held, by, at)
    codes_in_use.list_cards(held, at)
    books.split_accounts(held, by, at)
    _write_down(held, by, at, "party.split", reason)
    return held


@transaction.atomic
def find_duplicates(*, by: Actor, at: datetime, area: str = "", most: int = 100) -> list[Candidate]:
    """Pairs of files that may be of one person, for somebody to judge; everybody in the list finds it in their view."""
    require(by, Act.MERGE_PARTIES)
    within = area if by.role == Role.SYSTEM or area.startswith(prefix(by.area)) else prefix(by.area)
    found = candidates(within, most=most)
    if found:
        about = {one.public_id for pair in found for one in (pair.first, pair.second)}
        detail = {"pairs": len(found), "fields": ["masked_name"]}
        journal.write(
            by=by,
            at=at,
            act="party.duplicates",
            purpose=Purpose.CORRECTION,
            subjects=about,
            detail=detail,
            is_read=True,
        )
    return found


def _said(reason: str) -> str:
    if not reason.strip():
        raise Invalid(_("Say why: both people and whoever looks later read it."), field="reason")
    return reason.strip()[:200]


def _held(by: Actor, kept: str, merged: str) -> tuple[Party, Party]:
    """Both files, held until the transaction ends, within the actor's area and merged into nothing."""
    keys = dict(Party.objects.filter(public_id__in=[kept, merged]).values_list("public_id", "pk"))
    lock_parties(keys.values())
    found = {one.public_id: one for one in Party.objects.filter(pk__in=keys.values(), merged_into=None)}
    if {kept, merged} - set(found) or not _within_area(by, found.values()):
        raise unknown()
    return found[kept], found[merged]


def _within_area(by: Actor, parties: Iterable[Party]) -> bool:
    return by.role == Role.SYSTEM or (bool(by.area) and all(one.area.startswith(prefix(by.area)) for one in parties))


def _require_latest(held: Merge) -> None:
    if held.split_at is not None:
        raise not_standing()
    both = [held.kept_id, held.merged_id]
    later = Merge.objects.filter(pk__gt=held.pk, split_at=None)
    for one in later.filter(kept__in=both).union(later.filter(merged__in=both)):
        raise later_first(one.merged_at)


def _write_down(merge: Merge, by: Actor, at: datetime, act: str, reason: str) -> None:
    both = [merge.kept.public_id, merge.merged.public_id]
    detail = {"merge": merge.public_id, "kept": both[0], "merged": both[1], "reason": reason}
    journal.write(by=by, at=at, act=act, purpose=Purpose.CORRECTION, subjects=both, detail=detail)
