"""What is wrong with a pack: where it stands, what was read, what is allowed, what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class PackError:
    """One finding about a pack. `file` is relative to its folder; `line` counts from 1, 0 = the file as a whole."""

    file: str
    line: int
    what: str
    read: str = ""
    allowed: str = ""
    nearest: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        parts = [f"{place}: {self.what}"]
        if self.read:
            parts.append(f"read: {self.read}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest!r}?")
        return " · ".join(parts)


class PackInvalid(Exception):
    """A pack that cannot be used; `errors` holds every reason found."""

    def __init__(self, slug: str, errors: Iterable[PackError]) -> None:
        self.slug = slug
        self.errors = tuple(sorted(errors))
        super().__init__(f"pack {slug} is not usable:\n" + "\n".join(f"  {error}" for error in self.errors))


def nearest(read: object, allowed: Iterable[str]) -> str:
    """The allowed word that looks most like what was read, or "" when none does."""
    found = difflib.get_close_matches(str(read), [str(word) for word in allowed], n=1, cutoff=0.6)
    return found[0] if found else ""


def listed(words: Iterable[object]) -> str:
    return ", ".join(str(word) for word in words)
