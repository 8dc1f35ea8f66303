"""The form of a decision table: its rows as fields, and back into a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from django.http import QueryDict
from django.utils.translation import gettext as _

from anxin.decisions.dmn.editing import Heading, RowText, TableText
from anxin.web.console.checking_cells import KINDS, Problem

MOST_FIELDS = 900  # Django refuses a form of more than 1,000
SHOWN_AT_MOST = 40


@dataclass(frozen=True)
class Held:
    """The table as the page has it: `base` as saved, `wanted` as typed, of which the rows `first` to before `last` of
    the base are on the page. Rows have keys: their number in the base, or n1, n2 … for new ones."""

    base: TableText
    wanted: TableText
    keys: tuple[str, ...]
    first: int
    last: int

    @property
    def rows(self) -> tuple[RowText, ...]:
        """The rows on the page."""
        return self.wanted.rows[self.first : self.first + len(self.keys)]

    @property
    def dirty(self) -> bool:
        return self.wanted != self.base

    @property
    def full(self) -> bool:
        """Whether the page can take no more rows before it is saved."""
        return (len(self.keys) + 1) * per_row(self.base) > MOST_FIELDS

    def with_rows(self, rows: Sequence[tuple[str, RowText]]) -> Held:
        after = self.wanted.rows[self.first + len(self.keys) :]
        all_rows = (*self.wanted.rows[: self.first], *(row for _key, row in rows), *after)
        return replace(self, wanted=replace(self.wanted, rows=all_rows), keys=tuple(key for key, _row in rows))


def per_row(table: TableText) -> int:
    return 1 + len(table.columns) + len(table.outputs) + len(table.annotations)


def opened(table: TableText, first: int = 0) -> Held:
    """The page of the saved table that holds the row ``first`` (from 0)."""
    size = max(1, min(SHOWN_AT_MOST, (MOST_FIELDS - 100) // per_row(table)))
    start = max(0, min(first, len(table.rows) - 1)) // size * size
    last = min(start + size, len(table.rows))
    return Held(table, table, tuple(map(str, range(start, last))), start, last)


def posted(table: TableText, data: QueryDict) -> Held:
    """What was typed, over the table it was typed over. Rows that are not on the page stay as they are saved."""
    count = len(table.rows)
    first = min(number(data.get("first", ""), 0), count)
    last = max(first, min(number(data.get("last", ""), count), count))
    keys = tuple(key for key in dict.fromkeys(data.getlist("row")) if _known(key, first, last))
    blank = table.blank()
    rows = []
    for key in keys:
        held = table.rows[int(key)] if key.isdigit() else blank
        cells, outputs, notes = (_values(data, kind, key, getattr(held, KINDS[kind])) for kind in KINDS)
        rows.append(held.saying((cells, outputs, notes)))
    wanted = replace(
        table,
        hit_policy=data.get("hit_policy", table.hit_policy),
        aggregation=data.get("aggregation", table.aggregation),
        columns=_labelled(data, "in", table.columns),
        outputs=_labelled(data, "out", table.outputs),
        rows=(*table.rows[:first], *rows, *table.rows[last:]),
    )
    wanted = wanted if wanted.hit_policy == "COLLECT" else replace(wanted, aggregation="")
    return Held(table, wanted, keys, first, last)


def number(read: str, otherwise: int = -1) -> int:
    """A number as forms send them, or the other where it is none."""
    return int(read) if read.isascii() and read.isdigit() and len(read) < 9 else otherwise


def _known(key: str, first: int, last: int) -> bool:
    if key.startswith("n"):
        return 0 <= number(key[1:]) < 10_000
    return first <= number(key) < last and str(number(key)) == key


def _values(data: QueryDict, kind: str, key: str, held: tuple[str, ...]) -> tuple[str, ...]:
    """What was typed; a text that was only sent back with other line ends is as it was."""
    found = (data.get(f"{kind}-{key}-{at}") for at in range(len(held)))
    return tuple(value if read is None else _plain(read) for read, value in zip(found, held, strict=True))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _labelled(data: QueryDict, kind: str, headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    return tuple(
        replace(one, label=" ".join(data.get(f"label-{kind}-{at}", one.label).split()))
        for at, one in enumerate(headings)
    )


def rearranged(held: Held, act: str) -> tuple[Held, str]:
    """The table after a button of a row: ``add:KEY`` (below it; ``add:`` above all), ``remove:``, ``up:``, ``down:``;
    and the key of the row that the reader's eye belongs to then."""
    what, _colon, key = act.partition(":")
    rows = list(zip(held.keys, held.rows, strict=True))
    at = held.keys.index(key) if key in held.keys else -1
    if what == "add" and not held.full:
        new = _new_key(held.keys)
        rows.insert(at + 1, (new, held.wanted.blank()))
        return held.with_rows(rows), new
    if at < 0:
        return held, ""
    if what == "remove":
        del rows[at]
        return held.with_rows(rows), rows[min(at, len(rows) - 1)][0] if rows else ""
    to = at + {"up": -1, "down": 1}.get(what, 0)
    if 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
    return held.with_rows(rows), key


def _new_key(keys: tuple[str, ...]) -> str:
    return f"n{max((int(key[1:]) for key in keys if key.startswith('n')), default=0) + 1}"


@dataclass(frozen=True)
class Entry:
    """A field of a row."""

    name: str
    value: str
    title: str
    heading: str
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        return any(problem.grave for problem in self.problems)


@dataclass(frozen=True)
class Line:
    """A row on the page; ``number`` is its place in the table."""

    key: str
    number: int
    cells: tuple[Entry, ...]
    outputs: tuple[Entry, ...]
    annotations: tuple[Entry, ...]
    first: bool
    last: bool
    new: bool = False

    @property
    def brief(self) -> str:
        """Its first annotation, for the fold that holds them all."""
        return next((entry.value for entry in self.annotations if entry.value), "") or _("Notes on this row")

    @property
    def wrong(self) -> bool:
        return any(entry.wrong for entry in (*self.cells, *self.outputs))


def told_changes(before: TableText, after: TableText) -> list[str]:
    """What one text says otherwise than another, row by row."""
    found = []
    if (before.hit_policy, before.aggregation) != (after.hit_policy, after.aggregation):
        found.append(_("Hit policy: %(was)s → %(now)s") % {"was": before.hit_policy, "now": after.hit_policy})
    old, new = ([row.entries for row in table.rows] for table in (before, after))
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "replace" and i2 - i1 == j2 - j1:
            for at in range(i2 - i1):
                found += _changed(i1 + at + 1, before, old[i1 + at], new[j1 + at])
        elif what != "equal":
            found += [_("Row %(row)s removed") % {"row": at + 1} for at in range(i1, i2)]
            found += [
                _("New row %(row)s: %(text)s") % {"row": number + 1, "text": _line(new[number])}
                for number in range(j1, j2)
            ]
    return found


Entries = tuple[tuple[str, ...], ...]


def _changed(row: int, table: TableText, was: Entries, now: Entries) -> list[str]:
    named = [*(one.label or one.text for one in (*table.columns, *table.outputs)), *table.annotations]
    pairs = zip(named, sum(was, ()), sum(now, ()), strict=False)
    text = _("Row %(row)s, %(column)s: %(was)s → %(now)s")
    return [
        text % {"row": row, "column": name, "was": old or "–", "now": new or "–"}
        for name, old, new in pairs
        if old != new
    ]


def _line(entries: Entries) -> str:
    return " | ".join(value or "–" for value in (*entries[0], *entries[1]))
