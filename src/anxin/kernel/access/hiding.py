"""Reads that the person is not told of for a time, where an act of law says so: by listed accounts alone.

The operator lists an account with the legal basis, for a year at most. Each such read stands in the journal as any
other, is counted for the auditor, and is shown to the person after the days set with the account.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.models import HiddenReader
from anxin.kernel.access.queries import account_named
from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor

LONGEST = timedelta(days=366)  # for which an account is listed
LATEST = 1825  # days after which a read is shown at the latest
LONGEST_BASIS = 400


@transaction.atomic
def allow_hidden(*, by: Actor, at: datetime, username: str, basis: str, until: date, shown_after: int) -> HiddenReader:
    """List an account: until that day it may read without the person being told for `shown_after` days."""
    require(by, Act.ALLOW_HIDDEN)
    user = account_named(username)
    if user is None:
        raise NotFound(_("There is no account “%(name)s”.") % {"name": username}, todo=_("Check the name."))
    if not basis.strip() or len(basis) > LONGEST_BASIS:
        allowed = _("law, article and decision, in %(most)s characters") % {"most": LONGEST_BASIS}
        raise Invalid(_("Say on which legal basis."), field="basis", allowed=allowed)
    if not at.date() < until <= at.date() + LONGEST:
        allowed = _("a day within a year from tomorrow")
        raise Invalid(_("The term is not possible."), field="until", read=str(until), allowed=allowed)
    if not 1 <= shown_after <= LATEST:
        allowed, read = _("1 to %(most)s days") % {"most": LATEST}, str(shown_after)
        raise Invalid(_("The person must be told one day."), field="shown_after", read=read, allowed=allowed)
    if _listed(at.date()).filter(user=user).exists():
        raise Conflict(_("This account is listed already."), todo=_("End it first, then list it anew."))
    made = HiddenReader.objects.create(
        user=user, basis=basis.strip(), since=at, until=until, shown_after=shown_after, allowed_by=by.label
    )
    detail = {"user": username, "basis": made.basis, "until": until.isoformat(), "shown_after": shown_after}
    journal.write(by=by, at=at, act="hidden.allow", detail=detail)
    return made


@transaction.atomic
def end_hidden(*, by: Actor, at: datetime, username: str) -> None:
    """Take an account off the list at once. What it read stays hidden for its days."""
    require(by, Act.ALLOW_HIDDEN)
    ended = _listed(at.date()).filter(user__username=username).update(ended_at=at)
    if not ended:
        raise NotFound(_("This account is not listed."))
    journal.write(by=by, at=at, act="hidden.end", detail={"user": username})


def hidden_readers(*, by: Actor, on: date) -> QuerySet[HiddenReader]:
    """The accounts that may on that day, for the auditor and the operator."""
    require(by, Act.SEE_JOURNAL)
    return _listed(on).select_related("user__appointment").order_by("user__username")


def hidden_term(by: Actor, at: datetime) -> tuple[date, str]:
    """The day from which a read of this account is shown, and the legal basis; `Refused` unless it is listed."""
    held = _listed(at.date()).filter(user_id=by.user_id or 0).first()
    if held is None:
        raise Refused(
            _("This account may not read without the person being told."),
            rule="access.hidden",
            why=_("Only accounts listed with a legal basis may; the auditor counts each such read."),
            ask=_("Ask the bureau that runs this site."),
        )
    return at.date() + timedelta(days=held.shown_after), held.basis


def _listed(on: date) -> QuerySet[HiddenReader]:
    return HiddenReader.objects.filter(ended_at__isnull=True, until__gt=on, user__is_active=True)
