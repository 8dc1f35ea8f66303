"""The notice board: words of answers that were accepted, where whoever asked allows it, and nothing else of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree
from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference.actions import set_played_day
from anxin.packs.actions import apply
from anxin.packs.loading import current
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.kernel.cases.scene import clerk
from tests.unit.web.phone.pages import words

pytestmark = pytest.mark.django_db
BOARD = "/services/worker_voice/notices"
NINGHAI = "330226"
POSTED = "一名职工想学电工，已安排培训。"
TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def room() -> Actor:
    set_played_day(day=DAY)
    apply(current("worker_voice"), by=OPERATOR, at=NOON)
    return clerk("shuoshi", ("room", NINGHAI), pack="worker_voice")


def voiced(room: Actor, *, allowed: str, accepted: bool = True, result: Result = Result.SOLVED) -> Case:
    said = {"area": NINGHAI, "topic": "training", "what": "想学电工，找王师傅问过。", "workplace": "第三车间"}
    filed = file_case(
        by=Actor.requester(), at=NOON, pack="worker_voice", matter="voice", said=said | {"may_post": allowed},
        sender=From(phone="13800138000"), channel=Channel.PHONE,
    )  # fmt: skip
    number = filed.case.public_id
    answer_case(
        by=room, at=TOMORROW, public_id=number, result=result, text="下周一开班，已替您报名。", said={"notice": POSTED}
    )
    if accepted:
        agree(own=own_by_link(token=filed.token), at=TOMORROW)
    return Case.objects.get(public_id=number)


def test_an_answer_that_may_be_read_stands_with_city_and_month_and_nothing_else(room: Actor, client: Client) -> None:
    case = voiced(room, allowed="yes")
    page = client.get(BOARD)
    told = words(page)
    for said in (POSTED, "宁波市", "职工说事", "2021年10月"):
        assert said in told, said
    for kept in (case.public_id, "宁海", "王师傅", "第三车间", "下周一", "10-30", "30日", "13800138000"):
        assert kept not in page.content.decode(), kept


@pytest.mark.parametrize(
    ("allowed", "accepted", "result"),
    [
        ("no", True, Result.SOLVED),
        ("", True, Result.SOLVED),
        ("yes", False, Result.SOLVED),
        ("yes", True, Result.REFUSED),
    ],
)
def test_nothing_stands_without_leave_acceptance_and_an_answer(
    room: Actor, client: Client, allowed: str, accepted: bool, result: Result
) -> None:
    voiced(room, allowed=allowed, accepted=accepted, result=result)
    assert POSTED not in client.get(BOARD).content.decode()


def test_the_board_is_found_from_the_services(room: Actor, client: Client) -> None:
    assert [BOARD in client.get(page).content.decode() for page in ("/", "/services/")] == [True, True]


def test_a_service_without_a_board_has_an_empty_one(client: Client) -> None:
    assert "公示栏还是空的" in words(client.get("/services/home_service/notices"))
