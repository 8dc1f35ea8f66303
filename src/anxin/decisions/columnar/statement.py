"""The statement for a population: the row, with or without its next change and what it puts out."""

from __future__ import annotations

from datetime import date

from anxin.decisions.columnar.dialects import Dialect
from anxin.decisions.columnar.horizon_sql import with_horizon
from anxin.decisions.columnar.joined import MOST_CASES, joined_statement
from anxin.decisions.columnar.program import Program
from anxin.decisions.columnar.put_out import facts_of_outputs, output_refusals, with_outputs
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
    reasons = [*refusals(program, dialect), *(output_refusals(program, templates) if outputs else ())]
    if reasons:
        raise DecisionError(f"this cannot be decided in the database: {reasons[0]}", place=program.table.place)
    if not outputs:
        return _rules(program, templates, relation, key=key, as_of=as_of, carry=carry, horizon=horizon)
    more = tuple(name for name in facts_of_outputs(program) if name not in carry)
    inner = _rules(program, templates, relation, key=key, as_of=as_of, carry=(*carry, *more), horizon=horizon)
    return with_outputs(program, templates, inner, [key, "rule", *(["next_change"] if horizon else []), *carry])


def _rules(
    program: Program,
    dialect: Dialect,
    relation: str,
    *,
    key: str,
    as_of: date,
    carry: tuple[str, ...],
    horizon: bool,
) -> str:
    if len(program.rows) > MOST_CASES:
        return joined_statement(program, dialect, relation, key=key, as_of=as_of, carry=carry, horizon=horizon)
    if horizon and program.flips:
        return with_horizon(program, dialect, relation, key, as_of, carry)
    return without_horizon(program, dialect, relation, key, as_of, carry, horizon=horizon)
