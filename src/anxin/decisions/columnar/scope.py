"""What the names in a table stand for while it is lowered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from anxin.decisions.columnar.ir import Node
from anxin.decisions.feel.syntax import Expression


@dataclass(frozen=True)
class Record:
    """The outputs of a decision that has several, by name."""

    outputs: Mapping[str, Node]


@dataclass(frozen=True)
class Outside:
    """Something that has a name but does not run set-wise: why."""

    why: str


@dataclass(frozen=True)
class Upstream:
    """Another decision's table, lowered when it is asked for."""

    lower: Callable[[Scope], Node | Record]


Binding = Node | Record | Outside | Upstream | Expression


class Scope:
    """Names and what they are bound to; decisions are lowered once, and found out when they need themselves."""

    def __init__(self, bound: Mapping[str, Binding], open_names: tuple[str, ...] = ()) -> None:
        self.bound = dict(bound)
        self.open_names = open_names

    def __iter__(self) -> Iterator[str]:
        return iter(self.bound)

    def get(self, name: str) -> Binding | None:
        """What a name is bound to."""
        return self.bound.get(name)

    def inside(self, name: str) -> Scope:
        """The scope in which the decision of this name is lowered; what is found there is kept here too."""
        inner = Scope({}, (*self.open_names, name))
        inner.bound = self.bound
        return inner

    def keep(self, name: str, found: Node | Record) -> None:
        """Bind a name to what its decision was lowered to."""
        self.bound[name] = found

    def also(self, name: str, found: Node) -> Scope:
        """This scope with one more name."""
        return Scope({**self.bound, name: found}, self.open_names)
