"""Counting a service's figures of areas for a page: before the answer, or behind the page where there are many people.

What took long is kept for a quarter of an hour, in this process, with the moment it was counted at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from django.core.cache import cache

from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.queries import registrations
from anxin.packs.area_figures import AreaFigures, area_figures
from anxin.packs.on_site import service_named
from anxin.packs.pack import Pack
from anxin.web.console.behind import Behind

AT_ONCE = 20_000  # registered people that a page may wait for: under a second
KEPT_SECONDS = 15 * 60


@dataclass(frozen=True)
class Counted:
    """The figures of every area of a service on a day, from what was on record at a moment."""

    at: datetime
    rows: tuple[AreaFigures, ...]


def counted(pack: Pack, *, by: Actor, at: datetime, on: date) -> Counted | None:
    """The figures, if a page may have them now: kept from before, or of so few people that it waits. Refused: `by`
    may not count everybody."""
    held: Counted | None = cache.get(_key(pack, on))
    if held is None and registrations(pack.slug).count() <= AT_ONCE:
        return _count(pack, by, at, on)
    return held


def work_named(pack: Pack, on: date) -> str:
    """What the work behind the page goes by: one service on one day."""
    return f"{pack.slug}@{on.isoformat()}"


def count_now(*, by: Actor, at: datetime, public_id: str) -> None:
    """Count and keep. One after the other: several days asked for at once would only slow each other down."""
    slug, _at, day = public_id.partition("@")
    pack, on = service_named(slug), date.fromisoformat(day)
    with _one_at_a_time:
        cache.set(_key(pack, on), _count(pack, by, at, on), KEPT_SECONDS)


def _count(pack: Pack, by: Actor, at: datetime, on: date) -> Counted:
    return Counted(at, tuple(area_figures(pack, by=by, on=on)))


def _key(pack: Pack, on: date) -> str:
    return f"areas:{pack.slug}:{pack.manifest.version}:{on.isoformat()}"


_one_at_a_time = Lock()
_counting = Behind("counting areas", count_now)
start, is_running, wait_for = _counting.start, _counting.is_running, _counting.wait_for
