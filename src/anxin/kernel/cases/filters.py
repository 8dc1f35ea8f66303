"""Lists that somebody looks at often: saved under a name, as the questions stand in the address line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.inbox import CaseLine, Wanted, leaf_of_cases
from anxin.kernel.cases.models import SavedFilter
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor

MOST = 30
LONGEST_NAME = 60
LONGEST_QUERY = 400


def filters_of(by: Actor) -> list[SavedFilter]:
    """Somebody's own saved lists, by name; nobody sees another's."""
    return list(SavedFilter.objects.filter(user_id=by.user_id or 0).order_by("name"))


@transaction.atomic
def save_filter(*, by: Actor, at: datetime, name: str, query: str) -> SavedFilter:
    """Keep a list under a name; the same name again replaces it."""
    require(by, Act.WORK_CASES)
    text = name.strip()
    if not text or len(text) > LONGEST_NAME:
        allowed = _("a name of at most %(most)s characters") % {"most": LONGEST_NAME}
        raise Invalid(_("The list has no name."), field="name", allowed=allowed)
    if len(query) > LONGEST_QUERY or by.user_id is None:
        raise Invalid(_("This list cannot be saved."), field="query", todo=_("Ask for less at once."))
    others = SavedFilter.objects.filter(user_id=by.user_id).exclude(name=text)
    if others.count() >= MOST:
        raise Conflict(_("You have saved %(most)s lists.") % {"most": MOST}, todo=_("Remove one first."))
    held, _made = SavedFilter.objects.update_or_create(user_id=by.user_id, name=text, defaults={"query": query})
    journal.write(by=by, at=at, act="case.filter")
    return held


@transaction.atomic
def remove_filter(*, by: Actor, at: datetime, name: str) -> None:
    """Forget one of one's own lists; what is not there stays not there."""
    require(by, Act.WORK_CASES)
    SavedFilter.objects.filter(user_id=by.user_id or 0, name=name).delete()
    journal.write(by=by, at=at, act="case.filter")


def export_cases(*, by: Actor, at: datetime, wanted: Wanted, form: str) -> list[CaseLine]:
    """A list to be taken along as a file: the same lines as on the page, and written down as taken; each requester
    known here finds it in their own view."""
    return leaf_of_cases(by=by, at=at, wanted=wanted, form=form).lines
