"""Many at once: the same application fifty times makes one membership, and everybody else reads the same words."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter

import pytest

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.models import Case
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import AnxinError, Conflict
from anxin.kernel.journal.queries import verify as journal_whole
from anxin.kernel.parties.models import Affiliation, Identifier, Party, PartyKind
from tests.cast import DAY
from tests.packs.joining import PACK, Unions, answered, asked, examined, in_ninghai, joined, member, stays, step
from tests.unit.kernel.cases.test_many_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 50


@pytest.fixture
def unions(transactional_db: None) -> Unions:
    return in_ninghai()


def test_2a1_fifty_identical_applications_at_once_make_one_membership_and_49_identical_replies(unions: Unions) -> None:
    told, said, lock = Counter[str](), list[str](), threading.Lock()

    def apply(_number: int) -> None:
        try:
            filed = asked("join", unions.couriers)
            with lock:
                said.append(filed.token)
        except Conflict as no:
            told[str(no)] += 1

    together(apply, AT_ONCE)

    assert (len(said), sorted(told.values())) == (1, [AT_ONCE - 1])
    case = Case.objects.get()
    assert case.public_id in next(iter(told))
    examined(unions, case)
    answered(unions.at_couriers, case, Result.SOLVED, {"standing": "member"})
    assert Affiliation.objects.filter(role=PACK).count() == 1
    assert Party.objects.filter(kind=PartyKind.PERSON).count() == 1
    assert Code.objects.filter(party=member()).count() == 1
    assert journal_whole().whole


def test_2a1_one_form_sent_fifty_times_at_once_is_answered_fifty_times_with_the_same_link(unions: Unions) -> None:
    said, again, lock = Counter[str](), Counter[bool](), threading.Lock()

    def send(_number: int) -> None:
        filed = asked("join", unions.couriers, origin="phone:once")
        with lock:
            said[filed.token] += 1
            again[filed.again] += 1

    together(send, AT_ONCE)

    assert (list(said.values()), again) == ([AT_ONCE], {False: 1, True: AT_ONCE - 1})
    assert Case.objects.count() == 1


def test_fifty_answers_at_once_to_applications_under_two_names_enter_one_person_once(unions: Unions) -> None:
    """The number is one person's, whoever typed which name: the second union comes too late."""
    cases = [asked("join", unions.couriers).case, asked("join", unions.riders, name="葛三美").case]
    for case in cases:
        examined(unions, case)
    said = Counter[str]()

    def answer(number: int) -> None:
        case = cases[number % 2]
        try:
            answered(unions.answers(case), case, Result.SOLVED, {"standing": "member"})
            said["entered"] += 1
        except Conflict:
            said["too late"] += 1

    together(answer, AT_ONCE)

    assert said == {"entered": 1, "too late": AT_ONCE - 1}
    assert Affiliation.objects.filter(role=PACK).count() == 1
    assert Identifier.objects.filter(party__kind=PartyKind.PERSON).count() == 1


def test_two_unions_that_take_a_member_at_once_get_one_of_them(unions: Unions) -> None:
    joined(unions)
    cases = [
        asked("transfer", to, name=name).case for to, name in ((unions.couriers, "葛三妹"), (unions.riders, "葛三美"))
    ]
    for case in cases:
        step(unions.at_pool, case, "release", let_go="yes")

    def take(number: int) -> None:
        case = cases[number % 2]
        with contextlib.suppress(AnxinError):
            answered(unions.answers(case), case, Result.SOLVED, {"standing": "member"})

    together(take, 20)

    held = stays()
    assert next((start, end) for _where, start, end in held) == (DAY, DAY)
    assert (len(held), held[1][2]) == (2, None)  # the other is answered once the first has begun, if at all
