"""Status lists: what changed shows within a minute, nothing goes back, and a list tells nobody who is on it."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from django.db import connections
from pytest_django import DjangoAssertNumQueries, Settings

from anxin.credentials import Fault, Rejected, Status, read_status_list
from anxin.credentials.status_list import get_status
from anxin.kernel.codes import keys, places, status_lists
from anxin.kernel.codes.cards import issue_card_copy
from anxin.kernel.codes.keys import NoKey
from anxin.kernel.codes.models import Card, StatusChange, StatusShard
from anxin.kernel.codes.places import MOST_GIVEN, OPEN_LISTS, PLACES, drawn
from anxin.kernel.codes.status import note_outcomes
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.outcomes import actions as outcomes
from anxin.kernel.outcomes.models import Outcome
from tests.cast import DAY, NOON, OPERATOR, PACK, Cast, everybody, noon
from tests.unit.kernel.codes.printed import HOURS, MINUTES, at_home, listed, reader, shown, with_card, with_keys
from tests.unit.kernel.outcomes.test_deciding import state

SECONDS = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    at_home(settings, tmp_path)


@pytest.fixture
def card(cast: Cast) -> Card:
    with_keys()
    return with_card(cast)


# --------------------------------------------------------------------------------------------------- what a list says


def test_a_change_of_outcome_is_noted_with_it_and_shown_by_the_next_signing(cast: Cast, card: Card) -> None:
    assert shown(card, NOON) == Status.VALID

    state(cast.fang, "police_check", "failed")

    assert [(one.index, one.status) for one in StatusChange.objects.all()] == [(card.index, Status.INVALID)]
    assert shown(card, NOON + 14 * SECONDS) == Status.VALID
    assert shown(card, NOON + 15 * SECONDS) == Status.INVALID
    assert StatusChange.objects.count() == 0


def test_what_is_undone_notes_nothing(cast: Cast, card: Card) -> None:
    from django.db import transaction

    shown(card, NOON)
    with pytest.raises(RuntimeError), transaction.atomic():
        state(cast.fang, "police_check", "failed")
        raise RuntimeError

    assert StatusChange.objects.count() == 0


def test_the_first_list_of_a_day_leaves_nobody_green_whose_day_has_come(cast: Cast, card: Card) -> None:
    """The health check ends on 1 March; `soon` makes the card yellow before. Nobody ran the tick."""
    due = Outcome.objects.get(party=cast.fang, slot__isnull=False).next_change
    assert due is not None
    with_keys(noon(due) - 24 * HOURS)
    midnight = noon(due) - 12 * HOURS
    assert shown(card, midnight - MINUTES) == Status.VALID

    assert shown(card, midnight) == Status.SUSPENDED
    assert Outcome.objects.get(party=cast.fang, slot__isnull=False).outcome == "green"

    outcomes.tick(by=OPERATOR, at=midnight + 5 * MINUTES, pack=PACK, to=due)
    assert shown(card, midnight + 6 * MINUTES) == Status.SUSPENDED


def test_who_was_due_and_renewed_in_time_is_green_again(cast: Cast, card: Card) -> None:
    due = Outcome.objects.get(party=cast.fang, slot__isnull=False).next_change
    assert due is not None
    with_keys(noon(due) - 2 * HOURS)
    assert shown(card, noon(due)) == Status.SUSPENDED

    for kind, source in (("health_check", "health_institution"), ("insurance", "insurer")):
        statement = Statement(kind, source, due, result="passed", valid_until=date(2023, 6, 30))
        outcomes.submit_evidence(by=OPERATOR, at=noon(due), party=cast.fang, statement=statement)

    assert shown(card, noon(due) + MINUTES) == Status.VALID


def test_a_tick_that_makes_up_missed_nights_never_brings_back_an_old_colour(cast: Cast, card: Card) -> None:
    due = Outcome.objects.get(party=cast.fang, slot__isnull=False).next_change
    assert due is not None
    late = noon(date(2022, 7, 10))  # both are over
    with_keys(late - 2 * HOURS)
    assert shown(card, late) == Status.INVALID

    outcomes.tick(by=OPERATOR, at=late, pack=PACK, to=due)

    assert shown(card, late + MINUTES) == Status.INVALID


def test_everybody_decided_again_costs_a_few_statements(
    cast: Cast, card: Card, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    everyone = dict.fromkeys(range(card.code.party_id, card.code.party_id + 1000), "red")

    with django_assert_max_num_queries(4):
        note_outcomes(NOON, PACK, everyone)


def test_lists_are_compared_with_outcomes_and_mended(cast: Cast, card: Card) -> None:
    shown(card, NOON)
    assert list(status_lists.differences(NOON)) == []
    shard = StatusShard.objects.get(pk=card.shard_id)
    shard.packed = b"\xff" * len(shard.packed)
    shard.save()

    found = list(status_lists.differences(NOON))
    assert [(one.number, one.index, one.listed, one.expected) for one in found] == [
        (shard.number, card.index, Status.OUT_OF_SERVICE, Status.VALID)
    ]
    status_lists.mend(at=NOON, found=found)
    assert list(status_lists.differences(NOON)) == []
    assert shown(card, NOON + MINUTES) == Status.VALID
    assert get_status(status_lists.rebuilt(shard, NOON), card.index) == Status.VALID


# ------------------------------------------------------------------------------------------------- signing, over time


def test_a_list_is_signed_once_until_something_changes_or_half_its_life_is_over(card: Card) -> None:
    number = card.shard.number
    first = status_lists.signed_list(number, NOON)
    night = status_lists.signed_list(number, noon(DAY) + 11 * HOURS + 59 * MINUTES)

    assert first.expires_at == noon(DAY) + 13 * HOURS  # an hour after midnight, not 24 hours on
    assert first.half == NOON + 6 * HOURS + 30 * MINUTES
    assert status_lists.signed_list(number, first.half - SECONDS).token != first.token  # by now the night's
    assert night.issued_at > first.issued_at
    morning = status_lists.signed_list(number, noon(DAY) + 12 * HOURS + 45 * MINUTES)
    assert morning.expires_at - morning.issued_at == status_lists.LIFE


def test_the_moments_of_a_list_only_go_forward_and_a_reader_refuses_an_older_one(cast: Cast, card: Card) -> None:
    number = card.shard.number
    noon_and_one = NOON + HOURS
    first = status_lists.signed_list(number, noon_and_one)
    moments = [first.issued_at]
    for step, result in enumerate(("failed", "passed", "failed", "passed"), start=1):
        state(cast.fang, "police_check", result)
        clock = noon_and_one - step * 12 * SECONDS  # a clock that goes backwards
        moments.append(status_lists.signed_list(number, clock).issued_at)

    assert moments == sorted(set(moments))
    newest, uri = int(moments[-1].timestamp()), status_lists.list_address(number)
    with pytest.raises(Rejected) as no:
        read_status_list(first.token, reader(NOON), uri=uri, now=keys.seconds(noon_and_one), seen=newest)
    assert no.value.fault == Fault.CANNOT_CONFIRM


def test_a_demonstration_lives_through_its_day_again_and_a_real_site_does_not(
    card: Card, settings: Settings, tmp_path: Path
) -> None:
    number, evening = card.shard.number, NOON + 9 * HOURS
    late = status_lists.signed_list(number, evening)

    again = status_lists.signed_list(number, NOON)
    assert (again.issued_at, status_lists.alarms(NOON)) == (NOON, [])

    late = status_lists.signed_list(number, evening)
    keys.own_root_path().rename(tmp_path / "elsewhere.pem")
    assert status_lists.signed_list(number, NOON) == late
    assert len(status_lists.alarms(NOON)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_requests_at_once_one_signs() -> None:
    with_keys()
    cast = everybody()
    card = with_card(cast)
    number, got = card.shard.number, []
    for second in range(1, 4):
        at = NOON + second * MINUTES
        state(cast.fang, "police_check", "failed" if second % 2 else "passed")
        tokens: list[bytes] = []

        def ask(at: datetime = at, tokens: list[bytes] = tokens) -> None:
            try:
                tokens.append(status_lists.signed_list(number, at).token)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=ask) for _one in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(tokens), len(set(tokens))) == (8, 1)
        got.append(listed(number, at))

    assert [one.issued_at for one in got] == sorted({one.issued_at for one in got})
    assert [one.status(card.index) for one in got] == [Status.INVALID, Status.VALID, Status.INVALID]


def test_without_a_signer_there_is_an_alarm_and_readers_go_on_until_the_list_ends(
    cast: Cast, card: Card, caplog: pytest.LogCaptureFixture
) -> None:
    number = card.shard.number
    before = status_lists.signed_list(number, NOON)
    assert status_lists.alarms(NOON) == []

    keys.key_path(keys.held_keys()[0].kid).unlink()
    state(cast.fang, "police_check", "failed")
    with caplog.at_level(logging.ERROR):
        served = status_lists.signed_list(number, NOON + MINUTES)

    assert served.token == before.token
    assert f"Status list {number} cannot be signed" in caplog.text
    assert len(status_lists.alarms(NOON + MINUTES)) == 1  # the signer is out
    assert len(status_lists.alarms(before.half)) == 1 + OPEN_LISTS  # and every list is past half of its life
    uri, held = status_lists.list_address(number), reader(NOON)
    end = int(before.expires_at.timestamp())
    assert read_status_list(served.token, held, uri=uri, now=end).status(card.index) == Status.VALID
    with pytest.raises(Rejected) as no:
        read_status_list(served.token, held, uri=uri, now=end + 1)
    assert no.value.fault == Fault.CANNOT_CONFIRM
    with pytest.raises(NoKey):
        status_lists.signed_list(number, before.expires_at)


def test_there_is_no_list_of_another_number(card: Card) -> None:
    with pytest.raises(NotFound):
        status_lists.signed_list(99, NOON)


# ------------------------------------------------------------------------------------------------ who is on a list


def test_the_place_says_nothing_of_when_the_card_was_made() -> None:
    """Spearman's ρ between order and place over 100,000 draws: its standard error is 1/√n, 0.0032; the bound is three
    of them. The chance is seeded: the test asks whether the rule is fair, not whether the dice are."""
    random, how_many = Random(20211029), 100_000
    never = [frozenset(places.decoys(number)) for number in range(OPEN_LISTS)]
    given: list[set[int]] = [set() for _list in range(OPEN_LISTS)]
    order = []
    for _draw in range(how_many):
        number = random.randrange(OPEN_LISTS)
        index = drawn(never[number], given[number], random)
        given[number].add(index)
        order.append(index * OPEN_LISTS + number)
    rank = {place: position for position, place in enumerate(sorted(order))}
    apart = sum((position - rank[place]) ** 2 for position, place in enumerate(order))
    rho = 1 - 6 * apart / (how_many * (how_many**2 - 1))

    assert abs(rho) < 0.0095
    assert not any(given[number] & never[number] for number in range(OPEN_LISTS))


def test_a_place_is_given_once_and_never_again(cast: Cast, card: Card) -> None:
    at = NOON
    for _again in range(12):
        at += MINUTES
        issue_card_copy(by=cast.zhou, at=at, code=card.code)

    held = list(Card.objects.order_by("pk").values_list("shard_id", "index"))
    assert len(set(held)) == 13
    assert all(one[0] != following[0] for one, following in pairwise(held))
    assert sum(StatusShard.objects.values_list("places_given", flat=True)) == 13


def test_counting_a_list_does_not_count_cards(card: Card) -> None:
    packed = listed(card.shard.number, NOON).packed
    counted = Counter(get_status(packed, index) for index in range(PLACES))

    assert counted[Status.VALID] > 400
    assert min(counted.values()) > 10
    assert len(places.decoys(0)) > PLACES // 40
    assert places.decoys(0) != places.decoys(1)


def test_a_place_nobody_had_yet_is_grey_on_older_lists(cast: Cast, card: Card) -> None:
    before = [listed(number, NOON) for number in status_lists.list_numbers()]
    mei = with_card(cast, cast.mei, at=NOON + MINUTES)

    assert before[mei.shard.number].status(mei.index) == Status.OUT_OF_SERVICE
    assert shown(mei, NOON + 2 * MINUTES) == Status.VALID


def test_with_each_change_some_of_nobodys_places_change_too(cast: Cast, card: Card) -> None:
    number = card.shard.number
    packed, moved = listed(number, NOON).packed, set()
    for step in range(1, 9):
        state(cast.fang, "police_check", "failed" if step % 2 else "passed")
        after = listed(number, NOON + step * MINUTES).packed
        moved |= {index for index in range(PLACES) if get_status(packed, index) != get_status(after, index)}
        packed = after

    assert card.index in moved
    assert moved - {card.index} and moved - {card.index} <= set(places.decoys(number))


def test_a_list_is_closed_before_it_is_full(cast: Cast, card: Card) -> None:
    StatusShard.objects.update(places_given=MOST_GIVEN)

    fresh = with_card(cast, cast.mei, at=NOON + MINUTES)

    assert fresh.shard.number in (OPEN_LISTS, OPEN_LISTS + 1)
    assert len(status_lists.list_numbers()) == 2 * OPEN_LISTS
