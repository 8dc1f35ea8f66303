"""What the organisation a case is about does costs the same whatever its requesters left or how many they are; they
get its answer all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from anxin.kernel.cases.dispatching import assign_case, object_to_dispatch
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import From
from anxin.kernel.cases.handling import answer_case, claim_case, note_case
from anxin.kernel.cases.joining import join_cases
from anxin.kernel.cases.models import Case, Postponed
from anxin.kernel.cases.opening import open_own
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.postponing import catch_up
from anxin.kernel.cases.reviewing import let_silence_count
from anxin.kernel.journal.actor import Actor
from anxin.kernel.messages.models import Message
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.cases.scene import FIRM_CODE, LUCHENG, Desks, again, opened, picture, reported

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOW = NOON + 3 * DAY
Act = Callable[[Desks, Case], object]

ACTS: dict[str, Act] = {
    "claims": lambda desks, case: claim_case(by=desks.unit, at=NOW, public_id=case.public_id),
    "notes": lambda desks, case: note_case(by=desks.unit, at=NOW, public_id=case.public_id, text="已到现场", told=True),
    "objects": lambda desks, case: object_to_dispatch(
        by=desks.unit, at=NOW, public_id=case.public_id, reason="不是本单位的设备"
    ),
    "answers": lambda desks, case: answered(desks, case),
}


@pytest.fixture
def desks() -> Desks:
    return opened()


def answered(desks: Desks, case: Case) -> Case:
    sent = [Sent("after", picture(200), "after.jpg")]
    return answer_case(
        by=desks.unit, at=NOW, public_id=case.public_id, result=Result.SOLVED, text="已整改。", sent=sent
    )


def at_the_firm(*senders: From, desks: Desks) -> tuple[Case, list[str]]:
    """The main case of as many reports, at the firm's desk, and the links of all."""
    made = [reported({"trade": "fire", "company": FIRM_CODE}, NOON, sender=sender) for sender in senders]
    main = made[0].case
    for one in made[1:]:
        join_cases(by=desks.reception, at=NOON + DAY, main=main.public_id, repeat=one.case.public_id, reason="同一处")
    system = Actor.system("test")
    assign_case(by=system, at=NOON + 2 * DAY, public_id=main.public_id, desk="unit", reason="由单位整改")
    return again(main), [one.token for one in made]


def statements(act: Act, desks: Desks, *senders: From) -> list[str]:
    """What an act asks of the database, without the values; undone afterwards."""
    with transaction.atomic():
        case, _links = at_the_firm(*senders, desks=desks)
        with CaptureQueriesContext(connection) as asked:
            act(desks, case)
        transaction.set_rollback(True)
    return [
        re.sub(r"'(?:[^']|'')*'|\bs\d+_x\d+\b|\b[0-9a-f]{32,}\b|\b\d+\b|\bNULL\b", "?", one["sql"]) for one in asked
    ]


def known() -> Party:
    return enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name="李娟", area=LUCHENG, scheme=Scheme.IDENTITY_NUMBER,
        number=identity_number(133),
    )  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_an_act_of_the_organisation_asks_the_same_whoever_reported_and_however_many(desks: Desks, act: str) -> None:
    person = known()
    nobody = statements(ACTS[act], desks, From())
    assert nobody
    assert statements(ACTS[act], desks, From(name="李娟", phone="13900139000")) == nobody
    assert statements(ACTS[act], desks, From(party=person, phone="13900139000")) == nobody
    assert statements(ACTS[act], desks, From(), From(phone="13900139000"), From(party=person)) == nobody


def test_a_public_desks_answer_is_told_at_once(desks: Desks) -> None:
    """Or the acts above would ask the same because nobody is ever told."""
    held = reported({"trade": "fire"}, NOON, sender=From(phone="13900139000"))
    before = Message.objects.count()
    sent = [Sent("after", picture(200), "after.jpg")]
    answer_case(by=desks.fire, at=NOW, public_id=held.case.public_id, result=Result.SOLVED, text="已整改。", sent=sent)

    assert (Message.objects.count(), Postponed.objects.count()) == (before + 1, 0)


def test_everybody_who_reported_gets_the_answer_and_is_told_once(desks: Desks) -> None:
    phones = [From(phone="13900139000"), From(phone="13900139001"), From()]
    case, _links = at_the_firm(*phones, desks=desks)
    answered(desks, case)
    told = Message.objects.count()
    assert [one.stage for one in case.repeats.order_by("pk")] == [Stage.ASSIGNED, Stage.ASSIGNED]

    assert (catch_up(), catch_up()) == (1, 0)

    assert {one.stage for one in Case.objects.all()} == {Stage.ANSWERED}
    assert {one.events.get(kind="answered").at for one in Case.objects.all()} == {NOW}
    assert Message.objects.count() == told + 2


def test_a_requester_who_opens_the_page_of_a_repeat_finds_the_answer(desks: Desks) -> None:
    case, (_first, second) = at_the_firm(From(), From(), desks=desks)
    answered(desks, case)

    assert open_own(own=own_by_link(token=second), at=NOW).case.stage == Stage.ANSWERED


def test_the_night_carries_on_what_was_put_off(desks: Desks) -> None:
    case, _links = at_the_firm(From(), From(), desks=desks)
    answered(desks, case)

    assert (let_silence_count(at=NOW), Postponed.objects.count()) == (0, 0)
    assert {one.stage for one in Case.objects.all()} == {Stage.ANSWERED}
