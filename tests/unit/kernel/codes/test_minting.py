"""The code on a screen: its colour inside, good for two minutes, another one every time, and no row for any of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.credentials import Fault, Rejected, Screen, Status, check, read_text
from anxin.kernel.codes import keys, showing, visiting
from anxin.kernel.codes.actions import end_code, issue_code
from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.minting import Minted, own_screen
from anxin.kernel.codes.models import Code
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor, Role
from tests.cast import NOON, OPERATOR, PACK, SHANGHAI, Cast
from tests.unit.kernel.outcomes.test_deciding import complete, state
from tests.unit.kernel.rules import applied


@pytest.fixture
def fang(cast: Cast) -> Actor:
    """Fang herself, with a code and a site that can sign."""
    applied()
    complete(cast.fang, health=date(2021, 12, 10), insurance=date(2022, 6, 30))
    issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK)
    keep_own_keys(by=OPERATOR, at=NOON)
    return Actor(Role.WORKER, "fang", party_id=cast.fang.pk)


def screen(by: Actor, at: datetime = NOON) -> Minted:
    return own_screen(by=by, at=at, pack=PACK)


def read(minted: Minted, at: datetime) -> Screen:
    """The screen as a check believes it."""
    token = read_text(minted.prefix + minted.digits, keys.origin())
    claims = check(token, keys.current_key_list(), now=keys.seconds(at)).claims
    assert isinstance(claims, Screen)
    return claims


def test_a_screen_is_believed_and_says_colour_masked_name_and_agency(fang: Actor) -> None:
    minted = screen(fang)

    claims = read(minted, NOON)

    assert (claims.status, claims.name, claims.agency) == (Status.VALID, "王**", "安家乐家政")
    assert claims.handle == minted.handle
    assert len(minted.token) <= 146


def test_its_handle_is_a_showing_of_the_code_at_that_moment(cast: Cast, fang: Actor) -> None:
    shown = showing.opened(screen(fang).handle)

    assert shown == showing.Showing(Code.objects.get(party=cast.fang).pk, ShowingKind.SCREEN, NOON)


def test_it_holds_for_two_minutes_and_a_minute_of_leeway(fang: Actor) -> None:
    minted = screen(fang)

    assert minted.expires == NOON + timedelta(seconds=120)
    assert read(minted, NOON + timedelta(seconds=180)).handle == minted.handle
    with pytest.raises(Rejected) as no:
        read(minted, NOON + timedelta(seconds=181))
    assert no.value.fault == Fault.STALE


def test_it_ends_at_midnight_where_the_colour_may_turn(fang: Actor) -> None:
    before = datetime(2021, 12, 10, 23, 59, 30, tzinfo=SHANGHAI)

    keep_own_keys(by=OPERATOR, at=before - timedelta(days=9))
    assert screen(fang, before).expires == datetime(2021, 12, 11, tzinfo=SHANGHAI)
    assert screen(fang, before - timedelta(days=9)).expires == before - timedelta(days=9) + timedelta(seconds=120)


def test_two_screens_have_nothing_in_common_but_what_they_show(fang: Actor) -> None:
    first, second = (screen(fang) for _ in range(2))

    assert first.handle != second.handle
    assert first.link != second.link


def test_minting_writes_nothing(fang: Actor) -> None:
    with CaptureQueriesContext(
        connection,
    ) as said:
        screen(fang)

    assert [query["sql"] for query in said if not query["sql"].startswith("SELECT")] == []


def test_a_screen_turns_with_the_evidence(cast: Cast, fang: Actor) -> None:
    state(cast.fang, "police_check", "failed")

    assert read(screen(fang), NOON).status == Status.INVALID


def test_a_code_out_of_use_is_shown_no_more(cast: Cast, fang: Actor) -> None:
    end_code(by=cast.zhou, at=NOON, code=Code.objects.get(party=cast.fang), reason="left")

    with pytest.raises(NotFound):
        screen(fang)


def test_somebody_without_a_code_has_no_screen(cast: Cast, fang: Actor) -> None:
    with pytest.raises(NotFound):
        screen(Actor(Role.CITY, "zhou"))


def test_its_short_address_opens_for_three_minutes(fang: Actor) -> None:
    handle = showing.from_letters(screen(fang).link.rsplit("/", 1)[1])

    assert visiting.open_showing(at=NOON + timedelta(minutes=3), handle=handle).outcome == "green"
    with pytest.raises(Unbelieved):
        visiting.open_showing(at=NOON + timedelta(minutes=3, seconds=1), handle=handle)
