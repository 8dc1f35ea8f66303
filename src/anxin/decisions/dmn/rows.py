"""The rows of a table in its text: which bytes are whose, what a new row looks like, what another order writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from anxin.decisions.dmn.spans import Span
from anxin.decisions.dmn.splices import Splice, content, escaped, plain

ENTRIES = ("inputEntry", "outputEntry", "annotationEntry")
_PIECE = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_REST_OF_LINE = re.compile(rb"(?:[ \t]*<!--[^\n]*?-->)+[ \t]*(?=\r?\n)")
_SPACE_AT_END = re.compile(rb"\s*\Z")

Written = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]  # cells, outputs, annotations


@dataclass
class Lines:
    """The rules of a table. A block is a rule with the comments that belong to it: those right above it, without a
    blank line between, and those behind it on its line. A slot is what stands before a block; slots stay in place."""

    document: bytes
    root: Span
    table: Span
    newline: bytes
    rules: list[Span] = field(init=False)
    blocks: list[tuple[int, int]] = field(init=False)
    first: int = field(init=False)
    _ids: set[str] | None = None

    def __post_init__(self) -> None:
        self.rules = list(self.table.all("rule"))
        self.first = self._before(self.rules[0]) if self.rules else self._end_of_heading()
        self.blocks = [self._block(index) for index in range(len(self.rules))]

    def _end_of_heading(self) -> int:
        return self.table.children[-1].end if self.table.children else self.table.opened

    def _before(self, rule: Span) -> int:
        earlier = [child.end for child in self.table.children if child.end <= rule.start]
        return max(earlier, default=self.table.opened)

    def _block(self, index: int) -> tuple[int, int]:
        rule = self.rules[index]
        start = self.rules[index - 1].end if index else self.first
        gap = self.document[start : rule.start]
        behind = _REST_OF_LINE.match(gap)
        after = _REST_OF_LINE.match(self.document, rule.end, self.table.closing)
        head = _head(gap[behind.end() if behind else 0 :])
        return rule.start - head, after.end() if after else rule.end

    def slot(self, index: int) -> bytes:
        """What stands between a block and the one before it."""
        start = self.blocks[index - 1][1] if index else self.first
        return self.document[start : self.blocks[index][0]]

    def spare(self) -> bytes:
        """The space that goes before one row more."""
        if self.blocks:
            return _space(self.slot(min(1, len(self.blocks) - 1)))
        before = self.table.children[-1].start if self.table.children else self.table.opened
        return _space(self.document[self.table.opened : before])

    def changed(self, index: int, wanted: Written) -> Iterator[Splice]:
        """The splices within a rule that give its entries other texts."""
        rule = self.rules[index]
        for kind, values in zip(ENTRIES, wanted, strict=True):
            entries = list(rule.all(kind))
            for entry, value in zip(entries, values, strict=False):
                if plain(entry.words("text")) != value:
                    yield self._filled(entry, value)
            missing = values[len(entries) :]
            if any(missing):
                yield self._added(rule, kind, missing)

    def _filled(self, entry: Span, value: str) -> Splice:
        text = entry.first("text")
        if text is not None:
            return content(self.document, text, value, self.newline)
        written = _element(entry.prefix + b"text", escaped(value, self.newline))
        if entry.opened == entry.end:
            return Splice(entry.opened - 2, b"/>", b">" + written + b"</" + entry.tag + b">")
        at = max((child.end for child in entry.children), default=entry.opened)
        return Splice(at, b"", written)

    def _added(self, rule: Span, kind: str, values: Sequence[str]) -> Splice:
        """Entries that a rule has fewer of than the table has columns, after those it has."""
        earlier = ENTRIES[: ENTRIES.index(kind) + 1]
        before = [child for child in rule.children if child.namespace == rule.namespace and child.name in earlier]
        at = max((child.end for child in before), default=rule.opened)
        form = _Form.of(self, rule)
        return Splice(at, b"", b"".join(form.entry(self, kind, value) for value in values))

    def written(self, wanted: Written, near: int) -> bytes:
        """A new rule, written like the one near by."""
        sample = self.rules[min(near, len(self.rules) - 1)] if self.rules else None
        form = _Form.of(self, sample)
        entries = [
            form.entry(self, kind, value) for kind, values in zip(ENTRIES, wanted, strict=True) for value in values
        ]
        tag = self.table.prefix + b"rule"
        key = self.fresh(sample.attributes.get("id", "") if sample is not None else "")
        return b"<" + tag + f' id="{key}">'.encode() + b"".join(entries) + form.end + b"</" + tag + b">"

    def fresh(self, like: str) -> str:
        """An id that nothing in the text has, counted on from ids like this one."""
        if self._ids is None:
            self._ids = set(_ids(self.root))
        stem = like.rstrip("0123456789") or "rule-"
        stem = stem if stem[-1] in "-_." or like != stem else f"{stem}-"
        number = len(self.rules) + 1
        while f"{stem}{number}" in self._ids:
            number += 1
        self._ids.add(f"{stem}{number}")
        return f"{stem}{number}"


@dataclass(frozen=True)
class _Form:
    """How a rule is laid out: the space before each entry, around its text, before its end; ids of entries by kind."""

    prefix: bytes
    before: bytes
    inside: tuple[bytes, bytes]
    end: bytes
    ids: dict[str, str]

    @classmethod
    def of(cls, lines: Lines, sample: Span | None) -> _Form:
        document, prefix = lines.document, lines.table.prefix
        entries = [entry for entry in sample.children if entry.name in ENTRIES] if sample is not None else []
        if sample is None or not entries:
            row = lines.spare()
            step = row + b"  " if row else b""
            return cls(prefix, step, (b"", b""), row, {})
        last = entries[-1]
        before = _space(document[sample.opened : entries[0].start])
        text = last.first("text")
        around = (b"", b"")
        if text is not None:
            around = (_space(document[last.opened : text.start]), _space(document[text.end : last.closing]))
        ids = {entry.name: entry.attributes["id"] for entry in entries if "id" in entry.attributes}
        return cls(prefix, before, around, _space(document[last.end : sample.closing]), ids)

    def entry(self, lines: Lines, kind: str, value: str) -> bytes:
        """One entry with the space before it."""
        key = f' id="{lines.fresh(self.ids[kind])}"'.encode() if kind in self.ids else b""
        text = self.inside[0] + _element(self.prefix + b"text", escaped(value, lines.newline)) + self.inside[1]
        return self.before + _element(self.prefix + kind.encode(), text, key)


def _element(tag: bytes, inner: bytes, attributes: bytes = b"") -> bytes:
    return b"<" + tag + attributes + b">" + inner + b"</" + tag + b">"


def _head(gap: bytes) -> int:
    """How much of the end of a gap belongs to the row after it."""
    pieces, at = [], 0
    while at < len(gap):
        match = _PIECE.match(gap, at)
        if match is None:
            return 0
        pieces.append(match[0])
        at = match.end()
    head = 0
    for index, piece in reversed(list(enumerate(pieces))):
        if piece.isspace() and (piece.count(b"\n") > 1 or not index):
            break
        head += len(piece)
    return 0 if head and b"<" not in gap[-head:] else head


def _space(text: bytes) -> bytes:
    found = _SPACE_AT_END.search(text)
    return found[0] if found else b""


def _ids(span: Span) -> Iterator[str]:
    waiting = [span]
    while waiting:
        one = waiting.pop()
        waiting += one.children
        if "id" in one.attributes:
            yield one.attributes["id"]
