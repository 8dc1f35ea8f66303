"""What an old request said goes; that there was one, and how it went, stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anxin.kernel.attachments.models import Attachment
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.recording import answers_of
from anxin.kernel.cases.requesting import withdraw
from anxin.kernel.cases.retention import Emptied, empty_old_cases, over_on
from anxin.kernel.errors import NotFound
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.scene import filed, opened

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


@pytest.mark.parametrize(
    ("ended", "over"),
    [
        (date(2021, 12, 16), date(2024, 12, 17)),
        (date(2024, 2, 29), date(2027, 3, 1)),
        (date(2021, 12, 31), date(2025, 1, 1)),
    ],
)
def test_three_years_are_whole(ended: date, over: date) -> None:
    assert over_on(ended, 3) == over


def test_after_its_time_a_case_is_empty_and_still_counts() -> None:
    opened()
    old, young = filed(), filed()
    withdraw(own=own_by_link(token=old.token), at=NOON)
    withdraw(own=own_by_link(token=young.token), at=NOON + 2 * YEAR)

    assert empty_old_cases(by=OPERATOR, at=NOON + 2 * YEAR) == Emptied(0, 0, 0)
    assert empty_old_cases(by=OPERATOR, at=NOON + 3 * YEAR) == Emptied(1, 1, 0)
    assert empty_old_cases(by=OPERATOR, at=NOON + 3 * YEAR) == Emptied(0, 0, 0)

    case = Case.objects.get(pk=old.case.pk)
    assert (answers_of(case), case.name_sealed, case.phone_sealed, case.phone_index) == ({}, "", "", "")
    assert (case.stage, case.facts["trade"]) == ("withdrawn", "fire")
    assert [event.text_sealed for event in case.events.all()] == ["", "", "", ""]
    assert [one.erased_at is not None for one in Attachment.objects.order_by("pk")] == [True, False]
    with pytest.raises(NotFound):
        own_by_link(token=old.token)
    assert own_by_link(token=young.token).public_id == young.case.public_id
