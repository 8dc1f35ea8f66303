"""The statement for a population: the row, with or without its next change."""

from __future__ import annotations

from datetime import date

from anxin.decisions.columnar.horizon_sql import with_horizon
from anxin.decisions.columnar.program import Program
from anxin.decisions.columnar.sql import dialect_named, refusals, without_horizon
from anxin.decisions.errors import DecisionError


def select(
    program: Program,
    dialect: str,
    relation: str,
    *,
    key: str,
    as_of: date,
    carry: tuple[str, ...],
    horizon: bool,
    outputs: bool = False,
) -> str:
    """See :meth:`anxin.decisions.compiled.Compiled.sql`."""
    templates = dialect_named(dialect, program.table.place)
    reasons = refusals(program, dialect)
    if reasons:
        raise DecisionError(f"this cannot be decided in the database: {reasons[0]}", place=program.table.place)
    if horizon and program.flips:
        return with_horizon(program, templates, relation, key, as_of, carry)
    return without_horizon(program, templates, relation, key, as_of, carry, horizon=horizon)
