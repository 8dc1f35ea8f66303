"""Books on the console: an account as a clerk's book has it, who reads it under which name, and what is done to it."""

from __future__ import annotations

import csv
import io
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from anxin.kernel.access.models import User
from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger.models import Account, Book, Posting
from anxin.kernel.ledger.verifying import verify
from anxin.packs import load_pack
from anxin.packs.actions import apply
from anxin.packs.on_site import forget
from anxin.web.console.book_words import figure
from anxin.web.console.navigation import places
from tests.cast import NOON, OPERATOR
from tests.unit.packs.test_case_booking import LEDGER
from tests.unit.packs.test_cases import VOICES
from tests.unit.web.console.bookkeepers import DAY, HERE, NUMBER, OUTSIDE, POOL, TODAY, Kept, kept, written
from tests.unit.web.console.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def book() -> Kept:
    return kept()


def at(username: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(username=username))
    return client


def account(kind: str) -> str:
    return f"{HERE}account/{Account.objects.get(kind=kind).pk}/"


def read_csv(answer: Any) -> list[list[str]]:
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("fen", "said"),
    [(6_520_000, "65,200.00"), (0, "0.00"), (7, "0.07"), (-100, "−1.00"), (-1_234_567, "−12,345.67")],
)
def test_money_is_said_in_yuan_with_two_places(fen: int, said: str) -> None:
    assert figure(fen, "fen") == said


def test_other_units_are_said_whole() -> None:
    assert (figure(1500, "parcels"), figure(-3, "rooms")) == ("1,500", "−3")


def test_the_list_shows_balance_held_and_closed_of_the_books_of_ones_seats(book: Kept) -> None:
    said = words(at("zhang").get("/console/books/"))
    for part in ("温州互助资金", "935,000.00 元", "200.00 元", "未结账"):
        assert part in said
    assert "温州互助资金" not in words(at("ye").get("/console/books/"))


@pytest.mark.parametrize(("who", "answer"), [("zhang", 200), ("fuchu", 200), ("shen", 200), ("ye", 404)])
def test_only_seats_of_the_books_area_and_the_auditor_open_it(book: Kept, who: str, answer: int) -> None:
    pages = [HERE, account("pool"), f"{HERE}accounts/paid/", f"{HERE}documents/1/", f"{account('pool')}account.csv"]
    assert [at(who).get(page).status_code for page in pages] == [answer] * 5


def test_an_account_reads_as_a_clerks_book(book: Kept) -> None:
    days = f"?since={TODAY - 10 * DAY}&until={TODAY}"
    rows = read_csv(at("zhang").get(f"{account('pool')}account.csv{days}"))

    assert rows[1] == ["日期", "凭证号", "摘要", "对方账户", "收入（元）", "支出（元）", "结余（元）"]
    assert rows[2:] == [
        [f"{TODAY - 10 * DAY}", "", "期初余额", "", "", "", "600000.00"],
        [f"{TODAY - 10 * DAY}", "2", "缴费", "缴费单位", "400000.00", "", "1000000.00"],
        [f"{TODAY - 5 * DAY}", "3", "给付：=1+1", "已付待遇 2021 · 王**", "", "50000.00", "950000.00"],
        [f"{TODAY - 5 * DAY}", "4", "给付", "已付待遇 2021 · 王**", "", "15000.00", "935000.00"],
        [f"{TODAY}", "", "期末余额", "", "400000.00", "65000.00", "935000.00"],
    ]


def test_the_workbook_holds_numbers_that_add_up_and_words_that_are_words(book: Kept) -> None:
    answer = at("zhang").get(f"{account('paid')}account.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]

    assert sum(Decimal(str(row[4])) for row in rows[1:-1]) == Decimal("65000") == Decimal(str(rows[-1][4]))
    assert all(cell.data_type == "s" for row in sheet.iter_rows(max_col=4) for cell in row if cell.value)


def test_a_backdated_document_stands_at_its_day_and_every_balance_after_it_follows(book: Kept) -> None:
    written(book.book, "premium", OUTSIDE, POOL, 1, TODAY - 7 * DAY)
    rows = read_csv(at("zhang").get(f"{account('pool')}account.csv"))

    assert [(row[1], row[6]) for row in rows[3:-1]] == [
        ("1", "600000.00"), ("2", "1000000.00"), ("5", "1000001.00"), ("3", "950001.00"), ("4", "935001.00"),
    ]  # fmt: skip


def test_the_owners_name_stands_in_full_for_who_pays_and_masked_for_the_auditor(book: Kept) -> None:
    assert "王小芳" in words(at("fuchu").get(account("paid")))
    for page in (account("paid"), f"{HERE}accounts/paid/", f"{HERE}documents/3/", account("pool")):
        said = words(at("shen").get(page))
        assert "王小芳" not in said
        assert "王" in said
    assert "王小芳" not in words(at("zhang").get(f"{HERE}accounts/paid/"))


@pytest.mark.parametrize(
    ("page", "act"),
    [("account", "ledger.read"), ("csv", "ledger.export"), ("list", "ledger.list"), ("document", "ledger.read")],
)
def test_every_reading_about_a_person_is_in_the_journal_for_them(book: Kept, page: str, act: str) -> None:
    pages = {
        "account": account("paid"),
        "csv": f"{account('paid')}account.csv",
        "list": f"{HERE}accounts/paid/",
        "document": f"{HERE}documents/3/",
    }
    before = Entry.objects.filter(act=act).count()
    at("zhang").get(pages[page])

    entry = Entry.objects.order_by("seq").last()
    assert entry is not None
    assert (entry.act, entry.purpose, entry.is_read) == (act, "books", True)
    assert [one.party for one in entry.subjects.all()] == [book.wang.public_id]
    assert Entry.objects.filter(act=act).count() == before + 1


def test_an_account_is_found_by_its_owners_number_which_stands_in_no_address(book: Kept) -> None:
    answer = at("zhang").post(f"{HERE}accounts/paid/find/", {"number": NUMBER}, follow=True)
    assert answer.redirect_chain == [(f"{HERE}accounts/paid/?owner={book.wang.public_id}", 302)]
    assert "65,000.00" in words(answer)

    unknown = at("zhang").post(f"{HERE}accounts/paid/find/", {"number": "1"}, follow=True)
    assert "没有该号码的账户" in words(unknown)


def test_who_keeps_a_book_reverses_a_document_with_a_reason(book: Kept) -> None:
    answer = at("zhang").post(
        f"{HERE}documents/4/reverse/", {"day": str(TODAY), "reason": "户名不符，退回"}, follow=True
    )

    assert answer.redirect_chain == [(f"{HERE}documents/5/", 302)]
    assert "第 4 号凭证" in words(answer)
    assert Posting.objects.get(number=5).note == "户名不符，退回"
    assert "已由第 5 号冲正" in words(at("zhang").get(HERE))
    assert list(verify(book.book)) == []


@pytest.mark.parametrize(
    ("sent", "status"), [({"day": str(TODAY), "reason": " "}, 400), ({"day": "soon", "reason": "x"}, 400)]
)
def test_a_reversal_without_reason_or_day_is_refused_in_words(book: Kept, sent: dict[str, str], status: int) -> None:
    assert at("zhang").post(f"{HERE}documents/4/reverse/", sent).status_code == status
    assert Posting.objects.count() == 4


@pytest.mark.parametrize(("who", "status"), [("fuchu", 403), ("shen", 403), ("ye", 404)])
def test_nobody_else_reverses_or_closes(book: Kept, who: str, status: int) -> None:
    done = [
        at(who).post(f"{HERE}documents/4/reverse/", {"day": str(TODAY), "reason": "x"}).status_code,
        at(who).post(f"{HERE}close/", {"day": str(TODAY)}).status_code,
    ]
    assert done == [status, status]
    assert (Posting.objects.count(), Book.objects.get().closed_until) == (4, None)
    if status == 403:
        assert "冲正这张凭证" not in words(at(who).get(f"{HERE}documents/4/"))


def test_a_closed_period_takes_no_document_any_more(book: Kept) -> None:
    client = at("zhang")
    client.post(f"{HERE}close/", {"day": str(TODAY - DAY)})
    assert f"已结账至 {TODAY - DAY}" in words(client.get(HERE))

    refused = client.post(f"{HERE}documents/4/reverse/", {"day": str(TODAY - DAY), "reason": "x"})
    assert refused.status_code == 409
    assert client.post(f"{HERE}close/", {"day": str(TODAY - DAY)}).status_code == 409


@pytest.mark.parametrize("page", ["account/999999/", "documents/99/", "accounts/nothing/"])
def test_what_is_not_there_is_not_found(book: Kept, page: str) -> None:
    assert at("zhang").get(f"{HERE}{page}").status_code == 404


def test_the_pages_speak_english_too(book: Kept) -> None:
    said = words(at("zhang", "en").get(account("pool")))
    for part in ("Opening balance", "Counterpart", "935,000.00 yuan", "Premium"):
        assert part in said


def test_the_side_bar_leads_to_the_books_only_where_a_service_declares_some(
    book: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = User.objects.get(username="zhang").appointment.actor()
    link = reverse("console:books")
    assert link not in [one.href for one in places(keeper, "/console/")]

    folder = Path(shutil.copytree(VOICES, tmp_path / "packs" / "voices"))
    (folder / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    monkeypatch.setenv("ANXIN_PACKS", str(tmp_path / "packs"))
    apply(load_pack(folder), by=OPERATOR, at=NOON)
    assert link in [one.href for one in places(keeper, "/console/")]
    forget()
