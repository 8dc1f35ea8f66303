"""Messages to the requester's phone: that something happened and where to read it. Never what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from anxin.kernel.cases.enums import Happened
from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import matter_of
from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.actions import send
from anxin.kernel.parties.sealing import unseal

PHONE = "case-phone"
CHINESE = "zh-hans"
SPOKEN = frozenset({CHINESE, "en"})


def spoken(language: str) -> str:
    """The language in which somebody is told: the one they asked in, where messages are kept in it; else Chinese."""
    return language if language in SPOKEN else CHINESE


@contextmanager
def in_their_language(case: Case) -> Iterator[None]:
    """What is said to the requester in this block is said in the language they asked in."""
    detail = case.events.filter(kind=Happened.RECEIVED).values_list("detail", flat=True).first() or {}
    with override(spoken(str(detail.get("language", "")))):
        yield


def _tell(by: Actor, at: datetime, case: Case, text: str) -> None:
    if not case.phone_sealed:
        return
    subjects = [case.requester.public_id] if case.requester is not None else []
    recipient = unseal(case.phone_sealed, context=PHONE)
    send(by=by, at=at, kind="case", recipient=recipient, text=text, subjects=subjects)


def link(token: str) -> str:
    """The requester's page."""
    return f"{settings.PUBLIC_ADDRESS}/r/{token}"


def tell_words(*, by: Actor, at: datetime, case: Case, text: Words) -> None:
    """Words that the matter declares."""
    with in_their_language(case):
        _tell(by, at, case, str(text))


def tell_received(*, by: Actor, at: datetime, case: Case, phone: str, token: str) -> None:
    """The link of the page, once, to the phone that was given."""
    if phone:
        tell_link(by=by, at=at, case=case, token=token)


def tell_link(*, by: Actor, at: datetime, case: Case, token: str) -> None:
    with in_their_language(case):
        title = matter_of(case).title
        text = _("Your request to “%(title)s” has been received. Follow it here: %(link)s")
        _tell(by, at, case, text % {"title": title, "link": link(token)})


def tell_answered(*, by: Actor, at: datetime, case: Case) -> None:
    with in_their_language(case):
        text = _(
            "Your request to “%(title)s” has been answered. Open your page, read the answer and say whether it is good."
        )
        _tell(by, at, case, text % {"title": matter_of(case).title})


def tell_refused(*, by: Actor, at: datetime, case: Case) -> None:
    with in_their_language(case):
        text = _("Your request to “%(title)s” was not accepted. Your page says why and how to appeal.")
        _tell(by, at, case, text % {"title": matter_of(case).title})


def tell_extended(*, by: Actor, at: datetime, case: Case) -> None:
    with in_their_language(case):
        text = _("Your request to “%(title)s” needs more time. Your page says why and until when.")
        _tell(by, at, case, text % {"title": matter_of(case).title})


def tell_upheld(*, by: Actor, at: datetime, case: Case) -> None:
    with in_their_language(case):
        text = _("Your objection in “%(title)s” was reviewed. Your page says what was decided and why.")
        _tell(by, at, case, text % {"title": matter_of(case).title})
