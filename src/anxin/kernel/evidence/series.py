"""Runs of days: how many days on end there was a record of a kind with one of some results. Pure.

A run is told as a timeline of marks: from a day on, the word for the length of the run that ends on that day. The
newest mark holds until the next one. "Three negative tests on three days on end", "14 normal check-ins on end".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

DAY = timedelta(days=1)


class Said(Protocol):
    """What counting reads of a record that stands."""

    @property
    def result(self) -> str | None: ...
    @property
    def valid_from(self) -> date: ...


@dataclass(frozen=True)
class Counting:
    """`lengths`: word → the least number of days it stands for; `otherwise`: the word below the least of them."""

    results: frozenset[str]
    lengths: Mapping[str, int]
    otherwise: str

    def word(self, days: int) -> str:
        """The word of the greatest length reached."""
        reached = [(length, word) for word, length in self.lengths.items() if length <= days]
        return max(reached)[1] if reached else self.otherwise


def timeline(records: Iterable[Said], counting: Counting) -> dict[date, str]:
    """Day → word, for every day with a record, but not again and again `otherwise`.

    A day counts when every record of it has one of the results; a day without a record breaks the run.
    """
    days: dict[date, bool] = {}
    for record in records:
        days[record.valid_from] = days.get(record.valid_from, True) and record.result in counting.results
    marks: dict[date, str] = {}
    length, before, last = 0, date.min, ""
    for day in sorted(days):
        on_end = length if day == before + DAY else 0
        length = on_end + 1 if days[day] else 0
        word = counting.word(length)
        if not (word == last == counting.otherwise):
            marks[day] = word
        before, last = day, word
    return marks


@dataclass(frozen=True)
class Difference:
    """What has to be written so that the marks held are the marks counted: by day."""

    added: dict[date, str]
    changed: dict[date, str]
    gone: frozenset[date]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)


def difference(held: Mapping[date, str | None], counted: Mapping[date, str]) -> Difference:
    """From what is held to what was counted."""
    added = {day: word for day, word in counted.items() if day not in held}
    changed = {day: word for day, word in counted.items() if day in held and held[day] != word}
    return Difference(added, changed, frozenset(day for day in held if day not in counted))
