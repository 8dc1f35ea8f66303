"""Acts of a draw: announce the list, read out the public value, confirm it; then rooms are offered in that order."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.appending import locked_head
from anxin.modules.allotments import lots, queries
from anxin.modules.allotments.enums import Standing
from anxin.modules.allotments.listing import HeldList
from anxin.modules.allotments.models import Application, Draw, Offer
from anxin.modules.allotments.refusing import no_such_offer, refused
from anxin.modules.allotments.rights import APPROVES, KEEPS, require
from anxin.modules.allotments.terms import DrawTerms, OfferTerms, midnight

LONGEST = 120


def lot_of(number: int) -> str:
    """The public lot of an application: its number in four digits or more."""
    return f"{number:04d}"


@transaction.atomic
def announce(*, by: Actor, at: datetime, offer: Offer) -> Draw:
    """After the last day of applications: fix the list of lots and the rule, with the journal's root of this moment.

    What is published names nobody. Its digest goes into the journal; afterwards nobody joins the list or leaves it
    unseen. Raises Conflict before the window is over, or for a second time."""
    terms, drawn = _drawn(offer)
    require(by, at, terms, KEEPS)
    if at < terms.closes():
        raise Conflict(
            _("Applications are still open."),
            why=_("They are received until %(until)s.") % {"until": terms.until},
            todo=_("Announce the list on the day after."),
        )
    if at >= midnight(drawn.day):
        raise Conflict(
            _("The public value of this draw may be known already."),
            why=_("The list must be announced before %(day)s.") % {"day": drawn.day},
            todo=_("Declare a later day in the service, with the reason in its change log."),
        )
    root = locked_head()[1]
    held = HeldList(offer, by, at)
    if queries.draw_of(offer) is not None:
        raise Conflict(_("The list has been announced already."), why=_("There is one draw, never a second."))
    announced = lots.canonical(_announcement(held, drawn, root))
    made = Draw.objects.create(offer=offer, announced=announced, sha256=lots.sha256(announced), announced_at=at)
    detail = {"offer": queries.name_of(offer), "sha256": made.sha256, "root": root}
    journal.write(by=by, at=at, act="allotment.announce", detail=detail)
    return made


def _drawn(offer: Offer) -> tuple[OfferTerms, DrawTerms]:
    terms = queries.terms_of(offer)
    if terms.draw is None:
        raise no_such_offer()
    return terms, terms.draw


def _announcement(held: HeldList, drawn: DrawTerms, root: str) -> dict[str, Any]:
    rows = Application.objects.filter(offer=held.offer, standing=Standing.ENTERED).order_by("number")
    return {
        "version": lots.VERSION,
        "offer": queries.name_of(held.offer),
        "title": held.terms.title.zh,
        "announced_at": held.at.isoformat(),
        "rule": lots.RULE,
        "rule_sha256": lots.sha256(lots.RULE),
        "journal_root": root,
        "public_value": {"what": drawn.value.zh, "not_known_before": drawn.day},
        "rooms": {row.part: row.seats for row in queries.figures(held.offer, held.at).values()},
        "lots": [{"lot": lot_of(one.number), "house": one.part, "points": one.points} for one in rows],
    }


@transaction.atomic
def read_out(*, by: Actor, at: datetime, offer: Offer, value: str) -> Draw:
    """Enter the public value. The first officer reads it out, a second confirms the same: then the draw is made.

    Raises Refused before its day, Conflict where the two differ or the same account does both."""
    terms, drawn = _drawn(offer)
    require(by, at, terms, APPROVES)
    said = " ".join(value.split())
    if not said or len(said) > LONGEST:
        raise Invalid(_("Enter the value as it was published."), field="value")
    if by.user_id is None:
        raise refused(terms, "two-officers", _("The value is entered by two officers under their own accounts."))
    if at < midnight(drawn.day):
        raise refused(
            terms,
            "too-early",
            _("The public value cannot be known yet."),
            why=_("It is published on %(day)s.") % {"day": drawn.day},
        )
    held = HeldList(offer, by, at)
    draw = queries.draw_of(offer)
    if draw is None:
        raise Conflict(_("The list has not been announced yet."))
    if draw.drawn_at is not None:
        raise Conflict(_("The draw has been made."), why=_("There is one draw, never a second."))
    if draw.entered_user_id is None:
        draw.value, draw.entered_user_id, draw.entered_at = said, by.user_id, at
        draw.save()
        detail = {"offer": queries.name_of(offer), "value": said}
        journal.write(by=by, at=at, act="allotment.value", detail=detail)
        return draw
    return _confirmed(held, draw, terms, said)


def _confirmed(held: HeldList, draw: Draw, terms: OfferTerms, said: str) -> Draw:
    if draw.entered_user_id == held.by.user_id:
        raise refused(terms, "two-officers", _("Another officer confirms the value."))
    if said != draw.value:
        held_value = {"first": draw.value, "second": said}
        draw.value, draw.entered_user_id, draw.entered_at = "", None, None
        draw.save()
        journal.write(
            by=held.by,
            at=held.at,
            act="allotment.value-differs",
            detail={"offer": queries.name_of(held.offer), **held_value},
        )
        return draw
    draw.confirmed_user_id, draw.drawn_at = held.by.user_id, held.at
    draw.save()
    result = result_of(draw)
    _ranked(held, result["order"])
    detail = {"offer": queries.name_of(held.offer), "seed": result["seed"], "value": said}
    detail["order"] = lots.sha256(",".join(result["order"]))
    journal.write(by=held.by, at=held.at, act="allotment.draw", detail=detail)
    for part in terms.parts:
        held.settle(part.slug)
    return draw


def _ranked(held: HeldList, order: list[str]) -> None:
    rank = {lot: place for place, lot in enumerate(order, 1)}
    rows = list(Application.objects.filter(offer=held.offer, standing=Standing.ENTERED).select_related("person"))
    for one in rows:
        one.rank, one.standing = rank[lot_of(one.number)], Standing.WAITING
    Application.objects.bulk_update(rows, ["rank", "standing"], batch_size=200)
    held.write(rows, Standing.WAITING)


def result_of(draw: Draw) -> dict[str, Any]:
    """What is published of a draw: before it the announcement and its digest, after it everything."""
    announced = json.loads(draw.announced)
    if draw.drawn_at is None:
        return {"announced": announced, "announced_sha256": draw.sha256}
    return lots.result_of(announced, draw.value)


def published(*, offer: Offer) -> dict[str, Any]:
    """The file of a draw, for everybody. `NotFound` before it was announced."""
    draw = queries.draw_of(offer)
    if draw is None:
        raise NotFound(_("Nothing has been announced of this draw yet."))
    return result_of(draw)
