"""Fact 6: what becomes sensitive together is blocked by a rule until a named person signed; fact 9: corrections."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.datasets.assessing import blocked, sensitive, sign_assessment, with_more
from anxin.kernel.datasets.correcting import correct, corrections_seen, reject, report_wrong, told_to
from anxin.kernel.datasets.gate import read_rows
from anxin.kernel.datasets.granting import ask, grant, sign_for
from anxin.kernel.datasets.models import Consumer, CorrectionState, Grant
from anxin.kernel.datasets.statistics import count, newest
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.packs.actions import apply
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.web.phone.stage import Stage

REGISTERED, GREEN = "home_service.registered_workers", "home_service.green_workers"
PURPOSE, BASIS, UNTIL = "发放稳岗补贴", "浙江省公共数据条例", date(2022, 12, 31)
DESK = Actor(Role.CITY, "desk", user_id=1, area="330300")
OWNER = Actor(Role.CITY, "owner", user_id=2, area="330300")
LATER = datetime(2022, 3, 2, 9, 0, tzinfo=NOON.tzinfo)
WORDS = {"findings": "两个数据集按档案号能对上同一个人", "measures": "只给汇总后的名单，用完即删，专人保管"}


def asked_for(name: str, fields: list[str], at: datetime = LATER) -> Grant:
    return ask(by=DESK, at=at, name=name, fields=fields, purpose=PURPOSE, basis=BASIS, until=UNTIL)


def test_a_combination_that_the_rule_names_waits_for_a_signature(stage: Stage) -> None:
    apply(packs.current("public_data"), by=OPERATOR, at=LATER)
    anonymous = grant(by=OWNER, at=LATER, asked=asked_for(REGISTERED, ["area", "colour"]))
    assert anonymous.state == "granted"  # says nobody's name: nothing to assess

    health = asked_for(GREEN, ["file", "health_until"])
    with pytest.raises(Refused) as fault:
        grant(by=OWNER, at=LATER, asked=health)
    assert fault.value.rule == "dataset.assessment.few-people"
    holds = with_more(health.unit, health.dataset, health.fields, on=LATER.date())
    with pytest.raises(Refused):  # the operator is nobody in person
        sign_assessment(by=OPERATOR, at=LATER, unit=health.unit, holds=holds, **WORDS)
    with pytest.raises(Invalid):
        sign_assessment(by=OWNER, at=LATER, unit=health.unit, holds=holds, findings="好", measures="好")
    signed = sign_assessment(by=OWNER, at=LATER, unit=health.unit, holds=holds, **WORDS)
    with pytest.raises(Conflict):
        sign_assessment(by=OWNER, at=LATER, unit=health.unit, holds=holds, **WORDS)

    assert grant(by=OWNER, at=LATER, asked=health).state == "granted"
    assert (signed.signed_by, signed.trigger) == ("owner", "few-people")
    assert Entry.objects.filter(act="dataset.assess").count() == 1


def test_a_signature_covers_this_combination_and_no_other(stage: Stage) -> None:
    apply(packs.current("public_data"), by=OPERATOR, at=LATER)
    first = asked_for(GREEN, ["file", "health_until"])
    holds = with_more(first.unit, first.dataset, first.fields, on=LATER.date())
    sign_assessment(by=OWNER, at=LATER, unit=first.unit, holds=holds, **WORDS)
    grant(by=OWNER, at=LATER, asked=first)
    with pytest.raises(Refused):
        grant(by=OWNER, at=LATER, asked=asked_for(REGISTERED, ["name"]))


def test_identity_beside_health_sets_the_rule_off_however_many_people_there_are(stage: Stage) -> None:
    apply(packs.current("public_data"), by=OPERATOR, at=LATER)
    from anxin.kernel.cases.tables import ruled
    from anxin.kernel.datasets.models import AssessmentTable

    table = AssessmentTable.objects.get()
    plain = {
        "datasets": 2, "joined": True, "named": True, "people": 43_654, "identity": False, "health": False,
        "finance": False, "whereabouts": False, "record": False,
    }  # fmt: skip

    def trigger(**more: object) -> object:
        found = ruled(table.dmn, {**plain, **more}, LATER.date())
        assert found is not None
        return found.outputs["trigger"] if found.outputs["assess"] else None

    assert trigger() is None
    assert trigger(identity=True, health=True) == "identity-and-health"
    assert trigger(identity=True, health=True, joined=False, datasets=1) == "identity-and-health"
    assert trigger(health=True, finance=True) is None
    assert trigger(identity=True, record=True) == "identity-and-record"
    assert trigger(datasets=4) == "many-datasets"
    assert trigger(people=19, joined=False) == "few-people"


def test_before_the_table_is_in_force_nothing_is_assessed(stage: Stage) -> None:
    apply(packs.current("public_data"), by=OPERATOR, at=LATER)
    assert sensitive({GREEN: ["file", "health_until"]}, on=date(2022, 2, 28)) is None
    assert sensitive({GREEN: ["file", "health_until"]}, on=date(2022, 3, 1)) is not None


def test_a_rule_that_comes_later_stops_a_grant_that_stands_until_somebody_signs(stage: Stage) -> None:
    before = datetime(2022, 2, 20, 9, 0, tzinfo=NOON.tzinfo)
    apply(packs.current("public_data"), by=OPERATOR, at=before)
    held = asked_for(REGISTERED, ["file", "health_until"], at=before)
    grant(by=OWNER, at=before, asked=held)

    def rows(at: datetime) -> int:
        found = read_rows(by=DESK, at=at, name=REGISTERED, fields=["file", "health_until"], purpose=PURPOSE)
        return len(found.rows)

    assert (rows(before), blocked(held.unit, on=before.date())) == (4, None)
    with pytest.raises(Refused) as fault:
        rows(LATER)
    assert fault.value.rule == "dataset.assessment.few-people"
    assert Entry.objects.filter(act="dataset.refused").count() == 1
    with pytest.raises(Refused):  # who asked does not sign
        sign_for(by=DESK, at=LATER, asked=held, **WORDS)
    sign_for(by=OWNER, at=LATER, asked=held, **WORDS)
    assert (rows(LATER), blocked(held.unit, on=LATER.date())) == (4, None)
    with pytest.raises(Refused):  # one field more has to be signed for before it is given
        grant(by=OWNER, at=LATER, asked=asked_for(REGISTERED, ["name"]))
    assert rows(LATER) == 4


def test_a_disputed_value_leaves_with_that_mark_until_it_is_settled(stage: Stage) -> None:
    lin = reader("lin", "330302")

    def marks(*fields: str) -> list[dict[str, date]]:
        found = read_rows(by=lin, at=NOON, name=REGISTERED, fields=fields, purpose="数据回流")
        return [dict(found.disputed.get(one.party_id, {})) for one in found.rows if found.disputed]

    fang = stage.cast.fang.public_id
    assert marks("name", "health_until") == []
    wrong = report_wrong(by=lin, at=NOON, name=REGISTERED, field="health_until", public_id=fang, said="录错一年")
    name = report_wrong(by=lin, at=NOON, name=REGISTERED, field="name", public_id=fang, said="姓名有误")
    assert [one for one in marks("name", "health_until") if one] == [{"health_until": DAY, "name": DAY}]
    assert [one for one in marks("health_until") if one] == [{"health_until": DAY}]
    reject(by=stage.cast.zhou, at=NOON, correction=wrong, answer="核对无误")
    reject(by=stage.cast.zhou, at=NOON, correction=name, answer="核对无误")
    assert marks("name", "health_until") == []


def reader(username: str, area: str) -> Actor:
    user = appoint(
        by=OPERATOR, at=NOON, username=username, password="correct horse battery", role=Role.COUNTY, area=area
    )
    return Actor(Role.COUNTY, username, user_id=user.pk, area=area)


def test_a_wrong_value_is_corrected_at_its_source_and_everybody_who_read_it_is_told(stage: Stage) -> None:
    lin, other = reader("lin", "330302"), reader("ou", "330304")
    read_rows(by=lin, at=NOON, name=REGISTERED, fields=["name", "health_until"], purpose="数据回流")
    read_rows(by=lin, at=NOON, name=REGISTERED, fields=["name"], purpose="数据回流")
    read_rows(by=other, at=NOON, name=REGISTERED, fields=["name", "health_until"], purpose="数据回流")
    fang = stage.cast.fang
    wrong = report_wrong(
        by=lin, at=NOON, name=REGISTERED, field="health_until", public_id=fang.public_id, said="体检日期录错一年"
    )
    record = Evidence.objects.get(pk=wrong.evidence_id or 0)
    assert (wrong.source, record.kind, record.is_disputed) == ("health_institution", "health_check", True)

    statement = Statement("health_check", "health_institution", date(2021, 3, 12), "passed", date(2023, 3, 11))
    settled = correct(by=stage.cast.zhou, at=NOON + timedelta(hours=1), correction=wrong, statement=statement)

    assert settled.state == CorrectionState.CORRECTED
    assert not Evidence.objects.get(pk=record.pk).is_disputed
    # Ouhai never read about Fang: only who did is told, once, by the newest reading of that field.
    assert [(one.unit, one.name) for one in Consumer.objects.all()] == [("county:330302", "鹿城区")]
    assert [one.correction for one in told_to("county:330302")] == [wrong]
    now = read_rows(by=lin, at=NOON, name=REGISTERED, fields=["name", "health_until"], purpose="数据回流")
    assert now.rows[0].values["health_until"] == "2023-03-11"


def test_a_value_is_corrected_by_its_source_only_and_once(stage: Stage) -> None:
    wrong = report_wrong(
        by=stage.cast.zhou,
        at=NOON,
        name=GREEN,
        field="insured_until",
        public_id=stage.cast.fang.public_id,
        said="保险早到期了",
    )
    other = Statement("health_check", "health_institution", date(2021, 3, 12), "passed", date(2023, 3, 11))
    with pytest.raises(Refused) as fault:
        correct(by=stage.cast.zhou, at=NOON, correction=wrong, statement=other)
    assert fault.value.rule == "dataset.one-source"
    reject(by=stage.cast.zhou, at=NOON, correction=wrong, answer="保单仍然有效")
    with pytest.raises(Conflict):
        reject(by=stage.cast.zhou, at=NOON, correction=wrong, answer="保单仍然有效")


def test_nobody_reports_about_people_out_of_scope_and_each_sees_their_own_reports(stage: Stage) -> None:
    cast = stage.cast
    with pytest.raises(NotFound):
        report_wrong(
            by=cast.lin, at=NOON, name=REGISTERED, field="colour", public_id=cast.hua.public_id, said="颜色不对"
        )
    mine = report_wrong(
        by=cast.as_worker(cast.fang),
        at=NOON,
        name=REGISTERED,
        field="agency",
        public_id=cast.fang.public_id,
        said="不在这家了",
    )
    assert list(corrections_seen(cast.as_worker(cast.fang))) == [mine] == list(corrections_seen(cast.shen))
    assert list(corrections_seen(cast.as_worker(cast.mei))) == list(corrections_seen(cast.lin)) == []


def test_statistics_are_made_once_a_day_and_hold_no_small_number(stage: Stage) -> None:
    made = count(by=stage.cast.zhou, at=NOON, name=REGISTERED)
    again = count(by=stage.cast.zhou, at=NOON + timedelta(hours=2), name=REGISTERED)

    assert made == again == newest(stage.cast.zhou, REGISTERED, on=DAY)
    assert (made.by, made.least) == (("area", "colour"), 5)
    assert set(made.cells.values()) == {None}  # four people: no number of them may leave
    assert Entry.objects.filter(act="dataset.count").count() == 1
    with pytest.raises(NotFound):
        count(by=stage.cast.zhou, at=NOON, name=GREEN)
    with pytest.raises(Refused):
        count(by=stage.cast.an, at=NOON, name=REGISTERED)
