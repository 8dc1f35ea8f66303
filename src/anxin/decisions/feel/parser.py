"""FEEL text to syntax tree (DMN 1.5 §10.3.1): expressions, the unary tests of cells, types.

A hand-written parser: operators by precedence on a stack of their own, everything else by descent. Brackets and trees
have a stated greatest depth, so that no text exhausts the stack of the parser or of anything that walks its trees.
"""

from __future__ import annotations

from functools import lru_cache

from anxin.decisions.feel import syntax
from anxin.decisions.feel.cursor import NESTED
from anxin.decisions.feel.operators import ADDING, COMPARING, LEVELS, OR, RELATIONS, reduce
from anxin.decisions.feel.parsing_types import TypeReader
from anxin.decisions.feel.syntax import Cell, Expression, TypeName
from anxin.decisions.feel.tokens import CONSTANTS, RESERVED, Unreadable, number, quoted

__all__ = ["DEEPEST", "NESTED", "Unreadable", "parse_cell", "parse_expression", "parse_type"]

DEEPEST = 100  # nodes below nodes
REMEMBERED = 1_000  # longer texts are not worth the memory

AFTER_A_RANGE = (")", "]", "}", ",", ".", "..", "[", "then", "else", "return", "satisfies", *LEVELS)


def parse_expression(text: str, names: frozenset[str] = frozenset()) -> Expression:
    """``text`` as a FEEL expression; ``names`` are those in scope. Unreadable when it is not one."""
    return _expression(text, names) if len(text) <= REMEMBERED else _Parser(text, names).expression()


def parse_cell(text: str, names: frozenset[str] = frozenset()) -> Cell:
    """``text`` as a table's input cell: ``-`` (or nothing) for any value, else a comma list of unary tests."""
    if text.strip() in ("", "-"):
        return Cell(())
    return _cell(text, names) if len(text) <= REMEMBERED else _Parser(text, names).cell()


@lru_cache(maxsize=1024)
def parse_type(text: str) -> TypeName:
    """``text`` as a type, written as after ``instance of``; Unreadable when it is none."""
    return _Parser(text, frozenset()).type()


@lru_cache(maxsize=4096)
def _expression(text: str, names: frozenset[str]) -> Expression:
    return _Parser(text, names).expression()


@lru_cache(maxsize=4096)
def _cell(text: str, names: frozenset[str]) -> Cell:
    return _Parser(text, names).cell()


class _Parser(TypeReader):
    """Reads one text."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        super().__init__(text, names)
        self.ends_range = False

    def expression(self) -> Expression:
        """The whole text as an expression."""
        found = self._operations()
        self._finish(found)
        return found

    def cell(self) -> Cell:
        """The whole text as unary tests."""
        tests = self.separated(self._operations)
        cell = Cell(tests)
        match tests:
            case (syntax.Call(syntax.Name("not"), arguments, ()),) if arguments:
                cell = Cell(arguments, negated=True)
        self._finish(cell)
        return cell

    def type(self) -> TypeName:
        """The whole text as a type; without angle brackets it is one name, whatever signs it holds."""
        count = self.name_length("")
        found = TypeName(self.joined(count)) if count else self.read_type()
        self._finish(found)
        return found

    def _finish(self, tree: object) -> None:
        if self.now.kind != "end":
            self.fail()
        level, depth = [tree], 0
        while level:
            if depth > DEEPEST:
                raise Unreadable(f"an expression may be nested {DEEPEST} deep", 1)
            level = [part for node in level for part in _parts(node)]
            depth += 1

    # Operators (grammar rules 2, 4, 49 to 51)

    def _operations(self, floor: int = OR, *, ends_range: bool = False, first: Expression | None = None) -> Expression:
        """An expression whose operators bind at least as strongly as ``floor``; ``first`` is its first operand when
        that is already read, and in a range's end an opening bracket may close the range."""
        self.enter()
        outer, self.ends_range = self.ends_range, ends_range
        if first is None and floor <= COMPARING and self.sees(*RELATIONS):
            found = self._against()
        else:
            found = self._climb(floor, self._operand() if first is None else first)
        self.ends_range = outer
        self.nested -= 1
        return found

    def _climb(self, floor: int, first: Expression) -> Expression:
        operands, pending = [first], list[str]()
        while self.now.kind in ("symbol", "word") and LEVELS.get(self.now.text, 0) >= floor:
            op = self.now.text
            while pending and LEVELS[pending[-1]] >= LEVELS[op] and (op not in ("or", "and") or pending[-1] != op):
                reduce(operands, pending)
            self.step()
            if op == "between":
                operands[-1] = self._between(operands[-1])
            elif op == "in":
                operands[-1] = self._within(operands[-1])
            else:
                pending.append(op)
                operands.append(self._operand())
        while pending:
            reduce(operands, pending)
        return operands[0]

    def _against(self) -> Expression:
        token = self.step()
        return syntax.Against(token.text, self._operations(ADDING), token.start)

    def _between(self, operand: Expression) -> Expression:
        low = self._operations(ADDING)
        self.take("and")
        return syntax.Between(operand, low, self._operations(ADDING), operand.at)

    def _within(self, operand: Expression) -> Expression:
        if not self.sees("("):
            test = self._against() if self.sees(*RELATIONS) else self._operations(ADDING)
            return syntax.Within(operand, (test,), operand.at)
        tests = self._members()
        if len(tests) == 1:
            tests = (self._operations(ADDING, first=self._postfix(tests[0])),)
        return syntax.Within(operand, tests, operand.at)

    # Operands (rules 4d, 18 to 20, 45, 46, 53)

    def _operand(self) -> Expression:
        signs = []
        while self.sees("-"):
            signs.append(self.step().start)
            if len(signs) > NESTED:
                raise Unreadable(f"signs may be nested {NESTED} deep", signs[-1] + 1)
        if signs and self.now.kind == "number":
            at = signs.pop()
            found: Expression = syntax.Literal(number(self.step(), negative=True), at)
        else:
            found = self._primary()
        if self.now.text in (".", "[", "(", "instance"):
            found = self._postfix(found)
        for at in reversed(signs):
            found = syntax.Negation(found, at)
        return found

    def _postfix(self, found: Expression) -> Expression:
        while self.now.kind in ("symbol", "word"):
            if self.took("."):
                found = syntax.Path(found, self.entry_name(), found.at)
            elif self.sees("[") and not self._closes_a_range(found):
                found = self._filter(found)
            elif self.sees("("):
                found = self._call(found)
            elif self.sees("instance") and self.tokens[self.index + 1].text == "of":
                self.step(2)
                found = syntax.InstanceOf(found, self.read_type(), found.at)
            else:
                break
        return found

    def _closes_a_range(self, before: Expression) -> bool:
        """Whether the bracket that comes now ends ``[1..9[``, and is no filter of the range's end."""
        after = self.tokens[self.index + 1]
        ends = after.kind == "end" or (after.kind != "string" and after.text in AFTER_A_RANGE and after.text != "-")
        return self.ends_range and (ends or isinstance(before, syntax.Literal))

    def _filter(self, source: Expression) -> Expression:
        self.take("[")
        self.filters += 1
        condition = self._operations()
        self.filters -= 1
        self.take("]")
        return syntax.Filter(source, condition, source.at)

    def _call(self, function: Expression) -> Expression:
        self.take("(")
        if self.took(")"):
            return syntax.Call(function, (), (), function.at)
        if not self.name_length(":"):
            arguments = self.separated(self._operations)
            self.take(")")
            return syntax.Call(function, arguments, (), function.at)
        named = self.separated(self._named)
        self.take(")")
        names, arguments = tuple(name for name, _ in named), tuple(value for _, value in named)
        return syntax.Call(function, arguments, names, function.at)

    def _named(self) -> tuple[str, Expression]:
        name = self.new_name(":")
        self.take(":")
        return name, self._operations()

    def _primary(self) -> Expression:
        token = self.now
        name = self.known_name()
        if name is not None:
            return syntax.Name(name, token.start)
        if token.kind == "word":
            return self._word()
        if token.kind == "number":
            return syntax.Literal(number(self.step()), token.start)
        if token.kind == "string":
            return syntax.Literal(quoted(self.step()), token.start)
        return self._sign()

    def _sign(self) -> Expression:
        at = self.now.start
        if self.took("?"):
            return syntax.Question(at)
        if self.sees("@"):
            self.step()
            if self.now.kind != "string":
                self.fail()
            return syntax.AtLiteral(quoted(self.step()), at)
        if self.sees("("):
            return self._group()
        if self.sees("[", "]"):
            return self._list_or_range()
        return self._context()

    def _word(self) -> Expression:
        token, text = self.now, self.now.text
        if text in CONSTANTS:
            return syntax.Literal(CONSTANTS[self.step().text], token.start)
        if text == "if":
            return self._conditional()
        if text == "for":
            return self._for()
        if text in ("some", "every"):
            return self._quantified()
        if text == "function" and self.tokens[self.index + 1].text == "(":
            return self._function()
        if text in RESERVED - {"not", "function", "instance"}:
            self.fail()
        return syntax.Name(self.step().text, token.start)

    # Brackets (rules 7, 8, 54, 57)

    def _group(self) -> Expression:
        start = self.take("(").start
        found = self._operations()
        if self.sees(".."):
            return self._range(found, False, start)
        self.take(")")
        return found

    def _members(self) -> tuple[Expression, ...]:
        """What stands after ``in``: ``(a)``, ``(a, b)`` or ``(a..b]``."""
        start = self.take("(").start
        tests = self.separated(self._operations)
        if len(tests) == 1 and self.sees(".."):
            return (self._range(tests[0], False, start),)
        self.take(")")
        return tests

    def _list_or_range(self) -> Expression:
        opening = self.step()
        if opening.text == "]":
            return self._range(self._operations(), False, opening.start)
        if self.took("]"):
            return syntax.ListOf((), opening.start)
        items = self.separated(self._operations)
        if len(items) == 1 and self.sees(".."):
            return self._range(items[0], True, opening.start)
        self.take("]")
        return syntax.ListOf(items, opening.start)

    def _range(self, low: Expression, low_closed: bool, at: int) -> Expression:
        self.take("..")
        high = self._operations(ends_range=True)
        if not self.sees(")", "]", "["):
            self.fail()
        return syntax.Interval(low, high, low_closed, self.step().text == "]", at)

    # What has words of its own (rules 43 to 48, 55 to 60)

    def _context(self) -> Expression:
        at, scope = self.take("{").start, self.scope()
        entries = () if self.sees("}") else self.separated(self._entry)
        self.take("}")
        self.leave(scope)
        return syntax.ContextOf(entries, at)

    def _entry(self) -> tuple[str, Expression]:
        key = quoted(self.step()) if self.now.kind == "string" else self.new_name(":")
        self.take(":")
        if self.sees("function"):  # which may call itself
            self.bind(key)
            return key, self._operations()
        value = self._operations()
        self.bind(key)
        return key, value

    def _conditional(self) -> Expression:
        branches = list[tuple[int, Expression, Expression]]()
        while self.sees("if") and not (branches and self.known_length()):
            at = self.step().start
            test = self._operations()
            self.take("then")
            branches.append((at, test, self._operations()))
            self.take("else")
        found = self._operations()
        for at, test, chosen in reversed(branches):
            found = syntax.Conditional(test, chosen, found, at)
        return found

    def _for(self) -> Expression:
        at, scope = self.step().start, self.scope()
        iterators = self.separated(self._iterator)
        self.take("return")
        body = self._operations()
        self.leave(scope)
        return syntax.For(iterators, body, at)

    def _quantified(self) -> Expression:
        kind, scope = self.step(), self.scope()
        iterators = self.separated(self._iterator)
        self.take("satisfies")
        condition = self._operations()
        self.leave(scope)
        return syntax.Quantified(kind.text, iterators, condition, kind.start)

    def _iterator(self) -> syntax.Iterator:
        name = self.new_name("in")
        self.take("in")
        domain = self._operations()
        to = self._operations() if self.took("..") else None
        self.bind(name)
        return syntax.Iterator(name, domain, to)

    def _function(self) -> Expression:
        at, scope = self.step().start, self.scope()
        self.take("(")
        parameters = () if self.sees(")") else self.separated(self._parameter)
        self.take(")")
        external = self.sees("external") and self.tokens[self.index + 1].text == "{" and self.took("external")
        body = self._operations()
        self.leave(scope)
        return syntax.FunctionOf(parameters, body, external, at)

    def _parameter(self) -> tuple[str, TypeName | None]:
        name = self.new_name(":", ",", ")")
        self.bind(name)
        return name, self.read_type() if self.took(":") else None


def _parts(node: object) -> list[object]:
    """The nodes directly below one."""
    found, waiting = list[object](), list(vars(node).values())
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif hasattr(part, "__dataclass_fields__"):
            found.append(part)
    return found
