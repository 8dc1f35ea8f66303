"""Rooms by lots: fixed before anybody could know the value, and recomputed by anybody afterwards."""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.modules.allotments import drawing, lots, places, queries
from anxin.modules.allotments.enums import Standing
from anxin.modules.allotments.explaining import explained
from anxin.modules.allotments.models import Application, Offer
from anxin.modules.allotments.places import Applied
from anxin.modules.allotments.terms import midnight
from tests.unit.modules.allotments.stage import ASKER, AT, ROOMS, SYSTEM, child, offered, own, standing

VALUE = "05 12 19 28 33 + 02 11"
CLOSED, DRAWN = midnight("2021-07-21"), midnight("2021-07-24") + timedelta(hours=21)


def officer(user_id: int) -> Actor:
    return Actor(Role.SYSTEM, f"摇号员{user_id}", user_id)


def asked(offer: Offer, serial: int, house: str = "house1", points: int = 0) -> Applied:
    done = places.apply_for(by=ASKER, at=AT, offer=offer, part=house, person=child(serial, "19900203"))
    Application.objects.filter(pk=done.application.pk).update(points=points)
    return done


def drawn(offer: Offer, value: str = VALUE) -> dict[str, Any]:
    drawing.announce(by=SYSTEM, at=CLOSED, offer=offer)
    for user in (1, 2):
        drawing.read_out(by=officer(user), at=DRAWN, offer=offer, value=value)
    return drawing.published(offer=offer)


@pytest.mark.django_db
def test_rooms_are_offered_in_the_order_that_anybody_computes_from_the_published_file() -> None:
    offer = offered(ROOMS)
    done = [asked(offer, serial, "house2" if serial % 3 == 0 else "house1", points=serial % 2) for serial in range(9)]
    published = json.loads(json.dumps(drawn(offer)))
    assert list(lots.faults(published)) == []
    by_lot = {drawing.lot_of(one.application.number): one for one in done}
    for house, rooms in (("house1", 2), ("house2", 1)):
        order = [by_lot[lot] for lot in published["order"] if by_lot[lot].application.part == house]
        assert [standing(one) for one in order] == ["offered"] * rooms + ["waiting"] * (len(order) - rooms)
    points = [
        one["points"] for lot in published["order"] for one in published["announced"]["lots"] if one["lot"] == lot
    ]
    assert points == sorted(points, reverse=True)
    figures = queries.figures(offer, DRAWN)
    assert [(one.seats, one.offered, one.whole) for one in figures.values()] == [(2, 2, True), (1, 1, True)]


@pytest.mark.django_db
def test_a_room_that_is_declined_goes_to_the_next_lot_and_the_list_says_why() -> None:
    offer = offered(ROOMS)
    done = {one.application.number: one for one in (asked(offer, serial) for serial in range(4))}
    order = [done[int(lot)] for lot in drawn(offer)["order"]]
    told = explained(own(order[3]).application, DRAWN)
    assert (told.place, told.ahead) == (2, 1)
    assert any("2" in line and "4" in line for line in told.sentences)
    places.decline(own=own(order[0]), at=DRAWN)
    assert [standing(one) for one in order] == ["declined", "offered", "offered", "waiting"]
    assert explained(own(order[3]).application, DRAWN).place == 1


@pytest.mark.django_db
def test_nobodys_name_or_number_is_in_the_published_file() -> None:
    offer = offered(ROOMS)
    for serial in range(5):
        asked(offer, serial)
    text = json.dumps(drawn(offer), ensure_ascii=False)
    secrets = [value for n in range(5) for value in (child(n, "19900203").name, child(n, "19900203").number)]
    secrets += list(Application.objects.values_list("public_id", flat=True))
    assert [value for value in secrets if value in text] == []


@pytest.mark.django_db
def test_the_digest_of_the_list_is_in_the_journal_before_the_value_can_be_known() -> None:
    offer = offered(ROOMS)
    asked(offer, 1)
    before = Entry.objects.order_by("-seq").first()
    assert before is not None
    made = drawing.announce(by=SYSTEM, at=CLOSED, offer=offer)
    entry = Entry.objects.get(act="allotment.announce")
    assert entry.detail == {"offer": "care/rooms", "sha256": made.sha256, "root": before.hash}
    assert json.loads(made.announced)["journal_root"] == before.hash
    with pytest.raises(Refused) as said:
        drawing.read_out(by=officer(1), at=midnight("2021-07-23"), offer=offer, value=VALUE)
    assert said.value.rule == "care.rooms.too-early"


@pytest.mark.django_db
@pytest.mark.parametrize("at", [midnight("2021-07-20"), midnight("2021-07-24")])
def test_a_list_is_announced_after_the_window_and_before_the_value(at: datetime) -> None:
    offer = offered(ROOMS)
    with pytest.raises(Conflict):
        drawing.announce(by=SYSTEM, at=at, offer=offer)


@pytest.mark.django_db
def test_the_value_takes_two_officers_who_read_the_same() -> None:
    offer = offered(ROOMS)
    done = asked(offer, 1)
    drawing.announce(by=SYSTEM, at=CLOSED, offer=offer)
    with pytest.raises(Refused):
        drawing.read_out(by=SYSTEM, at=DRAWN, offer=offer, value=VALUE)
    drawing.read_out(by=officer(1), at=DRAWN, offer=offer, value=VALUE)
    with pytest.raises(Refused) as said:
        drawing.read_out(by=officer(1), at=DRAWN, offer=offer, value=VALUE)
    assert said.value.rule == "care.rooms.two-officers"
    differs = drawing.read_out(by=officer(2), at=DRAWN, offer=offer, value=VALUE + " 9")
    assert (differs.value, differs.drawn_at) == ("", None)
    drawing.read_out(by=officer(2), at=DRAWN, offer=offer, value=VALUE)
    made = drawing.read_out(by=officer(1), at=DRAWN, offer=offer, value=f"  {VALUE} ")
    assert (made.drawn_at, made.entered_user_id, made.confirmed_user_id) == (DRAWN, 2, 1)
    assert standing(done) == Standing.OFFERED
    with pytest.raises(Conflict):
        drawing.read_out(by=officer(1), at=DRAWN, offer=offer, value="1")
    with pytest.raises(Conflict):
        drawing.announce(by=SYSTEM, at=CLOSED, offer=offer)


@pytest.mark.django_db
def test_whoever_withdraws_after_the_announcement_keeps_their_lot_in_the_file_and_gets_no_room() -> None:
    offer = offered(ROOMS)
    first, second = asked(offer, 1), asked(offer, 2)
    drawing.announce(by=SYSTEM, at=CLOSED, offer=offer)
    places.cancel(own=own(first), at=CLOSED)
    for user in (1, 2):
        drawing.read_out(by=officer(user), at=DRAWN, offer=offer, value=VALUE)
    assert sorted(drawing.published(offer=offer)["order"]) == ["0001", "0002"]
    assert (standing(first), standing(second)) == (Standing.CANCELLED, Standing.OFFERED)


def example(many: int = 6) -> dict[str, Any]:
    announced = {
        "version": lots.VERSION,
        "rule": lots.RULE,
        "rule_sha256": lots.sha256(lots.RULE),
        "journal_root": "ab" * 32,
        "lots": [{"lot": f"{n:04d}", "house": "a", "points": n % 3} for n in range(1, many + 1)],
    }
    return lots.result_of(announced, VALUE)


def _swap(held: dict[str, Any]) -> None:
    held["order"][:2] = held["order"][1::-1]


def _points(held: dict[str, Any]) -> None:
    held["announced"]["lots"][0]["points"] += 9


def _remove(held: dict[str, Any]) -> None:
    del held["announced"]["lots"][0]


def _add(held: dict[str, Any]) -> None:
    held["announced"]["lots"].append({"lot": "9999", "house": "a", "points": 9})


def _twice(held: dict[str, Any]) -> None:
    held["announced"]["lots"].append(held["announced"]["lots"][0])


def _value(held: dict[str, Any]) -> None:
    held["value"] += " "


def _root(held: dict[str, Any]) -> None:
    held["announced"]["journal_root"] = "cd" * 32


def _rule(held: dict[str, Any]) -> None:
    held["announced"]["rule"] += " Officers choose."


def _cut(held: dict[str, Any]) -> None:
    del held["seed"]


@pytest.mark.parametrize("tamper", [_swap, _points, _remove, _add, _twice, _value, _root, _rule, _cut])
def test_whatever_is_changed_in_the_file_is_found(tamper: Any) -> None:
    held = copy.deepcopy(example())
    assert list(lots.faults(held)) == []
    tamper(held)
    assert list(lots.faults(held)) != []


@given(st.text(max_size=20), st.text(max_size=20))
def test_another_value_gives_another_seed(one: str, other: str) -> None:
    announced = example()["announced"]
    assert (lots.seed_of(announced, one) == lots.seed_of(announced, other)) == (one == other)


def test_over_many_values_every_lot_comes_first_about_equally_often() -> None:
    announced = example()["announced"]
    for one in announced["lots"]:
        one["points"] = 0
    first = [lots.result_of(announced, str(value))["order"][0] for value in range(3000)]
    assert all(400 < first.count(one["lot"]) < 600 for one in announced["lots"])
