"""`anxin ledger` as it is typed: what is in the books, whether they are whole, and what nobody may write any more."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest

from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger import actions
from anxin.kernel.ledger.models import Book, Hold, Line
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.reference.actions import set_played_day
from tests.unit.cli.conftest import Typed
from tests.unit.kernel.ledger.books import (
    AT,
    BY,
    DAY,
    PARCELS,
    STOCK,
    brought,
    firm,
    opened,
    payment,
    person,
    premium,
)

pytestmark = pytest.mark.django_db
NAME = "aid/fund/2021"


@pytest.fixture
def book() -> Book:
    """A premium of 6,000 yuan on the first of November, and a benefit of 1,214 yuan a day later."""
    held = opened()
    set_played_day(day=DAY + timedelta(days=30))
    actions.post(by=BY, at=AT, book=held, document=premium(firm(), 600_000, about="roster:1"))
    later = DAY + timedelta(days=1)
    actions.post(by=BY, at=AT, book=held, document=payment(person(), 121_400, day=later, about="claim:1", note="=1+1"))
    return held


def test_the_books_are_listed_with_what_their_accounts_hold(book: Book, typed: Typed) -> None:
    balances = {"bank": 478_600, "benefits": 121_400, "premiums": -600_000}
    assert json.loads(typed("ledger", "list", "--json").stdout) == {
        "books": [
            {
                "book": NAME,
                "title": "示例账簿",
                "unit": "fen",
                "documents": 2,
                "closed_until": None,
                "balances": balances,
            }
        ]
    }
    assert "4,786.00 yuan" in typed("ledger", "list").stdout
    assert typed("ledger", "list", "--service", "care").stdout == "No books.\n"


def test_a_book_is_shown_as_it_stood_on_a_day(book: Book, typed: Typed) -> None:
    shown = json.loads(typed("ledger", "show", NAME, "--on", str(DAY), "--json").stdout)
    assert shown["balances"] == {"bank": 600_000, "premiums": -600_000}


def test_an_account_is_shown_line_by_line_and_the_reading_is_written_down(book: Book, typed: Typed) -> None:
    rows = json.loads(typed("ledger", "show", NAME, "bank", "--json").stdout)["rows"]
    assert [(row["number"], row["amount"], row["balance"]) for row in rows] == [
        (1, 600_000, 600_000),
        (2, -121_400, 478_600),
    ]
    assert Entry.objects.filter(act="ledger.read").count() == 1
    assert "方静" not in typed("ledger", "show", NAME, "bank").stdout


def test_verify_ends_with_1_and_a_table_once_somebody_changed_a_line(book: Book, typed: Typed) -> None:
    assert typed("ledger", "verify").stdout == "1 books with 2 documents are whole.\n"
    Line.objects.filter(amount=121_400).update(amount=1, balance=1)
    done = typed("ledger", "verify", NAME)
    assert done.exit_code == 1
    assert "document 2" in done.stderr
    found = json.loads(typed("ledger", "verify", "--json").stdout)["findings"]
    assert {"book": NAME, "place": "document 2", "what": "its lines do not sum to nothing"} in found


def test_a_closed_book_says_until_when_and_a_day_that_is_not_over_is_refused(book: Book, typed: Typed) -> None:
    assert typed("ledger", "close", NAME, str(DAY)).exit_code == 0
    book.refresh_from_db()
    assert book.closed_until == DAY
    assert typed("ledger", "close", NAME, str(DAY)).exit_code == 1
    assert typed("ledger", "close", NAME, str(DAY + timedelta(days=30))).exit_code == 1


def test_an_export_names_nobody_and_holds_no_formula(book: Book, typed: Typed, tmp_path: Path) -> None:
    typed("ledger", "export", NAME, "--to", str(tmp_path / "fund.csv"))
    text = (tmp_path / "fund.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(row["number"], row["amount"], row["note"]) for row in rows] == [
        ("1", "600000", ""),
        ("2", "121400", "'=1+1"),
    ]
    assert "方静" not in text
    assert rows[0]["source"].startswith("premiums:") and rows[0]["target"] == "bank::"


def test_a_tick_ends_the_holds_that_ran_out(typed: Typed) -> None:
    set_played_day(day=DAY + timedelta(days=30))
    held = opened(PARCELS, "2022")
    actions.post(by=BY, at=AT, book=held, document=brought(2))
    for number, hours in enumerate((1, 24 * 400)):
        actions.hold(
            by=BY,
            at=AT,
            book=held,
            movement="give",
            source=STOCK,
            target=AccountName("given", person(f"职工{number}")),
            quantity=Quantity(Unit.PARCELS, 1),
            until=AT + timedelta(hours=hours),
        )
    assert "1 holds ran out." in typed("tick").stdout
    assert sorted(Hold.objects.values_list("ended_how", flat=True)) == ["", "expired"]
