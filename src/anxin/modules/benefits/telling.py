"""A scheme's published rules as people read them: each row of an item's table with its source, each cell of the
exclusion matrix with its article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.decisions import Row, load
from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.tables import table
from anxin.modules.benefits.enums import FactKind, Pays
from anxin.modules.benefits.refusing import yuan
from anxin.modules.benefits.terms import Cell, Cycle, FactAsked, Item, Scheme, Unless

DIGITS, QUOTED = re.compile(r"\d+"), re.compile(r'"([^"]*)"')
BEYOND = re.compile(r"(?P<sign><=|>=|<|>)\s*(?P<number>[\d,.]+)")
BETWEEN = re.compile(r"(?P<open>[\[\](])\s*(?P<low>[\d,.]*\d)\s*\.\.\s*(?P<high>[\d,.]+)\s*(?P<close>[\[\])])")


@dataclass(frozen=True)
class RowTold:
    """One row. `when`: title and condition of each fact it looks at; `amount`: what it gives, where that is the same
    for everybody; what the text says has to be worked out has none."""

    number: int
    text: Words
    when: tuple[tuple[str, str], ...]
    amount: str
    source: Words
    reading: Words


@dataclass(frozen=True)
class TableTold:
    """The table of an item that decides in a cycle. `since`: the day from which it holds."""

    item: Item
    since: str
    sha256: str
    rows: tuple[RowTold, ...]


def table_told(scheme: Scheme, item: Item, cycle: Cycle) -> TableTold | None:
    """The item's table of a cycle; None where there is none that early."""
    dated = scheme.table(item.table, cycle)
    if dated is None:
        return None
    held = load(dated.dmn.encode())
    written = held.tables[next(iter(held.tables))]
    columns = [column.text.strip() for column in written.columns]
    rows = tuple(_row(item, columns, row) for row in table(dated.dmn).rows)
    return TableTold(item, dated.since, dated.sha256, rows)


def _row(item: Item, columns: list[str], row: Row) -> RowTold:
    reason, amount = str(row.outputs.get("reason") or ""), row.outputs.get("amount")
    cells = zip(columns, row.cells, strict=True)
    notes = row.annotations
    return RowTold(
        number=row.number,
        text=item.texts.get(reason, Words(reason)),
        when=tuple(
            (_title(item, name), _cell(item, name, cell)) for name, cell in cells if cell.strip() not in ("-", "")
        ),
        amount=yuan(int(str(amount))) if amount is not None else "",
        source=_noted(notes, "legal source"),
        reading=_noted(notes, "reading"),
    )


def _noted(notes: Mapping[str, str], name: str) -> Words:
    return Words(notes.get(name, ""), notes.get(f"{name} (en)", ""))


def _title(item: Item, name: str) -> str:
    if name == "days_covered":
        return _("Days from the first day of cover")
    return str(item.facts[name].title) if name in item.facts else name


def _cell(item: Item, name: str, cell: str) -> str:
    asked = item.facts.get(name)
    return cell if asked is None else _plain(asked, cell)


def _plain(asked: FactAsked, cell: str) -> str:
    """A cell with the words of a choice, and fen as yuan."""
    if asked.kind is FactKind.CHOICE:
        titles = {key: str(title) for key, title in asked.choices.items()}
        listed = [titles.get(key, key) for key in QUOTED.findall(cell)]
        rest = QUOTED.sub("", cell).replace(",", "").strip()
        if listed and not rest:
            return _(" or ").join(listed)
        return QUOTED.sub(lambda found: titles.get(found[1], found[1]), cell)
    if asked.kind is FactKind.FEN:
        return _bounds(DIGITS.sub(lambda found: yuan(int(found[0])), cell))
    if asked.kind is FactKind.COUNT:
        return _bounds(cell)
    if asked.kind is FactKind.YES_NO:
        return {"true": _("yes"), "false": _("no")}.get(cell.strip(), cell)
    return cell


def _bounds(cell: str) -> str:
    """A comparison or a range in words; what is neither stays as it is written."""
    plain = cell.strip()
    if found := BETWEEN.fullmatch(plain):
        low = _("%(number)s or more") if found["open"] == "[" else _("more than %(number)s")
        high = _("at most %(number)s") if found["close"] == "]" else _("less than %(number)s")
        return _("%(low)s and %(high)s") % {
            "low": low % {"number": found["low"]},
            "high": high % {"number": found["high"]},
        }
    if found := BEYOND.fullmatch(plain):
        return {
            ">": _("more than %(number)s"),
            ">=": _("%(number)s or more"),
            "<": _("less than %(number)s"),
            "<=": _("at most %(number)s"),
        }[found["sign"]] % {"number": found["number"]}
    return cell


def pays_word(pays: Pays) -> str:
    """What two claims that meet pay together, in a few words."""
    return {
        Pays.BOTH: _("both are paid"),
        Pays.LARGER: _("made up to the larger"),
        Pays.FIRST: _("the first one only"),
    }[pays]


@dataclass(frozen=True)
class ExceptionTold:
    """An exception of a cell: for which values of which fact, in which cycles, what is paid instead."""

    fact: str
    values: tuple[str, ...]
    cycles: tuple[str, ...]
    pays: str
    article: Words


@dataclass(frozen=True)
class CellTold:
    """What two items pay together. `same`: the fact that both must agree in for the cell to bite."""

    one: Item
    other: Item
    pays: str
    bites: bool
    same: str
    article: Words
    unless: tuple[ExceptionTold, ...]


def matrix_told(scheme: Scheme) -> list[tuple[Item, list[CellTold | None]]]:
    """The exclusion matrix: a row for each item, and in it a cell for each; None below the diagonal, where it stands
    above."""
    items = list(scheme.items.values())
    return [
        (one, [_told(scheme, one, other) if place >= row else None for place, other in enumerate(items)])
        for row, one in enumerate(items)
    ]


def _told(scheme: Scheme, one: Item, other: Item) -> CellTold:
    cell = scheme.cell(one.slug, other.slug)
    same = _fact(scheme, cell, cell.same)
    return CellTold(
        one=one,
        other=other,
        pays=pays_word(cell.pays),
        bites=cell.pays is not Pays.BOTH,
        same=str(same.title) if same else "",
        article=cell.article,
        unless=tuple(_exception(scheme, cell, held) for held in cell.unless),
    )


def _exception(scheme: Scheme, cell: Cell, held: Unless) -> ExceptionTold:
    asked = _fact(scheme, cell, held.fact)
    titles = dict(asked.choices) if asked else {}
    return ExceptionTold(
        fact=str(asked.title) if asked else held.fact,
        values=tuple(str(titles.get(one, one)) for one in held.values),
        cycles=tuple(str(scheme.cycles[key].title) for key in held.cycles if key in scheme.cycles),
        pays=pays_word(held.pays),
        article=held.article,
    )


def _fact(scheme: Scheme, cell: Cell, name: str) -> FactAsked | None:
    """A fact of either item of a cell."""
    held = (scheme.items[slug].facts.get(name) for slug in cell.pair)
    return next((one for one in held if one is not None), None)
