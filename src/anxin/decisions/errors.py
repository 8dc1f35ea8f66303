"""What goes wrong with a decision model, and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Place:
    """Where in a model something stands; every part beyond ``source`` may be unknown."""

    source: str
    decision: str | None = None
    rule: int | None = None
    column: str | None = None
    line: int | None = None

    def within(self, **parts: str | int | None) -> Place:
        """The same place, narrowed down."""
        return replace(self, **parts)  # type: ignore[arg-type]  # -- the parts are named by the callers' keywords

    def __str__(self) -> str:
        parts = [self.source if self.line is None else f"{self.source}, line {self.line}"]
        parts += [f"decision {self.decision!r}"] if self.decision is not None else []
        parts += [f"rule {self.rule}"] if self.rule is not None else []
        parts += [f"column {self.column!r}"] if self.column is not None else []
        return ", ".join(parts)


class DecisionError(ValueError):
    """A model, a parameter or a fact that cannot be used: why, where, what was read, what is allowed.

    ``nearest`` is the allowed word most like the one read, when there is one.
    """

    def __init__(self, why: str, *, place: Place, read: str | None = None, allowed: Iterable[str] = ()) -> None:
        self.why = why
        self.place = place
        self.read = read
        self.allowed = tuple(allowed)
        self.nearest = nearest(read, self.allowed) if read is not None else None
        super().__init__(self._message())

    def _message(self) -> str:
        text = f"{self.place}: {self.why}"
        text += f"; read {shortened(self.read)!r}" if self.read is not None else ""
        text += f"; allowed: {', '.join(self.allowed)}" if self.allowed else ""
        text += f"; did you mean {self.nearest!r}?" if self.nearest else ""
        return text


class OutsideProfile(DecisionError):
    """Valid FEEL or DMN that does not run set-wise: which cell, and why. It still runs for one party at a time."""


def nearest(read: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like ``read``, or None when nothing is near."""
    found = difflib.get_close_matches(read, list(allowed), n=1, cutoff=0.6)
    return found[0] if found else None


def shortened(text: str | None, limit: int = 120) -> str:
    """``text`` cut to a length a message can carry."""
    return "" if text is None else text if len(text) <= limit else text[: limit - 1] + "…"
