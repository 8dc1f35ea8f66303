"""The desk: checks that come in while others are being answered wait, and are then answered together.

One thread with one database connection answers. Whoever waits shares one transaction: the journal's head is locked and
written once for all of them, and nobody's answer leaves before it is committed. Processes take turns at the head.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence

from django.db import close_old_connections, connections

from anxin.web.check import refusals
from anxin.web.check.answering import Question, answer_all
from anxin.web.check.refusals import Reply

MOST_AT_ONCE = 128  # how long a transaction can get
MOST_WAITING = 4096
Waiting = list[tuple[Question, "asyncio.Future[Reply]"]]
log = logging.getLogger(__name__)


class Desk:
    """Answers questions of one event loop. `answer` takes many at once, and may fail for all of them."""

    def __init__(self, answer: Callable[[Sequence[Question]], list[Reply]] = answer_all) -> None:
        self.answer = answer
        self.waiting: Waiting = []
        self.handed_over: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self.busy = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.thread: threading.Thread | None = None

    def ask(self, question: Question) -> asyncio.Future[Reply]:
        """The answer to come; from the event loop's thread only."""
        loop = self.loop or self._open()
        future: asyncio.Future[Reply] = loop.create_future()
        if len(self.waiting) >= MOST_WAITING:
            future.set_result(refusals.unwritten(question.language))
            return future
        if not self.waiting and not self.busy:
            loop.call_soon(self._hand_over)  # after whatever else has come in by now
        self.waiting.append((question, future))
        return future

    def close(self) -> None:
        """Answer whoever waits, then end the thread."""
        if self.thread is not None:
            if self.waiting:
                self.handed_over.put(self.waiting)
            self.handed_over.put(None)
            self.thread.join()
            self.thread = self.loop = None

    def _open(self) -> asyncio.AbstractEventLoop:
        self.loop = asyncio.get_running_loop()
        self.thread = threading.Thread(target=self._serve, args=[self.loop], name="check-desk", daemon=True)
        self.thread.start()
        return self.loop

    def _hand_over(self) -> None:
        if self.waiting and not self.busy:
            self.busy = True
            self.handed_over.put(self.waiting[:MOST_AT_ONCE])
            del self.waiting[:MOST_AT_ONCE]

    def _hand_out(self, answered: Waiting, replies: list[Reply]) -> None:
        self.busy = False
        self._hand_over()
        for (_question, future), reply in zip(answered, replies, strict=True):
            if not future.done():  # whoever asked may be gone
                future.set_result(reply)

    def _serve(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while (taken := self.handed_over.get()) is not None:
                replies = self._answered([question for question, _future in taken])
                loop.call_soon_threadsafe(self._hand_out, taken, replies)
        finally:
            connections.close_all()

    def _answered(self, questions: list[Question]) -> list[Reply]:
        """The answers; where they cannot all be given, each asker is answered alone, so that none spoils another's."""
        close_old_connections()
        try:
            return self.answer(questions)
        except Exception:
            if len(questions) > 1:
                return [reply for question in questions for reply in self._answered([question])]
            log.exception("a check could not be answered")
            return [refusals.unwritten(questions[0].language)]
