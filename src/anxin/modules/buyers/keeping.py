"""What an exporter keeps for himself: what was asked, and what is watched."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal.actor import Actor
from anxin.modules.buyers.asking import Shown, ask
from anxin.modules.buyers.enums import Colour
from anxin.modules.buyers.models import Asked
from anxin.modules.buyers.refusing import no_such_firm

KEPT = 200
"""The newest questions that are kept for one account; those watched stay."""


@transaction.atomic
def keep_asked(*, by: Actor, at: datetime, shown: Shown) -> None:
    """Remember, for this account alone, that it asked; no journal names what an exporter asks."""
    first = shown.subject.first
    Asked.objects.update_or_create(
        account=account_of(by),
        firm=first.id,
        defaults={"name": first.name[:300], "country": first.country, "light": str(shown.light.colour), "asked_at": at},
    )
    mine = Asked.objects.filter(account=account_of(by), watched=False).order_by("-asked_at", "-pk")
    Asked.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT:])).delete()


@transaction.atomic
def watch(*, by: Actor, at: datetime, firm_id: str, on: bool) -> None:
    """Have a change of the light told, or no longer. Raises NotFound for a firm that was not asked about."""
    changed = Asked.objects.filter(account=account_of(by), firm=firm_id).update(watched=on, told_at=None)
    if not changed:
        raise no_such_firm()


@transaction.atomic
def forget(*, by: Actor, at: datetime) -> int:
    """Forget everything this account asked and watches. How many."""
    return Asked.objects.filter(account=account_of(by)).delete()[0]


def account_of(by: Actor) -> int:
    """Raises Refused for who is not signed in."""
    if by.user_id is None:
        raise Refused(
            _("This is kept for an account."), rule="buyers.account", todo=_("Sign in; searching needs no account.")
        )
    return by.user_id


def tell_changes(*, by: Actor, at: datetime) -> int:
    """Judge every watched firm again and mark the lights that became others. How many. Raises nothing for a firm that
    is no longer on file: its light is grey."""
    require(by, Act.LOAD_FIRMS)
    told = 0
    for one in Asked.objects.filter(watched=True).order_by("pk").iterator():
        try:
            now = str(ask(one.firm, at=at).light.colour)
        except NotFound:
            now = str(Colour.GREY)
        if now != one.light:
            told += Asked.objects.filter(pk=one.pk, light=one.light).update(light=now, told_at=at)
    return told
