"""The home-service code's requests: application, exit and re-issue, complaint after a visit, appeal of a record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import Settings

from anxin.kernel.access.actions import appoint
from anxin.kernel.access.models import User
from anxin.kernel.cases.appealing import open_appeals, raise_dispute
from anxin.kernel.cases.complaining import complain_after_visit, complaint_links
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.handling import answer_case, do_step, extend_clock
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.opening import open_case, open_own
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import agree, contest
from anxin.kernel.cases.reviewing import uphold_answer
from anxin.kernel.cases.seating import seat
from anxin.kernel.cases.showing import answers, happened, limits
from anxin.kernel.codes import visiting
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Dispute, Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import submit_evidence
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import affiliation_of, party_by_number
from anxin.packs.actions import apply
from anxin.packs.loading import current
from tests.cast import DAY, LUCHENG, NOON, OPERATOR, OUHAI, PACK, Cast, credit_code, identity_number
from tests.unit.kernel.cases.scene import picture

pytestmark = pytest.mark.django_db
NEW = identity_number(777)
DAYS = timedelta(days=1)
CHECKED = {
    "identity_city": "passed", "identity_ministry": "passed", "police": "passed", "health": "passed",
    "health_from": "2021-09-18", "health_until": "2022-09-17",
    "insurance_from": "2021-10-01", "insurance_until": "2022-09-30",
}  # fmt: skip
READ = {"materials_read": "yes", "asked_public_security": "yes"}


class Desks:
    """Who sits where in Wenzhou."""

    def __init__(self, cast: Cast) -> None:
        apply(current(PACK), by=OPERATOR, at=NOON)
        self.cast = cast
        self.city = self._at("lian", ("city-commerce", "330300"))
        self.county = self._at("xian", ("county-commerce", LUCHENG), ("county-commerce", OUHAI))
        self.clinic = self._at("tijian", ("health-institution", "330300"))
        self.review = self._at("fuhe", ("review", "330300"))
        self.anjia = self._agency("an", cast.anjia)
        self.leju = self._agency("le", cast.leju)

    def _at(self, name: str, *seats: tuple[str, str]) -> Actor:
        user = appoint(by=OPERATOR, at=NOON, username=name, password="x", role=Role.CLERK)
        for desk, area in seats:
            seat(by=OPERATOR, at=NOON, user=user, pack=PACK, desk=desk, area=area)
        return user.appointment.actor()

    def _agency(self, name: str, firm: Party) -> Actor:
        user: User = appoint(
            by=OPERATOR, at=NOON, username=name, password="x", role=Role.AGENCY_CLERK, organisation=firm
        )
        seat(by=OPERATOR, at=NOON, user=user, pack=PACK, desk="agency", organisation=firm)
        return user.appointment.actor()


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def desks(cast: Cast) -> Desks:
    return Desks(cast)


def filed(desks: Desks, matter: str, said: dict[str, str], *papers: str, by: Actor | None = None) -> Filed:
    firm = desks.cast.anjia
    return file_case(
        by=by or desks.anjia,
        at=NOON,
        pack=PACK,
        matter=matter,
        said=said,
        sender=From(party=firm),
        channel=Channel.COUNTER,
        sent=[Sent(question, picture(), f"{question}.jpg") for question in papers],
    )


def applied_for(desks: Desks) -> Case:
    said = {
        "agency": credit_code(1), "name": "周桂芳", "number": NEW, "phone": "13800000777",
        "started_on": "2021-10-20", "training_on": "2021-09-20", "authorised_on": "2021-10-20",
    }  # fmt: skip
    return filed(desks, "application", said, "certificate", "authorisation").case


def solve(by: Actor, case: Case, said: dict[str, str] | None = None, text: str = "已经办好。") -> Case:
    return answer_case(
        by=by, at=NOON + DAYS, public_id=case.public_id, result=Result.SOLVED, text=text, said=said or {}
    )


def newcomer() -> Party | None:
    return party_by_number(Scheme.IDENTITY_NUMBER, NEW)


def colour(party: Party) -> str:
    return Outcome.objects.filter(party=party, pack=PACK).order_by("-pk").values_list("outcome", flat=True)[0]


def test_an_application_ends_with_agency_evidence_code_and_card_together(desks: Desks) -> None:
    case = applied_for(desks)
    assert (case.desk, case.desk_area, newcomer()) == ("city-commerce", "330300", None)
    do_step(by=desks.city, at=NOON, public_id=case.public_id, step="joint_check", said=READ)
    solve(desks.city, case, CHECKED)

    person = newcomer()
    assert person is not None
    held = affiliation_of(person, role=PACK, on=DAY)
    assert held is not None and held.organisation == desks.cast.anjia
    kinds = Evidence.objects.filter(party=person).values_list("kind", flat=True)
    assert sorted(kinds) == [
        "authorisation", "card", "employment", "health_check", "identity_review", "identity_review", "insurance",
        "police_check", "training",
    ]  # fmt: skip
    assert Code.objects.filter(party=person, slot__isnull=False).count() == 1
    assert colour(person) == "green"


def test_an_application_with_something_missing_leaves_nothing_and_names_it(desks: Desks) -> None:
    case = applied_for(desks)
    do_step(by=desks.city, at=NOON, public_id=case.public_id, step="joint_check", said=READ)
    with pytest.raises(Refused) as no:
        solve(desks.city, case, CHECKED | {"police": "failed", "insurance_until": "2021-10-15"})
    assert ("治安背景核查" in no.value.what, "从业责任保险" in no.value.what, "健康体检" in no.value.what) == (
        True, True, False,
    )  # fmt: skip
    assert (newcomer(), Case.objects.get(pk=case.pk).stage) == (None, Stage.ASSIGNED)


def test_the_joined_check_comes_before_the_answer(desks: Desks) -> None:
    with pytest.raises(Conflict):
        solve(desks.city, applied_for(desks), CHECKED)


def test_leaving_ends_the_code_and_the_next_agency_has_it_issued_again(desks: Desks) -> None:
    case = applied_for(desks)
    do_step(by=desks.city, at=NOON, public_id=case.public_id, step="joint_check", said=READ)
    solve(desks.city, case, CHECKED)
    person = newcomer()
    assert person is not None
    first = Code.objects.get(party=person)

    left = {"agency": credit_code(1), "asked_by": "agency", "number": NEW, "ended_on": "2021-10-29"}
    solve(desks.county, filed(desks, "exit", left).case)
    first.refresh_from_db()
    assert (first.slot, colour(person)) == (None, "red")

    again = {
        "agency": credit_code(2, OUHAI), "left_before": "yes", "name": "周桂芳", "number": NEW,
        "started_on": "2021-10-30", "authorised_on": "2021-10-30",
    }  # fmt: skip
    solve(desks.city, filed(desks, "reissue", again, "authorisation", by=desks.leju).case)
    held = affiliation_of(person, role=PACK, on=date(2021, 10, 30))
    assert held is not None and held.organisation == desks.cast.leju
    assert Code.objects.filter(party=person, slot__isnull=False).count() == 1
    assert colour(person) == "green"


def test_where_the_agency_does_not_act_the_worker_turns_to_the_bureau(desks: Desks) -> None:
    said = {"agency": credit_code(1), "asked_by": "worker", "number": identity_number(101), "ended_on": "2021-10-29"}
    fang = desks.cast.fang
    held = file_case(
        by=desks.cast.as_worker(fang), at=NOON, pack=PACK, matter="exit", said=said, sender=From(party=fang),
        channel=Channel.PHONE,
    )  # fmt: skip
    assert (held.case.desk, held.case.desk_organisation) == ("agency", desks.cast.anjia)
    answer_case(by=desks.anjia, at=NOON, public_id=held.case.public_id, result=Result.REFUSED, text="合同还没到期。")
    assert contest(own=own_by_link(token=held.token), at=NOON, reason="合同上个月就到期了").stage == Stage.CONTESTED


# ---------------------------------------------------------------------------------------------------------- complaint


def visited(desks: Desks) -> tuple[str, Party]:
    case = applied_for(desks)
    do_step(by=desks.city, at=NOON, public_id=case.public_id, step="joint_check", said=READ)
    solve(desks.city, case, CHECKED)
    person = newcomer()
    assert person is not None
    shown = visiting.open_code(at=NOON, public=Code.objects.get(party=person).public)
    return visiting.confirm_visit(at=NOON, handle=shown.handle, acknowledged=True).token, person


def test_a_complaint_after_a_visit_goes_to_the_agency_and_its_result_to_the_household(desks: Desks) -> None:
    token, _person = visited(desks)
    made = complain_after_visit(at=NOON, visit_token=token, text="约好九点，十点半才到。", topic="conduct")
    assert made.filed is not None
    case = Case.objects.get(pk=made.filed.case.pk)
    assert (case.desk, case.desk_organisation, case.about) == ("agency", desks.cast.anjia, desks.cast.anjia)

    told = {one.key: one.value for one in answers(open_own(own=own_by_link(token=made.filed.token), at=NOON))}
    assert (told["worker"], told["what"], "周桂芳" in told.values()) == ("周**", "约好九点，十点半才到。", False)
    to_desk = happened(open_case(by=desks.anjia, at=NOON, public_id=case.public_id))
    assert [line.text for line in to_desk if line.kind == "noted"] == ["周桂芳"]

    solve(desks.anjia, case, {"remedy": "退回五十元，当面道歉"})
    agree(own=own_by_link(token=made.filed.token), at=NOON + DAYS)
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED
    [(_number, page)] = complaint_links([made.kept.pk]).items()
    assert page.endswith(f"/r/{made.filed.token}")


def test_a_wrong_person_at_the_door_is_for_the_bureau(desks: Desks) -> None:
    token, _person = visited(desks)
    made = complain_after_visit(at=NOON, visit_token=token, text="来的不是照片上的人。", topic="identity")
    assert made.filed is not None
    assert Case.objects.get(pk=made.filed.case.pk).desk == "county-commerce"


# ------------------------------------------------------------------------------------------------------------- appeal


def expired(desks: Desks) -> tuple[Party, Evidence]:
    """A green worker whose health check the institution wrote down with a wrong last day."""
    _token, person = visited(desks)
    statement = Statement("health_check", "health_institution", date(2021, 9, 18), "passed", date(2021, 10, 18))
    return person, submit_evidence(by=OPERATOR, at=NOON + DAYS, party=person, statement=statement)


def appealed(desks: Desks, person: Party, record: Evidence) -> Filed:
    held = raise_dispute(
        by=desks.cast.as_worker(person), at=NOON, pack=PACK, evidence=record, reason="有效期应当到明年九月。"
    )
    assert held is not None
    return held


def test_an_appeal_marks_the_record_at_once_and_goes_to_its_source(desks: Desks) -> None:
    person, record = expired(desks)
    case = appealed(desks, person, record).case
    assert (Dispute.objects.filter(evidence=record).count(), case.desk) == (1, "health-institution")
    assert open_appeals([record.pk]) == {record.pk: case.public_id}
    [limit] = limits(open_case(by=desks.clinic, at=NOON, public_id=case.public_id))
    assert limit.due_on == date(2021, 11, 5)
    with pytest.raises(Conflict):
        appealed(desks, person, record)


def test_a_record_corrected_on_appeal_brings_the_colour_with_it(desks: Desks) -> None:
    person, record = expired(desks)
    before = colour(person)
    held = appealed(desks, person, record)
    solve(desks.clinic, held.case, {"valid_until": "2022-09-17"}, "查原件，有效期到明年九月，已更正。")
    assert (before, colour(person)) == ("yellow", "green")
    corrected = Evidence.objects.get(replaces=record)
    assert (corrected.result, corrected.valid_from, corrected.valid_until) == (
        "passed", date(2021, 9, 18), date(2022, 9, 17),
    )  # fmt: skip
    agree(own=own_by_link(token=held.token), at=NOON + DAYS)
    assert open_appeals([record.pk]) == {}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"result": "cleared"}, "result"),  # a health check is passed or not; only a risk is lifted
        ({"valid_until": "2021-09-17"}, "valid_until"),
        ({"valid_from": "2021-10-19"}, "valid_from"),
        ({"result": "passed", "valid_until": "2021-10-18"}, "result"),  # as it stands
        ({}, "result"),
    ],
)
def test_a_correction_that_does_not_fit_the_record_is_refused_and_nothing_is_kept(
    desks: Desks, said: dict[str, str], field: str
) -> None:
    person, record = expired(desks)
    case = appealed(desks, person, record).case
    before = Case.objects.get(pk=case.pk).seq
    with pytest.raises(Invalid) as no:
        solve(desks.clinic, case, said)
    assert no.value.field == field
    after = Case.objects.get(pk=case.pk)
    assert (after.stage, after.seq, Evidence.objects.filter(replaces=record).count()) == (Stage.ASSIGNED, before, 0)


def test_an_answer_may_say_that_the_record_was_corrected_at_its_source_meanwhile(desks: Desks) -> None:
    person, record = expired(desks)
    case = appealed(desks, person, record).case
    right = Statement("health_check", "health_institution", date(2021, 9, 18), "passed", date(2022, 9, 17))
    submit_evidence(by=OPERATOR, at=NOON + DAYS, party=person, statement=right, corrects=record, reason="重报")
    solve(desks.clinic, case)
    [corrected] = Evidence.objects.filter(party=person, kind="health_check", followers__isnull=True, replaces=record)
    assert (corrected.valid_until, colour(person)) == (date(2022, 9, 17), "green")


def test_a_record_upheld_stays_with_reasons_and_another_person_reviews(desks: Desks) -> None:
    person, record = expired(desks)
    held = appealed(desks, person, record)
    number = held.case.public_id
    answer_case(by=desks.clinic, at=NOON, public_id=number, result=Result.REFUSED, text="原件上就是十月十八日。")
    contest(own=own_by_link(token=held.token), at=NOON, reason="原件我这里有一份")
    assert Evidence.objects.get(pk=record.pk).is_disputed
    uphold_answer(by=desks.review, at=NOON, public_id=number, reason="两份原件一致，维持。")
    assert (Case.objects.get(pk=held.case.pk).agreement, colour(person)) == ("review", "yellow")
    assert not Evidence.objects.filter(replaces=record).exists()
    assert not Evidence.objects.get(pk=record.pk).is_disputed


def test_the_decision_may_take_twenty_working_days_at_the_most(desks: Desks) -> None:
    person, record = expired(desks)
    number = appealed(desks, person, record).case.public_id
    with pytest.raises(Refused):
        extend_clock(by=desks.review, at=NOON, public_id=number, clock="decision", amount=16, reason="要等原件")
    extend_clock(by=desks.review, at=NOON, public_id=number, clock="decision", amount=15, reason="要等原件")
    [limit] = limits(open_case(by=desks.clinic, at=NOON, public_id=number))
    assert limit.due_on == date(2021, 11, 26)


def test_nobody_appeals_against_another_persons_record(desks: Desks) -> None:
    _person, record = expired(desks)
    with pytest.raises(NotFound):
        raise_dispute(by=desks.cast.as_worker(desks.cast.mei), at=NOON, pack=PACK, evidence=record, reason="不是我的")
