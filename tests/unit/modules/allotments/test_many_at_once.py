"""Fact 2g 1: a thousand registrations and cancellations at once, and at every instant the seats add up."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from django.db import connection

from anxin.kernel.errors import Conflict
from anxin.kernel.ledger.verifying import verify
from anxin.modules.allotments import places, queries
from anxin.modules.allotments.enums import LIVE, Standing
from anxin.modules.allotments.models import Application
from tests.unit.kernel.cases.test_many_at_once import together
from tests.unit.modules.allotments.stage import AT, applied, child, classes, own

CALLS, CHILDREN, SEATS = 1_000, 160, (30, 12)


@pytest.mark.django_db(transaction=True)
def test_2g1_seats_are_free_held_offered_and_taken_at_every_instant_under_1000_parallel_acts() -> None:
    offer = classes(*SEATS)
    held: dict[int, object] = {}
    said: Counter[str] = Counter()
    looks: list[bool] = []
    over = threading.Event()

    def work(call: int) -> None:
        choose = random.Random(call)
        serial = choose.randrange(CHILDREN)
        done = held.get(serial)
        try:
            if done is None:
                held[serial] = applied(offer, serial, "ab"[serial % 2])
                said["applied"] += 1
            else:
                act = choose.choice([places.accept, places.decline, places.cancel])
                act(own=own(done), at=AT)  # type: ignore[arg-type]  # -- what `applied` gave
                said[act.__name__] += 1
                if act is not places.accept:
                    held.pop(serial, None)
        except Conflict:
            said["conflict"] += 1
        if call % 20 == 0:
            figures = queries.figures(offer, AT).values()
            looks.append(all(one.whole for one in figures) and [one.seats for one in figures] == list(SEATS))

    together(work, CALLS)
    over.set()

    assert (len(looks), set(looks)) == (CALLS // 20, {True})
    assert sum(said.values()) == CALLS
    assert min(said[act] for act in ("applied", "accept", "decline", "cancel")) > 20
    assert list(verify(offer.book)) == []  # type: ignore[arg-type]  # -- a stocked offer has its book
    numbers = list(Application.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    for one in queries.figures(offer, AT).values():
        assert one.free == 0 or one.waiting == 0  # nobody waits beside a free seat
    live = Application.objects.filter(standing__in=LIVE).values_list("person", flat=True)
    assert len(set(live)) == len(live)


@pytest.mark.django_db(transaction=True)
def test_fifty_identical_applications_at_once_make_one() -> None:
    offer = classes(3)
    said: Counter[str] = Counter()

    def send(_call: int) -> None:
        try:
            said[applied(offer, 1).application.standing] += 1
        except Conflict:
            said["conflict"] += 1

    together(send, 50)

    assert said == {Standing.OFFERED: 1, "conflict": 49}
    assert Application.objects.get().person.name == child(1).name
    assert queries.figures(offer, AT)["a"].held == 1
    assert connection.vendor in {"sqlite", "postgresql"}
