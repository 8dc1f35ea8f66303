"""A peer asks on behalf of somebody who wants to see a record: the person is asked here, where they answer.

How a person is asked is a module's; it says so with `asks_by`. Whether there is such a person, has not answered or has
said no is told alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from anxin.kernel.peers.models import Given, Share
from anxin.kernel.peers.questions import AuthorisationAsked, Unanswerable

WAITING, GRANTED = "waiting", "granted"


@dataclass(frozen=True)
class Authorisation:
    """`until`: how long the yes lasts, or the question waits. `fields`: what the person agreed to have shown."""

    granted: bool
    until: datetime
    fields: tuple[str, ...] = ()


Ask = Callable[[Share, str, AuthorisationAsked, datetime], Authorisation]
"""Share, the person's public id (empty: nobody's), the question, the moment → how it stands. Asked again it is the
same question."""
_ASK: list[Ask] = []


def asks_by(ask: Ask) -> None:
    """Have a module ask people."""
    _ASK[:] = [ask]


@transaction.atomic
def authorised(share: Share, asked: AuthorisationAsked, *, at: datetime) -> dict[str, Any]:
    """The answer to a peer. Raises Unanswerable where nobody can be asked."""
    if not _ASK:
        raise Unanswerable("form", "nobody is asked here")
    held = Given.objects.filter(share=share, ref=asked.ref, left=False).values_list("public_id", flat=True).first()
    found = _ASK[0](share, held or "", asked, at)
    return {
        "state": GRANTED if found.granted else WAITING,
        "until": found.until.isoformat(),
        "fields": sorted(found.fields) if found.granted else [],
    }
