"""A day on a bad line, a cut in the middle, processes that die at any statement: equality comes back, and what differed
is listed exactly."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from anxin.kernel.peers.answering import answer
from anxin.kernel.peers.asking import NoAnswer, pull
from anxin.kernel.peers.comparing import CHANGED, EXTRA, MISSING, reconcile
from anxin.kernel.peers.models import Certificate, Given, Received, Taken
from anxin.kernel.peers.questions import Unanswerable
from anxin.kernel.peers.receiving import Page, fields_of, keep
from anxin.kernel.peers.records import Sent
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.peers.two_sites import (
    CITY,
    MINISTRY,
    BadLine,
    Sites,
    city_and_ministry,
    green_workers,
    held_names,
    turn_green,
    turn_red,
)

KILLS = int(os.environ.get("KILLS", "200"))
MINUTE = timedelta(minutes=1)


def records(rows: Any) -> set[tuple[str, int, bytes]]:
    return {(ref, key, bytes(element)) for ref, key, element in rows.values_list("ref", "key", "element")}


def given(sites: Sites) -> set[tuple[str, int, bytes]]:
    return records(Given.objects.filter(share=sites.share, left=False))


def received(sites: Sites) -> set[tuple[str, int, bytes]]:
    return records(Received.objects.filter(taken=sites.taken, left=False))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_after_a_day_with_a_third_of_the_messages_spoilt_both_hold_the_same(seed: int) -> None:
    chance = random.Random(seed)
    sites = city_and_ministry()
    people = green_workers(20)
    line = BadLine(lambda message: answer(message, at=NOON, identity=CITY), chance)
    for step in range(60):
        person = chance.choice(people)
        chance.choice((turn_red, turn_green))(person, at=NOON + step * MINUTE / 60)
        line.cut = 20 <= step < 30  # the network is cut in the middle
        with contextlib.suppress(NoAnswer, Unanswerable):
            pull(sites.taken, at=NOON, post=line.post, identity=MINISTRY)
    line.cut = False
    for _try in range(200):
        with contextlib.suppress(NoAnswer, Unanswerable):
            found = reconcile(sites.taken, by=OPERATOR, at=NOON, post=line.post, identity=MINISTRY)
            break

    assert found.certificate is not None
    assert found.differences == []  # the feed by itself had brought everything
    assert received(sites) == given(sites)
    assert found.certificate.count == len(given(sites))


@pytest.mark.django_db
def test_exactly_what_differs_is_listed_and_mended() -> None:
    sites = city_and_ministry()
    green_workers(30)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    rows = list(Received.objects.filter(left=False).order_by("key"))
    lost, changed, invented = rows[3], rows[7], rows[11]
    pair = MINISTRY.pair(CITY.public)
    other = Sent(changed.ref, changed.key, changed.seq, {**fields_of(changed), "name": "改过的名字"})
    false = Sent("0" * 32, invented.key, 1, fields_of(invented))
    keep(sites.taken, Page((other, false), ()), pair=pair, at=NOON, certain=True)
    lost.delete()
    found = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)

    assert {one["ref"]: one["what"] for one in found.differences} == {
        lost.ref: MISSING,
        changed.ref: CHANGED,
        false.ref: EXTRA,
    }
    assert found.certificate is not None
    assert received(sites) == given(sites)


@pytest.mark.django_db
def test_an_old_page_once_more_changes_nothing() -> None:
    sites = city_and_ministry()
    people = green_workers(4)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    pair = MINISTRY.pair(CITY.public)
    old = Page(
        tuple(Sent(row.ref, row.key, row.seq, fields_of(row)) for row in Received.objects.filter(left=False)), ()
    )
    turn_red(people[0], at=NOON)
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    before = list(Received.objects.order_by("pk").values())

    assert keep(sites.taken, old, pair=pair, at=NOON + MINUTE) == 0
    assert list(Received.objects.order_by("pk").values()) == before
    assert "工人500" not in held_names(sites.taken)


class Killed(BaseException):
    """The process is no more: what was not committed is gone."""


@contextlib.contextmanager
def killed_after(statements: int) -> Iterator[None]:
    left = statements

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_statement_nothing_is_lost_and_nothing_doubled() -> None:
    """Both sides work in this process: a kill hits whichever was at work, the one that asks or the one that answers."""
    chance = random.Random(7)
    sites = city_and_ministry()
    people = green_workers(12)
    longest, killed = 60, 0
    for step in range(KILLS):
        person = chance.choice(people)
        chance.choice((turn_red, turn_green))(person, at=NOON)
        act = chance.choice((pull, partial(reconcile, by=OPERATOR)))
        try:
            with killed_after(chance.randrange(longest)):
                act(Taken.objects.select_related("peer").get(), at=NOON, post=sites.post, identity=MINISTRY)
        except Killed:
            killed += 1
        if step % 20 == 0:
            sites.taken.refresh_from_db()
            assert reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY).differences == []
            assert received(sites) == given(sites)
    sites.taken.refresh_from_db()
    found = reconcile(sites.taken, by=OPERATOR, at=NOON, post=sites.post, identity=MINISTRY)

    assert killed > KILLS // 2
    assert found.differences == []
    assert found.certificate is not None
    assert received(sites) == given(sites)
    assert Certificate.objects.filter(body=found.certificate.body).count() == 2


@pytest.mark.django_db
def test_a_fault_on_the_line_is_kept_for_whoever_looks_and_goes_with_the_next_answer() -> None:
    sites = city_and_ministry()

    def silent(_address: str, _message: bytes) -> bytes:
        raise NoAnswer("no answer in time")

    with pytest.raises(NoAnswer):
        pull(sites.taken, at=NOON, post=silent, identity=MINISTRY)
    sites.taken.refresh_from_db()
    assert sites.taken.fault == "no answer in time"
    pull(sites.taken, at=NOON, post=sites.post, identity=MINISTRY)
    sites.taken.refresh_from_db()
    assert (sites.taken.fault, sites.taken.answered_at) == ("", NOON)
