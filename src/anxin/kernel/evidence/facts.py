"""From records to facts, as `anxin.decisions` does it: here it has the names that the kernel uses."""

from __future__ import annotations

from anxin.decisions.deriving.records import (
    STATED,
    WITHDRAWN,
    Facts,
    Record,
    Stated,
    Value,
    facts_in_force,
    in_force,
    read_by,
    standing,
)

__all__ = [
    "STATED",
    "WITHDRAWN",
    "Facts",
    "Record",
    "Stated",
    "Value",
    "facts_in_force",
    "in_force",
    "read_by",
    "standing",
]
