"""What applying a pack would do to its books, in sentences a section chief can approve. Reads only."""

from __future__ import annotations

from collections.abc import Iterator

from anxin.kernel.ledger import queries
from anxin.kernel.ledger.models import Terms
from anxin.kernel.ledger.terms import BookTerms, written
from anxin.kernel.reference.areas import areas
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.ledger import OpenForm
from anxin.packs.pack import Pack
from anxin.packs.parts import LEDGER

UNITS = {
    "fen": ("元（记到分）", "yuan, to the fen"),
    "seats": ("席位", "seats"),
    "parcels": ("份", "parcels"),
    "rooms": ("间", "rooms"),
    "grams": ("克", "grams"),
}


def changed_terms(pack: Pack) -> list[BookTerms]:
    """The kinds of book that are not kept as they are declared now."""
    held = _held(pack)
    return [one for one in pack.books if one.slug not in held or held[one.slug].body != written(one)]


def unopened(pack: Pack) -> list[tuple[str, OpenForm]]:
    """The books that the pack opens and that are not open yet, each with its kind."""
    there = set(queries.books(pack.slug).values_list("terms__slug", "key"))
    declared = ((slug, one) for slug, book in pack.ledger.books.items() for one in book.opens)
    return [(slug, one) for slug, one in declared if (slug, one.key) not in there]


def ledger_changes(pack: Pack) -> Iterator[Text | PackError]:
    """A sentence for each kind of book that is new or changed and each book that would be opened; an error for a
    declaration that leaves out what books hold."""
    held = _held(pack)
    for one in changed_terms(pack):
        row = held.get(one.slug)
        yield _sentence(one, row)
        for what in queries.gone(row, one) if row is not None else ():
            said = (
                f"the books hold `{what}`, and this declaration leaves it out; what nobody uses any more does no harm"
            )
            yield pack.documents.ledger.error(("books", one.slug), said, read=what)
    for slug, opened in unopened(pack):
        yield _opened(pack.ledger.books[slug].title, opened)


def gone_books(pack: Pack) -> Iterator[Text]:
    """A sentence for each kind of book that is kept and that the file has no more: its books stay."""
    for slug in sorted(set(_held(pack)) - set(pack.ledger.books)):
        zh = f"文件缺失：账簿 {slug} 已经启用，缺少声明不等于停用，账仍然在。请把声明放回 {LEDGER}。"
        yield Text(zh=zh, en=f"Missing: the books {slug} stay; put their declaration back into {LEDGER}.")


def _held(pack: Pack) -> dict[str, Terms]:
    return {row.slug: row for row in Terms.objects.filter(pack=pack.slug)}


def _sentence(terms: BookTerms, row: Terms | None) -> Text:
    zh, en = terms.title["zh"], terms.title["en"]
    unit_zh, unit_en = UNITS[terms.unit]
    if row is None:
        size = (len(terms.accounts), len(terms.movements))
        return Text(
            zh=f"新增账簿：{zh}（{terms.slug}），以{unit_zh}计，{size[0]} 种账户，{size[1]} 种记账。",
            en=f"Added books: {en} ({terms.slug}), in {unit_en}; {size[0]} kinds of account, {size[1]} of document.",
        )
    parts = _parts(queries.terms_of(row), terms)
    return Text(
        zh=f"变更账簿：{zh}（{terms.slug}）：{'、'.join(one[0] for one in parts)}；已开立的账户仍按开立时的上下限。",
        en=f"Changed books: {en} ({terms.slug}): {', '.join(one[1] for one in parts)}; open accounts keep theirs.",
    )


def _parts(before: BookTerms, now: BookTerms) -> list[tuple[str, str]]:
    named = {
        "title": ("名称", "title"),
        "unit": ("单位", "unit"),
        "accounts": ("账户", "accounts"),
        "movements": ("记账种类", "documents"),
    }
    return [words for name, words in named.items() if getattr(before, name) != getattr(now, name)]


def _opened(title: Text, opened: OpenForm) -> Text:
    place = areas()[opened.area]
    zh = f"开立账簿：{opened.title.zh}（{title.zh} {opened.key}，{place.zh}）。"
    return Text(zh=zh, en=f"Opened: {opened.title.said('en')} ({title.said('en')} {opened.key}, {place.en}).")
