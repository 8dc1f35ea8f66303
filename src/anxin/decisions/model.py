"""A decision model: what its file says, its decisions for one party, and the rule sets compiled from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from anxin.decisions.compiled import Compiled
from anxin.decisions.dmn.deciding import Deciding, Evaluation
from anxin.decisions.dmn.model import Definitions, Input, Table
from anxin.decisions.errors import DecisionError, OutsideProfile
from anxin.decisions.feel.crossing import into_feel, out_of_feel
from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.values import Limits, Run, Value
from anxin.decisions.interpreted import Interpreted


@dataclass(frozen=True)
class Model:
    """A DMN file: ``tables`` by the name of their decision, the declared scalar ``inputs``.

    ``outside`` says of tables that cannot run set-wise why not; they are decided party by party.
    """

    definitions: Definitions
    outside: Mapping[str, OutsideProfile] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What errors call the model."""
        return self.definitions.name

    @property
    def tables(self) -> Mapping[str, Table]:
        """The decision tables by the name of their decision."""
        return self.definitions.tables

    @property
    def inputs(self) -> Mapping[str, Input]:
        """The declared inputs that are plain values, by name."""
        return self.definitions.inputs

    @cached_property
    def deciding(self) -> Deciding:
        """The graph, ready to be evaluated with run-time values."""
        return Deciding(self.definitions)

    def compile(
        self,
        decision: str,
        parameters: Mapping[str, str | bool | int | Decimal | date | timedelta | Months] | None = None,
    ) -> Compiled:
        """The table of a decision, ready to decide; ``parameters`` give constant values to inputs by name.

        A table that does not run set-wise is decided party by party (:class:`.interpreted.Interpreted`).
        """
        table = self.tables.get(decision)
        if table is None:
            place = self.definitions.place
            raise DecisionError("no such decision table", place=place, read=decision, allowed=sorted(self.tables))
        try:
            return Compiled(self.definitions, table, parameters or {})
        except OutsideProfile as reason:
            return Interpreted(self.definitions, self.deciding, table, parameters or {}, reason)

    def evaluate(
        self,
        name: str,
        inputs: Mapping[str, object],
        *,
        as_of: date | None = None,
        now: datetime | None = None,
        limits: Limits | None = None,
    ) -> Evaluation:
        """What a decision or a decision service is worth for one party: plain Python values in and out.

        ``as_of`` is the day of decision; ``now`` what ``now()`` and ``today()`` answer, by default the first moment of
        ``as_of``: the clock is never read. An input left out is null. Whatever became null on the way has a diagnostic.
        DecisionError for an unknown decision or input, a value FEEL does not have, and a limit that is reached.
        """
        given = {name: self._value(value, name) for name, value in inputs.items()}
        moment = now if now is not None or as_of is None else datetime.combine(as_of, datetime.min.time())
        run = Run(now=into_feel(moment), limits=limits or Limits())
        found = self.deciding.evaluate(name, given, run, into_feel(as_of))
        results = {name: _plain(value) for name, value in found.values.items()}
        return Evaluation(_plain(found.value), found.diagnostics, results)

    def _value(self, value: object, name: str) -> Value:
        try:
            return into_feel(value, f"the input {name!r}")
        except (TypeError, ValueError) as error:
            raise DecisionError(str(error), place=self.definitions.place) from None


def _plain(value: Value) -> object:
    """A result as a plain value; what has no plain form (a function, a range) stays the run-time value."""
    try:
        return out_of_feel(value)
    except (TypeError, ValueError):
        return value
