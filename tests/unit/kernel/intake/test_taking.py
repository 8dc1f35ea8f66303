"""From a brought file to the tables: stage, confirm, apply, receipt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from anxin.kernel.codes.models import Code
from anxin.kernel.errors import Conflict, NotFound, Refused
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.models import UploadBlock, UploadState
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import verify
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Affiliation, Party, Registration
from anxin.kernel.parties.sealing import unseal, unseal_bytes
from tests.cast import NOON, OUHAI, PACK, Cast, identity_number
from tests.unit.kernel.intake.tables import (
    CARDS,
    HEALTH,
    LAYOUTS,
    ROSTER,
    bring,
    card_row,
    flaws,
    health_row,
    roster_row,
    take,
    text_table,
    workbook,
)
from tests.unit.kernel.rules import applied

pytestmark = pytest.mark.django_db


def test_a_good_roster_enters_its_people(cast: Cast) -> None:
    content = workbook(ROSTER, [roster_row(1), roster_row(2, "吴秀英", trained_on="2021.2.3", training_no="P1")])

    upload = bring(cast.an, content, ROSTER)

    assert flaws(upload) == []
    assert (upload.state, upload.rows_good, upload.rows_bad) == (UploadState.STAGED, 2, 0)
    receipt = take(cast.an, upload)
    assert (receipt.new_people, receipt.new_files, receipt.joined, receipt.new_evidence) == (2, 2, 2, 3)
    wu = Party.objects.get(name="吴秀英")
    assert Registration.objects.get(party=wu).area == cast.anjia.area
    assert Affiliation.objects.get(party=wu).started_on == date(2021, 3, 1)
    assert list(Evidence.objects.filter(party=wu).order_by("pk").values_list("kind", "result", "valid_from")) == [
        ("employment", "working", date(2021, 3, 1)),
        ("training", "passed", date(2021, 2, 3)),
    ]
    assert verify().whole


def test_a_row_that_says_left_ends_affiliation_code_and_card_together(cast: Cast) -> None:
    applied()
    take(cast.an, bring(cast.an, workbook(ROSTER, [roster_row(1)]), ROSTER))
    take(cast.zhou, bring(cast.zhou, text_table(CARDS, [card_row(1, "周小燕")]), CARDS, name="证.csv"))
    code = Code.objects.get()
    assert code.slot is not None

    left = roster_row(1, status="离职", ended_on=date(2021, 10, 20))
    receipt = take(cast.an, bring(cast.an, workbook(ROSTER, [left]), ROSTER))

    assert receipt.left == 1
    zhou = Party.objects.get(name="周小燕")
    assert Affiliation.objects.get(party=zhou).ended_on == date(2021, 10, 20)
    assert Code.objects.values_list("slot", "end_reason").get() == (None, "agency-left")
    assert Outcome.objects.get(party=zhou, slot__isnull=False).reason == "card-invalid"
    assert list(Evidence.objects.filter(party=zhou, kind="card").order_by("pk").values_list("result", flat=True)) == [
        "issued",
        "invalid",
    ]


def test_the_same_bytes_brought_again_are_the_same_upload(cast: Cast) -> None:
    content = workbook(ROSTER, [roster_row(1)])

    first = bring(cast.an, content, ROSTER)
    take(cast.an, first)

    assert bring(cast.an, content, ROSTER, name="另一个名字.xlsx").pk == first.pk
    assert bring(cast.le, content, ROSTER).pk != first.pk


def test_a_discarded_file_is_wiped_and_may_be_brought_again(
    cast: Cast, anxin_home: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    content = workbook(ROSTER, [roster_row(1)])
    first = bring(cast.an, content, ROSTER)

    with django_capture_on_commit_callbacks(execute=True):
        intake.discard(by=cast.an, at=NOON, upload=first, layouts=LAYOUTS)

    assert (first.blocks.count(), (anxin_home / "uploads" / first.public_id).exists()) == (0, False)
    assert bring(cast.an, content, ROSTER).pk != first.pk


def test_facts_that_are_on_file_already_make_nothing_new(cast: Cast) -> None:
    take(cast.an, bring(cast.an, workbook(ROSTER, [roster_row(1), roster_row(2)]), ROSTER))

    receipt = take(cast.an, bring(cast.an, workbook(ROSTER, [roster_row(2), roster_row(1), roster_row(3)]), ROSTER))

    assert (receipt.good, receipt.unchanged, receipt.new_people, receipt.new_evidence) == (3, 2, 1, 1)


def test_a_kept_upload_applied_twice_writes_once(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1)]), ROSTER)
    first = take(cast.an, upload)

    assert take(cast.an, upload) == first
    assert Evidence.objects.filter(kind="employment").count() == 1


def test_returns_colour_the_person_and_an_issued_card_gives_a_code(cast: Cast) -> None:
    applied()
    cards = text_table(CARDS, [card_row(101, "王小芳")], "utf-8-sig")
    health = text_table(HEALTH, [health_row(101, "王小芳")], "gb18030")

    receipt = take(cast.zhou, bring(cast.zhou, cards, CARDS, "证.csv"))
    upload = bring(cast.zhou, health, HEALTH, "体检.csv")
    take(cast.zhou, upload)

    assert (receipt.new_evidence, receipt.new_codes) == (1, 1)
    assert upload.encoding == "GB18030"
    assert Code.objects.get(party=cast.fang).card_number == "WZ000101"
    now = Outcome.objects.get(party=cast.fang, pack=PACK, slot__isnull=False)
    assert (now.outcome, now.reason) == ("yellow", "insurance-expired")


def test_a_second_card_keeps_the_code(cast: Cast) -> None:
    take(cast.zhou, bring(cast.zhou, text_table(CARDS, [card_row(101, "王小芳")]), CARDS, "证.csv"))
    again = text_table(CARDS, [card_row(101, "王小芳", issued_on="2021-08-01")])

    receipt = take(cast.zhou, bring(cast.zhou, again, CARDS, "证.csv"))

    assert (receipt.new_evidence, receipt.new_codes) == (1, 0)


def test_each_block_has_one_journal_entry_about_its_people(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1), roster_row(2)]), ROSTER)
    receipt = take(cast.an, upload)

    acts = list(Entry.objects.filter(act__startswith="upload.").order_by("seq").values_list("act", flat=True))
    written = Entry.objects.get(act="upload.apply")

    assert acts == ["upload.stage", "upload.confirm", "upload.apply", "upload.finish"]
    assert written.subjects.count() == 2
    assert written.detail["counts"] == {"rows": 2, "new_people": 2, "new_files": 2, "joined": 2, "new_evidence": 2}
    assert Entry.objects.get(act="upload.finish").seq == receipt.entry
    assert identity_number(1) not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_worker_leaves_and_joins_another_agency_whose_area_the_file_follows(cast: Cast) -> None:
    left = roster_row(101, "王小芳", status="离职", started_on="2021/1/1", ended_on="2021年9月30日")
    joined = roster_row(101, "王小芳", firm=2, area=OUHAI, started_on=date(2021, 10, 8))

    gone = take(cast.an, bring(cast.an, workbook(ROSTER, [left]), ROSTER))
    come = take(cast.le, bring(cast.le, workbook(ROSTER, [joined]), ROSTER))

    assert (gone.left, gone.joined, come.left, come.joined) == (1, 0, 0, 1)
    spans = Affiliation.objects.filter(party=cast.fang).order_by("started_on")
    assert list(spans.values_list("organisation_id", "started_on", "ended_on")) == [
        (cast.anjia.pk, date(2021, 1, 1), date(2021, 9, 30)),
        (cast.leju.pk, date(2021, 10, 8), None),
    ]
    assert Registration.objects.get(party=cast.fang).area == OUHAI


def test_a_new_phone_replaces_the_old_one(cast: Cast) -> None:
    row = roster_row(101, "王小芳", phone="139 0000 0001", started_on="2021-01-01")

    take(cast.an, bring(cast.an, workbook(ROSTER, [row]), ROSTER))

    cast.fang.refresh_from_db()
    assert unseal(cast.fang.phone_sealed, context="phone") == "13900000001"


def test_the_kept_file_and_rows_are_sealed(cast: Cast, anxin_home: Path) -> None:
    content = text_table(HEALTH, [health_row(101, "王小芳")])
    upload = bring(cast.zhou, content, HEALTH, "体检.csv")

    kept = (anxin_home / "uploads" / upload.public_id).read_bytes()
    block = bytes(UploadBlock.objects.get(upload=upload).sealed)

    assert identity_number(101).encode() not in kept + block
    assert unseal_bytes(kept, context=f"file:{upload.public_id}") == content


def test_only_the_desk_that_brought_a_file_decides_on_it(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1)]), ROSTER)

    for stranger in (cast.lin, cast.zhou):
        with pytest.raises(Refused) as refusal:
            intake.confirm(by=stranger, at=NOON, upload=upload, layouts=LAYOUTS)
        assert refusal.value.rule == "intake.desk"
    with pytest.raises(NotFound):
        intake.confirm(by=cast.le, at=NOON, upload=upload, layouts=LAYOUTS)


def test_nothing_is_written_before_the_decision(cast: Cast) -> None:
    upload = bring(cast.an, workbook(ROSTER, [roster_row(1)]), ROSTER)

    with pytest.raises(Conflict):
        intake.apply(by=cast.an, at=NOON, upload=upload, layouts=LAYOUTS)

    assert not Party.objects.filter(name="周小燕").exists()
