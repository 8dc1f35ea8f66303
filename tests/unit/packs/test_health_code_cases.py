"""The health code's requests: the online appeal of a record, answered the same day, and the community's 转码."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from anxin.kernel.access.models import User
from anxin.kernel.cases.appealing import raise_dispute
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.figures import board
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.opening import open_case, open_own
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.reckoning import Kept
from anxin.kernel.cases.recording import answers_of
from anxin.kernel.cases.requesting import contest
from anxin.kernel.cases.reviewing import uphold_answer
from anxin.kernel.cases.showing import answers, happened, limits
from anxin.kernel.errors import Invalid
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.messages.models import Message
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.outcomes.actions import submit_evidence
from anxin.kernel.outcomes.drafting import Draft
from anxin.kernel.parties.actions import register_party
from anxin.packs.drafted import drafted
from anxin.packs.queries import as_rule_set_file
from tests.cast import NOON, OPERATOR, identity_number, worker
from tests.unit.packs.binjiang import (
    AREA,
    CITY,
    LEFT,
    MORNING,
    ON,
    PACK,
    PHONE,
    STREET,
    Binjiang,
    binjiang,
    colour,
    draw_zone,
    hours,
)
from tests.unit.web.phone.stage import account_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def here() -> Binjiang:
    return binjiang()


def appealed(here: Binjiang, record: Evidence, *, after: int = 0) -> Filed:
    reason = "一月二十日已经搬走。"
    held = raise_dispute(by=here.as_lin, at=hours(after), pack=PACK, evidence=record, reason=reason)
    assert held is not None
    return held


def solve(by: Actor, filed: Filed, said: dict[str, str], *, after: int = 1) -> Case:
    number, text = filed.case.public_id, "查租房登记，已更正。"
    return answer_case(by=by, at=hours(after), public_id=number, result=Result.SOLVED, text=text, said=said)


def zone_of(here: Binjiang) -> Evidence:
    return Evidence.objects.get(party=here.lin, kind="zone", followers__isnull=True, standing="stated")


def test_who_left_the_zone_before_it_was_drawn_is_green_again_by_the_corrected_stay_alone(here: Binjiang) -> None:
    assert colour(here.lin) == "orange"
    filed = appealed(here, here.stay)
    assert Evidence.objects.get(pk=here.stay.pk).is_disputed
    assert (filed.case.desk, filed.case.desk_area, colour(here.lin)) == ("community", AREA, "orange")

    solve(here.community, filed, {"valid_until": LEFT.isoformat()})
    corrected = Evidence.objects.get(replaces=here.stay)
    assert (colour(here.lin), corrected.valid_until, corrected.details["area"]) == ("green", LEFT, "330108001")
    assert not Evidence.objects.filter(party=here.lin, kind="zone", followers__isnull=True, standing="stated").exists()


def test_the_desk_reads_whose_record_it_is_and_what_it_says_and_the_resident_reads_it_in_words(here: Binjiang) -> None:
    filed = appealed(here, here.stay)
    says = "居住和停留：居住，2020-05-01 起"
    [to_desk, *_more] = answers(open_case(by=here.community, at=hours(1), public_id=filed.case.public_id))
    [to_lin, *_more] = answers(open_own(own=own_by_link(token=filed.token), at=hours(1)))
    masked = here.lin.identifiers.get().masked
    assert (to_desk.value, to_lin.value) == (f"林晓 {masked} · {says}", says)


def test_the_form_offers_the_residents_own_records_that_stand_in_words(here: Binjiang) -> None:
    account_of(here.lin, "linxiao")
    browser = Client(headers={"accept-language": "zh-hans"})
    browser.force_login(User.objects.get(username="linxiao"))
    page = browser.get(f"/r/new/{PACK}/appeal").content.decode()
    assert "居住和停留：居住，2020-05-01 起" in page and "所在的划定区域：防范区，2022-01-29 至 2022-02-11" in page


def test_who_was_still_there_when_the_zone_began_stays_orange(here: Binjiang) -> None:
    solve(here.community, appealed(here, here.stay), {"valid_until": ON.isoformat()})
    assert colour(here.lin) == "orange"


@pytest.mark.parametrize(
    ("kind", "source", "result", "desk"),
    [
        ("risk_high", "disease_control", "touched", "disease-control"),
        ("risk_medium", "disease_control", "touched", "disease-control"),
        ("test", "laboratory", "positive", "disease-control"),
        ("concern", "community", "fever", "community"),
        ("check_in", "resident", "abnormal", "community"),
        ("health_card", "big_data_bureau", "invalid", "community"),
    ],
)
def test_a_record_goes_to_whoever_can_examine_it(
    here: Binjiang, kind: str, source: str, result: str, desk: str
) -> None:
    case = appealed(here, here.state(kind, source, result, ON)).case
    assert (case.desk, Case.objects.get().matter) == (desk, "appeal")


def test_the_board_counts_the_appeals_that_were_answered_the_same_day(here: Binjiang) -> None:
    high = here.state("risk_high", "disease_control", "touched", ON)
    solve(here.community, appealed(here, here.stay), {"valid_until": LEFT.isoformat()})
    seen = board(by=here.review, at=hours(2))
    assert (seen.on_the_spot, seen.answered, seen.whole.kept_rate) == (1, 1, 1.0)

    solve(here.control, appealed(here, high), {"result": "cleared"}, after=24)
    seen = board(by=here.review, at=hours(25))
    assert (seen.on_the_spot, seen.answered, seen.whole.kept_rate) == (1, 2, 0.5)
    assert seen.whole.promises[Kept.MISSED] == 1


@pytest.mark.parametrize(("after", "due"), [(8, ON), (9, ON + timedelta(days=1))])
def test_after_half_past_five_an_appeal_counts_as_the_next_days(here: Binjiang, after: int, due: date) -> None:
    filed = appealed(here, here.stay, after=after)
    [limit] = limits(open_own(own=own_by_link(token=filed.token), at=hours(after)))
    assert limit.due_on == due


def test_a_record_upheld_leaves_the_colour_and_the_resident_reads_why(here: Binjiang) -> None:
    filed = appealed(here, here.stay)
    number, why = filed.case.public_id, "门禁和物业登记都显示一月二十八日仍在此居住。"
    answer_case(by=here.community, at=hours(1), public_id=number, result=Result.REFUSED, text=why)
    read = [line.text for line in happened(open_own(own=own_by_link(token=filed.token), at=hours(1)))]
    assert (why in read, colour(here.lin)) == (True, "orange")

    contest(own=own_by_link(token=filed.token), at=hours(2), reason="那是我姐姐")
    uphold_answer(by=here.review, at=hours(3), public_id=number, reason="两次核查一致，维持。")
    assert (Case.objects.get().stage, colour(here.lin)) == (Stage.CLOSED, "orange")
    assert not Evidence.objects.get(pk=here.stay.pk).is_disputed


def test_a_conclusion_that_the_kind_of_record_does_not_know_is_refused(here: Binjiang) -> None:
    filed = appealed(here, here.stay)
    with pytest.raises(Invalid) as no:
        solve(here.community, filed, {"result": "negative"})
    assert (no.value.field, no.value.read, no.value.allowed) == (
        "result", "negative", "living (居住), staying (停留)",
    )  # fmt: skip
    assert (Case.objects.get().stage, colour(here.lin)) == (Stage.ASSIGNED, "orange")


def test_a_zone_is_not_corrected_itself_but_answered_once_the_stay_it_follows_from_is(here: Binjiang) -> None:
    held = appealed(here, zone_of(here))
    assert held.case.desk == "disease-control"
    for said, field in (({"valid_until": LEFT.isoformat()}, "valid_until"), ({}, "result")):
        with pytest.raises(Invalid) as no:
            solve(here.control, held, said)
        assert no.value.field == field
    assert colour(here.lin) == "orange"

    solve(here.community, appealed(here, here.stay), {"valid_until": LEFT.isoformat()})
    assert solve(here.control, held, {}).stage == Stage.ANSWERED
    assert colour(here.lin) == "green"


def test_the_community_registers_that_the_risk_is_excluded_and_the_colour_follows(here: Binjiang) -> None:
    solve(here.community, appealed(here, here.stay), {"valid_until": LEFT.isoformat()})
    here.state("risk_medium", "disease_control", "touched", ON - timedelta(days=3), ON + timedelta(days=10))
    assert colour(here.lin) == "yellow"

    said = {"number": identity_number(201), "area": AREA, "checked": "yes"}
    asked = file_case(
        by=here.as_lin, at=MORNING, pack=PACK, matter="transfer", said=said, sender=From(party=here.lin),
        channel=Channel.PHONE,
    )  # fmt: skip
    assert asked.case.desk == "community"
    solve(here.community, asked, {"ground": "traced"})
    cleared = Evidence.objects.filter(party=here.lin, result="cleared").values_list("kind", "source", "valid_from")
    assert sorted(cleared) == [("risk_high", "community", ON), ("risk_medium", "community", ON)]
    assert colour(here.lin) == "green"


def test_a_change_of_colour_is_told_to_the_phone_on_file_once_and_without_the_colour(here: Binjiang) -> None:
    solve(here.community, appealed(here, here.stay), {"valid_until": LEFT.isoformat()})
    here.state("test", "laboratory", "negative", ON)  # green as before
    told = [(one.recipient, one.text) for one in last_messages() if one.kind == "outcome"]
    words = here.pack.manifest.rule_sets["hangzhou-2022-01-29"].tells_change
    assert words is not None and not any(one.word.zh in words.zh for one in here.pack.outcomes.values())
    assert told == [(PHONE, words.zh)] * 2  # orange with the zone, green with the correction; the first colour is none


def test_a_zone_tells_everybody_in_it_in_as_many_statements_as_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    here = binjiang(zone=False)
    for serial in range(301, 340):
        one = worker("邻居", serial=serial, area=AREA, phone=f"138000{serial:05d}")
        register_party(by=OPERATOR, at=NOON, party=one, pack=PACK, area=AREA)
        said = Statement("stay", "community", ON - timedelta(days=9), "living", details={"area": STREET})
        submit_evidence(by=OPERATOR, at=MORNING, party=one, statement=said)
    with django_assert_max_num_queries(60):
        draw_zone(here.pack)
    assert Message.objects.filter(kind="outcome").count() == 40  # Lin and 39 neighbours
    [entry] = Entry.objects.filter(act="message.send")
    assert entry.detail == {"kind": "outcome", "people": 40}


def test_who_asks_for_a_change_is_asked_only_what_is_not_on_file(here: Binjiang) -> None:
    account_of(here.lin, "linxiao")
    browser = Client(headers={"accept-language": "zh-hans"})
    browser.force_login(User.objects.get(username="linxiao"))
    assert browser.post(f"/r/new/{PACK}/transfer", {"q-checked": "yes"}).status_code == 302
    case = Case.objects.get()
    assert (case.matter, case.requester, case.area, answers_of(case)) == (
        "transfer", here.lin, AREA, {"number": identity_number(201), "area": AREA, "checked": True},
    )  # fmt: skip


def test_rules_drafted_to_take_the_place_of_others_tell_changes_in_the_same_words(here: Binjiang) -> None:
    before = here.pack.rule_file("hangzhou-2022-01-29")
    assert before is not None
    text = Draft(dmn=before.dmn, effective_from=ON + timedelta(days=30), title_zh="杭州规则（2022年2月）")
    told = drafted(here.pack, text, area=CITY).file.tells_change
    assert told == as_rule_set_file(here.pack, before).tells_change != ""
