"""What somebody may do from a desk outside any case: enter, approve, pay and keep books."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anxin.kernel.cases.applying import apply_matters
from anxin.kernel.cases.enums import WITH_BOOKS, Duty
from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.matter import DeskNamed, Level
from anxin.kernel.cases.models import Seat
from anxin.kernel.cases.opening import open_case
from anxin.kernel.cases.rights import may_from_seat, require_seat
from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import PartyKind
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.hazard import HAZARD
from tests.unit.kernel.cases.scene import FIRM_CODE, LUCHENG, WENZHOU, clerk, filed

pytestmark = pytest.mark.django_db
BOOKS = DeskNamed("books", Words("财务", "Accounts"), Level.CITY, frozenset({Duty.PAY, Duty.KEEP}))
UNION = DeskNamed("base", Words("基层工会", "Base union"), Level.ORGANISATION, frozenset({Duty.ENTER}))
WITH_DESKS = replace(HAZARD, desks=(*HAZARD.desks, BOOKS, UNION))


@pytest.fixture(autouse=True)
def in_force() -> None:
    apply_matters(by=OPERATOR, at=NOON, matters=[WITH_DESKS])


def test_a_seat_covers_its_service_its_duties_and_its_area_from_its_day_on() -> None:
    keeper = clerk("zhang", ("books", WENZHOU))
    before = NOON - timedelta(seconds=1)

    assert [duty for duty in Duty if may_from_seat(keeper, NOON, "hazards", duty, LUCHENG)] == [Duty.PAY, Duty.KEEP]
    assert may_from_seat(keeper, NOON, "hazards", Duty.KEEP, WENZHOU)
    for pack, area, at in (("other", WENZHOU, NOON), ("hazards", "330100", NOON), ("hazards", "330000", NOON)):
        assert not may_from_seat(keeper, at, pack, Duty.KEEP, area)
    assert not may_from_seat(keeper, before, "hazards", Duty.KEEP, WENZHOU)
    assert not may_from_seat(keeper, NOON, "hazards", Duty.KEEP, "")
    Seat.objects.update(until=NOON + timedelta(days=1))
    assert not may_from_seat(keeper, NOON + timedelta(days=1), "hazards", Duty.KEEP, WENZHOU)


def test_a_desk_of_an_organisation_is_for_that_organisation_alone() -> None:
    firm, other = (
        enter_party(
            by=OPERATOR, at=NOON, kind=PartyKind.ORGANISATION, name=name, area=LUCHENG,
            scheme=Scheme.CREDIT_CODE, number=number,
        )
        for name, number in (("温州示例机械有限公司工会", FIRM_CODE), ("温州另一家有限公司工会", "91330302MA285KQR2W"))
    )  # fmt: skip
    union = clerk("gong", ("base", ""), firm=firm)

    assert may_from_seat(union, NOON, "hazards", Duty.ENTER, LUCHENG, firm)
    assert not may_from_seat(union, NOON, "hazards", Duty.ENTER, LUCHENG, other)
    assert not may_from_seat(union, NOON, "hazards", Duty.ENTER, LUCHENG)


def test_the_system_may_and_who_has_no_account_may_not() -> None:
    assert all(may_from_seat(OPERATOR, NOON, "hazards", duty, "") for duty in Duty)
    assert not any(may_from_seat(Actor.requester(), NOON, "hazards", duty, LUCHENG) for duty in Duty)


def test_a_refusal_says_what_why_and_whom_to_ask() -> None:
    keeper = clerk("zhang", ("books", WENZHOU))
    require_seat(keeper, NOON, "hazards", Duty.KEEP, WENZHOU)

    with pytest.raises(Refused) as fault:
        require_seat(keeper, NOON, "hazards", Duty.APPROVE, WENZHOU)

    assert fault.value.rule == "desks.approve"
    assert all((fault.value.what, fault.value.why, fault.value.todo, fault.value.ask))
    assert "审批" in fault.value.what


def test_who_keeps_books_learns_nothing_of_cases() -> None:
    keeper = clerk("zhang", ("books", WENZHOU))
    case = filed()

    with pytest.raises((NotFound, Refused)):
        open_case(by=keeper, at=NOON, public_id=case.case.public_id)


def test_the_duties_of_books_are_four() -> None:
    assert {Duty.ENTER, Duty.APPROVE, Duty.PAY, Duty.KEEP} == WITH_BOOKS
