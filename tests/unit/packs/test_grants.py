"""Grants: matching aid only with funds from above and never beyond a body's ceiling; a red packet once a year."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.errors import Conflict
from anxin.kernel.ledger import queries as books
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.packs.ledger_applying import apply_ledger
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.scene import FIRM_CODE
from tests.unit.packs.carried import LUCHENG, Carried, carried, moment

pytestmark = pytest.mark.django_db
NUMBER = "33010619880307123X"


@pytest.fixture
def grants(settings: Settings) -> Carried:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    held = carried("grants")
    apply_ledger(held.pack, by=OPERATOR, at=NOON)
    return held


def asked(grants: Carried, upper_yuan: int, checked_yuan: int, at: str = "2022-04-11 09:30") -> Case:
    """An application of the firm, its funds from above checked."""
    said = {"asker": FIRM_CODE, "area": LUCHENG, "level": "provincial", "newly": "yes", "upper_yuan": str(upper_yuan)}
    case = grants.file("rd_support", at, said).case
    found = {"checked_yuan": str(checked_yuan)}
    if upper_yuan:
        checked = moment("2022-04-18 10:00")
        do_step(by=grants.at("review"), at=checked, public_id=case.public_id, step="check", said=found)
    return case


def answered(grants: Carried, case: Case, at: str = "2022-04-20 10:00") -> None:
    text = "已核对，符合条件，已付。"
    answer_case(by=grants.at(case.desk), at=moment(at), public_id=case.public_id, result=Result.SOLVED, text=text)


def paid(grants: Carried, case: Case) -> int:
    answered(grants, case)
    return stands(grants)


def stands(grants: Carried) -> int:
    return books.balance(books.book_named("grants/rd/taizhou"), AccountName("paid", grants.firm))


def test_what_was_checked_is_matched_and_booked_with_the_answer(grants: Carried) -> None:
    assert paid(grants, asked(grants, 900_000, 500_000)) == 50_000_000


def test_a_body_is_never_paid_beyond_two_million_in_all(grants: Carried) -> None:
    assert paid(grants, asked(grants, 1_500_000, 1_500_000)) == 150_000_000
    again = asked(grants, 600_000, 600_000, "2022-04-12 09:30")

    with pytest.raises(Conflict):
        paid(grants, again)
    assert stands(grants) == 150_000_000


def test_without_funds_from_above_nothing_can_be_paid(grants: Carried) -> None:
    with pytest.raises(Conflict):
        paid(grants, asked(grants, 0, 0))
    assert stands(grants) == 0


def test_a_red_packet_is_paid_once_a_year(grants: Carried) -> None:
    person = _person()
    said = {"area": LUCHENG, "number": NUMBER, "register": "elsewhere", "insured": "yes", "stayed": "yes"}
    first, again = (grants.file("stay_bonus", f"2022-04-1{day} 09:30", said).case for day in (1, 2))
    answered(grants, first)

    with pytest.raises(Conflict):
        answered(grants, again)
    book = books.book_named("grants/stay/hangzhou")
    assert books.balance(book, AccountName("paid", person, "2022")) == 100_000


def _person() -> Party:
    return enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name="王小明", area="330106", scheme=Scheme.IDENTITY_NUMBER,
        number=NUMBER,
    )  # fmt: skip
