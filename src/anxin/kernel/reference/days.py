"""Days as people and programs write them."""

from __future__ import annotations

import re
from datetime import date

from anxin.decisions import FIRST_AS_OF, LAST_AS_OF

WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_written(text: str) -> date:
    """The day of "2021-10-29". ValueError for any other spelling, and for a day on which no rules can be asked."""
    if not WRITTEN.fullmatch(text):
        raise ValueError("a day is written as 2021-10-29")
    day = date.fromisoformat(text)
    if not FIRST_AS_OF <= day <= LAST_AS_OF:
        raise ValueError(f"a day is one from {FIRST_AS_OF} to {LAST_AS_OF}")
    return day
