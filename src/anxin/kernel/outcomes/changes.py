"""Who wants to know when outcomes change: told inside the transaction that changes them: both happen, or neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

Listener = Callable[[datetime, str, Mapping[int, str]], None]
"""Called with the moment, the pack, and party id → the outcome it stands at now."""

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """From now on tell it of every change; asking twice is asking once. For an app's `ready`."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(at: datetime, pack: str, outcomes: Mapping[int, str]) -> None:
    """Tell every listener of parties that were decided to another outcome. A fault of theirs undoes the change."""
    if outcomes:
        for listener in _listeners:
            listener(at, pack, outcomes)
