"""Sending a message through the adapter that the site names (`ANXIN_MESSAGES`); without one it is kept only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.models import Message, MessageState
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal, unseal

BATCH = 500
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


@transaction.atomic
def send_alike(*, by: Actor, at: datetime, kind: str, party_ids: Collection[int], text: str) -> int:
    """Send the same words to many people, in a few statements however many they are; how many. Who has no phone on file
    is sent nothing."""
    ids, made, reached = sorted(party_ids), list[Message](), list[str]()
    sealed = seal(text, context="message")
    phones = list[str]()
    for start in range(0, len(ids), BATCH):
        held = Party.objects.filter(pk__in=ids[start : start + BATCH]).exclude(phone_sealed="").order_by("pk")
        for public_id, phone in held.values_list("public_id", "phone_sealed"):
            phones.append(unseal(phone, context="phone"))
            reached.append(public_id)
            to = seal(phones[-1], context="message-to")
            made.append(Message(kind=kind, recipient_sealed=to, text_sealed=sealed, state=MessageState.KEPT, at=at))
    if made:
        Message.objects.bulk_create(made, batch_size=BATCH)
        journal.write(by=by, at=at, act="message.send", subjects=reached, detail={"kind": kind, "people": len(made)})
    if made and settings.MESSAGE_ADAPTER:
        transaction.on_commit(lambda: _hand_over_all(zip(made, phones, strict=True), text))
    return len(made)


def _hand_over_all(messages: Iterable[tuple[Message, str]], text: str) -> None:
    for message, recipient in messages:
        _hand_over(message, recipient, text)


def _hand_over(message: Message, recipient: str, text: str) -> None:
    adapter: Adapter = import_string(settings.MESSAGE_ADAPTER)
    message.state = MessageState.SENT if adapter(recipient, text) else MessageState.FAILED
    message.save(update_fields=["state"])
