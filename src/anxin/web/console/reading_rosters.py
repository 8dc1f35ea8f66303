"""Reading a confirmed roster of mutual aid: before the answer, or behind the page."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.journal.actor import Actor
from anxin.modules.benefits.rosters import process_roster, roster_named
from anxin.web.console.behind import Behind

AT_ONCE = 1_000  # people that a page may wait for


def read_now(*, by: Actor, at: datetime, public_id: str) -> None:
    """Read the roster and enrol its people; what was enrolled before an interruption stays."""
    process_roster(by=by, at=at, roster=roster_named(public_id))


_reading = Behind("reading roster", read_now)
start, is_running, wait_for = _reading.start, _reading.is_running, _reading.wait_for
