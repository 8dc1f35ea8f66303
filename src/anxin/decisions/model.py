"""A decision model: what its file says, and the rule sets compiled from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxin.decisions.compiled import Compiled
from anxin.decisions.dmn.model import Definitions, Input, Table
from anxin.decisions.errors import DecisionError
from anxin.decisions.feel.plain import Months


@dataclass(frozen=True)
class Model:
    """A DMN file: ``tables`` by the name of their decision, the declared ``inputs``."""

    definitions: Definitions

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
        """The declared inputs by name."""
        return self.definitions.inputs

    def compile(
        self,
        decision: str,
        parameters: Mapping[str, str | bool | int | Decimal | date | timedelta | Months] | None = None,
    ) -> Compiled:
        """The table of a decision, ready to decide; ``parameters`` give constant values to inputs by name."""
        table = self.tables.get(decision)
        if table is None:
            place = self.definitions.place
            raise DecisionError("no such decision table", place=place, read=decision, allowed=sorted(self.tables))
        return Compiled(self.definitions, table, parameters or {})
