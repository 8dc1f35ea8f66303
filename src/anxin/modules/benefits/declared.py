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
from anxin.packs.ledger import as_books
from anxin.packs.pack import Pack
from anxin.packs.schemes import CellForm, CycleForm, ItemForm, SchemeForm


def schemes_of(pack: Pack) -> list[Scheme]:
    """Every scheme of a pack, in the order of its file."""
    return [_scheme(pack, slug, form) for slug, form in pack.schemes.schemes.items()]


def _scheme(pack: Pack, slug: str, form: SchemeForm) -> Scheme:
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
        tables=_tables(pack, form),
        admission=form.admission or "",
        least_share=LeastShare(least.percent, least.whole_under) if least else None,
        withdrawal=Withdrawal(form.withdrawal),
        texts={key: words(text) for key, text in form.reasons.items()},
        appeal=words(form.appeal),
        handled_within={str(duty): days for duty, days in form.handled_within.items()},
    )


def _movements(pack: Pack, form: SchemeForm) -> dict[str, MovementNamed]:
    """The movements of the scheme's book with the accounts they join."""
    terms = next(one for one in as_books(pack.slug, pack.ledger) if one.slug == form.book.kind)
    named = form.movements.model_dump()
    return {
        name: MovementNamed(slug, terms.movements[slug].source, terms.movements[slug].target)
        for name, slug in named.items()
    }


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
            name: FactAsked(FactKind(one.kind), words(one.title), _all(one.choices)) for name, one in form.facts.items()
        },
        texts=_all(form.reasons),
        happened=form.happened or "",
        bill=form.bill,
        settlements=dict(form.settlements),
    )


def _cell(form: CellForm) -> Cell:
    unless = tuple(
        Unless(one.fact, tuple(one.values), Pays(one.pays), words(one.article), tuple(one.cycles))
        for one in form.unless
    )
    one, other = form.pair
    return Cell((one, other), Pays(form.pays), words(form.article), unless, form.same or "")


def _tables(pack: Pack, form: SchemeForm) -> dict[str, tuple[DatedTable, ...]]:
    wanted = {item.table for item in form.items.values()} | ({form.admission} if form.admission else set())
    return {
        name: tuple(
            DatedTable(one.since.isoformat(), one.dmn, one.sha256)
            for one in sorted(pack.tables, key=lambda one: one.since)
            if one.name == name
        )
        for name in sorted(wanted)
    }


def _all(texts: Mapping[str, Text]) -> dict[str, Words]:
    return {key: words(text) for key, text in texts.items()}
