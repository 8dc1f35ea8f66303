"""Unpaid wages: the lawful clocks, the delegates of a group, the employer's proof, and nobody told who spoke."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from anxin.kernel.cases import clocks, showing
from anxin.kernel.cases.dispatching import accept_case, refuse_case, screen_case
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.filing import Channel, Filed, From
from anxin.kernel.cases.handling import answer_case, do_step, extend_clock
from anxin.kernel.cases.inbox import list_cases
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.opening import open_case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.recording import events_of, matter_of
from anxin.kernel.cases.requesting import agree
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.messages.queries import last_messages
from tests.cast import identity_number
from tests.unit.kernel.cases.scene import FIRM_CODE
from tests.unit.packs.carried import FIRM, LUCHENG, PDF, Carried, carried, moment, now

pytestmark = pytest.mark.django_db
SAID = {
    "name": "王芳", "number": identity_number(7), "construction": "yes", "works": "housing", "investor": "private",
    "area": LUCHENG, "employer": FIRM, "employer_code": FIRM_CODE, "project": "示例花园二期", "address": "学院路100号",
    "since": "2021-09-01", "until": "2021-11-30", "yuan": "36000", "workers": "1", "work": "木工，日薪 400 元",
}  # fmt: skip
ASKED = {
    "area": LUCHENG, "employer_code": FIRM_CODE, "scope": "示例花园二期木工班组", "since": "2021-09-01",
    "until": "2021-11-30",
}  # fmt: skip


@pytest.fixture
def wages(settings: Settings) -> Carried:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return carried("wage_arrears")


def clue(wages: Carried, at: str = "2021-12-20 09:00", **more: str) -> Filed:
    return wages.file("clue", at, {**SAID, **more})


def accepted(wages: Carried, held: Filed, at: str = "2021-12-24 16:00") -> Case:
    return accept_case(by=wages.at("reception"), at=moment(at), public_id=held.case.public_id)


def due(case: Case, clock: str) -> str:
    """The last day on which the clock's last run is met."""
    return str(clocks.runs(matter_of(case).clock(clock).term, events_of(case))[-1].due_on)


def proved(wages: Carried, case: Case, asked: str = "nothing", at: str = "2022-01-20 10:00") -> Case:
    said = {"asked": asked, "findings": "考勤和工资条对得上"}
    return do_step(by=wages.at("housing"), at=moment(at), public_id=case.public_id, step="proof", said=said)


def paid(wages: Carried, case: Case, conclusion: str = "paid", at: str = "2022-01-24 10:00") -> Case:
    return answer_case(
        by=wages.at("housing"), at=moment(at), public_id=case.public_id, result=Result.SOLVED,
        text="36000 元已于 1 月 23 日付到本人卡上。", said={"conclusion": conclusion, "paid_yuan": "36000"},
    )  # fmt: skip


def test_five_working_days_to_accept_and_sixty_to_finish_over_spring_festival_2022(wages: Carried) -> None:
    held = clue(wages)
    assert (held.case.stage, due(held.case, "accept")) == (Stage.RECEIVED, "2021-12-27")
    case = accepted(wages, held)
    assert (now(case).stage, now(case).desk, due(case, "finish")) == (Stage.ASSIGNED, "housing", "2022-03-24")


def test_new_year_counts_as_no_working_day_when_a_clue_comes_at_the_end_of_december(wages: Carried) -> None:
    assert due(clue(wages, "2021-12-30 23:59").case, "accept") == "2022-01-07"


def test_thirty_more_days_are_granted_once_with_a_reason_and_before_the_sixty_are_over(wages: Carried) -> None:
    late, early = accepted(wages, clue(wages)), accepted(wages, clue(wages))

    def extend(case: Case, at: str, amount: int = 30) -> None:
        extend_clock(
            by=wages.at("review"), at=moment(at), public_id=case.public_id, clock="finish", amount=amount,
            reason="涉及两家分包，账目复杂",
        )  # fmt: skip

    with pytest.raises(Refused):
        extend(late, "2022-03-25 00:00")
    with pytest.raises(Refused):
        extend(early, "2022-03-24 09:00", 31)
    extend(early, "2022-03-24 23:59")
    assert (due(late, "finish"), due(early, "finish")) == ("2022-03-24", "2022-05-09")
    with pytest.raises(Refused):
        extend(early, "2022-03-25 09:00")


def test_a_clue_is_in_a_real_name_and_bears_no_bank_card(wages: Carried) -> None:
    for key in ("name", "number"):
        with pytest.raises(Invalid) as wrong:
            clue(wages, **{key: ""})
        assert wrong.value.field == key
    with pytest.raises(Invalid) as without:
        wages.file("clue", "2021-12-20 09:00", SAID, sender=From())
    assert without.value.field == "phone"
    assert [key for key in wages.pack.cases.matters["clue"].form if "card" in key or "bank" in key] == []


@pytest.mark.parametrize(
    ("works", "construction", "desk"),
    [("housing", "yes", "housing"), ("transport", "yes", "transport"), ("water", "yes", "water"),
     ("other", "yes", "inspection"), ("", "no", "inspection")],
)  # fmt: skip
def test_a_clue_goes_to_who_answers_for_such_works(wages: Carried, works: str, construction: str, desk: str) -> None:
    case = accepted(wages, clue(wages, works=works, construction=construction))
    assert (now(case).desk, now(case).desk_area) == (desk, LUCHENG)


def test_whoever_was_asked_first_tells_the_reporter_where_the_clue_went(wages: Carried) -> None:
    accepted(wages, clue(wages))
    texts = [one.text for one in reversed(list(last_messages()))]
    assert len(texts) == 2
    assert "办完会把结果告诉你" in texts[1]
    assert [text for text in texts if "欠薪单位" in text or FIRM in text] == []


def test_a_refusal_has_its_reason_and_the_ways_that_are_left(wages: Carried) -> None:
    held = clue(wages)
    refuse_case(
        by=wages.at("reception"),
        at=moment("2021-12-22 09:00"),
        public_id=held.case.public_id,
        reason="已经由仲裁院裁决",
    )
    assert now(held.case).stage == Stage.REFUSED
    assert "仲裁" in matter_of(held.case).appeal.zh


def test_a_group_has_five_delegates_at_most(wages: Carried) -> None:
    with pytest.raises(Invalid) as wrong:
        clue(wages, workers="23", delegates="six")
    assert wrong.value.field == "delegates"
    case = accepted(wages, clue(wages, workers="23", delegates="five"))
    assert now(case).facts["size"] == "group"
    names = {
        f"delegate_{number}": name for number, name in enumerate(("王芳", "李军", "赵强", "钱明", "孙丽"), start=1)
    }
    step = {
        "by": wages.at("housing"),
        "at": moment("2021-12-28 09:00"),
        "public_id": case.public_id,
        "step": "delegates",
    }
    with pytest.raises(Invalid) as sixth:
        do_step(**step, said={**names, "delegate_6": "周杰"})  # type: ignore[arg-type]  # -- the same four for both calls
    assert sixth.value.field == "delegate_6"
    proved(wages, case)
    with pytest.raises(Conflict):
        paid(wages, case)
    do_step(**step, said=names)  # type: ignore[arg-type]  # -- as above
    assert now(paid(wages, case)).stage == Stage.ANSWERED


def test_choices_are_offered_in_the_order_of_the_pack(wages: Carried) -> None:
    held = {one.key: one for one in matter_of(clue(wages).case).form}
    assert list(held["delegates"].choices) == ["one", "two", "three", "four", "five"]


def test_nine_workers_are_no_group_yet(wages: Carried) -> None:
    assert clue(wages, workers="9").case.facts["size"] == "single"


def test_from_the_first_word_to_wages_on_the_card(wages: Carried) -> None:
    held = clue(wages)
    case = accepted(wages, held)
    with pytest.raises(Conflict):
        paid(wages, case)
    proved(wages, case)
    with pytest.raises(Invalid) as wrong:
        paid(wages, case, conclusion="forgiven")
    assert wrong.value.field == "conclusion"
    paid(wages, case)
    agree(own=own_by_link(token=held.token), at=moment("2022-01-25 09:00"))
    assert (now(case).stage, now(case).result, now(case).agreement) == (Stage.CLOSED, Result.SOLVED, "requester")


def asked(wages: Carried, at: str = "2022-01-04 10:00") -> Filed:
    return wages.file(
        "proof", at, {**ASKED, "clue_number": "abcdefgh12345678"}, by=wages.at("inspection"), channel=Channel.COUNTER,
        sender=From(name="鹿城区劳动保障监察大队", phone="057788881234"),
    )  # fmt: skip


def sent_on(wages: Carried, held: Filed, *, unnamed: bool = True, at: str = "2022-01-05 09:00") -> Case:
    findings = {"warranted": True, "unnamed": unnamed}
    return screen_case(by=wages.at("reception"), at=moment(at), public_id=held.case.public_id, findings=findings)


def test_the_employer_has_ten_working_days_from_the_day_it_is_asked(wages: Carried) -> None:
    case = sent_on(wages, asked(wages))
    assert (now(case).desk, now(case).desk_organisation, due(case, "prove")) == ("employer", wages.firm, "2022-01-19")
    employer, at = wages.at("employer"), moment("2022-01-17 15:00")
    say = {"by": employer, "at": at, "public_id": case.public_id}
    with pytest.raises(Conflict):
        answer_case(**say, result=Result.EXPLAINED, text="都付清了。")  # type: ignore[arg-type]  # -- the same three twice
    papers = [Sent("wage_list", PDF, "list.pdf"), Sent("slips", PDF, "slips.pdf")]
    do_step(**say, step="payments", said={}, sent=papers)  # type: ignore[arg-type]  # -- as above
    answer_case(**say, result=Result.EXPLAINED, text="都付清了。", said={"claims": "all"})  # type: ignore[arg-type]  # -- as above
    assert now(case).stage == Stage.ANSWERED


def test_a_request_that_names_a_worker_who_did_not_agree_never_reaches_the_employer(wages: Carried) -> None:
    case = sent_on(wages, asked(wages), unnamed=False)
    assert (now(case).desk, list_cases(by=wages.at("employer"), at=moment("2022-01-06 09:00"))) == ("", [])


def test_nobody_asks_an_employer_for_proof_from_a_phone(wages: Carried) -> None:
    with pytest.raises(Refused) as refused:
        wages.file("proof", "2022-01-04 10:00", ASKED)
    assert (refused.value.rule, Case.objects.count()) == ("cases.channel", 0)


def test_what_the_employer_is_shown_is_the_same_with_and_without_a_clue(wages: Carried) -> None:
    at, employer = moment("2022-01-06 09:00"), wages.at("employer")
    request = sent_on(wages, asked(wages))

    def shown() -> str:
        opened = open_case(by=employer, at=at, public_id=request.public_id)
        parts = (showing.answers(opened), showing.happened(opened), showing.files(opened), showing.desk_of(opened))
        return repr((list_cases(by=employer, at=at), parts))

    before = shown()
    case = accepted(wages, clue(wages, may_tell="no"))
    proved(wages, case)
    assert shown() == before
    assert [word for word in ("abcdefgh12345678", "王芳", SAID["number"], case.public_id) if word in before] == []
    with pytest.raises(NotFound):
        open_case(by=employer, at=at, public_id=case.public_id)


def test_a_day_passes_and_the_clue_is_overdue_for_its_desk(wages: Carried) -> None:
    case = accepted(wages, clue(wages))
    last = moment("2022-03-24 23:59")
    (line,) = list_cases(by=wages.at("housing"), at=last)
    (after,) = list_cases(by=wages.at("housing"), at=last + timedelta(minutes=1))
    assert (line.public_id, line.overdue, after.overdue) == (case.public_id, False, True)
