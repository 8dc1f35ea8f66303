"""What is counted. A quantity knows its unit, and two units never meet: adding them is a type error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """A unit of account; all of them are whole. Money is in fen, goods are in grams."""

    FEN = "fen"
    SEATS = "seats"
    PARCELS = "parcels"
    ROOMS = "rooms"
    GRAMS = "grams"


LARGEST = 10**15
"""The most that one posting moves or one account holds: ten thousand thousand million yuan, far inside 64 bits."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many of a unit; negative for what leaves an account."""

    unit: Unit
    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"an amount is a whole number of {self.unit}, not {self.amount!r}")
        if abs(self.amount) > LARGEST:
            raise ValueError(f"{self.amount} {self.unit} is beyond what an account holds ({LARGEST})")

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self._with(other), self.amount + other.amount)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self._with(other), self.amount - other.amount)

    def __neg__(self) -> Quantity:
        return Quantity(self.unit, -self.amount)

    def __lt__(self, other: Quantity) -> bool:
        return self._with(other) is self.unit and self.amount < other.amount

    def __le__(self, other: Quantity) -> bool:
        return self._with(other) is self.unit and self.amount <= other.amount

    def _with(self, other: Quantity) -> Unit:
        if not isinstance(other, Quantity):
            raise TypeError(f"{other!r} has no unit; here stands a quantity of {self.unit}")
        if other.unit is not self.unit:
            raise TypeError(f"{self.unit} and {other.unit} are not counted together")
        return self.unit


def fen(amount: int) -> Quantity:
    """Money, in fen."""
    return Quantity(Unit.FEN, amount)
