"""DuckDB."""

from __future__ import annotations

from anxin.decisions.columnar.dialects.base import Dialect
from anxin.decisions.feel.plain import LAST_DAY, NEVER


class DuckDB(Dialect):
    """DuckDB 1.1 and later. Numbers are BIGINT or DECIMAL: one that overflows is an error there, not a wrong number.

    Days are moved by whole numbers only. DuckDB takes INTERVAL 30 DAY and INTERVAL 1 MONTH for one and the same when
    both move one column, so that no statement here may hold more than one unit: months.
    """

    name = "duckdb"
    offset = -1
    moves_days = True

    def day_number(self, day: str) -> str:
        return f"({day} - DATE '0001-01-01')"

    def day_of(self, ordinal: str) -> str:
        return f"(DATE '0001-01-01' + CAST({ordinal} - 1 AS INTEGER))"

    def moved_day(self, day: str, days: int) -> str:
        return f"({day} {'-' if days < 0 else '+'} {abs(days)})"

    def shift_months(self, ordinal: str, months: int) -> str:
        moved = f"CAST({self.day_of(ordinal)} + INTERVAL ({months}) MONTH AS DATE)"
        return self._in_calendar(ordinal, f"{self.day_number(moved)} + 1")

    def first_reaching(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        month = f"CAST(date_trunc('month', {day}) AS DATE)"
        start = f"CAST({month} + INTERVAL ({-months}) MONTH AS DATE)"
        next_month = f"CAST({month} + INTERVAL ({1 - months}) MONTH AS DATE)"
        same_day = f"{start} + CAST(EXTRACT(day FROM {day}) - 1 AS INTEGER)"
        return self._in_calendar(ordinal, f"{self.day_number(f'LEAST({same_day}, {next_month})')} + 1")

    def _in_calendar(self, ordinal: str, found: str) -> str:
        never = f"WHEN {ordinal} > {LAST_DAY} THEN {NEVER}"
        return f"(CASE {never} WHEN {ordinal} IS NOT NULL THEN LEAST({found}, {NEVER}) END)"

    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        held = f"CAST({self.day_number(value)} AS VARCHAR)" if is_day else value
        stamp = f"lpad(CAST({self.day_number(day)} AS VARCHAR), 10, '0') || lpad(CAST({number} AS VARCHAR), 19, '0')"
        return f"({stamp} || coalesce('v' || {held}, ''))"

    def unpacked(self, text: str, is_day: bool) -> str:
        held = f"substr({text}, 31)"
        value = f"DATE '0001-01-01' + CAST({held} AS INTEGER)" if is_day else held
        return f"CASE WHEN length({text}) > 29 THEN {value} END"
