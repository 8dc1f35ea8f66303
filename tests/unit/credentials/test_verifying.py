"""When a good credential is good: every moment around its own, and every clock around the last signed moment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.credentials import Card, Fault, Rejected, Screen, Status, StatusList, check, issue
from tests.unit.credentials.reading import keys
from tools.refused_corpus.stage import CARD, DAY, ISSUER, NOW, SCREEN

pytestmark = pytest.mark.static

A_CARD = Card(bytes(8), NOW + DAY, f"{ISSUER}/s/7", 5, "王*", "安心家政")
A_SCREEN = Screen(bytes(16), NOW + 90, Status.VALID, "王*", "安心家政")
CARD_TOKEN, SCREEN_TOKEN = issue(A_CARD, CARD.held), issue(A_SCREEN, SCREEN.held)
AROUND = st.integers(-DAY, 2 * DAY) | st.sampled_from([e + d for e in (0, 90, DAY) for d in range(-182, 182)])


def answer(token: bytes, *, now: int, floor: int = 0) -> Fault | None:
    try:
        check(token, keys(), now=now, floor=floor)
    except Rejected as rejected:
        return rejected.fault
    return None


def wanted(claims: Card | Screen, *, now: int, floor: int) -> Fault | None:
    """The profile's table once more, for a key whose days hold all of these moments."""
    screen, time = isinstance(claims, Screen), max(now, floor)
    if time > claims.expires + 60:
        return Fault.STALE if screen else Fault.EXPIRED
    if claims.expires > time + (180 if screen else 400 * DAY) or floor > now + 60:
        return Fault.CLOCK_WRONG
    return None


@given(AROUND, AROUND)
@settings(max_examples=300, deadline=None)
def test_every_clock_beside_every_signed_moment_is_answered_as_the_profile_says(now: int, floor: int) -> None:
    for claims, token in ((A_CARD, CARD_TOKEN), (A_SCREEN, SCREEN_TOKEN)):
        moments = {"now": NOW + now, "floor": NOW + floor}
        assert answer(token, **moments) == wanted(claims, **moments)


@given(st.integers(-DAY, DAY), AROUND)
@settings(max_examples=100, deadline=None)
def test_no_clock_makes_a_code_good_that_is_over_by_a_signed_moment(skew: int, after: int) -> None:
    over = A_SCREEN.expires + 61 + abs(after)
    assert answer(SCREEN_TOKEN, now=over + skew, floor=over) is Fault.STALE


def test_a_screenshot_is_good_for_sixty_seconds_and_stale_after() -> None:
    late = [answer(SCREEN_TOKEN, now=A_SCREEN.expires + seconds) for seconds in (0, 60, 61, 3600)]
    assert late == [None, None, Fault.STALE, Fault.STALE]


def test_the_colour_of_a_screen_is_inside_and_that_of_a_card_is_on_its_list() -> None:
    listed = StatusList(A_CARD.uri, NOW, NOW + 60, 30, bytes((0, 0b1000)))
    assert check(SCREEN_TOKEN, keys(), now=NOW).status() is Status.VALID
    assert check(CARD_TOKEN, keys(), now=NOW).status(listed) is Status.SUSPENDED


@pytest.mark.parametrize("listed", [None, StatusList(f"{ISSUER}/s/8", NOW, NOW + 60, 30, bytes(16))])
def test_a_card_without_its_own_list_cannot_be_confirmed(listed: StatusList | None) -> None:
    with pytest.raises(Rejected) as rejected:
        check(CARD_TOKEN, keys(), now=NOW).status(listed)
    assert rejected.value.fault is Fault.CANNOT_CONFIRM
