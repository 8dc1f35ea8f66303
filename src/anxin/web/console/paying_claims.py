"""Paying the approved claims of a run: before the answer, or behind the page."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.journal.actor import Actor
from anxin.modules.benefits.listing import run_named
from anxin.modules.benefits.paying import pay_run
from anxin.web.console.behind import Behind

AT_ONCE = 500  # claims that a page may wait for


def pay_now(*, by: Actor, at: datetime, public_id: str) -> None:
    """Go on with a run of the same hand until nothing is left to pay."""
    run = run_named(public_id)
    pay_run(by=by, at=at, scheme=run.scheme, cycle=run.cycle, day=run.day)


_paying = Behind("paying claims", pay_now)
start, is_running, wait_for = _paying.start, _paying.is_running, _paying.wait_for
