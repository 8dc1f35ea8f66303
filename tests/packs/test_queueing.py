"""A case, a book and a person at once: everybody queues in one order on either database, nobody in a circle."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from pytest_django import Settings

from anxin.kernel.cases.appealing import raise_dispute
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.recording import events_of
from anxin.kernel.cases.requesting import supplement
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.queries import verify
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger import queries
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.outcomes.actions import submit_evidence
from anxin.kernel.parties.actions import lock_party
from tests.cast import NOON, OPERATOR
from tests.packs.meanwhile import Meanwhile
from tests.unit.kernel.cases import scene as cases
from tests.unit.kernel.cases.test_joining import DAY, answer, joined
from tests.unit.kernel.ledger.books import AT, BY, firm, opened, payment, person, premium
from tests.unit.packs.binjiang import LEFT, PACK, binjiang, hours

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_an_answer_that_corrects_a_record_and_a_new_record_of_the_same_person_are_both_written() -> None:
    here = binjiang()
    filed = raise_dispute(by=here.as_lin, at=hours(0), pack=PACK, evidence=here.stay, reason="一月二十日已经搬走。")
    assert filed is not None
    number, before = filed.case.public_id, Evidence.objects.filter(party=here.lin, kind="stay").count()

    def state() -> None:
        said = Statement("stay", "community", date(2022, 1, 5), result="visiting", valid_until=date(2022, 1, 6))
        submit_evidence(by=OPERATOR, at=hours(1), party=here.lin, statement=said)

    def answer() -> None:
        said = {"valid_until": LEFT.isoformat()}
        answer_case(by=here.community, at=hours(1), public_id=number, result=Result.SOLVED, text="已更正。", said=said)

    Meanwhile(state).during(answer)

    filed.case.refresh_from_db()
    assert filed.case.stage == Stage.ANSWERED
    assert Evidence.objects.filter(party=here.lin, kind="stay").count() == before + 2
    assert verify().whole


def test_an_account_is_opened_for_a_person_whom_somebody_else_holds_and_waits_with() -> None:
    book, worker = opened(), person()
    ledger.post(by=BY, at=AT, book=book, document=premium(firm(), 100))

    def held() -> None:
        with transaction.atomic():
            lock_party(worker)
            journal.write(by=BY, at=AT, act="test.held")

    def paid() -> None:
        with transaction.atomic():
            journal.write(by=BY, at=AT, act="test.before")
            ledger.post(by=BY, at=AT, book=book, document=payment(worker, 60))

    Meanwhile(held).during(paid)

    assert queries.balance(book, AccountName("benefits", worker, "2021")) == 60
    assert verify().whole


def test_an_answer_to_a_main_case_and_a_word_of_a_repeats_requester_are_both_written() -> None:
    desks = cases.opened()
    first, second = joined(desks)

    def add() -> None:
        supplement(own=own_by_link(token=second.token), at=NOON + 2 * DAY, text="今天还在。")

    Meanwhile(add, Case._meta.db_table).during(lambda: answer(desks, first))

    kinds = [event.kind for event in events_of(second.case)]
    assert kinds[-2:] in (["answered", "supplemented"], ["supplemented", "answered"])
    assert verify().whole
