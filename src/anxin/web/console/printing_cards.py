"""Printing many cards behind the page: a thread of this process, which a restart may kill at any point.

The acts go on where they stood and make no card twice, so nothing here needs to be remembered.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import close_old_connections, connection

from anxin.kernel.errors import AnxinError
from anxin.kernel.journal.actor import Actor
from anxin.kernel.printing import actions
from anxin.kernel.printing.queries import run_of
from anxin.packs import current
from anxin.packs.printing import card_words
from anxin.web.console.purposes import purpose_of

AT_ONCE = 20  # cards that a page may wait for

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_running: dict[str, threading.Thread] = {}


def start(*, by: Actor, at: datetime, public_id: str) -> bool:
    """Begin or go on printing; False if this process is at it already."""
    with _lock:
        if is_running(public_id):
            return False
        asked = {"by": by, "at": at, "public_id": public_id}
        thread = threading.Thread(target=_run, kwargs=asked, name=f"cards-{public_id}", daemon=True)
        _running[public_id] = thread
        thread.start()
    return True


def is_running(public_id: str) -> bool:
    """Whether this process is printing it now."""
    thread = _running.get(public_id)
    return thread is not None and thread.is_alive()


def wait_for(public_id: str, *, seconds: float) -> None:
    """Wait until the printing ends or the time is over."""
    thread = _running.get(public_id)
    if thread is not None:
        thread.join(seconds)


def print_now(*, by: Actor, at: datetime, public_id: str) -> None:
    """Prepare what is not prepared, then draw. A refusal stays with the run, for its page."""
    run = run_of(by, public_id)
    try:
        actions.prepare_run(by=by, at=at, run=run)
        words = card_words(current(run.pack))
        actions.draw_run(by=by, at=at, run=run, purpose=purpose_of(by), words=words)
    except AnxinError as fault:
        actions.note_fault(run, str(fault))


def _run(*, by: Actor, at: datetime, public_id: str) -> None:
    close_old_connections()
    try:
        print_now(by=by, at=at, public_id=public_id)
    except Exception:
        _log.exception("printing cards %s stopped; it can be continued", public_id)
    finally:
        connection.close()
