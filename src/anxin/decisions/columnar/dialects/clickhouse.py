"""ClickHouse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from anxin.decisions.columnar.dialects.base import Dialect
from anxin.decisions.feel.plain import NEVER

FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal(), date(2299, 12, 31).toordinal()
EPOCH = date(1970, 1, 1).toordinal()


class ClickHouse(Dialect):
    """ClickHouse 24 and later. Dates are Nullable(Date32), which ends on 2299-12-31; later days are never reached.

    Numbers are taken as decimals of 76 digits, ten of them after the point, so that none wraps around.
    """

    name = "clickhouse"
    offset = -EPOCH
    no_day = "CAST(NULL AS Nullable(Date32))"

    def text(self, value: str) -> str:
        return super().text(value.replace("\\", "\\\\"))

    def identifier(self, name: str) -> str:
        return super().identifier(name.replace("\\", "\\\\"))

    def day(self, value: date) -> str:
        return f"toDate32('{min(max(value, date.fromordinal(FIRST_DAY)), date.fromordinal(LAST_DAY)).isoformat()}')"

    def untrue(self, condition: str) -> str:
        return f"NOT ifNull({condition}, false)"

    def same(self, left: str, right: str) -> str:
        return f"ifNull({left} = {right}, {left} IS NULL AND {right} IS NULL)"

    def different(self, left: str, right: str) -> str:
        return f"NOT {self.same(left, right)}"

    def day_number(self, day: str) -> str:
        return f"toInt32({day})"

    def day_of(self, ordinal: str) -> str:
        return f"toDate32(toInt32({ordinal} - {EPOCH}))"

    def shift_months(self, ordinal: str, months: int) -> str:
        return self._in_calendar(ordinal, f"toInt32(addMonths({self.day_of(ordinal)}, {months})) + {EPOCH}")

    def first_reaching(self, ordinal: str, months: int) -> str:
        day = self.day_of(ordinal)
        start = f"toInt32(addMonths(toStartOfMonth({day}), {-months}))"
        next_month = f"toInt32(addMonths(toStartOfMonth({day}), {1 - months}))"
        same_day = f"{start} + toDayOfMonth({day}) - 1"
        return self._in_calendar(ordinal, f"least({same_day}, {next_month}) + {EPOCH}")

    def _in_calendar(self, ordinal: str, found: str) -> str:
        return f"(CASE WHEN {ordinal} >= {LAST_DAY} THEN {NEVER} WHEN {ordinal} IS NOT NULL THEN {found} END)"

    def least(self, numbers: list[str]) -> str:
        if len(numbers) == 1:
            return numbers[0]
        return f"nullIf(least({', '.join(f'ifNull({number}, {NEVER})' for number in numbers)}), {NEVER})"

    def extreme(self, op: str, values: Sequence[str]) -> str:
        return f"{'least' if op == 'min' else 'greatest'}({', '.join(values)})"

    def exact(self, value: str) -> str:
        return f"toDecimal256({value}, 10)"

    def joined_text(self, left: str, right: str) -> str:
        return f"concat({left}, {right})"

    def whole(self, condition: str, number: int) -> str:
        return f"CASE WHEN {condition} THEN toInt64({number}) ELSE toInt64(0) END"

    def unmatched(self, number: str) -> str:
        return f"nullIf({number}, 0)"

    def has_bit(self, number: str, bit: int) -> str:
        return f"bitTest({number}, {bit})"

    def constants(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        first, *more = rows
        named = ", ".join(f"{value} AS {column}" for value, column in zip(first, columns, strict=True))
        rest = "".join(f" UNION ALL SELECT {', '.join(row)}" for row in more)
        return f"{name} AS (SELECT {named}{rest})"
