"""Files that may be of one person: pairs to judge, two files beside each other, the merge, and undoing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.kernel.access.actions import Opened
from anxin.kernel.access.rules import Act
from anxin.kernel.merging import actions
from anxin.kernel.merging.candidates import PHONE
from anxin.kernel.merging.foreseeing import belongings_of, foresee, list_merges, numbers_of
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.models import Merge
from anxin.packs.on_site import services
from anxin.web.console import words
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.merging_words import belonging_word, moved_word
from anxin.web.console.paging import SIZE, Leaf, number_asked
from anxin.web.console.person import masked_phone

GUARD = Act.MERGE_PARTIES


@dataclass(frozen=True)
class Pair:
    """Two files that may be one person's, names masked."""

    first: str
    first_name: str
    second: str
    second_name: str
    area: str
    why: str


@dataclass(frozen=True)
class Done:
    """One merge of the list, names masked."""

    merge: Merge
    kept_name: str
    merged_name: str


@dataclass(frozen=True)
class Belonging:
    """Where a person is or was, under which service."""

    service: str
    organisation: str
    since: date
    ended: date | None


@dataclass(frozen=True)
class Side:
    """One of two files as the role may see it. `belongings` None: not shown to the role."""

    public_id: str
    name: str
    numbers: list[str]
    phone: str
    area: str
    entered: date
    belongings: list[Belonging] | None


@require_safe
@desk(GUARD)
def merging(request: DeskRequest) -> HttpResponse:
    """Pairs to judge, and the merges that were done."""
    pairs = [
        Pair(
            one.first.public_id,
            mask_name(one.first.name),
            one.second.public_id,
            mask_name(one.second.name),
            one.first.area,
            _("the same phone") if one.why == PHONE else _("the same name, area and organisation"),
        )
        for one in actions.find_duplicates(by=request.actor, at=request.at)
    ]
    number = number_asked(request)
    found, more = list_merges(by=request.actor, at=request.at, start=(number - 1) * SIZE, most=SIZE)
    done = [Done(one, mask_name(one.kept.name), mask_name(one.merged.name)) for one in found]
    return render(request, "console/merging/list.html", {"pairs": pairs, "leaf": Leaf(done, number, more)})


@require_safe
@desk(GUARD, Act.READ_PERSON)
def pair(request: DeskRequest, kept: str, merged: str) -> HttpResponse:
    """Two files beside each other, and what a merge would move."""
    seen = foresee(by=request.actor, at=request.at, kept=kept, merged=merged)
    counts = [(moved_word(one.label), one.moved, one.aside) for one in seen.counts]
    context = {"kept": _side(seen.kept), "merged": _side(seen.merged), "counts": counts, "against": seen.against}
    return render(request, "console/merging/pair.html", context)


@require_POST
@desk(GUARD)
def merge(request: DeskRequest, kept: str, merged: str) -> HttpResponse:
    """Let the second file become part of the first, with the reason."""
    reason = request.POST.get("reason", "")
    actions.merge_parties(by=request.actor, at=request.at, kept=kept, merged=merged, reason=reason)
    messages.success(request, _("The two files are one now. The merge stands in the list below and can be undone."))
    return redirect("console:merging")


@require_POST
@desk(GUARD)
def split(request: DeskRequest, public_id: str) -> HttpResponse:
    """Undo a merge, with the reason."""
    reason = request.POST.get("reason", "")
    actions.split_parties(by=request.actor, at=request.at, merge=public_id, reason=reason)
    messages.success(request, _("The two files stand for themselves again."))
    return redirect("console:merging")


def _side(opened: Opened) -> Side:
    party = opened.party
    titles = {pack.slug: words.said(pack.title) for pack in services()}
    belongings = None
    if opened.may("agency"):
        belongings = [
            Belonging(belonging_word(one.role, titles), one.organisation.name, one.started_on, one.ended_on)
            for one in belongings_of(opened)
        ]
    return Side(
        public_id=party.public_id,
        name=party.name if opened.may("name") else mask_name(party.name),
        numbers=numbers_of(opened) if opened.may("masked_number") else [],
        phone=masked_phone(party.phone_sealed) if opened.may("phone") else "",
        area=party.area,
        entered=party.created_at.date(),
        belongings=belongings,
    )
