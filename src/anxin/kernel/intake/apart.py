"""A workbook read in a process of its own (`reading`), so that no file can take the server's memory or time.

A parser can be led to ask for any amount: by a cell that claims to stand at the end of the sheet, by a count of texts
that are not there, by one long text used in every cell. The process is started afresh for each workbook (not forked:
the server has threads), is given the bytes through a pipe and the limits as numbers, and is gone when it is read.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from threading import BoundedSemaphore, Event, Timer
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.archive import MB, Kind
from anxin.kernel.intake.problems import Flaw, Unreadable
from anxin.kernel.intake.sheets import Raw, Sheet

START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from anxin.kernel.intake.reading import main; "
START += "main(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))"
KEPT_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # where the interpreter itself may be found; nothing else
AT_ONCE = BoundedSemaphore(2)  # as many may take their whole memory at a time; further uploads wait
MOST_SAID = 256 * MB  # what may come back: about 1,000 bytes for each row that an upload may hold
DATED: dict[str, Callable[[str], Raw]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}
COPY_ROWS = _("Copy the rows into a new workbook as values, or bring them as a text table (.csv).")


@dataclass(frozen=True)
class Limits:
    """`memory` in bytes, all of the process; `seconds` of the processor, and twice as many by the clock."""

    memory: int
    seconds: int
    most_said: int = MOST_SAID

    @classmethod
    def of_site(cls) -> Limits:
        return cls(settings.WORKBOOK_MEMORY_BYTES, settings.WORKBOOK_SECONDS)


def read_apart(
    content: bytes, kind: Kind, limits: Limits, *, started: Callable[[int], None] = lambda process_id: None
) -> list[Sheet]:
    """The visible sheets; `Unreadable` if the guards refuse the workbook or reading it breaks a limit.

    `started` is told the id of the process, which is gone when this returns or raises.
    """
    overdue, told = Event(), _Told(limits.most_said)
    with AT_ONCE:
        process = _process(kind, limits)
        timer = Timer(2 * limits.seconds, _end, (process, overdue))
        timer.daemon = True
        timer.start()
        try:
            started(process.pid)
            told.take_all(_handed_over(process, content))
        finally:
            timer.cancel()
            _close(process)
    if not told.whole:
        raise _stopped(process.returncode, overdue, told, limits)
    return told.sheets


def _process(kind: Kind, limits: Limits) -> subprocess.Popen[bytes]:
    """The interpreter without the site's environment: no keys, no database, none of its Python settings."""
    words = [sys.executable, "-I", "-c", START, json.dumps(sys.path), kind, str(limits.memory), str(limits.seconds)]
    bare = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | {"RUST_BACKTRACE": "0"}
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=bare)


def _end(process: subprocess.Popen[bytes], overdue: Event) -> None:
    overdue.set()
    process.kill()


def _handed_over(process: subprocess.Popen[bytes], content: bytes) -> IO[bytes]:
    """Give the bytes in; what comes out. The process reads all before it says anything, so neither waits in vain."""
    if process.stdin is None or process.stdout is None:  # asked for in `_process`
        raise RuntimeError("the process has no pipes")
    with suppress(BrokenPipeError):  # it ended before it had read all: what it said, or not, tells why
        process.stdin.write(content)
        process.stdin.close()
    return process.stdout


def _close(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind. A process that has ended keeps the status it ended with."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(BrokenPipeError):
            if pipe is not None:
                pipe.close()


class _Told:
    """What the process says, taken line by line, at most `most` bytes of it."""

    def __init__(self, most: int) -> None:
        self.sheets: list[Sheet] = []
        self.whole = self.too_much = False
        self._left = most

    def take_all(self, out: IO[bytes]) -> None:
        rows: list[list[Raw]] = []
        while not self.whole and (line := out.readline(self._left + 1)).endswith(b"\n"):
            self._left -= len(line)
            letter, body = line[:1], json.loads(line[2:], object_hook=_cell if line.startswith(b"R") else None)
            if letter == b"R":
                rows += body
            elif letter == b"S":
                name, formulas = body
                rows = []
                self.sheets.append(Sheet(name, rows, frozenset((row, column) for row, column in formulas)))
            elif letter == b"F":
                raise Unreadable(*(Flaw(**flaw) for flaw in body))
            self.too_much |= letter == b"M"
            self.whole = letter == b"E"
        self.too_much |= len(line) > self._left and not self.whole


def _cell(marked: dict[str, Any]) -> Raw:
    """A cell that JSON has no word for, as `reading` marked it."""
    ((kind, parts),) = marked.items()
    return timedelta(*parts) if kind == "timedelta" else DATED[kind](parts)


def _stopped(status: int, overdue: Event, told: _Told, limits: Limits) -> Unreadable:
    """Why the process said no end: from how it ended (negative: the signal)."""
    if overdue.is_set() or status == -signal.SIGXCPU:
        return _refusal(
            _("Reading the workbook took longer than it may and was stopped; an ordinary one takes seconds."),
            _("at most %(seconds)s seconds"),
            COPY_ROWS,
            seconds=limits.seconds,
        )
    if told.too_much or status == -signal.SIGABRT:  # Rust aborts when it is given no more memory
        return _refusal(
            _("Reading the workbook takes more memory than it may: it is too large or was built to mislead."),
            _("at most %(memory)s MB of memory"),
            COPY_ROWS,
            memory=limits.memory // MB,
        )
    return _refusal(
        _("Reading the workbook broke off before its end."),
        "",
        _("Bring it again. If it breaks off again, copy the rows into a new workbook as values and bring that."),
    )


def _refusal(what: str, allowed: str, todo: str, **values: int) -> Unreadable:
    return Unreadable(Flaw(what, allowed, todo, values=values))
