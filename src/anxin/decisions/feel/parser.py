"""FEEL text to syntax tree: expressions and unary tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import VisitError
from lark.lexer import Lexer

from anxin.decisions.feel import syntax
from anxin.decisions.feel.grammar import GRAMMAR
from anxin.decisions.feel.syntax import Cell, Expression, Literal, Test
from anxin.decisions.feel.tokens import Unreadable, tokens

DEEPEST = 40


def parse_expression(text: str, names: frozenset[str] = frozenset()) -> Expression:
    """``text`` as a FEEL expression; Unreadable when it is not one."""
    return cast(Expression, _parse("expression", text, _compound(names)))


def parse_cell(text: str, names: frozenset[str] = frozenset()) -> Cell:
    """``text`` as a table's input cell: ``-`` (or nothing) for any value, else a comma list of unary tests."""
    if text.strip() in ("", "-"):
        return Cell(())
    tests = cast("tuple[Test, ...]", _parse("tests", text, _compound(names)))
    denied = tests[0] if len(tests) == 1 else None
    if isinstance(denied, syntax.Call) and denied.function == syntax.Name("not"):
        return Cell(denied.arguments, negated=True)
    return Cell(tests)


def _compound(names: frozenset[str]) -> frozenset[str]:
    """Only names that are not one plain word need looking up while the text is cut into tokens."""
    return frozenset(name for name in names if not name.isidentifier())


@lru_cache(maxsize=4096)
def _parse(start: str, text: str, names: frozenset[str]) -> object:
    try:
        tree = _lark().parse(_Text(text, names), start=start)
        found = _Builder().transform(tree)
    except UnexpectedInput as error:
        raise _unexpected(text, error) from None
    except VisitError as error:
        raise error.orig_exc from None
    if _depth(found) > DEEPEST:
        raise Unreadable(f"an expression may be nested {DEEPEST} deep", 1)
    return found


def _unexpected(text: str, error: UnexpectedInput) -> Unreadable:
    token = getattr(error, "token", None)
    start = getattr(token, "start_pos", None)
    if token is None or token.type == "$END" or start is None:
        return Unreadable("the text ends too early", len(text) + 1)
    return Unreadable(f"{text[start : start + 20]!r} does not belong here", start + 1)


def _depth(tree: object) -> int:
    """How deep a tree is nested, without recursion: hostile text must not exhaust the stack."""
    level, depth = [tree], 0
    while level:
        depth += 1
        level = [part for node in level for part in _parts(node)]
    return depth


def _parts(node: object) -> list[object]:
    found = node if isinstance(node, tuple) else tuple(getattr(node, "__dict__", {}).values())
    return [part for part in found if isinstance(part, tuple) or hasattr(part, "__dataclass_fields__")]


class _Text:
    """What the lexer is given: the text and the declared names."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names


class _Tokens(Lexer):
    """Lark's door to our tokens."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, text: Any) -> Iterator[Token]:  # type: ignore[override]  # -- lark's interface for custom lexers
        return tokens(text.text, text.names)


@lru_cache(maxsize=1)
def _lark() -> Lark:
    return Lark(GRAMMAR, parser="lalr", lexer=_Tokens, start=["expression", "tests"])


class _Builder(Transformer[Token, Any]):
    """Builds the syntax tree bottom-up, one method for each alternative of the grammar."""

    def literal(self, parts: list[Token]) -> Expression:
        return Literal(parts[0].value)

    def name(self, parts: list[Token]) -> Expression:
        return syntax.Name(str(parts[0]))

    def question(self, _: list[Token]) -> Expression:
        return syntax.Question()

    def arithmetic(self, parts: list[Any]) -> Expression:
        return syntax.Arithmetic(str(parts[1]), parts[0], parts[2])

    def negation(self, parts: list[Any]) -> Expression:
        operand = parts[1]
        if isinstance(operand, Literal) and isinstance(operand.value, int) and not isinstance(operand.value, bool):
            return Literal(-operand.value)
        return syntax.Negation(operand)

    def comparison(self, parts: list[Any]) -> Expression:
        return syntax.Comparison(str(parts[1]), parts[0], parts[2])

    def between(self, parts: list[Any]) -> Expression:
        return syntax.Between(parts[0], parts[1], parts[2])

    def within(self, parts: list[Any]) -> Expression:
        return syntax.Within(parts[0], parts[1])

    def conjunction(self, parts: list[Any]) -> Expression:
        return syntax.Junction("and", tuple(parts))

    def disjunction(self, parts: list[Any]) -> Expression:
        return syntax.Junction("or", tuple(parts))

    def conditional(self, parts: list[Any]) -> Expression:
        return syntax.Conditional(parts[0], parts[1], parts[2])

    def opposite(self, parts: list[Any]) -> Expression:
        return syntax.Call(syntax.Name("not"), parts[0])

    def call(self, parts: list[Any]) -> Expression:
        name, arguments = parts[0], tuple(part for part in parts[1:] if part is not None)
        return syntax.Call(syntax.Name(str(name)), arguments)

    def tests(self, parts: list[Any]) -> tuple[Test, ...]:
        return tuple(parts)

    def against(self, parts: list[Any]) -> Test:
        return syntax.Against(str(parts[0]), parts[1])

    def against_member(self, parts: list[Any]) -> tuple[Test, ...]:
        return (self.against(parts),)

    def literal_member(self, parts: list[Any]) -> tuple[Test, ...]:
        return (self.literal(parts),)

    def name_member(self, parts: list[Any]) -> tuple[Test, ...]:
        return (self.name(parts),)

    def tests_member(self, parts: list[Any]) -> tuple[Test, ...]:
        return cast("tuple[Test, ...]", parts[0])

    def test_member(self, parts: list[Any]) -> tuple[Test, ...]:
        return tuple(parts)

    def interval_from(self, parts: list[Any]) -> Test:
        return syntax.Interval(parts[0], parts[1], True, parts[2])

    def interval_after(self, parts: list[Any]) -> Test:
        return syntax.Interval(parts[0], parts[1], False, parts[2])

    def open_end(self, _: list[Any]) -> bool:
        return False

    def closed_end(self, _: list[Any]) -> bool:
        return True
