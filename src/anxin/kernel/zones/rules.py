"""Who is in which zone from when until when: from stays and zones alone. Pure; days are inclusive.

A person is in a zone from the day it was drawn or the day of arrival, whichever is later. Who left before it was drawn
never was in it; who leaves later has been in it and stays counted until its last day. Where zones overlap, the
strictest counts on each day.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
NEVER = date.max


@dataclass(frozen=True)
class Drawn:
    """A zone: `rank` 0 is the strictest; `until` None: not ended yet."""

    sort: str
    rank: int
    area: str
    start: date
    until: date | None


@dataclass(frozen=True)
class Stay:
    """Somebody stays in an area; `until` None: still."""

    area: str
    start: date
    until: date | None


@dataclass(frozen=True)
class Inside:
    """In a zone of that sort on these days."""

    sort: str
    start: date
    until: date | None


def digits(code: str) -> str:
    """The digits that all areas inside a code of 6, 9 or 12 digits begin with (GB/T 2260 and its longer codes)."""
    held = code
    while len(held) > 6 and held.endswith("000"):
        held = held[:-3]
    while len(held) <= 6 and len(held) > 2 and held.endswith("00"):
        held = held[:-2]
    return held


def lies_in(area: str, zone: str) -> bool:
    """Whether an area is the zone's or inside it. One known less precisely than the zone does not count."""
    return digits(area).startswith(digits(zone))


def last_day(until: date | None, lifted_on: date | None) -> date | None:
    """The last day of a zone that was lifted: the day before."""
    if lifted_on is None:
        return until
    return min(until or NEVER, lifted_on - DAY)


def inside(stays: Iterable[Stay], zones: Iterable[Drawn]) -> list[Inside]:
    """The days on which somebody with these stays is in a zone, in order, the strictest on each day."""
    held = list(stays)
    spans = [span for zone in zones if (span := _span(held, zone)) is not None]
    edges = sorted({edge for _rank, _sort, start, end in spans for edge in (start, _after(end))})
    found: list[Inside] = []
    for start, following in itertools.pairwise(edges):
        there = [(rank, sort) for rank, sort, begun, end in spans if begun <= start <= end]
        if there:
            _join(found, min(there)[1], start, None if following == NEVER else following - DAY)
    return found


def _span(stays: Sequence[Stay], zone: Drawn) -> tuple[int, str, date, date] | None:
    """(rank, sort, first day, last day) of one zone for these stays; None: never in it."""
    end = zone.until or NEVER
    began = [
        max(stay.start, zone.start)
        for stay in stays
        if lies_in(stay.area, zone.area) and max(stay.start, zone.start) <= min(stay.until or NEVER, end)
    ]
    return (zone.rank, zone.sort, min(began), end) if began else None


def _after(end: date) -> date:
    return NEVER if end == NEVER else end + DAY


def _join(found: list[Inside], sort: str, start: date, until: date | None) -> None:
    """Add days; where the same sort goes on without a gap they are one."""
    if found and found[-1].sort == sort and found[-1].until is not None and found[-1].until + DAY == start:
        found[-1] = Inside(sort, found[-1].start, until)
    else:
        found.append(Inside(sort, start, until))
