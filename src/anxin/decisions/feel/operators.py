"""How strongly FEEL's infix operators bind (DMN 1.5 §10.3.1.2 rules 2 and 4), and the nodes they make.

All of them take their operands from the left: ``2 ** 3 ** 2`` is 64.
"""

from __future__ import annotations

from anxin.decisions.feel import syntax
from anxin.decisions.feel.syntax import Expression

OR, AND, COMPARING, ADDING = 1, 2, 3, 4
RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
LEVELS = {
    "or": OR, "and": AND, "between": COMPARING, "in": COMPARING, **dict.fromkeys(RELATIONS, COMPARING),
    "+": ADDING, "-": ADDING, "*": 5, "/": 5, "**": 6,
}  # fmt: skip


def reduce(operands: list[Expression], pending: list[str]) -> None:
    """Put the last operator and its operands together; of ``and`` and ``or`` all that stand in a row."""
    op, count = pending.pop(), 2
    while op in ("or", "and") and pending and pending[-1] == op:
        pending.pop()
        count += 1
    parts = operands[-count:]
    at = parts[0].at
    if op in ("or", "and"):
        found: Expression = syntax.Junction(op, tuple(parts), at)
    elif op in RELATIONS:
        found = syntax.Comparison(op, parts[0], parts[1], at)
    else:
        found = syntax.Arithmetic(op, parts[0], parts[1], at)
    operands[-count:] = [found]
