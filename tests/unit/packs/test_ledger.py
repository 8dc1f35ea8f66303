"""ledger.yaml: amounts are exact, a movement stays in its book and can be written, a book is opened once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from anxin.kernel.bookkeeping.queries import part_title
from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger.models import Book, Terms
from anxin.kernel.ledger.queries import terms_of
from anxin.kernel.ledger.terms import AccountKind, Movement, Owner
from anxin.kernel.ledger.units import Unit
from anxin.packs import PackInvalid, load_pack
from anxin.packs.actions import apply
from anxin.packs.amounts import in_fen
from anxin.packs.queries import plan
from tests.cast import NOON, OPERATOR
from tests.unit.packs.conftest import line_of
from tests.unit.packs.test_cases import change, found

PACK = """\
slug: aid
version: 1.0.0
kernel: ">=0.1,<1"
title: {zh: 互助, en: Aid}
summary: {zh: 互助。, en: Aid.}
owner: {zh: 市总工会, en: City trade union}
effective: {from: 2021-01-01}
legal_basis: []
"""
LEDGER = """\
books:
  fund:
    title: {zh: 互助资金, en: Fund}
    unit: fen
    accounts:
      outside: {title: {zh: 外部, en: Outside}, floor: none, ceiling: 0}
      pool: {title: {zh: 资金池, en: Pool}}
      paid: {title: {zh: 已付待遇, en: Paid}, owner: person, ceiling: "65200.00 yuan", parted: true}
    movements:
      premium: {title: {zh: 缴费, en: Premium}, from: outside, to: pool}
      benefit: {title: {zh: 给付, en: Benefit}, from: pool, to: paid}
    opens:
      - {key: hangzhou, title: {zh: 杭州互助资金, en: Fund of Hangzhou}, area: "330100"}
  places:
    title: {zh: 托班, en: Care}
    unit: seats
    accounts:
      stock: {title: {zh: 班额, en: Places}, floor: -30, ceiling: 0}
      given: {title: {zh: 已安排, en: Given}, owner: person, ceiling: 1}
    movements:
      give: {title: {zh: 安排, en: Give}, from: stock, to: given}
"""


@pytest.fixture
def aid(tmp_path: Path) -> Path:
    folder = tmp_path / "packs" / "aid"
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    return folder


def said(folder: Path) -> list[tuple[int, str]]:
    return [(one.line, str(one).partition(": ")[2]) for one in found(folder)]


def test_the_books_are_as_the_kernel_keeps_them(aid: Path) -> None:
    fund, places = load_pack(aid).books

    assert found(aid) == []
    assert (fund.unit, places.unit) == (Unit.FEN, Unit.SEATS)
    assert [(one.slug, one.owner, one.floor, one.ceiling, one.parted) for one in fund.accounts.values()] == [
        ("outside", Owner.BOOK, None, 0, False),
        ("pool", Owner.BOOK, 0, None, False),
        ("paid", Owner.PERSON, 0, 6_520_000, True),
    ]
    assert fund.movements["benefit"] == Movement("benefit", {"zh": "给付", "en": "Benefit"}, "pool", "paid")
    assert places.accounts["stock"] == AccountKind("stock", {"zh": "班额", "en": "Places"}, Owner.BOOK, -30, 0)


def test_a_part_is_called_what_the_pack_calls_it_and_else_by_its_own_word(aid: Path) -> None:
    change(aid, "ledger.yaml", "parted: true}", "parted: true, parts: {unit: {zh: 单位, en: Employer}}}")
    fund = load_pack(aid).books[0]

    assert found(aid) == []
    assert [part_title(fund, "paid", part) for part in ("unit", "2022-1")] == ["单位", "2022-1"]


@given(st.integers(-(10**14), 10**14))
def test_yuan_with_two_places_are_read_to_the_fen(fen: int) -> None:
    yuan = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d} yuan"

    assert in_fen(yuan) == fen


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"65200.00 yuan"', "65200.00", "an amount is a whole number of its unit, or money with two places"),
        ('"65200.00 yuan"', '"65200 yuan"', "an amount is a whole number of its unit, or money with two places"),
        ("ceiling: 1}", 'ceiling: "1.00 yuan"}', "this book counts seats; only a book in fen may write its amounts"),
        ('"65200.00 yuan"', '"99999999999999.00 yuan"', "an amount is a whole number of its unit"),
        ('"65200.00 yuan"', "9999999999999999", "beyond what an account holds"),
        ("floor: -30, ceiling: 0", "floor: 3", "an account begins at nothing, which would lie below this floor"),
        ("ceiling: 1}", "ceiling: 1, parts: {a: {zh: 甲, en: A}}}", "an account that is not parted has no parts"),
        ("ceiling: 1}", "ceiling: -1}", "an account begins at nothing, which would lie above this ceiling"),
        ("floor: -30, ceiling: 0", "ceiling: 0", "between these bounds the account is always empty"),
        ("from: pool, to: paid", "from: pol, to: paid", "did you mean 'pool'?"),
        ("from: stock, to: given", "from: stock, to: pool", "fund, which counts fen, and this book counts seats"),
        ("from: stock, to: given", "from: fund.pool, to: given", "two units are never added or exchanged"),
        ("from: stock, to: given", "from: stock, to: stock", "from an account of the book to itself nothing moves"),
        ("      give: {", "      joined: {", "this name is the ledger's own"),
        ("floor: -30, ceiling: 0", "floor: 0", "nothing can ever be written under this: 'stock' never has"),
        ("from: outside, to: pool", "from: outside, to: outside", "from an account of the book to itself"),
        ('area: "330100"', 'area: "999999"', "no such area of GB/T 2260"),
        ("unit: seats", "unit: seat", "did you mean 'seats'?"),
        ("owner: person, ceiling: 1", "owner: persn, ceiling: 1", "did you mean 'person'?"),
        ("owner: person, ceiling: 1", "owner: person, celing: 1", "unknown key"),
        ("    opens:\n", "    open:\n", "unknown key"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(aid: Path, old: str, new: str, what: str) -> None:
    line = line_of(aid, "ledger.yaml", old.strip())
    change(aid, "ledger.yaml", old, new)

    told = said(aid)
    assert [one for one in told if what in one[1] and 0 <= one[0] - line <= 3] != [], told


def test_a_book_of_the_same_unit_is_a_book_of_its_own(aid: Path) -> None:
    change(aid, "ledger.yaml", "unit: seats", "unit: fen")
    change(aid, "ledger.yaml", "from: stock, to: given", "from: stock, to: pool")

    assert [one for _line, one in said(aid) if "what is conserved moves within one book only" in one] != []


def test_an_account_that_nothing_touches_is_a_warning(aid: Path) -> None:
    change(
        aid,
        "ledger.yaml",
        "    movements:\n      give",
        "      spare: {title: {zh: 余, en: Spare}}\n    movements:\n      give",
    )

    assert [(one.severity, one.what) for one in found(aid)] == [
        ("warning", "no movement touches this account, so it stays empty")
    ]


def test_two_books_of_a_kind_never_share_a_key(aid: Path) -> None:
    opened = '      - {key: hangzhou, title: {zh: 杭州互助资金, en: Fund of Hangzhou}, area: "330100"}\n'
    change(aid, "ledger.yaml", opened, opened * 2)

    assert [one.what for one in found(aid)] == ["two books of a kind have this key"]


@pytest.mark.django_db
def test_applying_keeps_the_terms_and_opens_the_books_once(aid: Path) -> None:
    pack = load_pack(aid)
    assert [step.sentence.zh for step in plan(pack).steps] == [
        "新增账簿：互助资金（fund），以元（记到分）计，3 种账户，2 种记账。",
        "新增账簿：托班（places），以席位计，2 种账户，1 种记账。",
        "开立账簿：杭州互助资金（互助资金 hangzhou，杭州市）。",
    ]
    apply(pack, by=OPERATOR, at=NOON)
    before = (Terms.objects.count(), Book.objects.count(), Entry.objects.count())

    assert plan(pack).steps == ()
    apply(pack, by=OPERATOR, at=NOON)

    (book,) = Book.objects.all()
    assert before == (2, 1, 1) == (Terms.objects.count(), Book.objects.count(), Entry.objects.count())
    assert (book.terms.pack, book.terms.slug, book.key, book.unit, book.area) == (
        "aid", "fund", "hangzhou", "fen", "330100",
    )  # fmt: skip
    assert tuple(terms_of(row) for row in Terms.objects.order_by("slug")) == pack.books


@pytest.mark.django_db
def test_a_declaration_that_would_lose_what_books_hold_is_refused(aid: Path) -> None:
    apply(load_pack(aid), by=OPERATOR, at=NOON)
    change(aid, "ledger.yaml", "unit: fen", "unit: grams")
    change(aid, "ledger.yaml", '"65200.00 yuan"', "6520000")
    pack = load_pack(aid)

    assert [error.what for error in plan(pack).errors] == [
        "the books hold `fen`, and this declaration leaves it out; what nobody uses any more does no harm"
    ]
    with pytest.raises(PackInvalid):
        apply(pack, by=OPERATOR, at=NOON)
    assert Terms.objects.get(slug="fund").body.count("grams") == 0


@pytest.mark.django_db
def test_a_changed_declaration_is_said_and_a_missing_one_stays(aid: Path) -> None:
    apply(load_pack(aid), by=OPERATOR, at=NOON)
    change(aid, "ledger.yaml", "ceiling: 1}", "ceiling: 2}")
    assert [step.sentence.en for step in plan(load_pack(aid)).steps] == [
        "Changed books: Care (places): accounts; open accounts keep theirs."
    ]

    (aid / "ledger.yaml").unlink()
    planned = plan(load_pack(aid))
    assert [step.change for step in planned.steps] == ["absent", "absent"]
    assert not planned.changes


def test_the_file_is_what_its_schema_says(aid: Path) -> None:
    import jsonschema_rs

    from anxin.packs.schemas import schemas

    held = YAML(typ="safe").load((aid / "ledger.yaml").read_text("utf-8"))
    assert jsonschema_rs.is_valid(schemas()["ledger.yaml"], held)
