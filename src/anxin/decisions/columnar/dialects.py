"""What differs between databases: a page of templates each. Days are numbers: the ordinal of the date.

Add a dialect by writing its templates here; the tests hold every dialect to the closures.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from decimal import Decimal

from anxin.decisions.feel.plain import LAST_DAY, NEVER


class Dialect(ABC):
    """The templates of one database. ``offset`` is what ``day_number`` of a date lies above its ordinal."""

    name: str
    offset: float
    decimals: bool

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

    @abstractmethod
    def day(self, value: date) -> str:
        """A date literal."""

    @abstractmethod
    def same(self, left: str, right: str) -> str:
        """Equality in which null equals null."""

    @abstractmethod
    def different(self, left: str, right: str) -> str:
        """Its opposite."""

    @abstractmethod
    def day_number(self, day: str) -> str:
        """A date's ordinal plus ``offset``."""

    @abstractmethod
    def day_of(self, ordinal: str) -> str:
        """The date of an ordinal."""

    @abstractmethod
    def least(self, numbers: list[str]) -> str:
        """The least of some ordinals, leaving out nulls; null when there is none."""

    @abstractmethod
    def shift_months(self, ordinal: str, months: int) -> str:
        """The ordinal months later: ``values.shift_months``, null for null."""

    @abstractmethod
    def first_reaching(self, ordinal: str, months: int) -> str:
        """``values.first_reaching``, null for null."""

    @abstractmethod
    def ordered_text(self, value: str) -> str:
        """A string as an operand of < and >, in order of code points."""

    @abstractmethod
    def exact(self, value: str) -> str:
        """A number as an operand of arithmetic that does not overflow."""

    @abstractmethod
    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        """A text whose order is that of (day, number): 29 characters for the two, then "v" and the value, if any."""

    @abstractmethod
    def unpacked(self, text: str, is_day: bool) -> str:
        """The value inside a packed text; null if it was null or there is no text."""

    def unindexed(self, column: str) -> str:
        """A column in a condition for which no index should be chosen."""
        return column

    fence: str
    no_day: str


class SQLite(Dialect):
    """SQLite 3.40: dates are text YYYY-MM-DD, whole numbers are exact below 2**53, there are no decimals."""

    name = "sqlite"
    offset = 1721424.5
    decimals = False
    fence = " LIMIT -1"
    no_day = "NULL"

    def day(self, value: date) -> str:
        return f"'{value.isoformat()}'"

    def same(self, left: str, right: str) -> str:
        return f"{left} IS {right}"

    def different(self, left: str, right: str) -> str:
        return f"{left} IS NOT {right}"

    def day_number(self, day: str) -> str:
        return f"julianday({day})"

    def day_of(self, ordinal: str) -> str:
        return f"date({ordinal} + {self.offset})"

    def least(self, numbers: list[str]) -> str:
        if len(numbers) == 1:
            return numbers[0]
        return f"nullif(min({', '.join(f'ifnull({number}, {NEVER})' for number in numbers)}), {NEVER})"

    def shift_months(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        moved = f"julianday({day}, '{months:+d} months')"
        month_end = f"julianday({day}, 'start of month', '{months + 1:+d} months', '-1 day')"
        clamped = f"ifnull(min({moved}, {month_end}), ifnull({moved}, {NEVER + self.offset})) - {self.offset}"
        return f"(CASE WHEN {ordinal} IS NOT NULL THEN {clamped} END)"

    def first_reaching(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        start = f"julianday({day}, 'start of month', '{-months:+d} months')"
        same_day = f"({start} + (strftime('%d', {day}) - 1))"
        next_month = f"julianday({day}, 'start of month', '{1 - months:+d} months')"
        first = f"ifnull(min({same_day}, {next_month}), ifnull({same_day}, {NEVER + self.offset})) - {self.offset}"
        return f"(CASE WHEN {ordinal} IS NOT NULL THEN {first} END)"

    def ordered_text(self, value: str) -> str:
        return f"{value} COLLATE BINARY"

    def exact(self, value: str) -> str:
        return value

    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        return f"{day} || printf('%019d', {number}) || ifnull('v' || {value}, '')"

    def unpacked(self, text: str, is_day: bool) -> str:
        return f"CASE WHEN length({text}) > 29 THEN substr({text}, 31) END"

    def unindexed(self, column: str) -> str:
        return f"+{column}"


class PostgreSQL(Dialect):
    """PostgreSQL 14 and later."""

    name = "postgresql"
    offset = -1
    decimals = True
    fence = " OFFSET 0"
    no_day = "CAST(NULL AS date)"

    def text(self, value: str) -> str:
        plain = super().text(value)
        return "E" + plain.replace("\\", "\\\\") if "\\" in value else plain

    def day(self, value: date) -> str:
        return f"DATE '{value.isoformat()}'"

    def same(self, left: str, right: str) -> str:
        return f"{left} IS NOT DISTINCT FROM {right}"

    def different(self, left: str, right: str) -> str:
        return f"{left} IS DISTINCT FROM {right}"

    def day_number(self, day: str) -> str:
        return f"({day} - DATE '0001-01-01')"

    def day_of(self, ordinal: str) -> str:
        return f"(DATE '0001-01-01' + ({ordinal} - 1))"

    def least(self, numbers: list[str]) -> str:
        return f"LEAST({', '.join(numbers)})"

    def shift_months(self, ordinal: str, months: int) -> str:
        moved = f"CAST(CAST({self.day_of(ordinal)} AS timestamp) + INTERVAL '{months} months' AS date)"
        return self._in_calendar(ordinal, f"{self.day_number(moved)} + 1")

    def first_reaching(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        month = f"date_trunc('month', CAST({day} AS timestamp))"
        start = f"CAST({month} + INTERVAL '{-months} months' AS date)"
        next_month = f"CAST({month} + INTERVAL '{1 - months} months' AS date)"
        same_day = f"{start} + (CAST(EXTRACT(day FROM {day}) AS integer) - 1)"
        return self._in_calendar(ordinal, f"{self.day_number(f'LEAST({same_day}, {next_month})')} + 1")

    def _in_calendar(self, ordinal: str, found: str) -> str:
        never = f"WHEN {ordinal} > {LAST_DAY} THEN {NEVER}"
        return f"(CASE {never} WHEN {ordinal} IS NOT NULL THEN LEAST({found}, {NEVER}) END)"

    def ordered_text(self, value: str) -> str:
        return f'{value} COLLATE "C"'

    def exact(self, value: str) -> str:
        return f"CAST({value} AS numeric)"

    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        held = f"CAST({self.day_number(value)} AS text)" if is_day else value
        stamp = f"lpad(CAST({self.day_number(day)} AS text), 10, '0') || lpad(CAST({number} AS text), 19, '0')"
        return f"({stamp} || coalesce('v' || {held}, '')) COLLATE \"C\""

    def unpacked(self, text: str, is_day: bool) -> str:
        held = f"substr({text}, 31)"
        value = f"DATE '0001-01-01' + CAST({held} AS integer)" if is_day else held
        return f"CASE WHEN length({text}) > 29 THEN {value} END"


DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (SQLite(), PostgreSQL())}
