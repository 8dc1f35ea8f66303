"""One click: the demonstration of December 2021 adds up to the published totals in every view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from anxin.demo import one_click
from anxin.demo.one_click import bring_requests
from anxin.kernel.cases.inbox import Wanted, list_cases
from anxin.kernel.cases.models import Batch, Case, CaseEvent, Supplier
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.packs.actions import apply
from anxin.packs.loading import current
from tests.cast import OPERATOR, SHANGHAI
from tests.unit.kernel.cases.scene import clerk

pytestmark = pytest.mark.django_db
PACK = "one_click"
APPLIED = datetime(2021, 1, 4, 8, 0, tzinfo=SHANGHAI)
NEW_YEAR = datetime(2021, 12, 31, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def december() -> list[Case]:
    apply(current(PACK), by=OPERATOR, at=APPLIED)
    return bring_requests(by=OPERATOR, until=NEW_YEAR)


def total(counts: Iterable[int]) -> int:
    return sum(counts)


def test_every_view_adds_up_to_the_published_totals(december: list[Case]) -> None:
    cases = Case.objects.filter(pack=PACK)
    supplied = Supplier.objects.filter(case__pack=PACK)
    by_batch = Counter(cases.values_list("batch__number", flat=True))
    by_asker = Counter(cases.values_list("requester", flat=True))
    by_supplier = Counter(supplied.values_list("organisation", flat=True))
    by_chain = Counter(case.facts["chain"] for case in cases)
    by_county = Counter(cases.values_list("area", flat=True))
    by_stage = Counter(cases.values_list("stage", flat=True))

    assert (len(by_batch), len(by_asker), len(by_supplier), len(by_county)) == (8, 28, 71, 2)
    assert sorted(by_batch) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert set(by_county) == {"330604", "330211"}
    views: list[Counter[Any]] = [by_batch, by_asker, by_supplier, by_chain, by_county, by_stage]
    assert [total(view.values()) for view in views] == [98] * 6
    assert Batch.objects.filter(pack=PACK).order_by("number")[0].opened_at.date().isoformat() == "2021-12-16"


def test_from_an_asking_firm_one_reaches_every_firm_that_supplies_it(december: list[Case]) -> None:
    askers = set(Case.objects.filter(pack=PACK).values_list("requester", flat=True))
    reached = {
        asker: set(Supplier.objects.filter(case__requester=asker).values_list("organisation", flat=True))
        for asker in askers
    }
    assert (len(reached), min(map(len, reached.values())), len(set().union(*reached.values()))) == (28, 3, 71)


def test_firms_in_and_outside_the_province_ask_and_each_supplies_from_its_own_county(december: list[Case]) -> None:
    outside = Case.objects.filter(pack=PACK).exclude(requester__area__startswith="33")
    assert outside.values("requester").distinct().count() == 8
    assert not [
        one for one in Supplier.objects.select_related("case", "organisation") if one.organisation.area != one.case.area
    ]


def test_the_lists_of_the_desks_add_up(december: list[Case]) -> None:
    """The province sees all; of the two counties each sees its own; batch by batch it is the same sum."""
    seen = {}
    for name, desk, area in (
        ("sheng", "province-coordination", "330000"),
        ("shang", "county-team", "330604"),
        ("zhen", "county-team", "330211"),
    ):
        seen[name] = _listed(clerk(name, (desk, area), pack=PACK))
    assert (seen["sheng"], seen["shang"] + seen["zhen"]) == (98, 98)
    province = clerk("du", ("province-coordination", "330000"), pack=PACK)
    assert [_listed(province, number) for number in range(1, 9)] == list(one_click.SIZES)


def _listed(by: Actor, batch: int | None = None) -> int:
    both = (Wanted(pack=PACK, batch=batch, ended=ended) for ended in (False, True))
    found = {line.public_id for wanted in both for line in list_cases(by=by, at=NEW_YEAR, wanted=wanted)}
    return len(found)


def test_some_go_up_to_city_and_province_with_reasons(december: list[Case]) -> None:
    sent = Counter(
        event.detail["desk"]["slug"]
        for event in CaseEvent.objects.filter(kind="assigned", case__pack=PACK).exclude(text_sealed="")
    )
    assert sent == {"city-coordination": 6, "province-coordination": 2}


def test_on_the_day_of_the_third_batch_the_later_ones_are_not_answered_yet() -> None:
    apply(current(PACK), by=OPERATOR, at=APPLIED)
    until = datetime(2021, 12, 18, 23, 0, tzinfo=SHANGHAI)
    stages = Counter(one.stage for one in bring_requests(by=OPERATOR, until=until))
    assert total(stages.values()) == 98
    assert stages["received"] == 98 - sum(one_click.SIZES[:3])


def test_bringing_twice_adds_nothing(december: list[Case]) -> None:
    before = (Case.objects.count(), Entry.objects.count())
    assert len(bring_requests(by=OPERATOR, until=NEW_YEAR)) == 98
    assert (Case.objects.count(), Entry.objects.count()) == before
