"""The worker's page of how her colour came about, and the proof she takes along."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

import anxin
from anxin.decisions.deriving.verifying import verify
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.outcomes.actions import submit_evidence, tick
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.reference.queries import now
from anxin.modules.allotments.enums import Standing
from anxin.web.phone.act_words import act_word
from tests.cast import OPERATOR, PACK, noon
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of, on_stage


@pytest.fixture
def stage(db: None) -> Stage:
    return on_stage()


@pytest.fixture
def mei(stage: Stage) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    assert client.login(username=account_of(stage.cast.mei, "mei"), password=PASSWORD)
    return client


def test_each_outcome_stands_beside_its_cause_and_author(stage: Stage, mei: Client) -> None:
    tick(by=OPERATOR, at=noon(date(2021, 11, 13)), pack=PACK, to=date(2021, 11, 13))
    failed = Statement("police_check", "public_security", date(2021, 10, 29), "failed")
    submit_evidence(by=stage.cast.zhou, at=noon(date(2021, 11, 14)), party=stage.cast.mei, statement=failed)

    page = mei.get("/me/outcomes").content.decode()

    for words in (
        "治安背景核查，来源部门：公安机关，录入：zhou",
        "录入：市级主管部门 · zhou",
        "没有人操作，是日期到了。",
        "“温州规则”，启用人：operator",
        "带走判定依据",
    ):
        assert words in page
    assert page.count("/proof.json") == 3


def test_she_takes_the_proof_along(stage: Stage, mei: Client) -> None:
    answer = mei.get("/me/proof.json")

    assert answer["Content-Disposition"].startswith('attachment; filename="anxin-')
    assert verify(answer.content).faults == ()
    assert json.loads(answer.content)["decided"]["outcome"] == "yellow"
    (newest, *_older) = reads_of(stage.cast.mei.public_id)
    assert newest.detail["fields"] == ["derivation"]


def test_she_takes_every_recorded_outcome_along(stage: Stage, mei: Client) -> None:
    tick(by=OPERATOR, at=noon(date(2021, 11, 13)), pack=PACK, to=date(2021, 11, 13))

    for row in Outcome.objects.filter(party=stage.cast.mei):
        found = json.loads(mei.get(f"/me/outcomes/{row.pk}/proof.json").content)
        assert (found["recorded"]["number"], found["decided"]["outcome"]) == (row.pk, row.outcome)


def test_another_workers_outcome_is_not_hers_to_take(stage: Stage, mei: Client) -> None:
    other = Outcome.objects.get(party=stage.cast.fang, slot__isnull=False)

    assert mei.get(f"/me/outcomes/{other.pk}/proof.json").status_code == 404


def test_the_file_holds_no_number_phone_or_full_name(stage: Stage, mei: Client) -> None:
    text = mei.get("/me/proof.json").content.decode()

    assert stage.cast.mei.name not in text
    assert "李*" in text
    assert "PICC" not in text
    assert now().isoformat() not in text


# Acts that are about no person, or about reading one.
ABOUT_NOBODY = {
    "buyers.decide", "buyers.declare", "buyers.load", "buyers.load.done", "buyers.load.seen", "buyers.report",
    "buyers.undo", "buyers.withdraw",
    "peer.remove", "inquiry.declare", "inquiry.forget",
    "account.appoint", "allotment.announce", "allotment.declare", "allotment.draw", "allotment.retain",
    "allotment.value", "allotment.value-differs", "benefit.premium", "benefit.roster", "benefit.roster-back",
    "benefit.roster-read", "benefit.run", "benefit.run-end", "benefit.scheme", "case.batch", "case.export",
    "case.filter", "case.sweep", "cases.retain", "code.read", "codes.retain", "dataset.ask", "dataset.assess",
    "dataset.assess-rule", "dataset.count", "dataset.grant", "dataset.keep", "dataset.refuse", "dataset.refused",
    "dataset.withdraw", "delivery.number", "delivery.post", "delivery.resolve", "delivery.retry", "delivery.status",
    "evidence.series", "hidden.allow", "hidden.end", "inquiry.pass-on",
    "keys.list", "keys.new", "keys.trust", "keys.withdraw",
    "ledger.close", "ledger.open", "matter.apply", "outcomes.recolour", "outcomes.tick", "party.duplicates",
    "party.list", "party.merges", "party.read", "peer.add", "peer.certify", "peer.end", "peer.give", "peer.give-end",
    "peer.read-received", "peer.reconcile", "peer.state", "peer.take", "peer.take-end", "rules.apply", "rules.draft",
    "rules.propose", "rules.publish", "rules.save", "rules.withdraw", "seat.end", "seat.give", "shown.apply",
    "token.issue", "tracing.capture", "tracing.declare", "tracing.lot",
    "tracing.record", "tracing.site", "tracing.trace", "union.dissolve",
    "union.found", "union.open-pool", "unions.declare", "upload.confirm", "upload.discard", "upload.finish",
    "upload.read", "upload.refuse", "upload.stage",
}  # fmt: skip


def test_every_act_about_a_person_has_words() -> None:
    source = Path(anxin.__file__).parent
    files = (path for part in ("kernel", "modules") for path in (source / part).rglob("*.py"))
    written = {act for path in files for act in re.findall(r'act="([a-z.-]+)"', path.read_text("utf-8"))}
    written |= {f"allotment.{standing}" for standing in Standing} | {
        f"benefit.{one}" for one in ("consented", "declined")
    }

    assert len(written) > 40
    assert sorted(act for act in written - ABOUT_NOBODY if act_word(act) == act) == []
