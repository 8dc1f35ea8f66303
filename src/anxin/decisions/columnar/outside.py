"""What of a table does not run set-wise: each cell with its place, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anxin.decisions.columnar.ir import Node, Truth
from anxin.decisions.columnar.lower import Lowering
from anxin.decisions.columnar.program import build, scope_of
from anxin.decisions.dmn.model import Definitions, Table
from anxin.decisions.errors import OutsideProfile
from anxin.decisions.feel.plain import Value


def reasons_outside(model: Definitions, table: Table, parameters: Mapping[str, Value]) -> tuple[str, ...]:
    """Why a table does not run set-wise: column by column, cell by cell, output by output; the table as a whole last.

    Nothing when it does.
    """
    scope = scope_of(model, parameters, table.place, check_only=False).inside(table.name)
    found: list[str] = []

    def tried(work: Callable[[], Node]) -> Node | None:
        try:
            return work()
        except OutsideProfile as reason:
            found.append(str(reason))
            return None

    questions = [
        tried(lambda column=column: Lowering(scope, column.place).expression(column.expression))  # type: ignore[misc]  # -- mypy cannot infer a lambda with a default
        for column in table.columns
    ]
    for rule in table.rules:
        for cell, question, place in zip(rule.cells, questions, rule.places, strict=True):
            if question is not None:
                tried(lambda: Lowering(scope, place).cell(cell, question))  # noqa: B023  # -- called at once
        for tree, place in zip(rule.outputs, rule.output_places, strict=True):
            tried(lambda: Lowering(scope, place).expression(tree))  # noqa: B023  # -- called at once
    tried(lambda: Truth(bool(build(model, table, parameters).rows)))
    return tuple(dict.fromkeys(found))
