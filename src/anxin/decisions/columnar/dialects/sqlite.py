"""SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from anxin.decisions.columnar.dialects.base import DateMoving, EvidenceHolding
from anxin.decisions.feel.plain import NEVER


class SQLite(DateMoving, EvidenceHolding):
    """SQLite 3.40: dates are text YYYY-MM-DD, whole numbers are exact below 2**53, there are no decimals."""

    name = "sqlite"
    offset = 1721424.5
    decimals = False
    deepest = 30  # its parser keeps a hundred things in mind, and a level is several
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

    def extreme(self, op: str, values: Sequence[str]) -> str:
        return f"{op}({', '.join(values)})"

    def moved_day(self, day: str, days: int) -> str:
        return f"date({day}, '{days:+d} days')"

    def least_day(self, days: Sequence[str], far: bool) -> str:
        if len(days) == 1:
            return days[0]
        beyond = "'9999-12-32'"
        return f"nullif(min({', '.join(f'ifnull({day}, {beyond})' for day in days)}), {beyond})"

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

    def packed(self, day: str, number: str, value: str, is_day: bool) -> str:
        return f"{day} || printf('%019d', {number}) || ifnull('v' || {value}, '')"

    def unpacked(self, text: str, is_day: bool) -> str:
        return f"CASE WHEN length({text}) > 29 THEN substr({text}, 31) END"

    def unindexed(self, column: str) -> str:
        return f"+{column}"

    def constants(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Kept, with a type for each column: only so does SQLite make itself an index to join by."""
        kinds = (
            "TEXT" if any(value.startswith("'") for value in values) else "NUMERIC"
            for values in zip(*rows, strict=True)
        )
        typed = (
            f"CAST(column{at} AS {kind}) AS {column}"
            for at, (column, kind) in enumerate(zip(columns, kinds, strict=True), 1)
        )
        listed = ", ".join(f"({', '.join(row)})" for row in rows)
        return f"{name} AS MATERIALIZED (SELECT {', '.join(typed)} FROM (VALUES {listed}))"
