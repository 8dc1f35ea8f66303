"""Why a row fired, as one generated function of the facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from anxin.decisions.columnar.closure import Facts, reader, run
from anxin.decisions.columnar.ir import Days, Fact, Linear, Node, needed
from anxin.decisions.columnar.program import Program
from anxin.decisions.dmn.model import Rule
from anxin.decisions.results import Because

Why = Callable[[Facts, date], tuple[Because, ...]]


def reasons(program: Program, rule: Rule) -> Why:
    """What met each cell of a rule, column by column, for facts that are all present."""
    columns = zip(program.table.columns, program.questions, rule.texts, strict=True)
    names: dict[str, Any] = {"new": tuple.__new__, "B": Because}
    told: list[str] = []
    asked: list[Node] = []
    for index, (column, question, text) in enumerate(columns):
        names |= {f"l{index}": column.label, f"c{index}": text or "-", f"e{index}": column.text}
        names[f"n{index}"] = tuple(fact.name for fact in needed(question))
        plain = _plain(question)
        if plain is None:
            asked.append(question)
        value = f"a[{len(asked) - 1}]" if plain is None else f"f[{plain.name!r}]"
        told.append(f"new(B, (l{index}, c{index}, e{index}, {value}, f, n{index}))")
    names["ask"] = reader(tuple(asked)) if asked else None
    lines = ["def why(f, as_of):", *(["    a = ask(f, as_of)"] if asked else [])]
    found: Why = run("\n".join([*lines, f"    return ({''.join(f'{one}, ' for one in told)})"]), **names)["why"]
    return found


def _plain(question: Node) -> Fact | None:
    """The fact when a column asks for nothing but it."""
    if isinstance(question, Days) and len(question.needs) == 1:
        fact = question.needs[0]
        return fact if question.linear == Linear(((fact, 1),), 0) else None
    return question if isinstance(question, Fact) else None
