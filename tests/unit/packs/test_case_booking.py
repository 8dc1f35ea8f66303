"""A case writes in the books of its service: it holds, takes, releases and posts, each once, and what cannot be
written is not answered."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enums import Happened, Result, Stage
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import contest, withdraw
from anxin.kernel.cases.reviewing import let_silence_count
from anxin.kernel.cases.rewarding import grant_reward
from anxin.kernel.errors import Conflict
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import queries
from anxin.kernel.ledger.actions import reverse
from anxin.kernel.ledger.models import Account, Hold, Posting
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.packs import load_pack
from anxin.packs.actions import apply
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.cases.scene import LUCHENG, WENZHOU, clerk
from tests.unit.packs.test_cases import VOICES, change, found

DAY = timedelta(days=1)
LEDGER = """\
books:
  aid:
    title: {zh: 困难帮扶, en: Aid}
    unit: fen
    accounts:
      budget: {title: {zh: 预算, en: Budget}, floor: "-1000.00 yuan", ceiling: 0}
      paid: {title: {zh: 已付, en: Paid}, owner: person, ceiling: "600.00 yuan", parted: true}
    movements:
      pay: {title: {zh: 发放, en: Pay}, from: budget, to: paid}
    opens: [{key: city, title: {zh: 市困难帮扶, en: Aid of the city}, area: "330300"}]
"""
BOOK = {"book": "aid/city", "movement": "pay"}
PAID = {**BOOK, "owner": "requester", "part": "year"}
HOLDS = {"on": "received", "do": "hold", "values": {**PAID, "amount": "200.00 yuan", "until": "3 working days"}}
TAKES = {"on": "answered", "result": "solved", "do": "take", "values": BOOK}
RELEASES = [{"on": on, "do": "release", "values": BOOK} for on in ("contested", "refused", "withdrawn")]
POSTS = {"on": "answered", "result": "solved", "do": "post", "values": {**PAID, "amount": "form.people"}}
REWARDS = {"on": "rewarded", "do": "post", "values": {**PAID, "amount": "reward"}}


def with_effects(folder: Path, effects: Sequence[object]) -> Path:
    (folder / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    text = str(list(effects)).replace("'", '"')
    change(folder, "cases.yaml", "    keeps: P3Y", f"    effects: {text}\n    keeps: P3Y")
    change(folder, "cases.yaml", "people: {kind: number,", "people: {kind: number, required: true,")
    for topic in ("canteen", "wages"):
        change(folder, "scenarios/requests.yaml", f"topic: {topic}}}", f"topic: {topic}, people: 2}}")
    return folder


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VOICES, tmp_path / "packs" / "voices"))


@dataclass(frozen=True)
class Desks:
    """The service in force and who sits at it."""

    labour: Actor
    review: Actor
    worker: Party

    def file(self, people: int = 1) -> tuple[Case, str]:
        said = {"area": LUCHENG, "topic": "wages", "people": str(people)}
        sender = From(party=self.worker, phone="13800138000")
        held = file_case(
            by=OPERATOR, at=NOON, pack="voices", matter="grievance", said=said, sender=sender, channel=Channel.COUNTER
        )
        return held.case, held.token

    def answer(self, case: Case, days: float = 1, result: Result = Result.SOLVED) -> None:
        answer_case(
            by=self.labour,
            at=NOON + days * DAY,
            public_id=case.public_id,
            result=result,
            text="办好了",
            said={},
            sent=[],
        )


def opened(folder: Path, *effects: object) -> Desks:
    apply(load_pack(with_effects(folder, effects)), by=OPERATOR, at=NOON)
    worker = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name="王芳", area=LUCHENG, scheme=Scheme.IDENTITY_NUMBER,
        number=identity_number(1),
    )  # fmt: skip
    labour = clerk("lao", ("labour", LUCHENG), pack="voices")
    return Desks(labour, clerk("fu", ("reviewers", WENZHOU), pack="voices"), worker)


def paid(worker: Party) -> int:
    return queries.balance(queries.book_named("voices/aid/city"), AccountName("paid", worker, str(NOON.year)))


def held() -> list[int]:
    return [one.held_out for one in Account.objects.filter(kind="budget")]


def test_the_pack_with_its_effects_is_without_findings(voices: Path) -> None:
    with_effects(voices, [HOLDS, TAKES, *RELEASES, REWARDS])

    assert found(voices) == []


@pytest.mark.django_db
def test_what_is_held_with_the_request_is_taken_with_the_answer(voices: Path) -> None:
    desks = opened(voices, HOLDS, TAKES, *RELEASES)
    case, _token = desks.file()

    (hold,) = Hold.objects.all()
    assert (held(), paid(desks.worker), hold.about) == ([20_000], 0, f"case/{case.public_id}")
    assert hold.until > NOON + 2 * DAY
    desks.answer(case)

    (posting,) = Posting.objects.all()
    assert (held(), paid(desks.worker), posting.about) == ([0], 20_000, f"case/{case.public_id}")
    assert list(verify(posting.book)) == []


@pytest.mark.django_db
def test_a_request_that_is_taken_back_gives_back_what_was_held(voices: Path) -> None:
    desks = opened(voices, HOLDS, TAKES, *RELEASES)
    _case, token = desks.file()

    withdraw(own=own_by_link(token=token), at=NOON + DAY)

    assert (held(), [one.ended_how for one in Hold.objects.all()], Posting.objects.count()) == ([0], ["released"], 0)


@pytest.mark.django_db
def test_nothing_more_can_be_held_than_there_is_and_then_nothing_is_filed(voices: Path) -> None:
    desks = opened(voices, {**HOLDS, "values": {**HOLDS["values"], "amount": "500.00 yuan"}}, TAKES)  # type: ignore[dict-item]  # -- a value of a pack
    desks.file()
    with pytest.raises(Conflict):
        desks.file()  # the person's ceiling of 600 yuan a year counts what is held

    assert (Case.objects.count(), Hold.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_hold_that_ran_out_is_not_taken_and_the_answer_is_not_given(voices: Path) -> None:
    desks = opened(voices, HOLDS, TAKES)
    case, _token = desks.file()

    with pytest.raises(Conflict):
        desks.answer(case, days=30)

    case.refresh_from_db()
    assert (case.stage, Posting.objects.count()) == (Stage.ASSIGNED, 0)


@pytest.mark.django_db
def test_an_answer_posts_what_the_form_says_in_yuan_once_and_not_again_after_a_contest(voices: Path) -> None:
    desks = opened(voices, POSTS)
    case, token = desks.file(people=5)
    desks.answer(case)
    contest(own=own_by_link(token=token), at=NOON + 2 * DAY, reason="还没有收到")
    case.refresh_from_db()
    assert (case.stage, paid(desks.worker)) == (Stage.CONTESTED, 500)

    assign_case(by=desks.review, at=NOON + 3 * DAY, public_id=case.public_id, desk="labour", reason="再办")
    desks.answer(case, days=4)
    assert (paid(desks.worker), Posting.objects.count()) == (500, 1)


@pytest.mark.django_db
def test_what_was_reversed_is_posted_anew_with_the_next_answer(voices: Path) -> None:
    desks = opened(voices, POSTS)
    case, token = desks.file(people=5)
    desks.answer(case)
    contest(own=own_by_link(token=token), at=NOON + 2 * DAY, reason="还没有收到")
    reverse(by=OPERATOR, at=NOON + 2 * DAY, posting=Posting.objects.get(), day=NOON.date() + 2 * DAY, note="退票")

    assign_case(by=desks.review, at=NOON + 3 * DAY, public_id=case.public_id, desk="labour", reason="再办")
    desks.answer(case, days=4)
    assert (paid(desks.worker), Posting.objects.count()) == (500, 3)


@pytest.mark.django_db
def test_a_reward_is_posted_as_it_is_granted(voices: Path) -> None:
    desks = opened(voices, REWARDS)
    case, _token = desks.file(people=10)
    do_step(by=desks.labour, at=NOON + DAY / 2, public_id=case.public_id, step="plan", said={}, sent=[])
    desks.answer(case)
    grant_reward(by=desks.review, at=NOON + 2 * DAY, public_id=case.public_id)

    assert (paid(desks.worker), Posting.objects.get().user_id) == (50_000, desks.review.user_id)


@pytest.mark.django_db
def test_a_case_that_moves_nothing_more_closes_by_silence(voices: Path) -> None:
    desks = opened(voices, HOLDS, {**TAKES, "on": "closed"}, *RELEASES)
    case, _token = desks.file()
    desks.answer(case, result=Result.EXPLAINED)
    let_silence_count(at=NOON + 60 * DAY)

    case.refresh_from_db()
    assert (case.stage, Posting.objects.count()) == (Stage.CLOSED, 0)
    assert Happened.CLOSED in [Happened(kind) for kind in case.events.values_list("kind", flat=True)]


@pytest.mark.parametrize(
    ("effect", "what"),
    [
        ({**POSTS, "on": "received", "result": None}, "`post` cannot come here"),
        ({**POSTS, "result": None}, "say under which result of the answer this is done"),
        ({**POSTS, "values": {**PAID, "book": "aid/town", "amount": "1"}}, "no such book among those"),
        ({**POSTS, "values": {**PAID, "movement": "pya", "amount": "1"}}, "did you mean 'pay'?"),
        ({**POSTS, "values": {**PAID, "amount": "0"}}, "an amount is a whole number above 0"),
        ({**POSTS, "values": {**PAID, "amount": "1.5"}}, "an amount is a whole number above 0"),
        ({**POSTS, "values": {**PAID, "amount": "form.topic"}}, "no such question of kind number"),
        ({**POSTS, "values": {**PAID, "amount": "grade.weight"}}, "no such output of the grading table"),
        ({**POSTS, "values": {**PAID, "amount": "reward"}}, "what was granted is there on the event `rewarded`"),
        ({**POSTS, "values": {**PAID}}, "`post` needs the value 'amount'"),
        ({**POSTS, "values": {**BOOK, "part": "year", "amount": "1"}}, "one of the accounts is somebody's"),
        ({**POSTS, "values": {**PAID, "owner": "about", "amount": "1"}}, "this movement is between accounts of person"),
        ({**POSTS, "values": {**BOOK, "owner": "requester", "amount": "1"}}, "one of the accounts is parted"),
        ({**HOLDS, "values": {**PAID, "amount": "1", "until": "soon"}}, "a length of time is written"),
        ({**HOLDS, "values": {**PAID, "amount": "1", "until": "0 days"}}, "a hold lasts some time"),
        ({**TAKES, "values": {**BOOK, "amount": "1"}}, "`take` has no such value"),
        ({**TAKES, "do": "pay"}, "not an allowed value"),
    ],
)
def test_an_effect_that_does_not_fit_its_book_is_told(voices: Path, effect: dict[str, object], what: str) -> None:
    with_effects(voices, [{key: value for key, value in effect.items() if value is not None}])

    assert [str(one) for one in found(voices) if what in str(one)] != [], [str(one) for one in found(voices)]
