"""A decision compiled once: decided for one party by closures, for a population by SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType

from anxin.decisions.columnar.closure import Closures, Facts, Outcome, reader
from anxin.decisions.columnar.collecting import collected_value
from anxin.decisions.columnar.deciding import APART, Decide, deciding
from anxin.decisions.columnar.horizon import Horizon, horizon
from anxin.decisions.columnar.lower import Lowering
from anxin.decisions.columnar.program import Program, build, constant_value, is_constant
from anxin.decisions.columnar.reasons import Why, reasons
from anxin.decisions.columnar.scope import Scope
from anxin.decisions.dmn.model import AS_OF, Definitions, Input, Table
from anxin.decisions.errors import DecisionError
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF, Type
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.results import Because, Decision, Fired, Row

Outputs = Mapping[str, PlainValue]


class Compiled:
    """One decision table with its parameters filled in.

    ``inputs`` are the facts it may be given, ``rows`` its rows in table order. ``outcome(facts, as_of)`` gives the bare
    row number and trusts its facts (a mapping by input name; a name left out is null); ``decide`` checks and explains.
    Rows fire by the table's hit policy; of rows that agree under ANY the first counts. Where rows are collected, the
    number of an outcome has bit n - 1 set for each row n that fired.
    """

    outcome: Callable[[Facts, date], int | None]
    decide: Decide

    def __init__(self, model: Definitions, table: Table, parameters: Mapping[str, PlainValue]) -> None:
        program = build(model, table, parameters)
        self.table = table
        self.parameters = MappingProxyType(dict(parameters))
        self.program: Program = program
        self.inputs: tuple[Input, ...] = tuple(
            found for name, found in model.inputs.items() if name != AS_OF and name not in parameters
        )
        self._by_number = {row.rule.number: row for row in program.rows}
        names = [column.name for column in table.outputs]
        self.rows: tuple[Row, ...] = tuple(
            Row(
                rule.number,
                MappingProxyType(
                    dict(zip(names, map(constant_value, self._by_number[rule.number].outputs), strict=True))
                ),
                rule.annotations,
                rule.texts,
            )
            for rule in table.rules
        )
        self._default = MappingProxyType(self._defaults())
        # Compiled when they are first asked for: a large table is ready before it is known what it is wanted for.
        self.outcome = self._outcome_first
        self.decide = self._decide_first

    @property
    def default(self) -> Outputs:
        """What the table says where no row fires; empty where it says nothing then."""
        return self._default

    def on(self, as_of: date) -> Outcome:
        """``outcome`` for one day: a function of the facts alone, the fastest way through many parties."""
        return self._closures.on(as_of)

    def outlook(self, facts: Facts, as_of: date) -> tuple[int | None, date | None]:
        """The bare row number and the exact next change; trusts its facts, as ``outcome`` does."""
        row = self.outcome(facts, as_of)
        return row, self._horizon(facts, row, as_of.toordinal())

    def sql(
        self,
        dialect: str,
        relation: str,
        key: str = "party_id",
        *,
        as_of: date,
        carry: Sequence[str] = (),
        horizon: bool = True,
        outputs: bool = False,
    ) -> str:
        """``SELECT key, rule, next_change[, carry...][, outputs...] FROM relation``, executed without parameters.

        ``relation`` is a parenthesised SELECT or a table in SQL, holding ``key`` and one column for each input;
        ``dialect`` is "sqlite", "postgresql", "duckdb", "clickhouse" or "spark". Dates are dates (SQLite: text
        YYYY-MM-DD), durations whole days, booleans booleans, numbers whole or DECIMAL (SQLite: whole). Without
        ``horizon`` the column ``next_change`` is left out; with ``outputs`` each output is a column under its name.
        A table of more than some sixty rows is joined with its rules; ``key`` must then be unique. DecisionError for a
        rule that can only be decided in Python.
        """
        from anxin.decisions.columnar.statement import select

        self._check_day(as_of)
        return select(
            self.program, dialect, relation,
            key=key, as_of=as_of, carry=tuple(carry), horizon=horizon, outputs=outputs,
        )  # fmt: skip

    def timeline(self, facts: Facts, as_of: date, until: date) -> list[tuple[date, int | None]]:
        """Each day from ``as_of`` up to but not including ``until`` on which another row begins to fire, with the row.

        The first is ``as_of`` itself; trusts its facts, as ``outcome`` does.
        """
        found: list[tuple[date, int | None]] = []
        day: date | None = as_of
        while day is not None and day < until:
            row, change = self.outlook(facts, day)
            found.append((day, row))
            day = change
        return found

    def forecast_sql(self, dialect: str, relation: str, *, as_of: date, days: int = 365) -> str:
        """``SELECT day, was, now, parties``: how many stand at each row on ``as_of``, and each later day's moves.

        ``by_day`` of :mod:`anxin.decisions.columnar.forecast` adds them up to a count by row for every day. Facts stay
        what they are in ``relation`` (see :meth:`sql`). DecisionError for a rule that can only be decided in Python.
        """
        from anxin.decisions.columnar.forecast import forecast

        self._check_day(as_of)
        return forecast(self.program, dialect, relation, as_of=as_of, days=days)

    def python_only(self, dialect: str) -> tuple[str, ...]:
        """Why rules cannot be pushed to a database, each with its place; nothing when the whole table can."""
        from anxin.decisions.columnar.sql import refusals

        return refusals(self.program, dialect)

    @cached_property
    def _closures(self) -> Closures:
        return Closures(self.program)

    @cached_property
    def _horizon(self) -> Horizon:
        return horizon(self.program)

    def _outcome_first(self, facts: Facts, as_of: date) -> int | None:
        self.outcome = self._closures.outcome
        return self.outcome(facts, as_of)

    def _decide_first(self, facts: Mapping[str, PlainValue], as_of: date) -> Decision:
        self.decide = self._deciding
        return self.decide(facts, as_of)

    @cached_property
    def _deciding(self) -> Decide:
        kinds = {found.name: Type(found.type) for found in self.inputs}
        return deciding(self.program, kinds, self._meaning, self._known())

    def _known(self) -> dict[int | None, Fired]:
        """What is said of the outcomes that are known beforehand, under the numbers that ``deciding`` finds."""
        collected = self.table.hit_policy == "COLLECT"
        one = collected or self.table.hit_policy in APART
        known: dict[int | None, Fired] = {
            1 << (row.number - 1) if one else row.number: self._fired((row.number,)) for row in self.rows
        }
        nothing = self._fired(())
        return {**known, None: nothing, 0: nothing}

    def _meaning(self, bits: int | None, facts: Facts, as_of: date) -> Fired:
        rows = tuple(row.number for row in self.rows if bits and bits >> (row.number - 1) & 1)
        if self.table.hit_policy in APART:
            self._check_apart(rows, facts, as_of)
            return self._fired(rows[:1])
        return self._fired(rows)

    def _fired(self, rows: tuple[int, ...]) -> Fired:
        if self.table.hit_policy == "COLLECT" and rows:
            number = sum(1 << (row - 1) for row in rows)
            return Fired(number, rows, {}, {}, _no_reasons, self._until(number), self._collected(rows))
        if not rows:
            return Fired(None, (), self._default, {}, _no_reasons, self._until(None))
        row = self.rows[rows[0] - 1]
        say = None if all(map(is_constant, self._by_number[row.number].outputs)) else self._said(row.number)
        # Dictionaries, as they are copied for each who asks: a copy of a proxy takes five times as long.
        outputs, annotations = dict(row.outputs), dict(row.annotations)
        return Fired(row.number, rows, outputs, annotations, self._why(row), self._until(row.number), say)

    def _until(self, number: int | None) -> Callable[[Facts, date], date | None]:
        return lambda facts, as_of: self._horizon(facts, number, as_of.toordinal())

    def _said(self, number: int) -> Callable[[Facts, date], Outputs]:
        row = self._by_number[number]
        names, read = tuple(self.rows[number - 1].outputs), reader(row.outputs)
        return lambda facts, as_of: dict(zip(names, read(facts, as_of), strict=True))

    def _collected(self, rows: tuple[int, ...]) -> Callable[[Facts, date], Outputs]:
        (name,), aggregation = (column.name for column in self.table.outputs), self.table.aggregation or ""
        read = reader(tuple(self._by_number[row].outputs[0] for row in rows))
        return lambda facts, as_of: {name: collected_value(aggregation, read(facts, as_of))}

    def _why(self, row: Row) -> Why:
        made: list[Why] = []

        def why(facts: Facts, as_of: date) -> tuple[Because, ...]:
            if not made:
                made.append(reasons(self.program, self._by_number[row.number].rule))
            return made[0](facts, as_of)

        return why

    def _check_day(self, as_of: date) -> None:
        if type(as_of) is not date or not FIRST_AS_OF <= as_of <= LAST_AS_OF:
            why = f"as_of must be a date from {FIRST_AS_OF} to {LAST_AS_OF}"
            raise DecisionError(why, place=self.table.place, read=str(as_of))

    def _check_apart(self, rows: tuple[int, ...], facts: Facts, as_of: date) -> None:
        said = [self._fired((row,)) for row in rows]
        outputs = [fired.outputs if fired.say is None else fired.say(facts, as_of) for fired in said]
        if self.table.hit_policy == "UNIQUE" or any(found != outputs[0] for found in outputs):
            numbers = " and ".join(map(str, rows))
            why = f"rules {numbers} fire together, which the hit policy {self.table.hit_policy} forbids"
            raise DecisionError(why, place=self.table.place)

    def _defaults(self) -> dict[str, PlainValue]:
        found: dict[str, PlainValue] = {}
        for column in self.table.outputs:
            if column.default is not None:
                found[column.name] = constant_value(Lowering(Scope({}), column.place).expression(column.default))
            elif self.table.aggregation == "COUNT":
                found[column.name] = 0
        return found


def _no_reasons(facts: Facts, as_of: date) -> tuple[Because, ...]:
    return ()
