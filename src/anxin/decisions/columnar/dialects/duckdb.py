"""DuckDB."""

from __future__ import annotations

from anxin.decisions.columnar.dialects.base import WholeDays


class DuckDB(WholeDays):
    """DuckDB 1.1 and later. Numbers are BIGINT or DECIMAL: one that overflows is an error there, not a wrong number.

    Days are moved by whole numbers only. DuckDB takes INTERVAL 30 DAY and INTERVAL 1 MONTH for one and the same when
    both move one column, so that no statement here may hold more than one unit: months.
    """

    name = "duckdb"

    def day_of(self, ordinal: str) -> str:
        return f"(DATE '0001-01-01' + CAST({ordinal} - 1 AS INTEGER))"

    def shift_months(self, ordinal: str, months: int) -> str:
        moved = f"CAST({self.day_of(ordinal)} + INTERVAL ({months}) MONTH AS DATE)"
        return self.in_calendar(ordinal, f"{self.day_number(moved)} + 1")

    def first_reaching(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        month = f"CAST(date_trunc('month', {day}) AS DATE)"
        start = f"CAST({month} + INTERVAL ({-months}) MONTH AS DATE)"
        next_month = f"CAST({month} + INTERVAL ({1 - months}) MONTH AS DATE)"
        same_day = f"{start} + CAST(EXTRACT(day FROM {day}) - 1 AS INTEGER)"
        return self.in_calendar(ordinal, f"{self.day_number(f'LEAST({same_day}, {next_month})')} + 1")
