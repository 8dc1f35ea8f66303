"""Attacks on codes that no other test makes: guessing in bulk, copies, and what is left in the database for a profile.

docs/codes/threats.md says for every attack which test shows what stands against it.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from anxin.credentials import Fault, Rejected, Status, check
from anxin.kernel.codes import keys, showing, visiting
from anxin.kernel.codes.cards import card_text, issue_card_copy, report_card_lost
from anxin.kernel.codes.checking import check_credential, check_text, open_card
from anxin.kernel.codes.faults import Unbelieved
from anxin.kernel.codes.minting import mint
from anxin.kernel.codes.models import Card, DaySalt, Visit, new_card_id
from anxin.kernel.codes.online import Asked, check_codes
from anxin.kernel.codes.retention import retain
from anxin.kernel.codes.showing import HANDLE_OCTETS, ShowingKind
from anxin.kernel.errors import Conflict
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from tests.cast import NOON, OPERATOR, Cast
from tests.unit.kernel.codes.printed import DAYS, MINUTES, at_home, listed, reader, shown, with_card, with_keys

MILLION = 1_000_000
AT_ONCE = 50_000
SECONDS = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    at_home(settings, tmp_path)


@pytest.fixture
def card(cast: Cast) -> Card:
    with_keys()
    return with_card(cast)


def refused(fault: Fault | str, text: str, at: object) -> bool:
    try:
        check_text(at=at, text=text)  # type: ignore[arg-type]  # -- a moment, handed through
    except Unbelieved as no:
        return no.fault == fault
    return False


# ----------------------------------------------------------------------------------------------------------- guessing


def test_of_a_million_random_handles_none_shows_a_code_at_this_moment(card: Card) -> None:
    """Octets are seeded and the sealing key is the tests' own: the same million every time. The first two filters alone
    (mark and kind) let one in four million by; the moment and the code's number leave one in 2⁴⁷."""
    random, live, codes = Random(20211029), [], {card.code_id}
    for _round in range(MILLION // AT_ONCE):
        octets = random.randbytes(HANDLE_OCTETS * AT_ONCE)
        guessed = [octets[at : at + HANDLE_OCTETS] for at in range(0, len(octets), HANDLE_OCTETS)]
        live += [one for one in showing.opened_all(guessed) if one is not None]

    assert len(live) < 5
    assert [one for one in live if one.code_id in codes or abs(one.at - NOON) <= timedelta(days=1)] == []


def test_of_a_million_random_card_ids_none_is_one_of_ten_thousand() -> None:
    held, random = {new_card_id() for _card in range(10_000)}, Random(20211029)

    assert [one for one in (f"{random.getrandbits(64):016x}" for _guess in range(MILLION)) if one in held] == []


def test_guesses_by_the_thousand_are_answered_alike_and_each_stands_in_the_journal(card: Card) -> None:
    random, by = Random(20211029), Actor.household()
    guesses = [
        *(Asked(by, handle=random.randbytes(HANDLE_OCTETS)) for _guess in range(1_000)),
        *(Asked(by, card_id=f"{random.getrandbits(64):016x}") for _guess in range(1_000)),
    ]

    assert set(check_codes(at=NOON, asked=guesses)) == {Fault.WRONG_ISSUER}
    assert Entry.objects.filter(act="code.unknown").count() == 2_000


# ------------------------------------------------------------------------------------------------------------- copies


def test_a_screenshot_is_believed_sixty_seconds_after_its_end_and_not_sixty_one(card: Card) -> None:
    """By the strict check and by the online check behind it, which knows the moment by the handle."""
    minted = mint(card.code, ShowingKind.SCREEN, at=NOON)
    last = minted.expires + 60 * SECONDS

    assert check(minted.token, reader(NOON), now=keys.seconds(last)).status() == Status.VALID
    assert check_credential(at=last, token=minted.token).outcome == "green"
    with pytest.raises(Rejected) as no:
        check(minted.token, reader(NOON), now=keys.seconds(last + SECONDS))
    assert no.value.fault == Fault.STALE
    assert refused(Fault.STALE, minted.prefix + minted.digits, last + SECONDS)
    assert refused(Fault.STALE, minted.link, last + SECONDS)


def test_a_copied_screen_and_its_short_address_are_one_showing_and_confirmed_once(card: Card) -> None:
    minted = mint(card.code, ShowingKind.SCREEN, at=NOON)
    first, copied, by_link = (
        check_text(at=NOON + seconds * SECONDS, text=text)
        for seconds, text in ((5, minted.digits), (90, minted.digits), (150, minted.link))
    )
    assert {first.handle, copied.handle, by_link.handle} == {minted.handle}

    visiting.confirm_visit(at=NOON + 10 * SECONDS, handle=first.handle)
    for again in (copied, by_link):
        with pytest.raises(Conflict):
            visiting.confirm_visit(at=NOON + 160 * SECONDS, handle=again.handle)
    assert Visit.objects.count() == 1
    assert Entry.objects.filter(act="visit.confirm-again").count() == 1  # once a minute


def test_a_copied_card_is_refused_after_the_loss_report_by_every_way_its_square_is_read(cast: Cast, card: Card) -> None:
    text, later = card_text(card), NOON + MINUTES
    assert check_text(at=NOON, text=text).outcome == "green"
    assert shown(card, NOON) == Status.VALID

    report_card_lost(by=cast.as_worker(cast.fang), at=NOON, card=card, reason="被人拍了照")

    assert refused(Fault.REVOKED, text, NOON)  # on line at once
    with pytest.raises(Unbelieved) as no:
        open_card(at=NOON, card_id=card.card_id)
    assert no.value.fault == Fault.REVOKED
    assert check_codes(at=NOON, asked=[Asked(Actor.household(), card_id=card.card_id)]) == [Fault.REVOKED]
    assert shown(card, later) == Status.INVALID  # off line by the list, within a minute
    issue_card_copy(by=cast.zhou, at=later, code=card.code)
    assert refused(Fault.REVOKED, text, later + MINUTES)


# ---------------------------------------------------------------------------------------------------------- following


def test_the_place_of_the_next_card_cannot_be_watched_by_who_saw_the_last(cast: Cast, card: Card) -> None:
    """An old household goes on reading the place it knows: out of service, whatever becomes of its holder."""
    later = NOON + DAYS
    second = issue_card_copy(by=cast.zhou, at=later, code=card.code)
    report_card_lost(by=cast.zhou, at=later + MINUTES, card=second)

    assert (card.shard_id, card.index) != (second.shard_id, second.index)
    card.refresh_from_db()
    with_keys(later)
    assert listed(card.shard.number, later + 2 * MINUTES).status(card.index) == Status.OUT_OF_SERVICE
    assert shown(second, later + 2 * MINUTES) == Status.INVALID


def test_openings_leave_no_row_but_the_holders_own_line_and_no_handle_in_it(card: Card) -> None:
    handles = [visiting.open_code(at=NOON + step * MINUTES, public=card.code.public).handle for step in range(5)]

    assert (Visit.objects.count(), DaySalt.objects.count()) == (0, 0)
    assert len(set(handles)) == 5
    written = [str((entry.detail, entry.actor)) for entry in Entry.objects.all()]
    assert [line for line in written if any(handle.hex() in line for handle in handles)] == []


def test_once_its_salt_is_gone_a_days_column_of_showings_matches_no_handle_with_every_key_in_hand(card: Card) -> None:
    """Who has the database and the site's own keys, and a handle from elsewhere (a log, a household's phone), finds
    the visit by it on the day, and by no digest of this column that can still be made after."""
    days = [NOON - 3 * DAYS, NOON - 2 * DAYS]
    handles = []
    for at in days:
        opened = visiting.open_code(at=at, public=card.code.public)
        visiting.confirm_visit(at=at, handle=opened.handle, acknowledged=True)
        handles.append(opened.handle)
    kept = set(Visit.objects.values_list("showing", flat=True))
    assert {made(handle) for handle in handles} == kept

    retain(by=OPERATOR, at=NOON)

    assert DaySalt.objects.count() == 0
    assert {made(handle) for handle in handles} & kept == set()
    assert len(kept) == len(days)


def made(handle: bytes) -> str:
    """The digest that the site would keep a handle by now."""
    opened = showing.opened(handle)
    assert opened is not None
    return visiting.kept_digest(opened, handle)
