"""exchange.yaml: what may be declared of a dataset, and what applying it says and does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anxin.kernel.datasets.catalogue import datasets
from anxin.kernel.datasets.terms import Sharing
from anxin.packs import PackInvalid, load_pack
from anxin.packs.actions import apply
from anxin.packs.exchange import datasets_of
from anxin.packs.queries import plan
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.packs.conftest import HOME_SERVICE, line_of

FILE = "exchange.yaml"
POLICE = "read: evidence.police_check.result, kind: record}"
Spoil = Callable[[str, str, str], Path]

WRONG = [
    (POLICE, "read: evidence.police_chek.result}", "no such kind of evidence"),
    (POLICE, "read: evidence.police_check.note}", "police_check has no such field"),
    (POLICE, "read: police}", "nothing is read there"),
    (POLICE, "read: evidence.police_check.result, source: insurer}", "that source does not state police_check"),
    ("identity_review.result, source: mofcom}", "identity_review.result}", "several sources state identity_review"),
    (POLICE, "read: evidence.police_check.result, sharing: unconditional}", "never freer than its facts"),
    ("outcomes: [green]", "outcomes: [gren]", "no such outcome"),
    ("sharing: not_shared", "sharing: restricted", "nothing else has one"),
]


@pytest.mark.parametrize(("old", "new", "what"), WRONG)
def test_what_does_not_fit_is_named_with_its_line(spoil: Spoil, old: str, new: str, what: str) -> None:
    folder = spoil(FILE, old, new)
    with pytest.raises(PackInvalid) as fault:
        load_pack(folder)

    found = [error for error in fault.value.errors if what in error.what]
    assert {error.file for error in found} == {FILE}
    assert line_of(folder, FILE, new.splitlines()[0]) in {error.line for error in found} or "not_shared" in old


def test_a_field_has_the_stricter_class_of_the_two() -> None:
    held = {one.slug: one for one in datasets_of(load_pack(HOME_SERVICE))}
    assert {field.sharing for field in held["green_workers"].fields} == {Sharing.RESTRICTED}
    assert held["training_certificates"].fields[1].sharing == Sharing.NOT_SHARED
    assert held["green_workers"].fields[5].source_title.zh == "商务部业务系统统一平台"


@pytest.mark.django_db
def test_the_plan_says_what_is_offered_and_applying_twice_changes_nothing() -> None:
    pack = load_pack(HOME_SERVICE)
    said = [step.sentence.zh for step in plan(pack).steps if step.change == "declared"]
    apply(pack, by=OPERATOR, at=NOON)

    assert said[0] == "数据集：持绿码家政服务人员（home_service.green_workers），9 个字段。"
    assert said[-1].startswith("授权查询")
    assert len(said) == 5
    assert [one.name for one in datasets(on=DAY)] == sorted(one.name for one in datasets_of(pack))
    assert not plan(pack).changes


@pytest.mark.django_db
def test_a_dataset_that_is_left_out_stays_on_offer_and_the_plan_says_so(spoil: Spoil) -> None:
    apply(load_pack(HOME_SERVICE), by=OPERATOR, at=NOON)
    left_out = load_pack(spoil(FILE, "  training_certificates:", "  certificates:"))

    assert [step.sentence.en for step in plan(left_out).steps if step.change == "absent"] == [
        "Missing: the dataset training_certificates stays on offer; to end it, say `retired` in exchange.yaml."
    ]
