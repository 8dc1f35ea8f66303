"""How mutual aid says no: the rule, why, what to do, and where to object."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.modules.benefits.terms import SHANGHAI, Cycle, Item, Scheme


def yuan(fen: int) -> str:
    """Fen as people read money: 6520000 is 65,200.00."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def moment(at: datetime) -> str:
    """A moment as people here read it, to the millisecond where that decides."""
    local = at.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}"


def refused(scheme: Scheme, rule: str, what: str, *, why: str = "", todo: str = "") -> Refused:
    """A refusal under a rule of this scheme, with its own way to object."""
    return Refused(
        what,
        rule=f"{scheme.pack}.{scheme.slug}.{rule}",
        why=why,
        todo=todo,
        ask=_("Ask the desk of this service."),
        appeal=str(scheme.appeal),
    )


def no_such_scheme() -> NotFound:
    return NotFound(_("There is no such scheme."), todo=_("Look at the list of schemes."))


def no_such_cycle(scheme: Scheme) -> NotFound:
    known = ", ".join(scheme.cycles)
    return NotFound(_("This scheme has no such cycle."), why=_("It has: %(known)s.") % {"known": known})


def no_such_item(scheme: Scheme) -> NotFound:
    known = ", ".join(f"{one.slug} ({one.title})" for one in scheme.items.values())
    return NotFound(_("This scheme has no such item."), why=_("It has: %(known)s.") % {"known": known})


def no_such_claim() -> NotFound:
    return NotFound(
        _("There is no such claim."),
        why=_("The number or link may be incomplete."),
        todo=_("Open it from the message again, or ask the desk to look it up."),
    )


def no_such_roster() -> NotFound:
    return NotFound(_("There is no such roster."), todo=_("Look at the list of rosters of this union."))


def no_such_run() -> NotFound:
    return NotFound(_("There is no such payment run."), todo=_("Look at the list of payment runs."))


def out_of_window(scheme: Scheme, cycle: Cycle, received_at: datetime) -> Refused:
    early = received_at < cycle.opens
    what = (
        _("Rosters of this cycle are not received yet.") if early else _("The time for rosters of this cycle is over.")
    )
    why = _("They are received from %(since)s to %(until)s, both days whole; this one was received at %(at)s.") % {
        "since": cycle.window_from,
        "until": cycle.window_until,
        "at": moment(received_at),
    }
    return refused(scheme, "window", what, why=why, todo=_("Enrol in the next cycle."))


def too_few(scheme: Scheme, people: int, staff: int, wanted: int) -> Refused:
    return refused(
        scheme,
        "least_share",
        _("Too few of the unit's staff are on the roster."),
        why=_("It names %(people)s of %(staff)s; this scheme wants at least %(wanted)s.")
        % {"people": people, "staff": staff, "wanted": wanted},
        todo=_("Add the colleagues who are missing and send the whole roster again."),
    )


def not_enrolled(scheme: Scheme, cycle: Cycle) -> Refused:
    return refused(
        scheme,
        "enrolled",
        _("This person is not enrolled in this cycle."),
        why=_("Only who is on a roster of “%(cycle)s” is covered by it.") % {"cycle": cycle.title},
        todo=_("Check the cycle: the day of the illness decides which it is."),
    )


def same_bill(scheme: Scheme) -> Refused:
    return refused(
        scheme,
        "bill",
        _("This hospital bill was claimed already."),
        why=_("One bill of one hospital is claimed once, through whichever union or source it comes."),
        todo=_("Look at the claim there is; if a fact of it is wrong, have the fact corrected there."),
    )


def no_account(scheme: Scheme, rule: str) -> Refused:
    return refused(
        scheme,
        rule,
        _("This needs an account with a name."),
        why=_("Entering, approving and paying are three people's work; each is known by their account."),
        todo=_("Sign in and do it there."),
    )


def same_hand(scheme: Scheme, rule: str) -> Refused:
    return refused(
        scheme,
        rule,
        _("You had a hand in this claim before."),
        why=_("Nobody enters, approves and pays the same claim: each of the three is another account."),
        todo=_("Hand it to a colleague."),
    )


def own_claim(scheme: Scheme) -> Refused:
    return refused(
        scheme,
        "own",
        _("This is your own claim."),
        why=_("Nobody decides or pays what they receive themselves."),
        todo=_("Hand it to a colleague."),
    )


def not_from_there(done: str) -> Conflict:
    return Conflict(
        _("The claim does not stand where this can be done."),
        why=_("It is %(standing)s.") % {"standing": done},
        todo=_("Look at the claim's page: it lists what was done."),
    )


def not_whole(scheme: Scheme, item: Item, missing: str) -> Invalid:
    return Invalid(
        _("“%(title)s” is still empty.") % {"title": item.facts[missing].title},
        field=missing,
        todo=_("Please fill it in; the rest you wrote is kept."),
    )


def paid_already(reference: str) -> Conflict:
    return Conflict(
        _("The payment %(reference)s is booked already.") % {"reference": reference},
        todo=_("Look at the list of payments; if it is wrong, have it reversed in the book."),
    )
