"""Long work behind a page: a thread of this process, which a restart may kill at any point.

The acts go on where they stood and do nothing twice, so nothing here needs to be remembered.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from typing import Protocol

from django.db import close_old_connections, connection

from anxin.kernel.journal.actor import Actor

_log = logging.getLogger(__name__)


class Work(Protocol):
    def __call__(self, *, by: Actor, at: datetime, public_id: str) -> None: ...


class Behind:
    """One kind of long work, for one thing by public id at a time. `what` is what the log calls it."""

    def __init__(self, what: str, work: Work) -> None:
        self.what, self.work = what, work
        self._lock = threading.Lock()
        self._running: dict[str, threading.Thread] = {}

    def start(self, *, by: Actor, at: datetime, public_id: str) -> bool:
        """Begin or go on; False if this process is at it already."""
        with self._lock:
            if self.is_running(public_id):
                return False
            asked = {"by": by, "at": at, "public_id": public_id}
            thread = threading.Thread(target=self._run, kwargs=asked, name=f"{self.what} {public_id}", daemon=True)
            self._running[public_id] = thread
            thread.start()
        return True

    def is_running(self, public_id: str) -> bool:
        """Whether this process is at it now."""
        thread = self._running.get(public_id)
        return thread is not None and thread.is_alive()

    def wait_for(self, public_id: str, *, seconds: float) -> None:
        """Wait until it ends or the time is over."""
        thread = self._running.get(public_id)
        if thread is not None:
            thread.join(seconds)

    def _run(self, *, by: Actor, at: datetime, public_id: str) -> None:
        close_old_connections()
        try:
            self.work(by=by, at=at, public_id=public_id)
        except Exception:
            _log.exception("%s %s stopped; it can be continued", self.what, public_id)
        finally:
            connection.close()
