"""What is over its time is gone, what somebody complained about stays, and the journal says how much."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from pytest_django import Settings

from anxin.kernel.codes import actions, showing, visiting
from anxin.kernel.codes.models import Code, DaySalt, Lookup, Visit
from anxin.kernel.codes.retention import retain
from anxin.kernel.errors import Refused
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import verify
from tests.cast import NOON, OPERATOR, PACK, Cast, noon
from tests.unit.kernel.outcomes.test_deciding import complete
from tests.unit.kernel.rules import applied

NOW = noon(date(2022, 2, 1))


@pytest.fixture
def code(cast: Cast) -> Code:
    applied()
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    return actions.issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK, card_number="WZ-1")


def visited(code: Code, at: datetime) -> Visit:
    shown = visiting.open_code(at=at, public=code.public)
    return visiting.confirm_visit(at=at, handle=shown.handle, acknowledged=True)


def digest(handle: bytes) -> str:
    """How a visit would be kept, looked up by what was shown."""
    held = showing.opened(handle)
    assert held is not None
    return visiting.kept_digest(held, handle)


def test_a_visit_goes_after_its_days_and_not_before(code: Code, settings: Settings) -> None:
    settings.VISIT_DAYS = 90
    old, young = visited(code, NOW - timedelta(days=90, seconds=1)), visited(code, NOW - timedelta(days=90))

    gone = retain(by=OPERATOR, at=NOW)

    assert (gone.visits, list(Visit.objects.values_list("pk", flat=True))) == (1, [young.pk])
    assert old.pk != young.pk


def test_what_somebody_said_something_about_stays(code: Code) -> None:
    complained, rated = (visited(code, NOW - timedelta(days=days)) for days in (91, 92))
    visiting.complain(at=NOW, visit_token=complained.token, text="没有按时来")
    visiting.rate_visit(at=NOW, visit_token=rated.token, score=5)

    assert retain(by=OPERATOR, at=NOW).visits == 0


def test_the_salts_of_days_gone_are_destroyed_and_no_handle_matches_any_more(code: Code) -> None:
    for days in (30, 1, 0):
        visited(code, NOW - timedelta(days=days))
    shown = visiting.open_code(at=NOW - timedelta(days=30), public=code.public)
    before = digest(shown.handle)

    assert retain(by=OPERATOR, at=NOW).salts == 2
    assert list(DaySalt.objects.values_list("day", flat=True)) == [NOW.date()]
    assert digest(shown.handle) != before


def test_the_salt_of_yesterday_lives_until_its_last_showing_is_stale(code: Code) -> None:
    midnight = NOW.replace(hour=0, minute=0)
    visited(code, midnight - timedelta(minutes=5))

    assert retain(by=OPERATOR, at=midnight + timedelta(minutes=10)).salts == 0
    assert retain(by=OPERATOR, at=midnight + timedelta(minutes=31)).salts == 1


def test_look_ups_by_phone_go_after_a_day(db: None) -> None:
    for number, hours in (("a", 25), ("b", 23)):
        Lookup.objects.create(ticket=number, phone="p", number="n", at=NOW - timedelta(hours=hours))

    assert retain(by=OPERATOR, at=NOW).lookups == 1
    assert Lookup.objects.get().ticket == "b"


def test_the_journal_says_how_many_and_stays_whole(code: Code) -> None:
    visited(code, NOW - timedelta(days=200))
    retain(by=OPERATOR, at=NOW, days=30)

    entry = Entry.objects.get(act="codes.retain")
    assert entry.detail == {"visits": 1, "salts": 1, "lookups": 0, "carryings": 0, "days": 30}
    assert verify().whole


def test_a_second_time_removes_nothing(code: Code) -> None:
    visited(code, NOW - timedelta(days=200))
    retain(by=OPERATOR, at=NOW)

    again = retain(by=OPERATOR, at=NOW)
    assert (again.visits, again.salts, again.lookups, again.carryings) == (0, 0, 0, 0)


def test_nobody_but_the_operator_removes(cast: Cast) -> None:
    for by in (cast.zhou, cast.an, cast.shen, cast.household):
        with pytest.raises(Refused):
            retain(by=by, at=NOW)
