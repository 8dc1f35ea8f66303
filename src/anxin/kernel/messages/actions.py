"""Sending a message through the adapter that the site names (`ANXIN_MESSAGES`); without one it is kept only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.models import Message, MessageState
from anxin.kernel.parties.sealing import seal

Adapter = Callable[[str, str], bool]  # recipient, text: whether it went out


@transaction.atomic
def send(*, by: Actor, at: datetime, kind: str, recipient: str, text: str, subjects: list[str]) -> Message:
    """Keep a message, sealed, and hand it to the adapter once the act that wrote it is committed. The journal has that
    one was sent and about whom, neither number nor text."""
    made = Message.objects.create(
        kind=kind,
        recipient_sealed=seal(recipient, context="message-to"),
        text_sealed=seal(text, context="message"),
        state=MessageState.KEPT,
        at=at,
    )
    journal.write(by=by, at=at, act="message.send", subjects=subjects, detail={"kind": kind})
    if settings.MESSAGE_ADAPTER:
        transaction.on_commit(lambda: _hand_over(made, recipient, text))
    return made


def _hand_over(message: Message, recipient: str, text: str) -> None:
    adapter: Adapter = import_string(settings.MESSAGE_ADAPTER)
    message.state = MessageState.SENT if adapter(recipient, text) else MessageState.FAILED
    message.save(update_fields=["state"])
