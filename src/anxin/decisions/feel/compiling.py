"""From syntax nodes to closures: which function compiles which node, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from anxin.decisions.feel import syntax
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.syntax import Expression
from anxin.decisions.feel.types import FeelType
from anxin.decisions.feel.values import Run, Value

Types = Mapping[str, FeelType]  # a model's own types by name
Compile = Callable[[Any, Types], Code]

_COMPILERS: dict[type, Compile] = {}


def compiles(*nodes: type) -> Callable[[Compile], Compile]:
    """Marks the function that turns nodes of these kinds into code."""

    def marked(function: Compile) -> Compile:
        _COMPILERS.update(dict.fromkeys(nodes, function))
        return function

    return marked


def code_of(tree: Expression, types: Types) -> Code:
    """``tree`` as a closure."""
    return _COMPILERS[type(tree)](tree, types)


class Constant:
    """Code that is always worth the same, which whoever compiles around it may use at once."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __call__(self, scope: Scope, run: Run) -> Value:
        return self.value


def noted(why: str, at: int) -> Code:
    """Code that is null, and says why each time it runs."""

    def code(scope: Scope, run: Run) -> Value:
        run.note(why, at)
        return None

    return code


def mentions(tree: object, wanted: Callable[[object], bool]) -> bool:
    """Whether ``wanted`` is true of any node in ``tree``."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if wanted(node):
            return True
        if isinstance(node, tuple):
            waiting.extend(node)
        elif is_dataclass(node):
            waiting.extend(getattr(node, field.name) for field in fields(node))
    return False


def asks(tree: object) -> bool:
    """Whether ``tree`` has a ``?`` in it."""
    return mentions(tree, lambda node: isinstance(node, syntax.Question))
