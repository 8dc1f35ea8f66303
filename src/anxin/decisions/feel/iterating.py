"""``for``, ``some`` and ``every`` as code (DMN 1.5 §10.3.2.14, table 53)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from anxin.decisions.feel import syntax
from anxin.decisions.feel.compiling import Types, code_of, compiles, mentions
from anxin.decisions.feel.scope import Code, Scope
from anxin.decisions.feel.temporal import Date
from anxin.decisions.feel.types import kind_of
from anxin.decisions.feel.values import LimitReached, Range, Run, Unanswerable, Value

Domain = Callable[[Scope, Run], Iterable[Value]]


@compiles(syntax.For)
def _for(tree: syntax.For, types: Types) -> Code:
    walk, body, at = _walk(tree.iterators, types), code_of(tree.body, types), tree.at
    partial = mentions(tree, lambda node: isinstance(node, syntax.Name) and node.text == "partial")

    def code(scope: Scope, run: Run) -> Value:
        results: list[Value] = []
        try:
            for inside in walk(scope, run):
                if partial:
                    # A copy, for a list that grows could come to hold itself; its length is work done.
                    run.step(len(results) // 8)
                    inside = Scope({"partial": results.copy()}, inside)
                results.append(body(inside, run))
                if len(results) > run.limits.items:
                    raise LimitReached(f"a list may have {run.limits.items:,} items", at)
        except Unanswerable as none:
            run.note(str(none), at)
            return None
        return results

    return code


@compiles(syntax.Quantified)
def _quantified(tree: syntax.Quantified, types: Types) -> Code:
    """As ``or`` (some) and ``and`` (every) over all conditions: the first that decides ends it."""
    walk, condition, at, kind = _walk(tree.iterators, types), code_of(tree.condition, types), tree.at, tree.kind
    deciding = kind == "some"

    def code(scope: Scope, run: Run) -> Value:
        known: bool | None = not deciding
        try:
            for inside in walk(scope, run):
                value = condition(inside, run)
                if value is deciding:
                    return deciding
                if value is not True and value is not False:
                    known = None
        except Unanswerable as none:
            run.note(str(none), at)
            return None
        if known is None:
            run.note(f"{kind} depends on a condition that is neither true nor false", at)
        return known

    return code


def _walk(iterators: tuple[syntax.Iterator, ...], types: Types) -> Callable[[Scope, Run], Iterator[Scope]]:
    """A scope for each combination of the iterators' items, the last iterator's changing fastest."""
    names = [iterator.name for iterator in iterators]
    domains = [_domain(iterator, types) for iterator in iterators]

    def walk(scope: Scope, run: Run, place: int = 0) -> Iterator[Scope]:
        name, last = names[place], place + 1 == len(names)
        for item in domains[place](scope, run):
            run.step()
            inside = Scope({name: item}, scope)
            if last:
                yield inside
            else:
                yield from walk(inside, run, place + 1)

    return walk


def _domain(iterator: syntax.Iterator, types: Types) -> Domain:
    first = code_of(iterator.domain, types)
    if iterator.to is None:
        return lambda scope, run: _items(first(scope, run))
    last = code_of(iterator.to, types)
    return lambda scope, run: _steps(first(scope, run), last(scope, run))


def _items(domain: Value) -> Iterable[Value]:
    if type(domain) is list:
        return domain
    if isinstance(domain, Range):
        return _within(domain)
    if domain is None:
        raise Unanswerable("null cannot be iterated over")
    return (domain,)


def _steps(first: Value, last: Value) -> Iterable[Value]:
    """The whole numbers or days from ``first`` to ``last``, both included, up or down."""
    if type(first) is Decimal and type(last) is Decimal:
        return map(Decimal, _between(_whole(first), _whole(last)))
    if type(first) is Date and type(last) is Date:
        return map(Date.numbered, _between(first.number, last.number))
    raise Unanswerable(f"no steps lead from {kind_of(first)} to {kind_of(last)}")


def _within(domain: Range) -> Iterable[Value]:
    """The whole numbers or days in a range that has two ends, the lower first."""
    low, high = domain.low, domain.high
    if domain.op == "!=":
        raise Unanswerable("a range without ends cannot be iterated over")
    if type(low) is Decimal and type(high) is Decimal and low <= high:
        return map(Decimal, range(_whole(low) + (not domain.low_closed), _whole(high) + domain.high_closed))
    if type(low) is Date and type(high) is Date and low.number <= high.number:
        return map(Date.numbered, range(low.number + (not domain.low_closed), high.number + domain.high_closed))
    raise Unanswerable(f"a range from {kind_of(low)} to {kind_of(high)} has no steps upwards")


def _between(first: int, last: int) -> range:
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise Unanswerable(f"{number} is no whole number to count from or to")
    if number.copy_abs() > LARGEST:
        raise Unanswerable(f"{number} is too large to count from or to")
    return int(number)


LARGEST = 10**33
