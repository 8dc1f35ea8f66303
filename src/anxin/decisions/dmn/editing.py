"""Editing a decision table in its DMN text: text in, text out, and every byte that no edit touches stays as it is.

Diagrams, extensions, comments, processing instructions, prefixes, ids and line ends of whatever program wrote the file
survive, because nothing is written anew: an edit replaces the bytes of the entry, attribute or rows it is about. A
table is read as it is written (:func:`read_table`), even one whose FEEL cannot be read; changed rows are written back
with :func:`write_table`. DecisionError for XML that cannot be read, a document type, a table that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from anxin.decisions.dmn.rows import ENTRIES, Lines, Written
from anxin.decisions.dmn.spans import Span, spans
from anxin.decisions.dmn.splices import Splice, attribute, checked, plain, spliced, undoing
from anxin.decisions.dmn.tables import AGGREGATIONS, HIT_POLICIES, MOST_ROWS
from anxin.decisions.errors import DecisionError, Place

__all__ = [
    "Heading", "RowText", "Splice", "TableText", "add_row", "change_annotation", "change_cell", "change_hit_policy",
    "change_label", "change_output", "changes", "move_row", "read_table", "relabel_decision", "remove_row", "spliced",
    "tables_in", "undoing", "write_table",
]  # fmt: skip

Some = TypeVar("Some")


@dataclass(frozen=True)
class Heading:
    """A column as written: ``text`` is the input expression or the output's name. Only ``label`` can be edited."""

    text: str
    label: str = ""
    type: str = ""
    values: str = ""


@dataclass(frozen=True)
class RowText:
    """A row as it is written. ``origin`` counts, from 0, the row of the text that this one was; None for a new one."""

    cells: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...] = ()
    origin: int | None = None

    @property
    def entries(self) -> Written:
        """Cells, outputs and annotations."""
        return self.cells, self.outputs, self.annotations

    def saying(self, entries: Written) -> RowText:
        """The same row with other entries."""
        return RowText(*entries, self.origin)


@dataclass(frozen=True)
class TableText:
    """The table of a decision as it is written; rows that lack entries have them as empty texts."""

    decision: str
    label: str
    hit_policy: str
    aggregation: str
    columns: tuple[Heading, ...]
    outputs: tuple[Heading, ...]
    annotations: tuple[str, ...]
    rows: tuple[RowText, ...]

    def blank(self) -> RowText:
        """A new row that is met by everything and says nothing yet."""
        return RowText(("-",) * len(self.columns), ("",) * len(self.outputs), ("",) * len(self.annotations))


def tables_in(text: str, name: str = "model") -> list[str]:
    """The names of the decisions that a text has tables for, in its order."""
    root = spans(_encoded(text, name), name)
    return [_named(one) for one in root.all("decision") if one.first("decisionTable") is not None]


def read_table(text: str, decision: str = "", name: str = "model") -> TableText:
    """The table of a decision (of the last one that has a table, when none is named)."""
    return _Page(text, decision, name).table


def write_table(text: str, wanted: TableText, name: str = "model") -> str:
    """The text with its table of that decision as wanted: what differs is written, all else is left as it is."""
    return spliced(text, changes(text, wanted, name))


def changes(text: str, wanted: TableText, name: str = "model") -> tuple[Splice, ...]:
    """The splices that :func:`write_table` does; ``spliced(new, undoing(changes))`` is the text as it was."""
    page = _Page(text, wanted.decision, name)
    return tuple(sorted((*page.heading(wanted), *page.rows(wanted.rows))))


def change_cell(text: str, row: int, column: int, cell: str, decision: str = "") -> str:
    """The text with another input entry; rows and columns count from 0."""
    return _with_row(text, decision, row, lambda held: replace(held, cells=_put(held.cells, column, cell)))


def change_output(text: str, row: int, column: int, expression: str, decision: str = "") -> str:
    """The text with another output entry."""
    return _with_row(text, decision, row, lambda held: replace(held, outputs=_put(held.outputs, column, expression)))


def change_annotation(text: str, row: int, column: int, note: str, decision: str = "") -> str:
    """The text with another annotation of a row."""
    return _with_row(text, decision, row, lambda held: replace(held, annotations=_put(held.annotations, column, note)))


def add_row(text: str, at: int, row: RowText | None = None, decision: str = "") -> str:
    """The text with one row more, before the row that was at this place; a blank one when none is given."""
    table = read_table(text, decision)
    rows = list(table.rows)
    rows.insert(at, replace(row or table.blank(), origin=None))
    return write_table(text, replace(table, rows=tuple(rows)))


def remove_row(text: str, at: int, decision: str = "") -> str:
    """The text without a row and the comments that belong to it."""
    table = read_table(text, decision)
    rows = list(table.rows)
    del rows[at]
    return write_table(text, replace(table, rows=tuple(rows)))


def move_row(text: str, at: int, to: int, decision: str = "") -> str:
    """The text with a row, and the comments that belong to it, at another place."""
    table = read_table(text, decision)
    rows = list(table.rows)
    rows.insert(to, rows.pop(at))
    return write_table(text, replace(table, rows=tuple(rows)))


def change_hit_policy(text: str, policy: str, aggregation: str = "", decision: str = "") -> str:
    """The text with another hit policy; an aggregation goes only with COLLECT."""
    return write_table(text, replace(read_table(text, decision), hit_policy=policy, aggregation=aggregation))


def change_label(text: str, column: int, label: str, decision: str = "", *, output: bool = False) -> str:
    """The text with another label of an input column, or of an output column."""
    table = read_table(text, decision)
    headings = table.outputs if output else table.columns
    found = _put(headings, column, replace(headings[column], label=label))
    return write_table(text, replace(table, outputs=found) if output else replace(table, columns=found))


def relabel_decision(text: str, label: str, decision: str = "") -> str:
    """The text with another label of the decision. Its name stays: other decisions speak of it."""
    return write_table(text, replace(read_table(text, decision), label=label))


def _put(held: tuple[Some, ...], at: int, value: Some) -> tuple[Some, ...]:
    if not 0 <= at < len(held):
        raise IndexError(at)
    return (*held[:at], value, *held[at + 1 :])


def _with_row(text: str, decision: str, row: int, change: Callable[[RowText], RowText]) -> str:
    table = read_table(text, decision)
    return write_table(text, replace(table, rows=_put(table.rows, row, change(table.rows[row]))))


def _encoded(text: str, name: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise DecisionError("the text holds half a character", place=Place(name)) from None


def _named(element: Span) -> str:
    variable = element.first("variable")
    name = element.attributes.get("name") or (variable.attributes.get("name", "") if variable is not None else "")
    return " ".join(name.split())


class _Page:
    """One table where it stands in its text."""

    def __init__(self, text: str, decision: str, name: str) -> None:
        self.document = _encoded(text, name)
        self.root = spans(self.document, name)
        held = {_named(one): one for one in self.root.all("decision") if one.first("decisionTable") is not None}
        chosen = held.get(decision or next(reversed(held), ""))
        if chosen is None:
            raise DecisionError("no such decision table", place=Place(name), read=decision, allowed=sorted(held))
        self.decision, self.place = chosen, Place(name, decision=_named(chosen))
        self.span = next(chosen.all("decisionTable"))
        newline = b"\r\n" if b"\r\n" in self.document else b"\n"
        self.lines = Lines(self.document, self.root, self.span, newline)

    @cached_property
    def table(self) -> TableText:
        """The table as it is written."""
        given = self.span.attributes
        columns, outputs = map(tuple, (map(_column, self.span.all("input")), map(_output, self.span.all("output"))))
        notes = tuple(_named(one) for one in self.span.all("annotation"))
        sizes = (len(columns), len(outputs), len(notes))
        rules = (_row(rule, sizes, origin) for origin, rule in enumerate(self.lines.rules))
        policy = " ".join(given.get("hitPolicy", "UNIQUE").split())
        label = self.decision.attributes.get("label", "")
        return TableText(
            _named(self.decision), label, policy, given.get("aggregation", ""), columns, outputs, notes, tuple(rules)
        )

    def heading(self, wanted: TableText) -> Iterator[Splice]:
        """What is set around the rows: hit policy and labels."""
        held = self.table
        policy = wanted.hit_policy if wanted.hit_policy != held.hit_policy else None
        if policy is not None and policy not in HIT_POLICIES:
            raise DecisionError("no such hit policy", place=self.place, read=policy, allowed=HIT_POLICIES)
        if wanted.aggregation not in (held.aggregation, "", *AGGREGATIONS):
            why = "no such aggregation"
            raise DecisionError(why, place=self.place, read=wanted.aggregation, allowed=AGGREGATIONS)
        settings = [(self.span, "hitPolicy", policy), (self.span, "aggregation", wanted.aggregation)]
        settings.append((self.decision, "label", wanted.label))
        for kind, headings in (("input", wanted.columns), ("output", wanted.outputs)):
            settings += [(span, "label", one.label) for span, one in zip(self.span.all(kind), headings, strict=True)]
        for span, name, value in settings:
            if value is not None and value != span.attributes.get(name, ""):
                found = attribute(self.document, span, name, checked(value, self.place))
                yield from [found] if found is not None else []

    def rows(self, wanted: Sequence[RowText]) -> Iterator[Splice]:
        """What the rows become: entries in place where they stay in order, else the part in another order as one."""
        held = self.table
        rows = [self._checked(number, row, held) for number, row in enumerate(wanted, 1)]
        if len(rows) > max(MOST_ROWS, len(held.rows)):
            raise DecisionError(f"a table may have {MOST_ROWS} rows", place=self.place, read=str(len(rows)))
        origins = [row.origin for row in rows]
        known = [origin for origin in origins if origin is not None]
        if len(set(known)) < len(known) or not set(known) <= set(range(len(held.rows))):
            raise DecisionError("these rows are not of this table", place=self.place)
        before = _common(origins, list(range(len(held.rows))))
        after = _common(origins[before:][::-1], list(range(before, len(held.rows)))[::-1])
        for row in (*rows[:before], *rows[len(rows) - after :]):
            assert row.origin is not None, "the rows that stay were there"
            yield from self.lines.changed(row.origin, row.entries)
        middle = rows[before : len(rows) - after]
        if middle or before + after < len(held.rows):
            yield self._rearranged(middle, before, len(held.rows) - after)

    def _checked(self, number: int, row: RowText, held: TableText) -> RowText:
        sizes = (len(held.columns), len(held.outputs), len(held.annotations))
        if tuple(map(len, row.entries)) != sizes:
            raise DecisionError("a row needs an entry for each column", place=self.place.within(rule=number))
        place = self.place.within(rule=number)
        cells, outputs, notes = (tuple(checked(value, place) for value in values) for values in row.entries)
        return RowText(cells, outputs, notes, row.origin)

    def _rearranged(self, middle: Sequence[RowText], first: int, last: int) -> Splice:
        """The rows ``first`` to before ``last`` of the text, replaced; slots, and comments in them, stay in order."""
        lines = self.lines
        if not lines.rules and lines.table.opened == lines.table.end:
            raise DecisionError("a table needs columns before it can have rows", place=self.place)
        blocks = [self._block(row, first + index) for index, row in enumerate(middle)]
        if first == last == 0 and lines.blocks:  # above the first row, below what stands above the rows
            above = b"".join(block + lines.spare() for block in blocks)
            return Splice(lines.blocks[0][0], b"", above)
        slots = [lines.slot(index) for index in range(first, last)]
        before = [*slots, *[lines.spare()] * len(blocks)]
        parts = [slot + block for slot, block in zip(before, blocks, strict=False)]
        parts += [_comments(slot) for slot in slots[len(blocks) :]]
        start = lines.blocks[first - 1][1] if first else lines.first
        end = lines.blocks[last - 1][1] if last > first else start
        return Splice(start, self.document[start:end], b"".join(parts))

    def _block(self, row: RowText, near: int) -> bytes:
        lines = self.lines
        if row.origin is None:
            return lines.written(row.entries, max(near - 1, 0))
        start, end = lines.blocks[row.origin]
        inner = [one._replace(at=one.at - start) for one in lines.changed(row.origin, row.entries)]
        return spliced(self.document[start:end].decode(), inner).encode()


def _comments(slot: bytes) -> bytes:
    """What stays of a slot whose row is gone: its comments, and a line's end so that they keep apart from the next."""
    held = slot.rstrip()
    return held + slot[len(held) : slot.find(b"\n", len(held)) + 1] if held else b""


def _column(span: Span) -> Heading:
    expression = span.first("inputExpression")
    text = expression.words("text") if expression is not None else ""
    type_ = expression.attributes.get("typeRef", "") if expression is not None else ""
    return Heading(text, span.attributes.get("label", ""), type_, _values(span, "inputValues"))


def _output(span: Span) -> Heading:
    given = span.attributes
    return Heading(_named(span), given.get("label", ""), given.get("typeRef", ""), _values(span, "outputValues"))


def _values(span: Span, name: str) -> str:
    held = span.first(name)
    return held.words("text") if held is not None else ""


def _row(rule: Span, sizes: tuple[int, int, int], origin: int) -> RowText:
    cells, outputs, notes = (
        tuple([*(plain(entry.words("text")) for entry in rule.all(kind)), *[""] * size][:size])
        for kind, size in zip(ENTRIES, sizes, strict=True)
    )
    return RowText(cells, outputs, notes, origin)


def _common(one: Sequence[int | None], two: Sequence[int | None]) -> int:
    """How many places two sequences share from their beginning."""
    shared = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        shared += 1
    return shared
