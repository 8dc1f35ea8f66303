"""Names and what they stand for while an expression is evaluated, and what compiled expressions are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anxin.decisions.feel.values import Run, Value


class Scope:
    """Names in reach: its own, then those of the scope around it. ``?`` is bound under that name."""

    __slots__ = ("names", "parent")

    def __init__(self, names: Mapping[str, Value], parent: Scope | None = None) -> None:
        self.names = names
        self.parent = parent

    def find(self, name: str) -> Value:
        """What ``name`` stands for; KeyError when nothing has that name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        raise KeyError(name)

    def get(self, name: str, default: Value = None) -> Value:
        """What ``name`` stands for, or ``default``."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return default

    def child(self, names: Mapping[str, Value]) -> Scope:
        """A scope in which ``names`` hide the same names here."""
        return Scope(names, self)


Code = Callable[[Scope, Run], Value]
Test = Callable[[Scope, Run, Value], "bool | None"]
