"""What a peer has to say of itself to be checked and timed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

Given = Callable[[dict[str, Any], date], Any]


@dataclass(frozen=True)
class Contender:
    """``decide`` takes what ``given`` made of the facts and the day beforehand; ``row_of`` reads the row's number."""

    name: str
    given: Given
    decide: Callable[[Any], Any]
    row_of: Callable[[Any], Any]
    decisions: int
    goal: str = ""
    note: str = ""


def row(answer: Any) -> Any:
    """The number itself."""
    return answer


def without_nulls(facts: dict[str, Any], as_of: date) -> dict[str, Any]:
    """For languages that cannot compare with null: "" for a missing word, day 0 for a missing date, days as numbers."""
    numbers = {name: value.toordinal() for name, value in {**facts, "as_of": as_of}.items() if isinstance(value, date)}
    return {**{name: _absent(name) if value is None else value for name, value in facts.items()}, **numbers}


def _absent(name: str) -> object:
    return 0 if name.endswith("_until") else ""
