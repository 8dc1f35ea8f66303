"""Acts on one person's facts: what a form does, what it refuses, and what is written down."""

from __future__ import annotations

import pytest

from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.models import Dispute, Evidence, Standing
from anxin.kernel.journal.queries import entries
from anxin.kernel.outcomes.models import Outcome
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import words
from tests.unit.web.phone.stage import Stage


def person(stage: Stage, who: str = "fang") -> str:
    return f"/console/people/{getattr(stage.cast, who).public_id}/"


def colour(party_id: int) -> str:
    return Outcome.objects.get(party_id=party_id, slot__isnull=False).outcome


def record(stage: Stage, kind: str, who: str = "fang") -> Evidence:
    held: Evidence = getattr(stage.cast, who).evidence.get(kind=kind)
    return held


INSURED = {"source": "insurer", "result": "passed", "valid_from": "2021-10-29", "policy_no": "PICC-1"}


def test_entering_evidence_turns_the_colour_at_once(stage: Stage) -> None:
    answer = at_desk("zhou").post(
        f"{person(stage, 'mei')}evidence/?kind=insurance", {**INSURED, "valid_until": "2022-10-28"}
    )
    assert (answer.status_code, answer["Location"]) == (302, person(stage, "mei"))
    assert colour(stage.cast.mei.pk) == "green"
    made = stage.cast.mei.evidence.latest("pk")
    assert (made.kind, made.details, made.submitted_by) == ("insurance", {"policy_no": "PICC-1"}, "zhou")


def test_a_kind_is_chosen_first_and_affiliations_are_not_among_them(stage: Stage) -> None:
    page = at_desk("zhou").get(f"{person(stage)}evidence/").content.decode()
    assert "?kind=health_check" in page
    assert "?kind=employment" not in page
    assert at_desk("zhou").get(f"{person(stage)}evidence/?kind=employment").status_code == 404


def test_an_end_before_the_start_stays_in_the_form_with_its_reason(stage: Stage) -> None:
    answer = at_desk("zhou").post(f"{person(stage)}evidence/?kind=insurance", {**INSURED, "valid_until": "2021-10-28"})
    assert answer.status_code == 400
    assert 'value="2021-10-28"' in answer.content.decode()
    assert stage.cast.fang.evidence.filter(kind="insurance").count() == 1


@pytest.mark.parametrize("wrong", [{"valid_from": "2021-02-30"}, {"result": "perhaps"}, {"source": "somebody"}])
def test_what_the_kind_does_not_know_is_refused_in_the_form(stage: Stage, wrong: dict[str, str]) -> None:
    answer = at_desk("zhou").post(f"{person(stage)}evidence/?kind=insurance", {**INSURED, **wrong})
    assert answer.status_code == 400
    assert stage.cast.fang.evidence.filter(kind="insurance").count() == 1


def test_correcting_puts_a_later_record_in_the_place_of_the_earlier(stage: Stage) -> None:
    held = record(stage, "police_check")
    said = {"source": "public_security", "result": "failed", "valid_from": "2021-06-02", "reason": "结论录反"}
    at_desk("zhou").post(f"{person(stage)}evidence/{held.pk}/correct/", said)
    made = stage.cast.fang.evidence.latest("pk")
    assert (made.replaces_id, made.result, made.reason) == (held.pk, "failed", "结论录反")
    assert colour(stage.cast.fang.pk) == "red"


def test_a_correction_without_a_reason_is_not_taken(stage: Stage) -> None:
    held = record(stage, "police_check")
    said = {"source": "public_security", "result": "failed", "valid_from": "2021-06-02", "reason": " "}
    assert at_desk("zhou").post(f"{person(stage)}evidence/{held.pk}/correct/", said).status_code == 400
    assert colour(stage.cast.fang.pk) == "green"


def test_withdrawing_keeps_the_record_and_turns_the_colour(stage: Stage) -> None:
    held = record(stage, "health_check")
    at_desk("zhou").post(f"{person(stage)}evidence/{held.pk}/withdraw/", {"reason": "体检机构通知作废"})
    made = stage.cast.fang.evidence.latest("pk")
    assert (made.standing, made.replaces_id) == (Standing.WITHDRAWN, held.pk)
    assert colour(stage.cast.fang.pk) == "yellow"
    assert "已撤回" in words(at_desk("zhou").get(person(stage)))


def test_a_record_is_withdrawn_once(stage: Stage) -> None:
    held = record(stage, "health_check")
    address = f"{person(stage)}evidence/{held.pk}/withdraw/"
    at_desk("zhou").post(address, {"reason": "作废"})
    assert at_desk("zhou").post(address, {"reason": "作废"}).status_code == 409


def test_an_agency_disputes_and_the_mark_shows_at_once(stage: Stage) -> None:
    held = record(stage, "police_check")
    at_desk("an").post(f"{person(stage)}evidence/{held.pk}/dispute/", {"reason": "同名同姓，不是本人"})
    made = Dispute.objects.get()
    assert (made.evidence_id, made.raised_by) == (held.pk, "an")
    assert colour(stage.cast.fang.pk) == "green"
    assert "有异议" in words(at_desk("zhou").get(person(stage)))


def test_a_record_of_somebody_else_is_not_there(stage: Stage) -> None:
    other = record(stage, "health_check", "mei")
    answer = at_desk("zhou").post(f"{person(stage)}evidence/{other.pk}/withdraw/", {"reason": "x"})
    assert answer.status_code == 404
    assert not Evidence.objects.filter(standing=Standing.WITHDRAWN).exists()


def test_a_card_is_refused_with_everything_that_is_missing(stage: Stage) -> None:
    address = f"/console/people/{stage.ling.public_id}/card/"
    answer = at_desk("zhou").post(address, {"card_number": "WZ1"})
    assert answer.status_code == 403
    page = words(answer)
    for missing in ("治安背景核查", "健康体检", "从业责任保险", "家政专业技能培训证书", "家政服务信用信息授权书"):
        assert missing in page
    assert not Code.objects.filter(party=stage.ling).exists()


def test_reading_for_an_act_is_journaled_with_its_purpose(stage: Stage) -> None:
    at_desk("zhou").get(f"{person(stage)}evidence/?kind=insurance")
    last = entries()[0]
    assert (last.act, last.purpose, last.is_read) == ("party.read", "correction", True)


def test_each_field_shows_what_it_is_for(stage: Stage) -> None:
    page = words(at_desk("zhou").get(f"{person(stage)}evidence/?kind=health_check"))
    assert "只取合格与否，用于赋码；不取体检报告和检查项目" in page
