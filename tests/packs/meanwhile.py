"""Two acts at once: the second begins when the first has the journal, and who waits in a circle is broken off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

PATIENCE = 0.5  # seconds; the other act has its lock long before, or waits for ours


class Meanwhile:
    """Does `other` in a thread of its own once the act in hand has written in the journal, and lets the act go on when
    the other has locked a row of that table, or waits itself."""

    def __init__(self, other: Callable[[], object], table: str = "parties_party") -> None:
        self._table = table
        self._other, self._has_locked = other, threading.Event()
        self.fault: Exception | None = None
        self._thread: threading.Thread | None = None

    def during(self, act: Callable[[], object]) -> None:
        """Raises what either of the two raised."""
        with connection.execute_wrapper(self._watch):
            act()
        assert self._thread is not None, "the act wrote nothing in the journal"
        self._thread.join()
        if self.fault is not None:
            raise self.fault

    def _watch(self, execute: Callable[..., Any], text: str, *rest: Any) -> Any:
        done = execute(text, *rest)
        if self._thread is None and text.startswith("UPDATE") and "journal_head" in text:
            self._thread = threading.Thread(target=self._do_other)
            self._thread.start()
            self._has_locked.wait(PATIENCE)
        return done

    def _do_other(self) -> None:
        try:
            with connection.execute_wrapper(self._note_lock):
                self._other()
        except Exception as fault:  # told by the thread that waits
            self.fault = fault
        finally:
            self._has_locked.set()
            connections.close_all()

    def _note_lock(self, execute: Callable[..., Any], text: str, *rest: Any) -> Any:
        done = execute(text, *rest)
        if self._table in text and "UPDATE" in text:
            self._has_locked.set()
        return done
