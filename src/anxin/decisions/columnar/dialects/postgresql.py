"""PostgreSQL."""

from __future__ import annotations

from anxin.decisions.columnar.dialects.base import Dialect
from anxin.decisions.feel.plain import LAST_DAY, NEVER


class PostgreSQL(Dialect):
    """PostgreSQL 14 and later."""

    name = "postgresql"
    offset = -1
    moves_days = True
    fence = " OFFSET 0"

    def text(self, value: str) -> str:
        plain = super().text(value)
        return "E" + plain.replace("\\", "\\\\") if "\\" in value else plain

    def day_number(self, day: str) -> str:
        return f"({day} - DATE '0001-01-01')"

    def day_of(self, ordinal: str) -> str:
        return f"(DATE '0001-01-01' + ({ordinal} - 1))"

    def least(self, numbers: list[str]) -> str:
        return f"LEAST({', '.join(numbers)})"

    def moved_day(self, day: str, days: int) -> str:
        return f"({day} {'-' if days < 0 else '+'} {abs(days)})"

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
