"""Printing many cards: before the answer, or behind the page."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.errors import AnxinError
from anxin.kernel.journal.actor import Actor
from anxin.kernel.printing import actions
from anxin.kernel.printing.queries import run_of
from anxin.packs import current
from anxin.packs.printing import card_words
from anxin.web.console.behind import Behind
from anxin.web.console.purposes import purpose_of

AT_ONCE = 20  # cards that a page may wait for


def print_now(*, by: Actor, at: datetime, public_id: str) -> None:
    """Prepare what is not prepared, then draw. A refusal stays with the run, for its page."""
    run = run_of(by, public_id)
    try:
        actions.prepare_run(by=by, at=at, run=run)
        words = card_words(current(run.pack))
        actions.draw_run(by=by, at=at, run=run, purpose=purpose_of(by), words=words)
    except AnxinError as fault:
        actions.note_fault(run, str(fault))


_printing = Behind("printing cards", print_now)
start, is_running, wait_for = _printing.start, _printing.is_running, _printing.wait_for
