"""Who follows up evidence: told inside the transaction that writes it, before anybody is decided by it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from anxin.kernel.journal.actor import Actor

Listener = Callable[[Actor, datetime, Collection[int]], None]
"""Called with who acts, the moment, and the ids of the parties about whom something was entered or taken back."""

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on tell it of every change, in the order of asking; asking twice is once. For an app's `ready`."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(by: Actor, at: datetime, party_ids: Collection[int]) -> None:
    """Tell every listener whose records changed. A fault of theirs undoes the change."""
    if party_ids:
        for listener in _listeners:
            listener(by, at, party_ids)
