"""Finding the header: the first row that holds every required column name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.layouts import Column, Layout
from anxin.kernel.intake.problems import Flaw

HEADER_WITHIN = 30  # rows: titles and notes stand above a table, never more than a screenful
DECORATION = re.compile(r"[\s\ufeff*＊:：]|[（(]必填[）)]")


@dataclass(frozen=True)
class Header:
    """Row number of the header and, by column key, the place (from 0) of each column found."""

    row: int
    places: dict[str, int]


def plain(name: object) -> str:
    """A column name without what people hang on it: blanks, asterisks, colons, （必填）."""
    return DECORATION.sub("", name) if isinstance(name, str) else ""


def holds_header(rows: Iterable[Sequence[object]], layout: Layout) -> bool:
    """Does one of the rows hold all required column names?"""
    return any(_missing(cells, layout) == [] for cells in rows)


def find_header(rows: Sequence[Sequence[object]], layout: Layout) -> Header | None:
    """The first row with all required names, None if there is none near the top."""
    for number, cells in enumerate(rows[:HEADER_WITHIN], start=1):
        if not _missing(cells, layout):
            names = [plain(cell) for cell in cells]
            found = {column.key: names.index(plain(column.name)) for column in layout.columns if _in(column, names)}
            return Header(number, found)
    return None


def header_flaws(rows: Sequence[Sequence[object]], layout: Layout) -> list[Flaw]:
    """Why no header was found: each missing column, with the nearest name in the row that comes closest."""
    head = rows[:HEADER_WITHIN]
    nearest = min(range(len(head)), key=lambda index: len(_missing(head[index], layout)), default=None)
    cells = head[nearest] if nearest is not None else []
    names = [str(cell).strip() for cell in cells if plain(cell)]
    known = {plain(column.name) for column in layout.columns}
    strange = {plain(name): name for name in names if plain(name) not in known}
    row = nearest + 1 if nearest is not None and len(_missing(cells, layout)) < len(_required(layout)) else None
    return [_missing_column(column, strange, names, row) for column in _missing(cells, layout)]


def repeated(cells: Sequence[object], layout: Layout) -> list[Flaw]:
    """Columns of the layout whose name stands twice: which one counts cannot be known."""
    names = [plain(cell) for cell in cells]
    return [
        Flaw(
            _("This column stands twice."),
            _("each column once"),
            _("Delete or rename one of the two."),
            read=column.name,
            column=column.name,
        )
        for column in layout.columns
        if names.count(plain(column.name)) > 1
    ]


def _missing_column(column: Column, strange: dict[str, str], names: list[str], row: int | None) -> Flaw:
    near = get_close_matches(plain(column.name), list(strange), n=1, cutoff=0.5)
    if near:
        return Flaw(
            _("The column “%(name)s” is missing; “%(near)s” comes nearest."),
            _("a header row with this name"),
            _("Name the column exactly as the layout does."),
            read=strange[near[0]],
            column=column.name,
            row=row,
            values={"name": column.name, "near": strange[near[0]]},
        )
    return Flaw(
        _("The column “%(name)s” is missing."),
        _("a header row with this name"),
        _("Add the column; download the empty template if unsure."),
        read="、".join(names)[:200],
        column=column.name,
        row=row,
        values={"name": column.name},
    )


def _required(layout: Layout) -> list[Column]:
    return [column for column in layout.columns if column.required]


def _missing(cells: Sequence[object], layout: Layout) -> list[Column]:
    names = {plain(cell) for cell in cells}
    return [column for column in _required(layout) if plain(column.name) not in names]


def _in(column: Column, names: list[str]) -> bool:
    return plain(column.name) in names
