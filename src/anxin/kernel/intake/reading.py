"""The process in which a workbook is read: guards, then calamine, within limits of memory and time.

Started by `apart` with nothing but the bytes; it opens no file, has no database and no keys, and knows no Django. What
it says on standard output is a letter and JSON, a line each:

    S ["name", [[row, column] of each formula, …]]   a sheet begins
    R [[cell, …], …]                                 rows of it; what JSON has no word for is {"type": parts}
    F [{what, allowed, todo, sheet, values}]         the file is refused, for these flaws
    M                                                the memory did not suffice
    E                                                all is said
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from anxin.kernel.intake.archive import AREA_LIMIT, SAVE_ANEW, Kind, guard_old_workbook, guard_workbook
from anxin.kernel.intake.formulas import Cells
from anxin.kernel.intake.problems import Flaw, Unreadable

PANIC = "PanicException"  # of calamine on damaged .xls files: Rust's panics are no `Exception`
ROWS_A_LINE = 200


def _(message: str) -> str:
    """Mark a text for translation, as Django's `gettext_noop` does."""
    return message


def main(kind: str, memory: int, seconds: int) -> None:
    """Read the workbook on standard input; `memory` in bytes, `seconds` of the processor."""
    _limit(memory, seconds)
    try:
        content = sys.stdin.buffer.read()
        for letter, body in _told(content, Kind(kind)):
            _say(letter, body)
        _say("E", None)
    except Unreadable as refusal:
        _say("F", [_plain(flaw) for flaw in refusal.flaws])
    except MemoryError:
        _say("M", None)


def _limit(memory: int, seconds: int) -> None:
    """Beyond the memory an allocation fails, and calamine aborts; beyond the time the kernel ends the process.

    macOS knows RLIMIT_AS but does not hold to it (and may refuse to set it): there only the guards and the time bound
    the memory.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no copy of what people brought on disk
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _say(letter: str, body: Any) -> None:
    line = json.dumps(body, default=_marked, separators=(",", ":"))
    sys.stdout.buffer.write(f"{letter} {line}\n".encode("ascii"))
    sys.stdout.buffer.flush()


def _marked(cell: object) -> dict[str, Any]:
    """Cells that JSON has no word for; `apart` turns them back. A datetime is also a date, so it comes first."""
    if isinstance(cell, timedelta):
        return {"timedelta": [cell.days, cell.seconds, cell.microseconds]}
    if isinstance(cell, datetime | date | time):
        return {type(cell).__name__: cell.isoformat()}
    raise TypeError(f"calamine gave a {type(cell).__name__}")


def _plain(flaw: Flaw) -> dict[str, Any]:
    return {
        "what": flaw.what,
        "allowed": flaw.allowed,
        "todo": flaw.todo,
        "sheet": flaw.sheet,
        "values": dict(flaw.values),
    }


def _told(content: bytes, kind: Kind) -> Iterator[tuple[str, Any]]:
    guarded = guard_workbook(content) if kind == Kind.XLSX else guard_old_workbook(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for each in book.sheets_metadata:
                if each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet:
                    yield from _sheet(book, each.name, guarded.formulas)
    except BaseException as fault:
        if not isinstance(fault, CalamineError) and type(fault).__name__ != PANIC:
            raise
        locked = "password" in str(fault).lower()
        what = _("The workbook is locked with a password.") if locked else _("The workbook cannot be read.")
        raise Unreadable(Flaw(what, todo=SAVE_ANEW)) from None


def _sheet(book: CalamineWorkbook, name: str, formulas: Mapping[str, Cells]) -> Iterator[tuple[str, Any]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > AREA_LIMIT:
        raise Unreadable(Flaw(_("The sheet is too large."), todo=SAVE_ANEW, sheet=name))
    yield "S", [name, sorted(formulas.get(name, ()))]
    rows = sheet.to_python(skip_empty_area=False)
    for start in range(0, len(rows), ROWS_A_LINE):
        yield "R", rows[start : start + ROWS_A_LINE]
