"""What an application said goes when its time is over; the number, the standing and the book stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.journal.models import Entry
from anxin.modules.allotments import places
from anxin.modules.allotments.models import Application, Happening
from anxin.modules.allotments.owning import own_by_link
from anxin.modules.allotments.retention import empty_old_applications
from tests.unit.modules.allotments.stage import ASKER, AT, HOUR, SHANGHAI, SYSTEM, applied, classes, own
from tests.unit.modules.allotments.test_places import counts

pytestmark = pytest.mark.django_db


def emptied(at: datetime) -> int:
    return empty_old_applications(by=SYSTEM, at=at)


def test_an_ended_application_is_emptied_the_day_after_its_last_year_and_not_before() -> None:
    offer = classes(1)
    first = applied(offer, 1)
    places.cancel(own=own(first), at=AT + HOUR)
    ended = (AT + HOUR).date()
    last = datetime(ended.year + 3, ended.month, ended.day, 12, tzinfo=SHANGHAI)

    assert emptied(last) == 0
    assert emptied(last + timedelta(days=1)) == 1
    assert emptied(last + timedelta(days=2)) == 0

    held = Application.objects.get(pk=first.application.pk)
    assert (held.facts, held.phone_sealed, held.guardian_id) == ({}, "", None)
    assert (held.number, held.standing) == (1, "cancelled")
    assert set(Happening.objects.filter(application=held).values_list("note", flat=True)) == {""}
    with pytest.raises(NotFound):
        own_by_link(token=first.token)
    assert Entry.objects.filter(act="allotment.retain").count() == 3


def test_a_place_that_was_taken_keeps_its_seat_in_the_book_when_what_was_said_goes() -> None:
    offer = classes(1)
    first, waits = applied(offer, 1), applied(offer, 2)
    places.accept(own=own(first), at=AT + HOUR)
    later = AT + timedelta(days=365 * 8)

    emptied(later)

    assert Application.objects.get(pk=first.application.pk).emptied_at == later
    assert Application.objects.get(pk=waits.application.pk).emptied_at is None  # it has not ended
    assert counts(offer, at=AT + HOUR)[:5] == (1, 0, 0, 0, 1)


def test_only_the_system_removes() -> None:
    with pytest.raises(Refused):
        empty_old_applications(by=ASKER, at=AT)
