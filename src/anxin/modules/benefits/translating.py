"""From a pack's schemes.yaml to the schemes that are kept."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.matter import DatedTable
from anxin.modules.benefits.enums import FactKind, Pays, Withdrawal
from anxin.modules.benefits.terms import (
    BookNamed,
    Cell,
    Cycle,
    FactAsked,
    Item,
    LeastShare,
    MovementNamed,
    Scheme,
    Unless,
)
from anxin.packs.cases import words
from anxin.packs.forms import Text
from anxin.packs.pack import Pack
from anxin.packs.schemes import CellForm, CycleForm, ItemForm, SchemeForm


def schemes_of(pack: Pack) -> list[Scheme]:
    """Every scheme of a pack, in the order of its file. The pack has been checked: every name stands for something."""
    return [_scheme(pack, slug, form) for slug, form in pack.schemes.schemes.items()]


def _scheme(pack: Pack, slug: str, form: SchemeForm) -> Scheme:
    names = {item.table for item in form.items.values()} | ({form.admission} if form.admission else set())
    least = form.least_share
    return Scheme(
        pack=pack.slug,
        slug=slug,
        title=words(form.title),
        area=form.area,
        book=BookNamed(form.book.kind, form.book.key),
        movements=_movements(pack, form),
        cycles={key: _cycle(key, one) for key, one in form.cycles.items()},
        items={name: _item(name, one) for name, one in form.items.items()},
        exclusions=tuple(_cell(one) for one in form.exclusions),
        tables={name: _dated(pack, name) for name in sorted(names)},
        admission=form.admission or "",
        least_share=None if least is None else LeastShare(least.percent, least.whole_under),
        withdrawal=Withdrawal(form.withdrawal),
        texts=_texts(form.reasons),
        appeal=words(form.appeal),
    )


def _movements(pack: Pack, form: SchemeForm) -> dict[str, MovementNamed]:
    declared = pack.ledger.books[form.book.kind].movements
    named = {key: getattr(form.movements, key) for key in ("premium", "payment", "refund")}
    return {key: MovementNamed(slug, declared[slug].from_, declared[slug].to) for key, slug in named.items()}


def _dated(pack: Pack, name: str) -> tuple[DatedTable, ...]:
    files = sorted((file for file in pack.tables if file.name == name), key=lambda file: file.since)
    return tuple(DatedTable(file.since.isoformat(), file.dmn, file.sha256) for file in files)


def _cycle(key: str, form: CycleForm) -> Cycle:
    return Cycle(
        key=key,
        title=words(form.title),
        window_from=form.window.from_,
        window_until=form.window.until,
        cover_from=form.cover.from_,
        cover_until=form.cover.until,
        shares=dict(form.shares),
        ceiling=form.ceiling,
        published={str(name): said for name, said in form.published.items()},
        note=words(form.note),
    )


def _item(slug: str, form: ItemForm) -> Item:
    return Item(
        slug=slug,
        title=words(form.title),
        table=form.table,
        facts={
            key: FactAsked(FactKind(one.kind), words(one.title), _texts(one.choices)) for key, one in form.facts.items()
        },
        texts=_texts(form.reasons),
        happened=form.happened or "",
        bill=form.bill,
        settlements=dict(form.settlements),
    )


def _cell(form: CellForm) -> Cell:
    unless = tuple(
        Unless(one.fact, tuple(one.values), Pays(one.pays), words(one.article), tuple(one.cycles))
        for one in form.unless
    )
    return Cell((form.pair[0], form.pair[1]), Pays(form.pays), words(form.article), unless, form.same or "")


def _texts(held: Mapping[str, Text]) -> dict[str, Words]:
    return {key: words(text) for key, text in held.items()}
