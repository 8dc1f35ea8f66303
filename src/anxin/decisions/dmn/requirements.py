"""What the elements of a graph require of each other (DMN 1.5 §6.3): references resolved, circles found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from anxin.decisions.dmn.model import DecisionNode, InputData, Key, Knowledge, Node, Requirement, Served
from anxin.decisions.errors import DecisionError


def required(node: Node) -> tuple[Requirement, ...]:
    """What must be known to evaluate a node; for a service what it answers with and holds."""
    if isinstance(node, InputData):
        return ()
    if isinstance(node, Served):
        return (*node.outputs, *node.encapsulated)
    return node.requires


def check_circles(nodes: Mapping[Key, Node]) -> None:
    """DecisionError naming the path when something needs itself; functions alone may call each other in a circle."""
    done: set[Key] = set()
    for key in nodes:
        _search(key, nodes, done)


def _search(start: Key, nodes: Mapping[Key, Node], done: set[Key]) -> None:
    """Depth first without recursion: a chain of ten thousand decisions must not exhaust the stack."""
    if start in done:
        return
    path: dict[Key, Iterator[Key]] = {start: _next(nodes[start], nodes)}
    while path:
        last = next(reversed(path))
        following = next(path[last], None)
        if following is None:
            done.add(last)
            del path[last]
        elif following in path:
            _refuse(list(path), following, nodes)
        elif following not in done:
            path[following] = _next(nodes[following], nodes)


def _next(node: Node, nodes: Mapping[Key, Node]) -> Iterator[Key]:
    inputs = {given.key for given in (*node.input_decisions, *node.input_data)} if isinstance(node, Served) else set()
    return (needed.key for needed in required(node) if needed.key in nodes and needed.key not in inputs)


def _refuse(path: list[Key], again: Key, nodes: Mapping[Key, Node]) -> None:
    circle = [nodes[key] for key in path[path.index(again) :]]
    if all(isinstance(node, Knowledge) for node in circle):
        return
    names = " → ".join(node.name for node in (*circle, circle[0]))
    raise DecisionError("a decision needs itself", place=circle[0].place, read=names)


def in_order(wanted: Iterable[Key], nodes: Mapping[Key, Node], known: Callable[[Key], bool]) -> list[DecisionNode]:
    """The decisions that ``wanted`` need, themselves included, each after those it needs; ``known`` ones left out."""
    found: dict[Key, DecisionNode] = {}
    waiting = [(key, False) for key in reversed(list(wanted))]
    while waiting:
        key, ready = waiting.pop()
        node = nodes.get(key)
        if not isinstance(node, DecisionNode) or key in found or known(key):
            continue
        if ready:
            found[key] = node
            continue
        waiting.append((key, True))
        waiting += [(needed.key, False) for needed in reversed(node.requires)]
    return list(found.values())


def under(alias: str, nodes: Mapping[Key, Node]) -> dict[Key, Node]:
    """The nodes of an imported model as the importing one holds them; without an alias as they are."""
    return {moved(alias, key): _moved(alias, node) for key, node in nodes.items()} if alias else dict(nodes)


def moved(alias: str, key: Key) -> Key:
    """Where an element of an imported model is found."""
    return key._replace(path=(alias, *key.path)) if alias else key


def _moved(alias: str, node: Node) -> Node:
    key = moved(alias, node.key)
    if isinstance(node, InputData):
        return replace(node, key=key)
    if isinstance(node, Served):
        outputs, encapsulated = _all_moved(alias, node.outputs), _all_moved(alias, node.encapsulated)
        decisions, data = _all_moved(alias, node.input_decisions), _all_moved(alias, node.input_data)
        return replace(
            node, key=key, outputs=outputs, encapsulated=encapsulated, input_decisions=decisions, input_data=data
        )
    return replace(node, key=key, requires=_all_moved(alias, node.requires))


def _all_moved(alias: str, requires: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    return tuple(replace(needed, key=moved(alias, needed.key)) for needed in requires)
