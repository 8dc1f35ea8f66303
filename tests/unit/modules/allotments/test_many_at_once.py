"""Fact 2g 1: a thousand registrations and cancellations at once, and at every instant the seats add up."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db import connection

from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.ledger.verifying import verify
from anxin.modules.allotments import parcels, places, queries
from anxin.modules.allotments.enums import LIVE, Standing
from anxin.modules.allotments.models import Application
from anxin.modules.allotments.parcels import Proxy
from tests.unit.kernel.cases.test_many_at_once import together
from tests.unit.modules.allotments.stage import AT, PARCELS, SYSTEM, applied, child, classes, clerk, firm, offered, own

CALLS, CHILDREN, SEATS = 1_000, 160, (30, 12)


@pytest.mark.django_db(transaction=True)
def test_2g1_seats_are_free_held_offered_and_taken_at_every_instant_under_1000_parallel_acts() -> None:
    offer = classes(*SEATS)
    held: dict[int, object] = {}
    said: Counter[str] = Counter()
    looks: list[bool] = []

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


@pytest.mark.django_db(transaction=True)
def test_2g8_of_many_hand_outs_at_once_to_one_person_from_two_firms_one_counts() -> None:
    offer, firms = offered(PARCELS), (firm(1), firm(2))
    for one in firms:
        parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=one, quantity=100)
    said: Counter[str] = Counter()

    def come(call: int) -> None:
        receiver, other = child(call % 6, "19850203"), child((call + 1) % 6, "19850203")
        proxy = Proxy(other) if call % 2 else None
        try:
            held = firms[call % 5 % 2]
            parcels.hand_out(by=clerk(held), at=AT, offer=offer, firm=held, person=receiver, proxy=proxy)
            said["handed out"] += 1
        except Refused as no:
            said[no.rule] += 1

    together(come, 120)

    assert said == {"handed out": 6, "care.parcels.one-each": 114}
    figures = queries.parcel_figures(offer)
    assert (figures.given, figures.at_firms, figures.whole) == (6, 194, True)
    assert list(verify(offer.book)) == []  # type: ignore[arg-type]  # -- a stocked offer has its book
