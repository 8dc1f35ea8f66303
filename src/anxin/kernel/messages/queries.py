"""Reading messages, for the operator of a site that sends none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from anxin.kernel.messages.models import Message
from anxin.kernel.parties.sealing import unseal


@dataclass(frozen=True)
class Told:
    """A message, opened."""

    at: datetime
    kind: str
    state: str
    recipient: str
    text: str


def last_messages(count: int = 10) -> Iterator[Told]:
    """The newest first."""
    for row in Message.objects.order_by("-pk")[:count]:
        recipient = unseal(row.recipient_sealed, context="message-to")
        yield Told(row.at, row.kind, row.state, recipient, unseal(row.text_sealed, context="message"))
