"""A table that does not run set-wise, behind the same doors: decided party by party by the interpreter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from anxin.decisions.columnar.closure import Facts, Outcome
from anxin.decisions.columnar.deciding import kind_of
from anxin.decisions.columnar.outside import reasons_outside
from anxin.decisions.columnar.sql import dialect_named
from anxin.decisions.compiled import Compiled
from anxin.decisions.dmn.deciding import Deciding, Evaluation
from anxin.decisions.dmn.model import AS_OF, Definitions, Table
from anxin.decisions.dmn.requirements import required
from anxin.decisions.errors import DecisionError, OutsideProfile
from anxin.decisions.feel.compiling import mentions
from anxin.decisions.feel.crossing import into_feel, out_of_feel
from anxin.decisions.feel.plain import LAST_AS_OF, TYPE_NAMES, Type
from anxin.decisions.feel.plain import Value as PlainValue
from anxin.decisions.feel.syntax import Literal, Name
from anxin.decisions.feel.values import Run
from anxin.decisions.results import Because, Decision, Fired, Row

MOVING = (AS_OF, "today", "now")
SINGLE = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


class Interpreted(Compiled):
    """A decision table outside the columnar profile, with its parameters filled in.

    It answers ``decide``, ``outcome`` and ``outlook`` like any other, only slower; ``python_only`` names the cells that
    keep it from the database, and ``sql`` raises the first reason. A null that nobody asked for decides nothing: no row
    fires. Where several rows fire, the number of the outcome has bit n - 1 set for each row n.

    ``next_change`` is not exact here: it is never when the decision does not look at the day, else the next day, as a
    safe "look again tomorrow".
    """

    def __init__(
        self,
        model: Definitions,
        deciding: Deciding,
        table: Table,
        parameters: Mapping[str, PlainValue],
        reason: OutsideProfile,
    ) -> None:
        self.table = table
        self.parameters = MappingProxyType(dict(parameters))
        self.reason = reason
        self.inputs = tuple(found for name, found in model.inputs.items() if name != AS_OF and name not in parameters)
        self.rows = tuple(
            Row(rule.number, MappingProxyType(_constants(table, rule.outputs)), rule.annotations, rule.texts)
            for rule in table.rules
        )
        self._default = MappingProxyType(_constant_defaults(table))
        self._model = model
        self._graph = deciding
        self._kinds = {found.name: Type(found.type) for found in self.inputs if found.type in TYPE_NAMES}
        self._moves = looks_at_the_day(deciding, table.name)
        self.outcome = self._outcome_of
        self.decide = self._decide

    def on(self, as_of: date) -> Outcome:
        """``outcome`` for one day."""
        return lambda facts: self.outcome(facts, as_of)

    def outlook(self, facts: Facts, as_of: date) -> tuple[int | None, date | None]:
        """The bare row number and the day to look again."""
        return self.outcome(facts, as_of), self._again(as_of)

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
        """Refused: OutsideProfile with the first reason."""
        raise self.reason

    def python_only(self, dialect: str) -> tuple[str, ...]:
        """Why the table does not run in a database, each reason with its cell."""
        dialect_named(dialect, self.table.place)
        return reasons_outside(self._model, self.table, self.parameters)

    def _outcome_of(self, facts: Facts, as_of: date) -> int | None:
        return self._number(self._evaluated(facts, as_of)[1])

    def _evaluated(self, facts: Mapping[str, Any], as_of: date) -> tuple[Evaluation, tuple[int, ...]]:
        run = Run(now=into_feel(datetime.combine(as_of, datetime.min.time())))
        given = {name: into_feel(value) for name, value in {**self.parameters, **facts}.items()}
        found = self._graph.evaluate(self.table.name, given, run, into_feel(as_of))
        rows = run.fired.get(self.table.name, ())
        if len(rows) > 1 and found.value is None and self.table.hit_policy in ("UNIQUE", "ANY"):
            numbers = " and ".join(map(str, rows))
            why = f"rules {numbers} fire together, which the hit policy {self.table.hit_policy} forbids"
            raise DecisionError(why, place=self.table.place)
        return found, self._counting(rows, found.value)

    def _counting(self, rows: tuple[int, ...], value: object) -> tuple[int, ...]:
        """Of rows that fire together the one that counts, where only one does."""
        if self.table.hit_policy == "PRIORITY":
            said = self._outputs(value)
            rows = tuple(row for row in rows if dict(self.rows[row - 1].outputs) == said) or rows
        return rows[:1] if self.table.hit_policy in SINGLE else rows

    def _number(self, rows: tuple[int, ...]) -> int | None:
        if self.table.hit_policy in SINGLE:
            return rows[0] if rows else None
        return sum(1 << (row - 1) for row in rows) or None

    def _decide(self, facts: Mapping[str, PlainValue], as_of: date) -> Decision:
        self._check_day(as_of)
        for name, value in facts.items():
            kind = self._kinds.get(name)
            if kind is not None and value is not None and kind_of(value) is not kind:
                why = f"the fact {name!r} must be {kind.value} or null"
                raise DecisionError(why, place=self.table.place, read=f"{type(value).__name__} {value!r}")
        kept = {**dict.fromkeys(self._kinds), **facts}
        found, rows = self._evaluated(kept, as_of)
        row = self.rows[rows[0] - 1] if len(rows) == 1 and self.table.hit_policy in SINGLE else None
        fired = Fired(
            self._number(rows),
            rows,
            self._outputs(found.value),
            row.annotations if row else {},
            lambda facts, day: self._reasons(row, facts, found) if row else (),
            lambda facts, day: self._again(day),
        )
        return Decision(as_of, kept, fired)

    def _outputs(self, value: object) -> dict[str, Any]:
        plain: Any = out_of_feel(value)
        names = [column.name for column in self.table.outputs]
        return {names[0]: plain} if len(names) == 1 else dict(plain or {})

    def _reasons(self, row: Row, facts: Facts, found: Evaluation) -> tuple[Because, ...]:
        """The value of a column is given where it is a fact or a decision by name."""
        return tuple(
            Because(column.label, text or "-", column.text, known.get(column.text), known, tuple(known))
            for known in [{**facts, **{name: out_of_feel(value) for name, value in found.values.items()}}]
            for column, text in zip(self.table.columns, row.cells, strict=True)
        )

    def _again(self, as_of: date) -> date | None:
        return as_of + timedelta(days=1) if self._moves and as_of < LAST_AS_OF else None


def _constants(table: Table, trees: Sequence[object]) -> dict[str, PlainValue]:
    pairs = zip(table.outputs, trees, strict=True)
    return {column.name: tree.value if isinstance(tree, Literal) else None for column, tree in pairs}


def _constant_defaults(table: Table) -> dict[str, PlainValue]:
    return {one.name: one.default.value for one in table.outputs if isinstance(one.default, Literal)}


def looks_at_the_day(deciding: Deciding, decision: str) -> bool:
    """Whether a decision, or anything it needs, names the day of decision or asks the clock."""
    seen = set()
    waiting = [deciding.named(decision).key]
    while waiting:
        node = deciding.nodes[waiting.pop()]
        seen.add(node.key)
        if node.name == AS_OF or mentions(getattr(node, "logic", None), _moving):
            return True
        waiting += [found.key for found in required(node) if found.key not in seen]
    return False


def _moving(part: object) -> bool:
    return isinstance(part, Name) and part.text in MOVING
