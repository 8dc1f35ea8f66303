"""How an allotment says no: the rule, why, what to do, and where to object."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, NotFound, Refused
from anxin.modules.allotments.terms import SHANGHAI, OfferTerms


def moment(at: datetime) -> str:
    """A moment as people here read it."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def refused(terms: OfferTerms, rule: str, what: str, *, why: str = "", todo: str = "") -> Refused:
    """A refusal under a rule of this offer, with its own way to object."""
    return Refused(
        what,
        rule=f"{terms.pack}.{terms.slug}.{rule}",
        why=why,
        todo=todo,
        ask=_("Ask the desk of this service; its name stands on the page of the offer."),
        appeal=str(terms.appeal),
    )


def no_such_offer() -> NotFound:
    return NotFound(_("There is no such offer."), todo=_("Look at the list of what is on offer."))


def no_such_part(terms: OfferTerms) -> NotFound:
    known = ", ".join(f"{one.slug} ({one.title})" for one in terms.parts)
    return NotFound(_("This offer has no such class, house or load."), why=_("It has: %(known)s.") % {"known": known})


def no_such_application() -> NotFound:
    return NotFound(
        _("This link leads to no application."),
        why=_("It may be incomplete."),
        todo=_("Open it from the message again, or ask the desk to look it up."),
    )


def window_shut(terms: OfferTerms, at: datetime) -> Refused:
    early = at < terms.opens()
    what = _("Applications are not open yet.") if early else _("Applications are closed.")
    why = _("They are received from %(since)s until %(until)s, both days included; the moment of receipt decides.")
    return refused(terms, "window", what, why=why % {"since": terms.since, "until": terms.until})


def begun(terms: OfferTerms, starts: str) -> Refused:
    return refused(
        terms,
        "begun",
        _("This has begun; nothing of it is offered any more."),
        why=_("It began on %(day)s.") % {"day": starts},
        todo=_("Look at the other classes and houses of this offer."),
    )


def already_asked() -> Conflict:
    return Conflict(
        _("There is an application for this person already."),
        why=_("One person has one place of an offer, and one application for it."),
        todo=_("Open the page of that application by its link; to choose another class, withdraw it first."),
    )


def not_held(until: datetime | None) -> Conflict:
    why = _("It was held until %(until)s and has gone to the next.") % {"until": moment(until)} if until else ""
    return Conflict(
        _("Nothing is held for this application now."),
        why=why,
        todo=_("Look at the page of the application; who wants to wait again applies anew."),
    )


def ended() -> Conflict:
    return Conflict(_("This application has ended."), todo=_("Whoever wants to come back applies anew."))


def not_open_yet() -> Conflict:
    return Conflict(
        _("Nothing has been entered in the books of this offer yet."),
        todo=_("Whoever keeps its books enters the stock first."),
    )
