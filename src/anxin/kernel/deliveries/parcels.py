"""What goes over a line to another system and what comes of it, and when a message is tried again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anxin.kernel.deliveries.targets import Target

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
MOST_TRIES = 30  # some four days: longer than a weekend
LONGEST_NUMBER = 120
FIRST_KIND = "case.assigned"


@dataclass(frozen=True)
class Parcel:
    """What a transport sends: the id the other side keeps, the kind, and the payload. `under`: the number that the
    other side gave to the first message about the same thing; empty for that one and where it gave none."""

    delivery_id: str
    kind: str
    payload: Mapping[str, Any]
    under: str = ""


@dataclass(frozen=True)
class Came:
    """What came of an attempt. `error` empty: it was taken, under `external_id` where the other side gave one.
    `final`: another try would fare no better. `held`: it waits for the operator, and the try does not count."""

    status: int | None = None
    error: str = ""
    external_id: str = ""
    final: bool = False
    held: bool = False


Transport = Callable[[Target, Parcel], Came]


def wait_after(attempts: int, jitter: float) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to six hours, half of it by chance."""
    longest: timedelta = min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(0, min(attempts - 1, 20)))
    return longest * (0.5 + 0.5 * jitter)


def printable(text: str, most: int) -> str:
    """A stranger's word as it can be kept and shown: no control characters, no half characters, not too long."""
    return "".join(letter for letter in text if letter.isprintable())[:most]


def number_from(text: str) -> str:
    """The other side's number for a message; empty for one that is no number, as a cut one would name another."""
    return text if len(text) <= LONGEST_NUMBER and text.isprintable() else ""
