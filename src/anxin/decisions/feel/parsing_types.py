"""FEEL type names as written after ``instance of`` and a parameter's colon (DMN 1.5 §10.3.1.2 rule 52, §10.3.2.9)."""

from __future__ import annotations

from anxin.decisions.feel.cursor import Cursor
from anxin.decisions.feel.names import TYPE_NAMES
from anxin.decisions.feel.syntax import TypeName


class TypeReader(Cursor):
    """Reads types where the cursor stands."""

    def read_type(self) -> TypeName:
        """The type that stands next."""
        self.enter()
        at, word = self.now.start, self.now
        if word.text in ("list", "range", "context", "function") and self.tokens[self.index + 1].text == "<":
            found = self._type_of(at)
        else:
            found = TypeName(self._type_name(), at=at)
        self.nested -= 1
        return found

    def _type_of(self, at: int) -> TypeName:
        kind = self.step(2)
        read = self._member_type if kind.text == "context" else self._unnamed_type
        of = () if self.sees(">") else self.separated(read)
        if kind.text in ("list", "range") and len(of) != 1:
            self.fail()
        self.take(">")
        if kind.text == "function":
            self.take("->")
            return TypeName("function", of, self.read_type(), at)
        return TypeName(kind.text, of, None, at)

    def _unnamed_type(self) -> tuple[str, TypeName]:
        return "", self.read_type()

    def _member_type(self) -> tuple[str, TypeName]:
        name = self.new_name(":")
        self.take(":")
        return name, self.read_type()

    def _type_name(self) -> str:
        count = max(names.longest(self.tokens, self.index) for names in (self.given, TYPE_NAMES))
        if count:
            return self.joined(count)
        parts = [self._type_word()]
        while self.took("."):
            parts.append(self._type_word())
        return ".".join(parts)

    def _type_word(self) -> str:
        if self.now.kind != "word":
            self.fail()
        return self.step().text
