"""What the pages of trial and drafts answer when asked oddly, and to whom they show persons."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import RuleDraft, RuleSet
from tests.unit.web.console.desks import at_desk
from tests.unit.web.phone.stage import Stage

TRY, DRAFTS = "/console/rules/try/", "/console/rules/drafts/"
NINGBO = {"source": "rules:ningbo-2020-09-01", "area": "330300", "as_of": "2021-10-29"}


@pytest.mark.parametrize(
    "odd",
    [
        {"source": "draft:aaaaaaaaaaaaaaaa"},
        {"source": "file"},
        {"area": "999999"},
        {"as_of": "0001-01-01"},
        {"as_of": "9999-12-31"},
        {"as_of": "today"},
        {"parameter_about_to_expire": "-1"},
        {"parameter_about_to_expire": "99999999999"},
    ],
    ids=str,
)
def test_what_cannot_be_tried_is_told_on_the_page(stage: Stage, odd: dict[str, str]) -> None:
    answer = at_desk("zhou").get(TRY, NINGBO | odd)
    assert answer.status_code == 400
    assert "ax-field-error" in answer.content.decode() or "ax-notice-error" in answer.content.decode()


def test_before_any_rules_were_in_force_people_come_from_no_outcome(stage: Stage) -> None:
    answer = at_desk("zhou").get(TRY, NINGBO | {"as_of": "2020-06-01"})
    assert answer.status_code == 200
    assert answer.context["colours"] == ["grey", ""]


def test_an_auditor_sees_the_counts_and_no_person(stage: Stage) -> None:
    answer = at_desk("shen").get(TRY, NINGBO)
    page = answer.content.decode()
    assert (answer.status_code, answer.context["movers"]) == (200, [])
    assert "您的身份不查看个人信息" in page
    for party in (stage.cast.fang, stage.cast.mei, stage.cast.hua):
        assert party.name not in page
    assert not Entry.objects.filter(act="party.list").exists()


def test_a_file_larger_than_allowed_or_no_text_is_refused(stage: Stage) -> None:
    for content in (b"\xff\xfe\x00", b"<a>" + b" " * 8_000_001):
        file = SimpleUploadedFile("new.dmn", content)
        answer = at_desk("zhou").post(TRY, NINGBO | {"source": "file", "file": file})
        assert answer.status_code == 400


def test_a_draft_begins_from_a_file_and_is_given_back_byte_for_byte(stage: Stage) -> None:
    dmn = RuleSet.objects.get(slug="jiaxing-2020-12-20").dmn.replace("\n", "\r\n") + "<!-- 末 -->"
    body = {"area": "330300", "title_zh": "新", "effective_from": "2021-12-01", "base": "file"}
    zhou = at_desk("zhou")
    made = zhou.post(DRAFTS, body | {"file": SimpleUploadedFile("x.dmn", dmn.encode())})
    assert made.status_code == 302
    draft = RuleDraft.objects.get()
    assert zhou.get(f"{DRAFTS}{draft.public_id}.dmn").content == dmn.encode()
    assert (
        zhou.get("/console/rules/jiaxing-2020-12-20.dmn").content
        == RuleSet.objects.get(slug="jiaxing-2020-12-20").dmn.encode()
    )


def test_a_draft_for_another_city_cannot_be_begun(stage: Stage) -> None:
    body = {"area": "330200", "title_zh": "新", "effective_from": "2021-12-01", "base": "ningbo-2020-09-01"}
    assert at_desk("zhou").post(DRAFTS, body).status_code == 400
    assert not RuleDraft.objects.exists()


def test_publishing_too_early_tells_what_is_missing(stage: Stage) -> None:
    body = {"area": "330300", "title_zh": "新", "effective_from": "2021-12-01", "base": "wenzhou-2021-01-01"}
    at_desk("zhou").post(DRAFTS, body)
    draft = RuleDraft.objects.get()
    answer = at_desk("province").post(f"{DRAFTS}{draft.public_id}/publish/", {"sha256": draft.sha256})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "由起草人提请" in page
    assert "请按它生效的那一天试算" in page
    own = at_desk("zhou").post(f"{DRAFTS}{draft.public_id}/publish/", {"sha256": draft.sha256})
    assert own.status_code == 403
    assert "rules.second-person" in own.content.decode()
