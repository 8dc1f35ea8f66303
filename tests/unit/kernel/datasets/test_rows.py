"""The rows of a dataset: who is in it on a day, and what stands in each field."""

from __future__ import annotations

from datetime import date

import pytest

from anxin import packs
from anxin.kernel.access.rules import Act
from anxin.kernel.datasets.catalogue import dataset, datasets
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.kernel.datasets.rows import rows
from anxin.kernel.datasets.terms import read, written
from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal.models import Entry
from anxin.packs.exchange import datasets_of
from tests.cast import DAY, NOON, OPERATOR, PACK, identity_number
from tests.unit.web.phone.stage import Stage

GREEN, REGISTERED = "home_service.green_workers", "home_service.registered_workers"


def test_only_those_who_stand_at_green_on_the_day_are_in_the_set(stage: Stage) -> None:
    [fang] = rows(dataset(GREEN, on=DAY), on=DAY)

    assert fang.public_id == stage.cast.fang.public_id
    assert fang.values == {
        "file": fang.values["file"],
        "name": "王小芳",
        "id_number": identity_number(101),
        "area": "330302",
        "agency": "安家乐家政",
        "identity_review": "passed",
        "police_check": "passed",
        "health_until": "2022-03-11",
        "insured_until": "2022-01-08",
    }
    assert list(rows(dataset(GREEN, on=DAY), on=date(2022, 1, 9))) == []


def test_everybody_with_a_file_is_in_a_set_without_outcomes(stage: Stage) -> None:
    held = list(rows(dataset(REGISTERED, on=DAY), on=DAY, fields=["name", "colour"]))

    assert [one.values for one in held] == [
        {"name": "王小芳", "colour": "green"},
        {"name": "李梅", "colour": "yellow"},
        {"name": "陈丽华", "colour": "red"},
        {"name": "周玲", "colour": held[3].values["colour"]},
    ]
    assert [one.key for one in held] == sorted(one.key for one in held)


def test_some_parties_come_alone_and_in_the_order_of_their_keys(stage: Stage) -> None:
    asked = [stage.ling.pk, stage.cast.mei.pk, stage.cast.anjia.pk]
    held = list(rows(dataset(REGISTERED, on=DAY), on=DAY, party_ids=asked, fields=["name"]))

    assert [one.values["name"] for one in held] == ["李梅", "周玲"]


def test_a_dataset_is_kept_once_and_stays_when_it_is_left_out(stage: Stage) -> None:
    entries = Entry.objects.filter(act="dataset.keep").count()
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=datasets_of(packs.current(PACK)))
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=[])

    assert (entries, Entry.objects.filter(act="dataset.keep").count()) == (4, 4)
    assert [one.slug for one in datasets(on=DAY)] == [
        "credit_record",
        "green_workers",
        "registered_workers",
        "training_certificates",
    ]


def test_a_retired_dataset_is_on_offer_until_the_day_before(stage: Stage) -> None:
    from dataclasses import replace

    retired = [replace(dataset(GREEN, on=DAY), retired=date(2021, 11, 1))]
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=retired)

    assert dataset(GREEN, on=date(2021, 10, 31)) == retired[0] == read(written(retired[0]))
    with pytest.raises(NotFound):
        dataset(GREEN, on=date(2021, 11, 1))


def test_only_who_applies_packs_keeps_datasets(stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        keep_datasets(by=stage.cast.an, at=NOON, pack=PACK, declared=[])
    assert refused.value.rule == f"access.{Act.APPLY_PACK}"
