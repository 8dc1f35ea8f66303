"""Confirming what was shown: once, by one household, with what both sides signed."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connections

from anxin.credentials.algorithms import ES256, X, Y
from anxin.credentials.receipts import Signed, base64url, confirmed_text
from anxin.kernel.codes import actions, visiting
from anxin.kernel.codes.anomalies import CLOSE_TOGETHER, MANY_HOUSEHOLDS, MOST_A_DAY
from anxin.kernel.codes.evidence import household_signed, match_word, signed_by
from anxin.kernel.codes.models import Code, Visit, new_visit_token
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.models import Entry
from tests.cast import NOON, PACK, Cast, everybody
from tests.unit.kernel.outcomes.test_deciding import complete
from tests.unit.kernel.rules import applied

AT_ONCE, CALLS = 8, 1_000


def green_code(cast: Cast) -> Code:
    applied()
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    return actions.issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK)


@pytest.fixture
def green(cast: Cast) -> Code:
    return green_code(cast)


def phone_signs(text: str, *, at: int, private: bytes | None = None) -> Signed:
    """What a browser sends of a signature by a key of its own."""
    own = private or ES256.generate()
    key = ES256.public(own)
    jwk = {"kty": "EC", "crv": "P-256", "x": base64url(bytes(key[X])), "y": base64url(bytes(key[Y]))}
    return signed_by(jwk, base64url(ES256.signer(own)(text.encode())), at)


def entries(act: str) -> int:
    return Entry.objects.filter(act=act).count()


@pytest.mark.django_db(transaction=True)
def test_of_a_thousand_confirmations_at_once_exactly_one_succeeds() -> None:
    handle = visiting.open_code(at=NOON, public=green_code(everybody()).public).handle
    calls = iter(range(CALLS))
    said: Counter[str] = Counter()

    def confirm() -> None:
        try:
            for _call in calls:
                try:
                    visiting.confirm_visit(at=NOON, handle=handle, token=new_visit_token())
                    said["visit"] += 1
                except Conflict:
                    said["conflict"] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said == {"visit": 1, "conflict": CALLS - 1}
    assert (Visit.objects.count(), entries("visit.confirm"), entries("visit.confirm-again")) == (1, 1, 1)


def test_a_second_confirmation_is_written_where_the_worker_sees_it(cast: Cast, green: Code) -> None:
    handle = visiting.open_code(at=NOON, public=green.public).handle
    visiting.confirm_visit(at=NOON, handle=handle)

    for minutes in (1, 1, 3):
        with pytest.raises(Conflict):
            visiting.confirm_visit(at=NOON + timedelta(minutes=minutes), handle=handle)

    assert entries("visit.confirm-again") == 2
    assert Visit.objects.get().again_at == NOON + timedelta(minutes=3)


def test_the_households_signature_is_kept_with_the_visit(cast: Cast, green: Code) -> None:
    handle = visiting.open_code(at=NOON, public=green.public).handle
    at = int(NOON.timestamp())
    signed = phone_signs(confirmed_text(handle, "green", at), at=at)

    visit = visiting.confirm_visit(at=NOON, handle=handle, signed=signed)

    assert household_signed(Visit.objects.get(pk=visit.pk)) == signed


@pytest.mark.parametrize("wrong", ["colour", "showing", "moment"])
def test_a_signature_over_something_else_confirms_nothing(cast: Cast, green: Code, wrong: str) -> None:
    handle = visiting.open_code(at=NOON, public=green.public).handle
    at = int(NOON.timestamp())
    text = confirmed_text(bytes(16) if wrong == "showing" else handle, "red" if wrong == "colour" else "green", at)

    with pytest.raises(Invalid):
        signed = phone_signs(text, at=at + 1 if wrong == "moment" else at)
        visiting.confirm_visit(at=NOON, handle=handle, signed=signed)

    assert Visit.objects.count() == 0


def test_a_signature_of_another_hour_confirms_nothing(cast: Cast, green: Code) -> None:
    handle = visiting.open_code(at=NOON, public=green.public).handle
    at = int(NOON.timestamp()) - 3_600

    with pytest.raises(Conflict):
        visiting.confirm_visit(at=NOON, handle=handle, signed=phone_signs(confirmed_text(handle, "green", at), at=at))


def test_each_visit_has_a_word_of_its_own_that_follows_from_its_token(cast: Cast, green: Code) -> None:
    visits = [
        visiting.confirm_visit(at=NOON, handle=visiting.open_code(at=NOON, public=green.public).handle)
        for _ in range(2)
    ]

    assert match_word(visits[0]) == match_word(Visit.objects.get(token=visits[0].token))
    assert match_word(visits[0]) != match_word(visits[1])


def visited(code: Code, *hours: float) -> list[str]:
    """Confirmations so many hours after noon, and what each was found to be."""
    moments = [NOON + timedelta(hours=hour) for hour in hours]
    return [
        visiting.confirm_visit(at=at, handle=visiting.open_code(at=at, public=code.public).handle).anomaly
        for at in moments
    ]


def test_two_doors_within_ten_minutes_are_odd(cast: Cast, green: Code) -> None:
    assert visited(green, 0, 9 / 60, 1, 1 + 10 / 60) == ["", CLOSE_TOGETHER, "", ""]


def test_more_doors_than_a_day_holds_are_odd(cast: Cast, green: Code) -> None:
    assert visited(green, *(hour / 2 for hour in range(MOST_A_DAY + 1))) == [""] * MOST_A_DAY + [MANY_HOUSEHOLDS]


def test_an_odd_confirmation_changes_no_colour_and_stands_in_the_journal(cast: Cast, green: Code) -> None:
    visited(green, 0, 0.1)

    assert visiting.open_code(at=NOON + timedelta(hours=1), public=green.public).outcome == "green"
    assert [entry.detail.get("anomaly", "") for entry in Entry.objects.filter(act="visit.confirm")] == [
        "",
        CLOSE_TOGETHER,
    ]
