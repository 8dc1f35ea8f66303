"""What is wrong with a file of firms, or with one row of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Words for these are with whoever shows them."""

    CUT = "cut"  # it ends in the middle
    EDITION = "edition"  # a column or a key that every edition known here has is missing
    BOMB = "bomb"  # it unpacks to far more than such a file is
    NOT_TEXT = "not_text"  # octets that are no UTF-8
    NOT_READABLE = "not_readable"  # not the kind of file it should be
    MANY = "many"  # an archive of several files
    MISSING = "missing"  # a file that belongs to it is not there
    LONG = "long"  # a line longer than any such file has
    NO_ID = "no_id"
    NO_NAME = "no_name"
    NO_COUNTRY = "no_country"
    COLUMNS = "columns"  # a row with another number of cells than the header


class SourceFault(Exception):
    """Nothing more can be read. `line`: from 1, 0 where there is none; `read`: what stood there, shortened."""

    def __init__(self, why: Why, line: int = 0, read: str = "") -> None:
        super().__init__(f"{why} at line {line}: {read[:80]}")
        self.why, self.line, self.read = why, line, read[:80]


@dataclass(frozen=True)
class LeftOut:
    """A row that is no firm. `line`: where it begins."""

    why: Why
    line: int
    read: str = ""
