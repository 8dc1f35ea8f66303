"""What a home remembers of its demonstration: size, seed, and the passwords of the demonstration accounts.

Kept in `$ANXIN_HOME/demo.json`, readable by its owner only. What has been built is read from the database itself.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import get_args

from anxin.demo.plan import SEED, Size
from anxin.kernel.errors import AnxinError

FILE_NAME = "demo.json"


@dataclass(slots=True)
class Record:
    """The remembered choices. `passwords` maps username to password; `files_written` once all files lie there."""

    size: Size
    seed: int = SEED
    files_written: bool = False
    passwords: dict[str, str] = field(default_factory=dict)


def read_record(home: Path) -> Record | None:
    """The record of a home, or None if it has no demonstration."""
    path = home / FILE_NAME
    if not path.exists():
        return None
    try:
        held = Record(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as fault:
        raise _unreadable(path) from fault
    if held.size not in get_args(Size):
        raise _unreadable(path)
    return held


def write_record(home: Path, record: Record) -> None:
    """Write the record whole or not at all, mode 0600."""
    draft = home / f".{FILE_NAME}.{os.getpid()}"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(record), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home / FILE_NAME)


def _unreadable(path: Path) -> AnxinError:
    return AnxinError(
        f"{path} cannot be read as the record of a demonstration.",
        why="It was changed or cut short.",
        todo="Remove the file; the next run writes it anew, with new passwords.",
    )
