"""What stood in a cell, made short and masked for showing."""

from __future__ import annotations

from anxin.kernel.parties.identifiers import mask, mask_numbers

READ_LIMIT = 60


def shortened(read: str) -> str:
    """What stood in a cell, for showing: one line, at most 60 characters, long digit runs masked."""
    line = mask_numbers(" ".join(read.split()))
    line = " ".join(mask(word) if sum(c.isdigit() for c in word) >= 11 else word for word in line.split(" "))
    return line if len(line) <= READ_LIMIT else line[: READ_LIMIT - 1] + "…"
