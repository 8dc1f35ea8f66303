"""Nobody but the requester, silence or a review with reasons ends a case as accepted; the requester's own acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case, PhoneNumber, new_token
from anxin.kernel.cases.opening import open_own
from anxin.kernel.cases.owning import Own, ask_by_phone, own_by_account, own_by_link, own_by_phone
from anxin.kernel.cases.requesting import agree, contest, new_link, supplement, withdraw
from anxin.kernel.cases.showing import happened, limits
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.models import EntrySubject
from anxin.kernel.messages.queries import last_messages
from tests.cast import NOON, Cast
from tests.unit.kernel.cases.scene import (
    FIRM_CODE,
    LUCHENG,
    REQUESTER,
    Desks,
    again,
    clerk,
    filed,
    opened,
    picture,
    reported,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PHONE = "13800138000"


@pytest.fixture
def desks() -> Desks:
    return opened()


def explained(case: Case, desks: Desks) -> None:
    answer_case(by=desks.fire, at=NOON + DAY, public_id=case.public_id, result=Result.EXPLAINED, text="不属于隐患。")


def test_an_own_cannot_be_made_by_hand() -> None:
    with pytest.raises(TypeError):
        Own("x", REQUESTER, on_behalf=False, key=object())


def test_the_link_opens_the_case_and_a_wrong_one_nothing(desks: Desks) -> None:
    held = filed()
    assert own_by_link(token=held.token).public_id == held.case.public_id
    with pytest.raises(NotFound):
        own_by_link(token=held.token + "x")


def test_the_link_went_to_the_phone_and_nothing_of_the_request(desks: Desks) -> None:
    held = filed()
    told = next(last_messages(1))
    assert (told.recipient, told.kind) == (PHONE, "case")
    assert held.token in told.text
    assert "煤气瓶" not in told.text


def test_a_new_link_closes_the_old_one(desks: Desks) -> None:
    held = filed()
    token = new_link(own=own_by_link(token=held.token), at=NOON)
    assert own_by_link(token=token).public_id == held.case.public_id
    with pytest.raises(NotFound):
        own_by_link(token=held.token)


def test_the_phone_opens_the_page_of_requests_once(desks: Desks) -> None:
    first, second = filed(), filed(NOON + DAY)
    asked = ask_by_phone(at=NOON + 2 * DAY, phone="138 0013 8000", numbers=lambda: "123456")
    owns = own_by_phone(at=NOON + 2 * DAY, ticket=asked.ticket, number="123456")
    assert [own.public_id for own in owns] == [second.case.public_id, first.case.public_id]
    with pytest.raises(Invalid):
        own_by_phone(at=NOON + 2 * DAY, ticket=asked.ticket, number="123456")


def test_an_unknown_phone_is_answered_alike_and_opens_nothing(desks: Desks) -> None:
    filed()
    messages = len(list(last_messages(50)))
    asked = ask_by_phone(at=NOON, phone="13900139000", numbers=lambda: "123456")
    assert len(asked.ticket) == len(ask_by_phone(at=NOON, phone=PHONE).ticket)
    assert len(list(last_messages(50))) == messages + 1
    with pytest.raises(Invalid):
        own_by_phone(at=NOON, ticket=asked.ticket, number="123456")


def test_five_wrong_numbers_and_the_right_one_no_longer_opens(desks: Desks) -> None:
    filed()
    asked = ask_by_phone(at=NOON, phone=PHONE, numbers=lambda: "123456")
    for wrong in range(5):
        with pytest.raises(Invalid):
            own_by_phone(at=NOON, ticket=asked.ticket, number=f"00000{wrong}")
    with pytest.raises(Invalid):
        own_by_phone(at=NOON, ticket=asked.ticket, number="123456")
    assert PhoneNumber.objects.get().tries == 6


def test_a_clerk_speaks_for_a_requester_only_where_they_do_not_deal_with_the_case(desks: Desks) -> None:
    held = filed()
    explained(held.case, desks)
    elsewhere = clerk("gui", ("reception", "330381"))

    def own_of(by: object, number: str) -> Own:
        asked = ask_by_phone(at=NOON + 2 * DAY, phone=PHONE, numbers=lambda: number)
        return own_by_phone(at=NOON + 2 * DAY, ticket=asked.ticket, number=number, by=by)[0]  # type: ignore[arg-type]  # -- an Actor

    with pytest.raises(Refused):
        agree(own=own_of(desks.fire, "111111"), at=NOON + 2 * DAY)
    agree(own=own_of(elsewhere, "222222"), at=NOON + 2 * DAY)
    said = again(held.case).events.get(kind="agreed")
    assert (said.detail, said.by_label) == ({"how": "requester", "on_behalf": True}, "gui")


def test_a_known_person_finds_their_case_by_their_account(cast: Cast, desks: Desks) -> None:
    held = filed(sender=From(party=cast.fang))
    assert own_by_account(by=cast.as_worker(cast.fang), public_id=held.case.public_id).public_id == held.case.public_id
    with pytest.raises(NotFound):
        own_by_account(by=cast.as_worker(cast.hua), public_id=held.case.public_id)


def test_every_reading_of_a_known_requesters_case_stands_in_their_view(cast: Cast, desks: Desks) -> None:
    held = filed(sender=From(party=cast.fang))
    open_own(own=own_by_link(token=held.token), at=NOON)
    acts = EntrySubject.objects.filter(party=cast.fang.public_id).order_by("entry").values_list("entry__act", flat=True)
    assert [act for act in acts if act.startswith(("case.", "attachment"))] == [
        "attachment.keep", "case.received", "case.accepted", "case.assigned", "case.read",
    ]  # fmt: skip


def test_two_objections_and_no_third(desks: Desks) -> None:
    held = filed()
    own = own_by_link(token=held.token)
    explained(held.case, desks)
    contest(own=own, at=NOON + 2 * DAY, reason="确实是隐患")
    with pytest.raises(Conflict):
        contest(own=own, at=NOON + 2 * DAY, reason="再说一次")
    for day in (3, 4):
        assign_case(by=desks.review, at=NOON + day * DAY, public_id=own.public_id, desk="fire", reason="再查")
        explained(held.case, desks)
        if day == 3:
            contest(own=own, at=NOON + 3 * DAY, reason="还是隐患")
    with pytest.raises(Refused):
        contest(own=own, at=NOON + 4 * DAY, reason="第三次")


def test_too_late_to_contest(desks: Desks) -> None:
    held = filed()
    explained(held.case, desks)
    with pytest.raises(Refused):
        contest(own=own_by_link(token=held.token), at=NOON + 60 * DAY, reason="太晚了")


def test_what_a_requester_adds_is_kept_and_moves_no_clock(desks: Desks) -> None:
    held = filed()
    own = own_by_link(token=held.token)
    before = limits(open_own(own=own, at=NOON + DAY))
    supplement(own=own, at=NOON + DAY, text="门牌是五马街10号后门")
    page = open_own(own=own, at=NOON + DAY)
    assert limits(page) == before
    assert happened(page)[-1].text == "门牌是五马街10号后门"


def test_a_withdrawn_case_has_ended(desks: Desks) -> None:
    held = filed()
    withdraw(own=own_by_link(token=held.token), at=NOON + DAY)
    assert again(held.case).stage == Stage.WITHDRAWN
    with pytest.raises(Conflict):
        explained(held.case, desks)


def test_a_request_without_a_phone_is_taken_where_the_matter_allows_it(desks: Desks) -> None:
    held = filed(sender=From())
    assert (held.case.phone_sealed, held.case.stage) == ("", Stage.ASSIGNED)


def test_the_same_number_of_a_platform_gives_the_same_case_and_link(desks: Desks) -> None:
    said = {"area": LUCHENG, "trade": "fire", "what": "消防通道堵塞", "where": "信河街8号"}

    def sent() -> tuple[str, str, bool]:
        held = file_case(
            by=desks.reception, at=NOON, pack="hazards", matter="report", said=said, sender=From(phone=PHONE),
            channel=Channel.API, origin="platform-7:0001",
        )  # fmt: skip
        return held.case.public_id, held.token, held.again

    first, second = sent(), sent()
    assert first[:2] == second[:2]
    assert (first[2], second[2]) == (False, True)


@pytest.mark.parametrize(
    ("wrong", "question"),
    [
        ({"trade": "bakery"}, "trade"), ({"area": "110101"}, "area"), ({"what": ""}, "what"),
        ({"company": "91330302MA285KQP00"}, "company"), ({"where": "路口 @ somewhere"}, "where"),
        ({"colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_told_at_its_question_and_nothing_is_kept(
    desks: Desks, wrong: dict[str, str], question: str
) -> None:
    with pytest.raises(Invalid) as told:
        reported(wrong)
    assert told.value.field == question
    assert Case.objects.count() == 0


def test_an_organisation_that_answers_its_own_request_does_not_accept_it(desks: Desks) -> None:
    held = reported({"trade": "construction", "company": FIRM_CODE}, sender=From(desks.firm)).case
    number = again(held).public_id
    sent = [Sent("after", picture(), "b.jpg")]
    answer_case(by=desks.unit, at=NOON, public_id=number, result=Result.SOLVED, text="已整改。", sent=sent)
    with pytest.raises(Refused) as refused:
        agree(own=own_by_account(by=desks.unit, public_id=number), at=NOON + DAY)
    assert (refused.value.rule, again(held).stage, again(held).agreement) == ("cases.own-verdict", "answered", "")


def test_no_link_is_read_as_an_option_by_a_command() -> None:
    assert [one for one in (new_token() for _ in range(2_000)) if one.startswith("-")] == []
