"""Writing a confirmed upload behind the page: a thread of this process, which a restart may kill at any point.

The act itself goes on where it stood and never writes a row twice, so nothing here needs to be remembered.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import close_old_connections, connection

from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.queries import upload_of
from anxin.kernel.journal.actor import Actor
from anxin.packs.loading import current

AT_ONCE = 500  # rows that a page may wait for

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_running: dict[str, threading.Thread] = {}


def start(*, by: Actor, at: datetime, public_id: str) -> bool:
    """Begin or go on writing an upload; False if this process is at it already."""
    with _lock:
        if is_running(public_id):
            return False
        thread = threading.Thread(
            target=_run, kwargs={"by": by, "at": at, "public_id": public_id}, name=f"upload-{public_id}", daemon=True
        )
        _running[public_id] = thread
        thread.start()
    return True


def is_running(public_id: str) -> bool:
    """Whether this process is writing the upload now."""
    thread = _running.get(public_id)
    return thread is not None and thread.is_alive()


def wait_for(public_id: str, *, seconds: float) -> None:
    """Wait until the writing ends or the time is over."""
    thread = _running.get(public_id)
    if thread is not None:
        thread.join(seconds)


def apply_now(*, by: Actor, at: datetime, public_id: str) -> None:
    """Write the upload before answering."""
    upload = upload_of(by, public_id)
    intake.apply(by=by, at=at, upload=upload, layouts=current(upload.pack).layouts)


def _run(*, by: Actor, at: datetime, public_id: str) -> None:
    close_old_connections()
    try:
        apply_now(by=by, at=at, public_id=public_id)
    except Exception:
        _log.exception("writing upload %s stopped; it can be continued", public_id)
    finally:
        connection.close()
