"""What a database must say for itself: a page of templates. Days are numbers: the ordinal of the date."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from anxin.decisions.feel.plain import LAST_DAY, NEVER


class Dialect(ABC):
    """The templates of one database. ``offset`` is what ``day_number`` of a date lies above its ordinal.

    ``decimals``: numbers may be exact decimals, not whole numbers only. ``fence`` keeps the optimiser from working out
    a subquery's columns more than once. ``no_day`` is a null date. ``deepest``: how deep a condition may be
    nested, None for any depth.
    """

    name: str
    offset: float
    decimals = True
    fence = ""
    no_day = "CAST(NULL AS date)"
    deepest: int | None = None

    def identifier(self, name: str) -> str:
        """A quoted identifier."""
        return '"' + name.replace('"', '""') + '"'

    def text(self, value: str) -> str:
        """A string literal; ValueError for NUL, which no database takes."""
        if "\x00" in value:
            raise ValueError("a string may not hold NUL")
        return "'" + value.replace("'", "''") + "'"

    def number(self, value: float | Decimal) -> str:
        """A number literal, in brackets when negative; whole numbers without a fraction."""
        plain = format(Decimal(str(value)).normalize(), "f")
        return f"({plain})" if plain.startswith("-") else plain

    def day(self, value: date) -> str:
        """A date literal."""
        return f"DATE '{value.isoformat()}'"

    def same(self, left: str, right: str) -> str:
        """Equality in which null equals null."""
        return f"{left} IS NOT DISTINCT FROM {right}"

    def different(self, left: str, right: str) -> str:
        """Its opposite."""
        return f"{left} IS DISTINCT FROM {right}"

    def untrue(self, condition: str) -> str:
        """SQL that is TRUE when a condition is false or null."""
        return f"({condition}) IS NOT TRUE"

    @abstractmethod
    def day_number(self, day: str) -> str:
        """A date's ordinal plus ``offset``."""

    @abstractmethod
    def day_of(self, ordinal: str) -> str:
        """The date of an ordinal."""

    def least(self, numbers: list[str]) -> str:
        """The least of some ordinals, leaving out nulls; null when there is none."""
        return f"LEAST({', '.join(numbers)})" if len(numbers) > 1 else numbers[0]

    def extreme(self, op: str, values: Sequence[str]) -> str:
        """The ``min`` or ``max`` of several values that are not null."""
        return f"{'LEAST' if op == 'min' else 'GREATEST'}({', '.join(values)})"

    @abstractmethod
    def shift_months(self, ordinal: str, months: int) -> str:
        """The ordinal months later: ``plain.shift_months``, null for null."""

    @abstractmethod
    def first_reaching(self, ordinal: str, months: int) -> str:
        """``plain.first_reaching``, null for null."""

    def ordered_text(self, value: str) -> str:
        """A string as an operand of < and >, in order of code points."""
        return value

    def exact(self, value: str) -> str:
        """A number as an operand of arithmetic: it may not lose digits; too large a result must be an error."""
        return value

    def joined_text(self, left: str, right: str) -> str:
        """Two strings, one after the other; null when either is."""
        return f"({left} || {right})"

    def whole(self, condition: str, number: int) -> str:
        """``number`` when a condition is true, else 0, as a whole number of 64 bits."""
        return f"CASE WHEN {condition} THEN {number} ELSE 0 END"

    def unmatched(self, number: str) -> str:
        """A whole number above 0 from the right side of a left join, null where nothing was joined."""
        return number

    def remainder(self, number: str, divisor: int) -> str:
        """What is left of a whole number."""
        return f"{number} % {divisor}"

    def has_bit(self, number: str, bit: int) -> str:
        """Whether a bit, counted from 0, is set in a whole number."""
        return f"({number} & {1 << bit}) <> 0"

    def constants(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A common table expression that holds rows of literals."""
        listed = ", ".join(f"({', '.join(row)})" for row in rows)
        return f"{name} ({', '.join(columns)}) AS (VALUES {listed})"


class DateMoving(Dialect):
    """A database that moves dates as they are, which is cheaper than by their ordinals."""

    @abstractmethod
    def moved_day(self, day: str, days: int) -> str:
        """A date some days later; a day after 9999-12-31, or null, when there is none."""

    def least_day(self, days: Sequence[str], far: bool) -> str:
        """The least of some dates, leaving out nulls, and (``far``: there may be some) days after 9999-12-31."""
        beyond = f"{self.moved_day(self.day(date.max), 1)}"
        if far:
            return f"nullif(LEAST({', '.join([*days, beyond])}), {beyond})"
        return f"LEAST({', '.join(days)})" if len(days) > 1 else days[0]


class EvidenceHolding(Dialect):
    """A database in which the tables of parties and evidence can stand (:mod:`anxin.decisions.columnar.relation`)."""

    @abstractmethod
    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        """A text whose order is that of (day, number): 29 characters for the two, then "v" and the value, if any."""

    @abstractmethod
    def unpacked(self, text: str, is_day: bool) -> str:
        """The value inside a packed text; null if it was null or there is no text."""

    def unindexed(self, column: str) -> str:
        """A column in a condition for which no index should be chosen."""
        return column


class WholeDays(DateMoving, EvidenceHolding):
    """A database in which a date and a whole number add up to a date."""

    offset = -1

    def day_number(self, day: str) -> str:
        return f"({day} - DATE '0001-01-01')"

    def moved_day(self, day: str, days: int) -> str:
        return f"({day} {'-' if days < 0 else '+'} {abs(days)})"

    def in_calendar(self, ordinal: str, found: str) -> str:
        """An ordinal worked out from another, NEVER where that lies beyond the calendar, null for null."""
        never = f"WHEN {ordinal} > {LAST_DAY} THEN {NEVER}"
        return f"(CASE {never} WHEN {ordinal} IS NOT NULL THEN LEAST({found}, {NEVER}) END)"

    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        held = f"CAST({self.day_number(value)} AS text)" if is_day else value
        stamp = f"lpad(CAST({self.day_number(day)} AS text), 10, '0') || lpad(CAST({number} AS text), 19, '0')"
        return f"({stamp} || coalesce('v' || {held}, ''))"

    def unpacked(self, text: str, is_day: bool) -> str:
        held = f"substr({text}, 31)"
        value = f"DATE '0001-01-01' + CAST({held} AS integer)" if is_day else held
        return f"CASE WHEN length({text}) > 29 THEN {value} END"
