"""Syntax trees written out as FEEL with all brackets, to be read again; and random trees."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from anxin.decisions.feel import syntax
from anxin.decisions.feel.syntax import TypeName

NAMES = ("x", "年龄", "a b", "a-b", "Person's age", "list in order", "x+y", "🐎 ride", "date and time", "if you must")
KEYS = ("k", "two words", "for", "date", "odd-one")
TYPES = ("number", "date and time", "years and months duration", "tLoan")


def written(tree: Any) -> str:
    """``tree`` as text: every operand in brackets, so that precedence plays no part."""
    match tree:
        case syntax.Literal(value):
            return _literal(value)
        case syntax.AtLiteral(text):
            return f"@{_literal(text)}"
        case syntax.Name(text):
            return text
        case syntax.Question():
            return "?"
        case syntax.Arithmetic(op, left, right) | syntax.Comparison(op, left, right):
            return f"({written(left)}) {op} ({written(right)})"
        case syntax.Negation(operand):
            return f"-({written(operand)})"
        case syntax.Junction(op, operands):
            return f" {op} ".join(f"({written(operand)})" for operand in operands)
        case syntax.Conditional(test, chosen, otherwise):
            return f"if {written(test)} then {written(chosen)} else {written(otherwise)}"
        case syntax.Between(operand, low, high):
            return f"({written(operand)}) between ({written(low)}) and ({written(high)})"
        case syntax.Within(operand, tests):
            return f"({written(operand)}) in ({', '.join(map(written, tests))})"
        case syntax.InstanceOf(operand, kind):
            return f"({written(operand)}) instance of {written_type(kind)}"
        case syntax.Against(op, bound):
            return f"{op} ({written(bound)})"
        case syntax.Interval(low, high, low_closed, high_closed):
            return f"{'[' if low_closed else ']'}{written(low)} .. ({written(high)}){']' if high_closed else ')'}"
    return _holding(tree)


def _holding(tree: Any) -> str:
    match tree:
        case syntax.ListOf(items):
            return f"[{', '.join(map(written, items))}]"
        case syntax.ContextOf(entries):
            return "{" + ", ".join(f"{key}: {written(value)}" for key, value in entries) + "}"
        case syntax.FunctionOf(parameters, body, external):
            inner = ", ".join(f"{name}: {written_type(kind)}" if kind else name for name, kind in parameters)
            return f"function({inner}) {'external ' * external}{written(body)}"
        case syntax.Path(source, name):
            return f"({written(source)}).{name}"
        case syntax.Filter(source, condition):
            return f"({written(source)})[{written(condition)}]"
        case syntax.Call(function, arguments, names):
            labels = [f"{name}: " for name in names] or [""] * len(arguments)
            inner = ", ".join(label + written(value) for label, value in zip(labels, arguments, strict=True))
            return f"({written(function)})({inner})"
        case syntax.For(iterators, body):
            return f"for {', '.join(map(_iterator, iterators))} return {written(body)}"
        case syntax.Quantified(kind, iterators, condition):
            return f"{kind} {', '.join(map(_iterator, iterators))} satisfies {written(condition)}"
    raise AssertionError(tree)


def written_type(kind: TypeName) -> str:
    """A type as text."""
    if kind.name not in ("list", "range", "context", "function") or not (kind.of or kind.result):
        return kind.name
    inner = ", ".join(f"{name}: {written_type(of)}" if name else written_type(of) for name, of in kind.of)
    return f"{kind.name}<{inner}>" + (f" -> {written_type(kind.result)}" if kind.result else "")


def _iterator(iterator: syntax.Iterator) -> str:
    to = f" .. ({written(iterator.to)})" if iterator.to is not None else ""
    return f"{iterator.name} in ({written(iterator.domain)}){to}"


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return {"True": "true", "False": "false", "None": "null"}.get(str(value), str(value))


def _types() -> st.SearchStrategy[TypeName]:
    named = st.sampled_from(TYPES).map(TypeName)
    return st.recursive(
        named,
        lambda inner: st.one_of(
            st.builds(lambda kind, of: TypeName(kind, (("", of),)), st.sampled_from(["list", "range"]), inner),
            st.lists(st.tuples(st.sampled_from(KEYS[:2]), inner), min_size=1, max_size=2).map(
                lambda of: TypeName("context", tuple(of))
            ),
            st.builds(lambda of, result: TypeName("function", (("", of),), result), inner, inner),
        ),
        max_leaves=3,
    )


def trees() -> st.SearchStrategy[Any]:
    """Random expressions of every kind."""
    texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)
    decimals = st.decimals("-1e20", "1e20", places=3)
    leaves = st.one_of(
        st.integers(-(10**20), 10**20).map(syntax.Literal),
        decimals.map(syntax.Literal),
        st.sampled_from([True, False, None]).map(syntax.Literal),
        texts.map(syntax.Literal),
        texts.map(syntax.AtLiteral),
        st.sampled_from(NAMES).map(syntax.Name),
        st.just(syntax.Question()),
    )
    return st.recursive(leaves, _composed, max_leaves=12)


def _composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(inner, max_size=3).map(tuple)
    keys = st.sampled_from(KEYS)
    relations = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    against, intervals = st.builds(syntax.Against, relations, inner), st.builds(
        syntax.Interval, inner, inner, st.booleans(), st.booleans()
    )  # fmt: skip
    tests = st.lists(st.one_of(inner, against, intervals), min_size=1, max_size=3).map(tuple)
    iterators = st.lists(
        st.builds(syntax.Iterator, st.sampled_from(["i", "one item"]), inner, st.none() | inner), min_size=1, max_size=2
    ).map(tuple)
    parameters = st.lists(st.tuples(st.sampled_from(["p", "my own"]), st.none() | _types()), max_size=2).map(tuple)
    return st.one_of(
        st.builds(syntax.Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner),
        inner.filter(lambda one: not _is_number(one)).map(syntax.Negation),
        st.builds(syntax.Comparison, relations, inner, inner),
        st.builds(syntax.Junction, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(syntax.Conditional, inner, inner, inner),
        st.builds(syntax.Between, inner, inner, inner),
        st.builds(syntax.Within, inner, tests),
        st.builds(syntax.InstanceOf, inner, _types()),
        st.one_of(against, intervals),
        some.map(syntax.ListOf),
        st.lists(st.tuples(keys, inner), max_size=3).map(lambda entries: syntax.ContextOf(tuple(entries))),
        st.builds(syntax.FunctionOf, parameters, inner),
        st.builds(syntax.Path, inner, st.sampled_from(("k", "for", "time offset", "a b"))),
        st.builds(syntax.Filter, inner, inner),
        st.builds(lambda function, values: syntax.Call(function, values), inner, some),
        st.builds(lambda function, name, value: syntax.Call(function, (value,), (name,)), inner, keys, inner),
        st.builds(syntax.For, iterators, inner),
        st.builds(syntax.Quantified, st.sampled_from(["some", "every"]), iterators, inner),
    )


def _is_number(tree: Any) -> bool:
    return isinstance(tree, syntax.Literal) and isinstance(tree.value, int | Decimal)
