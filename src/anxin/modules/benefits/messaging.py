"""The message to whom something is offered: that there is something and where to read it, never what it is about."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.actions import send
from anxin.kernel.parties.sealing import unseal
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.recording import scheme_of

CHINESE = "zh-hans"  # whoever brought the record may speak another language than the person


def link(token: str) -> str:
    """The person's page of a claim."""
    return f"{settings.PUBLIC_ADDRESS}/b/{token}"


def tell_offer(*, by: Actor, at: datetime, claim: Claim, token: str) -> bool:
    """Send the link to the phone on file, in the transaction that made the offer. False for who has none: they find the
    offer once they sign in, or are told at the desk."""
    if not claim.person.phone_sealed:
        return False
    with override(CHINESE):
        text = _("“%(scheme)s”: a benefit is ready for you, no papers needed. Read it and say yes or no: %(link)s") % {
            "scheme": scheme_of(claim.version).title,
            "link": link(token),
        }
    recipient = unseal(claim.person.phone_sealed, context="phone")
    subjects = [claim.person.public_id]
    send(by=by, at=at, kind="benefit-offered", recipient=recipient, text=text, subjects=subjects)
    return True
