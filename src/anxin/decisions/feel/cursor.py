"""A place in a FEEL text: which token is next, and which names may stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from anxin.decisions.feel.names import FUNCTION_NAMES, LONGEST_NAME, PROPERTY_NAMES, Names, given
from anxin.decisions.feel.tokens import Token, Unreadable, scan

NESTED = 64  # brackets in brackets

NAME_SIGNS = frozenset("./-'’+*?") | {"**", "->"}
SIGNS = frozenset("()[]{},.:@?<>=+-*/") | {"**", "..", "->", "!=", "<=", ">="}

Read = TypeVar("Read")


class Cursor:
    """Moves over the tokens of one text and keeps the names in scope: the given ones, the built-in ones, and those
    bound in the text itself from where they are bound to where their scope ends."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.tokens = scan(text)
        self.index = 0
        self.now = self.tokens[0]
        self.filters = 0
        self.nested = 0
        self.given = given(names)
        self._bound = Names()
        self._ever_bound = Names()
        self._scope: list[str] = []

    def enter(self) -> None:
        """Begin something that may hold itself; whoever ends it takes one from ``nested``."""
        self.nested += 1
        if self.nested > NESTED:
            raise Unreadable(f"brackets may be nested {NESTED} deep", self.now.start + 1)

    def step(self, count: int = 1) -> Token:
        """The next token, left behind."""
        token = self.now
        self.index += count
        self.now = self.tokens[self.index]
        return token

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these signs or words."""
        return self.now.text in texts and self.now.kind in ("symbol", "word")

    def took(self, text: str) -> bool:
        """Whether the next token is this one; it is then left behind."""
        return self.sees(text) and bool(self.step())

    def take(self, text: str) -> Token:
        """The next token, which must be this one."""
        if not self.sees(text):
            self.fail()
        return self.step()

    def fail(self) -> NoReturn:
        """The next token makes no sense here."""
        token = self.now
        if token.kind == "end":
            raise Unreadable("the text ends too early", len(self.text) + 1)
        piece = self.text[token.start : token.start + 20]
        if token.kind == "broken":
            what = "string" if token.text[0] == '"' else "comment"
            raise Unreadable(f"{piece!r} is not FEEL: the {what} has no end", token.start + 1)
        if token.kind == "symbol" and token.text not in SIGNS:
            raise Unreadable(f"{token.text!r} is not FEEL", token.start + 1)
        raise Unreadable(f"{piece!r} does not belong here", token.start + 1)

    def separated(self, read: Callable[[], Read]) -> tuple[Read, ...]:
        """What ``read`` finds, once or more with commas between."""
        found = [read()]
        while self.took(","):
            found.append(read())
        return tuple(found)

    def known_name(self) -> str | None:
        """The longest known name of more than one word that begins here, left behind; None when there is none."""
        count = self.known_length()
        return self.joined(count) if count else None

    def known_length(self) -> int:
        """How many tokens that name has; 0 when there is none."""
        count = max(names.longest(self.tokens, self.index) for names in (self.given, self._bound, FUNCTION_NAMES))
        if self.filters:
            count = max(count, self._ever_bound.longest(self.tokens, self.index))
        return count

    def entry_name(self) -> str:
        """The name after a dot: a known one, or one word, which may be a keyword."""
        known = (self.given, self._ever_bound, PROPERTY_NAMES)
        count = max(names.longest(self.tokens, self.index) for names in known)
        if not count and self.now.kind != "word":
            self.fail()
        return self.joined(count or 1)

    def new_name(self, *stops: str) -> str:
        """A name that the text itself gives to something: all words and signs up to a stop, which stays."""
        count = self.name_length(*stops)
        if not count:
            self._pass_name(stops)
            self.fail()
        return self.joined(count)

    def name_length(self, *stops: str) -> int:
        """How many tokens a name that begins here has before one of the stops (an empty one is the text's end); 0
        when there is no name or stop."""
        if self.now.kind != "word":
            return 0
        for index in range(self.index + 1, min(self.index + LONGEST_NAME + 1, len(self.tokens))):
            token = self.tokens[index]
            if token.text in stops and token.kind in ("symbol", "word", "end"):
                return index - self.index
            if not _fits_a_name(token):
                return 0
        return 0

    def _pass_name(self, stops: tuple[str, ...]) -> None:
        """Go to the token at which a name stops making sense."""
        if self.now.kind == "word":
            self.step()
            while _fits_a_name(self.now) and self.now.text not in stops:
                self.step()

    def joined(self, count: int) -> str:
        """The next tokens as one name, left behind."""
        name = "".join(token.key for token in self.tokens[self.index : self.index + count]).lstrip()
        self.step(count)
        return name

    def bind(self, name: str) -> None:
        """The name is known from here on, to the end of its scope."""
        self._bound.add(name)
        self._ever_bound.add(name)
        self._scope.append(name)

    def scope(self) -> int:
        """A mark of what is bound; give it to :meth:`leave` to forget everything bound since."""
        return len(self._scope)

    def leave(self, mark: int) -> None:
        """Forget what was bound since ``mark``."""
        while len(self._scope) > mark:
            self._bound.remove(self._scope.pop())


def _fits_a_name(token: Token) -> bool:
    return token.kind in ("word", "number") or (token.kind == "symbol" and token.text in NAME_SIGNS)
