"""A book as one would keep it on a slate: balances, what is held until when, what is closed. No rows, no locks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.ledger.refusing import Full, Short, Shut
from anxin.kernel.ledger.units import Unit

Move = tuple[str, str, int]
"""From, to, how many."""


@dataclass
class Kept:
    """A hold: so many for somebody until a moment, and how it ended."""

    target: str
    many: int
    until: datetime
    ended: str = ""

    def runs(self, at: datetime) -> bool:
        return not self.ended and at < self.until


@dataclass
class Written:
    """A document: what it moved, and whether it was undone or undoes another."""

    moves: tuple[Move, ...]
    undone: bool = False
    undoes: bool = False


@dataclass
class Slate:
    """What everything amounts to. `most`: how many a person may have. Acts raise what the book must raise."""

    stock: str
    outside: str
    most: int
    holds: list[Kept] = field(default_factory=list)
    documents: list[Written] = field(default_factory=list)
    closed: date | None = None
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def free(self, name: str, at: datetime) -> int:
        if name == self.outside:
            return 10**9
        held = sum(one.many for one in self.holds if one.runs(at)) if name == self.stock else 0
        return self.balances[name] - held

    def room(self, name: str, at: datetime) -> int:
        if name == self.stock:
            return 10**9
        if name == self.outside:
            return -self.balances[name]
        held = sum(one.many for one in self.holds if one.target == name and one.runs(at))
        return self.most - self.balances[name] - held

    def write(self, moves: Sequence[tuple[Move, bool]], day: date, at: datetime, *, undoes: bool = False) -> int:
        """How many were moved in all; each of the moves whole, or as many as there is room for."""
        if self.closed is not None and day <= self.closed:
            raise Shut(day, self.closed)
        before, done = dict(self.balances), list[Move]()
        try:
            for (source, target, many), up_to in moves:
                amount = self._allowed(source, target, many, at, up_to=up_to)
                if amount > 0:
                    self.balances[source] -= amount
                    self.balances[target] += amount
                    done.append((source, target, amount))
        except Conflict:
            self.balances = defaultdict(int, before)
            raise
        if done:
            self.documents.append(Written(tuple(done), undoes=undoes))
        return sum(many for _source, _target, many in done)

    def _allowed(self, source: str, target: str, many: int, at: datetime, *, up_to: bool) -> int:
        free, room = self.free(source, at), self.room(target, at)
        if up_to:
            return min(many, free, room)
        if many > free:
            raise Short(source, many, free, Unit.PARCELS)
        if many > room:
            raise Full(target, many, room, Unit.PARCELS)
        return many

    def hold(self, target: str, many: int, until: datetime, at: datetime) -> None:
        self._allowed(self.stock, target, many, at, up_to=False)
        self.holds.append(Kept(target, many, until))

    def take(self, which: int, day: date, at: datetime) -> None:
        held = self.holds[which]
        if held.ended == "taken":
            return
        if not held.runs(at):
            raise Conflict("over")
        held.ended = "taken"
        try:
            self.write([((self.stock, held.target, held.many), False)], day, at)
        except Conflict:
            held.ended = ""
            raise

    def release(self, which: int, at: datetime) -> None:
        held = self.holds[which]
        if held.ended == "taken":
            raise Conflict("taken")
        held.ended = held.ended or ("released" if held.runs(at) else "expired")

    def expire(self, at: datetime) -> None:
        for held in self.holds:
            held.ended = held.ended or ("" if held.runs(at) else "expired")

    def reverse(self, which: int, day: date, at: datetime) -> None:
        document = self.documents[which]
        if document.undone or document.undoes:
            raise Conflict("undone")
        self.write([((to, source, many), False) for source, to, many in document.moves[::-1]], day, at, undoes=True)
        document.undone = True

    def close(self, day: date, today: date) -> None:
        if self.closed is not None and day <= self.closed:
            raise Shut(day, self.closed)
        if day >= today:
            raise Invalid("not over", field="day")
        self.closed = day
