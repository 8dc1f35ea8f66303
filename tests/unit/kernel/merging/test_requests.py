"""Requests and applications of two files."""

from __future__ import annotations

import pytest

from anxin.kernel.cases.filing import From
from anxin.kernel.cases.models import Case
from anxin.kernel.errors import Conflict
from anxin.kernel.merging.actions import merge_parties, split_parties
from anxin.kernel.parties.models import Party
from anxin.modules.allotments.models import Application
from tests.cast import NOON, OPERATOR, Cast
from tests.unit.kernel.cases import scene
from tests.unit.kernel.merging.rowdump import dump
from tests.unit.modules.allotments import stage


def merge(kept: Party, merged: Party) -> str:
    return merge_parties(by=OPERATOR, at=NOON, kept=kept.public_id, merged=merged.public_id, reason="同一人").public_id


def test_requests_go_along_and_come_back_and_one_made_meanwhile_stays(cast: Cast) -> None:
    scene.opened()
    first = scene.filed(sender=From(cast.mei)).case
    before = dump()
    merged = merge(cast.fang, cast.mei)
    assert set(Case.objects.values_list("requester", flat=True)) == {cast.fang.pk}
    split_parties(by=OPERATOR, at=NOON, merge=merged, reason="两人")
    assert dump() == before
    merged = merge(cast.fang, cast.mei)
    second = scene.filed(sender=From(cast.fang)).case
    split_parties(by=OPERATOR, at=NOON, merge=merged, reason="两人")
    assert dict(Case.objects.values_list("pk", "requester")) == {first.pk: cast.mei.pk, second.pk: cast.fang.pk}


@pytest.mark.django_db
def test_two_applications_for_one_offer_stand_against_it_and_one_goes_along() -> None:
    offer = stage.classes(2)
    stage.applied(offer, 1), stage.applied(offer, 2)
    one, other = Application.objects.order_by("number")
    before = dump()
    with pytest.raises(Conflict):
        merge(one.person, other.person)
    assert dump() == before
    _named, third = stage.worker(3)
    merged = merge(third, other.person)
    other.refresh_from_db()
    assert (other.person, other.slot) == (third, f"{offer.pk}:{third.pk}")
    split_parties(by=OPERATOR, at=NOON, merge=merged, reason="两人")
    other.refresh_from_db()
    assert other.slot == f"{offer.pk}:{other.person.pk}"
