"""Apache Spark SQL."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.decisions.columnar.dialects.base import Dialect
from anxin.decisions.feel.plain import LAST_DAY, NEVER


class Spark(Dialect):
    """Spark 3.4 and later, in its ANSI mode: numbers are whole or DECIMAL, and one that overflows is an error."""

    name = "spark"
    offset = -1

    def identifier(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def text(self, value: str) -> str:
        if "\x00" in value:
            raise ValueError("a string may not hold NUL")
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def day_number(self, day: str) -> str:
        return f"datediff({day}, DATE '0001-01-01')"

    def day_of(self, ordinal: str) -> str:
        return f"date_add(DATE '0001-01-01', CAST({ordinal} - 1 AS INT))"

    def shift_months(self, ordinal: str, months: int) -> str:
        moved = f"add_months({self.day_of(ordinal)}, {months})"
        return self._in_calendar(ordinal, f"{self.day_number(moved)} + 1")

    def first_reaching(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        start = f"add_months(trunc({day}, 'MM'), {-months})"
        next_month = f"add_months(trunc({day}, 'MM'), {1 - months})"
        same_day = f"date_add({start}, day({day}) - 1)"
        return self._in_calendar(ordinal, f"{self.day_number(f'least({same_day}, {next_month})')} + 1")

    def _in_calendar(self, ordinal: str, found: str) -> str:
        never = f"WHEN {ordinal} > {LAST_DAY} THEN {NEVER}"
        return f"(CASE {never} WHEN {ordinal} IS NOT NULL THEN least({found}, {NEVER}) END)"

    def constants(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        listed = ", ".join(f"({', '.join(row)})" for row in rows)
        return f"{name} AS (SELECT * FROM VALUES {listed} AS listed ({', '.join(columns)}))"
