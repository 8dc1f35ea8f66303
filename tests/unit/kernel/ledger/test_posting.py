"""A document balances, stays within the bounds of its accounts, and is written once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger import actions, queries
from anxin.kernel.ledger.models import Account, Book, Hold, Line, Posting
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.refusing import Full, OtherDocument, Short, Shut
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.parties.models import Party
from tests.unit.kernel.ledger.books import (
    AT,
    BANK,
    BY,
    CEILING,
    DAY,
    PARCELS,
    STOCK,
    brought,
    fen,
    firm,
    opened,
    payment,
    person,
    premium,
)

pytestmark = pytest.mark.django_db


def test_what_comes_in_and_goes_out_sums_to_nothing() -> None:
    book, union, worker = opened(), firm(), person()
    actions.post(by=BY, at=AT, book=book, document=premium(union, 600_000, about="roster:1"))
    actions.post(by=BY, at=AT, book=book, document=payment(worker, 121_400, about="claim:1"))
    assert queries.totals(book) == {"bank": 478_600, "benefits": 121_400, "premiums": -600_000}
    assert queries.balance(book, BANK) == 478_600
    assert list(verify(book)) == []
    assert list(Entry.objects.filter(act="ledger.post").values_list("detail__from", "detail__to")) == [(1, 1), (2, 2)]


def test_an_account_gives_no_more_than_it_has() -> None:
    book, worker = opened(), person()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 100))
    with pytest.raises(Short) as said:
        actions.post(by=BY, at=AT, book=book, document=payment(worker, 101))
    assert (said.value.asked, said.value.there) == (101, 100)
    assert Posting.objects.count() == 1


def test_the_payment_that_meets_the_ceiling_is_made_in_part() -> None:
    book, worker = opened(), person()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 10 * CEILING))
    first = actions.post(by=BY, at=AT, book=book, document=payment(worker, 6_000_000))
    second = actions.post(by=BY, at=AT, book=book, document=payment(worker, 6_000_000, up_to=True))
    third = actions.post(by=BY, at=AT, book=book, document=payment(worker, 1, up_to=True))
    assert (first.moved, second.moved, third.moved, third.posting) == (6_000_000, 520_000, 0, None)
    with pytest.raises(Full):
        actions.post(by=BY, at=AT, book=book, document=payment(worker, 1))
    assert list(verify(book)) == []


def test_a_document_is_written_once_under_its_name() -> None:
    book, union = opened(), firm()
    first = actions.post(by=BY, at=AT, book=book, document=premium(union, 100, once="roster:1"))
    again = actions.post(by=BY, at=AT, book=book, document=premium(union, 100, once="roster:1"))
    assert (first.now, again.now) == (True, False)
    assert again.posting == first.posting
    with pytest.raises(OtherDocument):
        actions.post(by=BY, at=AT, book=book, document=payment(person(), 1, once="roster:1"))


def test_a_hold_keeps_its_quantity_until_it_is_taken_released_or_over() -> None:
    book = opened(PARCELS, "2022")
    actions.post(by=BY, at=AT, book=book, document=brought(1))
    first, second = person("甲"), person("乙")

    def held(who: Party, at: datetime = AT) -> Hold:
        return actions.hold(
            by=BY,
            at=at,
            book=book,
            movement="give",
            source=STOCK,
            target=AccountName("given", who),
            quantity=Quantity(Unit.PARCELS, 1),
            until=at + timedelta(hours=1),
        )

    one = held(first)
    with pytest.raises(Short):
        held(second)
    until = AT + timedelta(hours=1)
    later = held(second, at=until)  # the first has run out, and nobody had to end it
    one.refresh_from_db()
    assert one.ended_how == "expired"
    done = actions.take(by=BY, at=until, hold=later, day=DAY)
    assert actions.take(by=BY, at=until, hold=later, day=DAY).posting == done.posting
    assert queries.totals(book) == {"bought": -1, "given": 1, "stock": 0}
    assert list(verify(book)) == []


def test_a_reversal_undoes_a_document_and_both_stay() -> None:
    book, worker = opened(), person()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 100))
    paid = actions.post(by=BY, at=AT, book=book, document=payment(worker, 60))
    assert paid.posting is not None
    actions.reverse(by=BY, at=AT, posting=paid.posting, day=DAY, note="账号有误")
    assert queries.totals(book)["bank"] == 100
    assert queries.movement_totals(book) == {"premium": 100, "payment": 0}
    assert Posting.objects.count() == 3
    assert list(verify(book)) == []


def test_nothing_is_written_in_a_closed_period() -> None:
    book = opened()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 100))
    actions.close_until(by=BY, at=AT + timedelta(days=40), book=book, day=DAY)
    with pytest.raises(Shut):
        actions.post(by=BY, at=AT, book=book, document=payment(person(), 1))
    actions.post(by=BY, at=AT, book=book, document=payment(person(), 1, day=DAY + timedelta(days=1)))


def test_units_never_meet() -> None:
    book = opened()
    with pytest.raises(TypeError):
        fen(1) + Quantity(Unit.PARCELS, 1)
    one = Transfer(AccountName("premiums", firm()), BANK, Quantity(Unit.PARCELS, 1))
    with pytest.raises(TypeError):
        actions.post(by=BY, at=AT, book=book, document=Document("premium", (one,), DAY))


def test_whoever_changes_a_line_is_found() -> None:
    book = opened()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 100))
    Line.objects.filter(amount=100).update(amount=200, balance=200)
    Line.objects.filter(amount=-100).update(amount=-200, balance=-200)
    places = [found.place for found in verify(book)]
    assert places[:2] == ["document 1", "documents 1–1"]


def test_a_refusal_names_the_account_and_the_sum_in_the_readers_language() -> None:
    book = opened()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 121_400))
    with override("en"), pytest.raises(Short) as said:
        actions.post(by=BY, at=AT, book=book, document=payment(person(), 121_401))
    assert (said.value.what, said.value.why) == (
        "Fund account has not so much left.",
        "Asked for: 1,214.01 yuan. Free: 1,214.00 yuan.",
    )
    with override("zh-hans"), pytest.raises(Short) as said:
        actions.post(by=BY, at=AT, book=book, document=payment(person(), 121_401))
    assert "互助金专户" in said.value.what


def test_the_same_name_for_another_amount_is_another_document() -> None:
    book, union = opened(), firm()
    actions.post(by=BY, at=AT, book=book, document=premium(union, 100, once="roster:1"))
    with pytest.raises(OtherDocument):
        actions.post(by=BY, at=AT, book=book, document=premium(union, 101, once="roster:1"))
    both = [premium(union, 5, once="roster:2"), premium(union, 5, once="roster:2")]
    first, second = actions.post_all(by=BY, at=AT, book=book, documents=both)
    assert (first.now, second.now, second.posting) == (True, False, first.posting)


def test_a_premium_that_was_paid_out_cannot_go_back() -> None:
    book = opened()
    came = actions.post(by=BY, at=AT, book=book, document=premium(firm(), 100))
    actions.post(by=BY, at=AT, book=book, document=payment(person(), 1))
    assert came.posting is not None
    with pytest.raises(Short):
        actions.reverse(by=BY, at=AT, posting=came.posting, day=DAY, note="付错了")
    assert Posting.objects.count() == 2


def test_verify_finds_a_broken_bound_a_late_document_and_a_closing_nobody_made() -> None:
    book = opened()
    actions.post(by=BY, at=AT, book=book, document=premium(firm(), 100))
    actions.close_until(by=BY, at=AT + timedelta(days=40), book=book, day=DAY)
    late = actions.post(by=BY, at=AT, book=book, document=payment(person(), 1, day=DAY + timedelta(days=1)))
    assert late.posting is not None
    assert list(verify(book)) == []
    Account.objects.filter(kind="benefits").update(ceiling=0)
    Posting.objects.filter(pk=late.posting.pk).update(day=DAY)
    Book.objects.filter(pk=book.pk).update(closed_until=None)
    said = [one.what for one in verify(book)]
    assert said == [
        "it does not say what it said when it was written",
        "the journal noted something else",
        "it says 1, beyond 0 to 0",
        f"it is closed until None, and the journal says {DAY}",
        f"it came into a period that was closed until {DAY}",
    ]
