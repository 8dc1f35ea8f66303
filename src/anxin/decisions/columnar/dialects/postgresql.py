"""PostgreSQL."""

from __future__ import annotations

from anxin.decisions.columnar.dialects.base import WholeDays


class PostgreSQL(WholeDays):
    """PostgreSQL 14 and later."""

    name = "postgresql"
    fence = " OFFSET 0"

    def text(self, value: str) -> str:
        plain = super().text(value)
        return "E" + plain.replace("\\", "\\\\") if "\\" in value else plain

    def day_of(self, ordinal: str) -> str:
        return f"(DATE '0001-01-01' + ({ordinal} - 1))"

    def shift_months(self, ordinal: str, months: int) -> str:
        moved = f"CAST(CAST({self.day_of(ordinal)} AS timestamp) + INTERVAL '{months} months' AS date)"
        return self.in_calendar(ordinal, f"{self.day_number(moved)} + 1")

    def first_reaching(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        month = f"date_trunc('month', CAST({day} AS timestamp))"
        start = f"CAST({month} + INTERVAL '{-months} months' AS date)"
        next_month = f"CAST({month} + INTERVAL '{1 - months} months' AS date)"
        same_day = f"{start} + (CAST(EXTRACT(day FROM {day}) AS integer) - 1)"
        return self.in_calendar(ordinal, f"{self.day_number(f'LEAST({same_day}, {next_month})')} + 1")

    def ordered_text(self, value: str) -> str:
        return f'{value} COLLATE "C"'

    def exact(self, value: str) -> str:
        return f"CAST({value} AS numeric)"

    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        return f'{super().packed(day, number, value, is_day)} COLLATE "C"'
