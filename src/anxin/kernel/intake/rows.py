"""One row of a table after reading, and the checks that need nothing but the file itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.cells import formula_flaw, read_cell
from anxin.kernel.intake.headers import Header
from anxin.kernel.intake.layouts import Column, ColumnType, Layout, MakesEvidence
from anxin.kernel.intake.problems import Flaw
from anxin.kernel.intake.sheets import Raw, Sheet
from anxin.kernel.intake.shortening import shortened
from anxin.kernel.parties.identifiers import mask

Values = dict[str, str]


@dataclass(frozen=True)
class Row:
    """A row with its place: `sheet` counts from 0, `number` from 1. `values` by column key; "" is empty.

    Of a bad row the values are what stood in the cells, as text.
    """

    sheet: int
    number: int
    values: Values


@dataclass(frozen=True)
class ReadRow:
    row: Row
    flaws: tuple[Flaw, ...] = ()


def read_rows(sheet: Sheet, index: int, header: Header, layout: Layout, *, is_text_file: bool) -> Iterator[ReadRow]:
    """Every row beneath the header that is not empty, with what is wrong inside it."""
    columns = [(column, header.places.get(column.key)) for column in layout.columns]
    for number in range(header.row + 1, len(sheet.rows) + 1):
        cells = sheet.rows[number - 1]
        if any(cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells):
            read = _read_row(sheet, index, number, cells, columns, is_text_file)
            yield read if read.flaws else _with_order_of_days(read, layout, sheet)


def _read_row(
    sheet: Sheet,
    index: int,
    number: int,
    cells: Sequence[Raw],
    columns: Sequence[tuple[Column, int | None]],
    is_text_file: bool,
) -> ReadRow:
    if number in sheet.flaws:
        return _bad(sheet, index, number, cells, columns, [sheet.flaws[number]])
    values, flaws = {}, []
    for column, place in columns:
        raw = cells[place] if place is not None and place < len(cells) else ""
        if sheet.formulas and place is not None and (number, place + 1) in sheet.formulas:
            flaws.append(formula_flaw(column, raw))
            continue
        read = read_cell(column, raw, is_text_file=is_text_file)
        if isinstance(read, str):
            values[column.key] = read
        else:
            flaws.append(read)
    if flaws:
        return _bad(sheet, index, number, cells, columns, flaws)
    return ReadRow(Row(index, number, values))


def _bad(
    sheet: Sheet,
    index: int,
    number: int,
    cells: Sequence[Raw],
    columns: Sequence[tuple[Column, int | None]],
    flaws: Iterable[Flaw],
) -> ReadRow:
    shown = {
        column.key: str(cells[place])[:200] if place is not None and place < len(cells) else ""
        for column, place in columns
    }
    return ReadRow(Row(index, number, shown), tuple(flaw.at(sheet=sheet.name, row=number) for flaw in flaws))


def _with_order_of_days(read: ReadRow, layout: Layout, sheet: Sheet) -> ReadRow:
    found = [_span_flaw(read.row.values, start, end, layout) for start, end in _spans(layout)]
    return ReadRow(read.row, tuple(flaw.at(sheet=sheet.name, row=read.row.number) for flaw in found if flaw))


def _spans(layout: Layout) -> Iterator[tuple[str, str]]:
    """Pairs of day columns (first, last) that a row uses as a span."""
    spans = [(made.valid_from, made.valid_until) for made in layout.makes.evidence if made.valid_until]
    if (belongs := layout.makes.affiliation) is not None:
        spans.append((belongs.starts, belongs.ends))
    return iter(dict.fromkeys(spans))


def _span_flaw(values: Values, start: str, end: str, layout: Layout) -> Flaw | None:
    if not values[start] or not values[end] or values[start] <= values[end]:
        return None
    return Flaw(
        _("The last day lies before the first."),
        _("%(day)s or later"),
        _("Check both days; perhaps they were exchanged."),
        read=values[end],
        column=layout.column(end).name,
        values={"day": values[start]},
    )


def stated(made: MakesEvidence, values: Values) -> bool:
    """Does the row state this fact: are all columns it needs filled?"""
    return bool(values[made.valid_from]) and all(values[key] for key in made.needs)


def repeated_rows(rows: Sequence[Row], layout: Layout, sheets: Sequence[str]) -> Mapping[tuple[int, int], Flaw]:
    """Rows, by (sheet, number), that say the same thing of one person twice; each flaw names the other rows.

    A roster holds a person once. A return may hold several days of one kind, but one day once.
    """
    key = layout.key_of(ColumnType.IDENTITY_NUMBER)
    if key is None:
        return {}
    days = () if layout.makes.affiliation else tuple(made.valid_from for made in layout.makes.evidence)
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if number := row.values.get(key):
            groups[(number.upper(), *(row.values[day] for day in days))].append(row)
    column = layout.column(key)
    return {
        (row.sheet, row.number): _repeated(row, group, column, sheets)
        for group in groups.values()
        if len(group) > 1
        for row in group
    }


def _repeated(row: Row, group: Sequence[Row], column: Column, sheets: Sequence[str]) -> Flaw:
    others = [each for each in group if each is not row]
    return Flaw(
        _("The same person stands in several rows: this one and %(rows)s."),
        _("one row a person"),
        _("Keep the row that is right and delete the others."),
        read=shortened(mask(row.values[column.key])),
        column=column.name,
        sheet=sheets[row.sheet],
        row=row.number,
        values={"rows": "、".join(_place(each, row, sheets) for each in others[:5])},
    )


def _place(other: Row, row: Row, sheets: Sequence[str]) -> str:
    return str(other.number) if other.sheet == row.sheet else f"{sheets[other.sheet]}!{other.number}"
