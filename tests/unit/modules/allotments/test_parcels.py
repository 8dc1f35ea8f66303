"""Parcels: handed out, sent back and left are what was brought, and a person receives once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.ledger.refusing import Short
from anxin.kernel.ledger.verifying import verify
from anxin.modules.allotments import parcels, queries, stocking
from anxin.modules.allotments.enums import PickedUp
from anxin.modules.allotments.models import Consent, HandOut, Offer
from anxin.modules.allotments.parcels import Proxy
from tests.unit.modules.allotments.stage import AT, DAY, HOUR, PARCELS, SYSTEM, clerk, firm, offered, worker

pytestmark = pytest.mark.django_db


def counts(offer: Offer) -> tuple[int, ...]:
    """Brought, in the store, with firms, given, returned; they add up."""
    one = queries.parcel_figures(offer)
    assert one.whole
    assert list(verify(offer.book)) == []  # type: ignore[arg-type]  # -- a stocked offer has its book
    return one.brought, one.store, one.at_firms, one.given, one.returned


def test_2g8_what_1500_parcels_and_74_firms_did_adds_up_to_1500() -> None:
    offer = offered(PARCELS)
    firms = [firm(serial) for serial in range(1, 75)]
    for serial, held in enumerate(firms):
        parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=21 if serial % 2 else 19)
    assert counts(offer) == (1500, 20, 1480, 0, 0)
    for serial in range(30):
        named, _party = worker(serial)
        parcels.hand_out(by=SYSTEM, at=AT, offer=offer, firm=firms[serial % 3], person=named)
    assert counts(offer) == (1500, 20, 1450, 30, 0)
    parcels.send_back(by=SYSTEM, at=AT, offer=offer, firm=firms[0], quantity=9)
    assert counts(offer) == (1500, 20, 1441, 30, 9)
    parcels.restock(by=SYSTEM, at=AT, offer=offer, quantity=4)
    assert counts(offer) == (1500, 24, 1441, 30, 5)
    [first] = [one for one in queries.firm_figures(offer) if one.public_id == firms[0].public_id]
    assert (first.got, first.given, first.returned, first.left) == (19, 10, 9, 0)
    assert sum(one.given for one in queries.firm_figures(offer)) == 30


def test_2g8_one_person_cannot_receive_two_by_changing_firm_on_the_day() -> None:
    offer, one, other = offered(PARCELS), firm(1), firm(2)
    for held in (one, other):
        parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=5)
    named, _party = worker(1)
    parcels.hand_out(by=clerk(one), at=AT, offer=offer, firm=one, person=named)
    with pytest.raises(Refused) as said:
        parcels.hand_out(by=clerk(other), at=AT + HOUR, offer=offer, firm=other, person=named)
    assert (said.value.rule, said.value.appeal) == ("care.parcels.one-each", "可以向总工会申诉。")
    assert counts(offer) == (1500, 1490, 9, 1, 0)
    assert HandOut.objects.count() == 1


def test_2g8_who_came_for_whom_is_written_down_with_the_receivers_consent() -> None:
    offer, held = offered(PARCELS), firm(1)
    parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=5)
    (named, person), (other, friend) = worker(1, phone="13800138000"), worker(2)
    parcels.ask_consent(by=SYSTEM, at=AT, offer=offer, firm=held, person=named, proxy=other, numbers=lambda: "271828")
    made = parcels.hand_out(
        by=SYSTEM, at=AT, offer=offer, firm=held, person=named, proxy=Proxy(other, consent="271828")
    )
    assert (made.person, made.proxy, made.how) == (person, friend, PickedUp.CONSENT)
    assert counts(offer) == (1500, 1495, 4, 1, 0)
    parcels.hand_out(by=SYSTEM, at=AT, offer=offer, firm=held, person=other)  # who came keeps their own claim


def test_a_wrong_number_uses_up_a_try_and_a_right_one_serves_once() -> None:
    offer, held = offered(PARCELS), firm(1)
    parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=5)
    (named, _person), (other, _friend) = worker(1, phone="13800138000"), worker(2)
    parcels.ask_consent(by=SYSTEM, at=AT, offer=offer, firm=held, person=named, proxy=other, numbers=lambda: "271828")

    def come(consent: str, days: int = 0) -> None:
        who = Proxy(other, consent=consent)
        parcels.hand_out(by=SYSTEM, at=AT + days * DAY, offer=offer, firm=held, person=named, proxy=who)

    with pytest.raises(Invalid):
        come("271828", days=1)
    for _try in range(5):
        with pytest.raises(Invalid):
            come("000000")
    assert Consent.objects.get().tries == 5
    with pytest.raises(Invalid):
        come("271828")
    assert HandOut.objects.count() == 0


def test_without_consent_only_the_firms_own_clerk_can_vouch_for_who_comes() -> None:
    offer, held, stranger = offered(PARCELS), firm(1), firm(2)
    parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=5)
    (named, _person), (other, _friend) = worker(1), worker(2)
    with pytest.raises(Refused) as said:
        parcels.hand_out(by=SYSTEM, at=AT, offer=offer, firm=held, person=named, proxy=Proxy(other))
    assert said.value.rule == "care.parcels.proxy"
    with pytest.raises(Refused):
        parcels.hand_out(by=clerk(stranger), at=AT, offer=offer, firm=held, person=named, proxy=Proxy(other))
    made = parcels.hand_out(by=clerk(held), at=AT, offer=offer, firm=held, person=named, proxy=Proxy(other))
    assert (made.how, made.user_id) == (PickedUp.FIRM_CLERK, 7)


def test_where_parcels_are_handed_out_in_person_nobody_comes_for_another() -> None:
    offer, held = offered(replace(PARCELS, proxy=False)), firm(1)
    parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=5)
    (named, _person), (other, _friend) = worker(1), worker(2)
    with pytest.raises(Refused) as said:
        parcels.hand_out(by=clerk(held), at=AT, offer=offer, firm=held, person=named, proxy=Proxy(other))
    assert said.value.rule == "care.parcels.in-person"


def test_a_firm_hands_out_and_sends_back_no_more_than_it_has() -> None:
    offer, held = offered(PARCELS), firm(1)
    parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=1)
    parcels.hand_out(by=SYSTEM, at=AT, offer=offer, firm=held, person=worker(1)[0])
    with pytest.raises(Short):
        parcels.hand_out(by=SYSTEM, at=AT, offer=offer, firm=held, person=worker(2)[0])
    with pytest.raises(Short):
        parcels.send_back(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=1)
    with pytest.raises(Short):
        parcels.allot(by=SYSTEM, at=AT, offer=offer, firm=held, quantity=1500)


def test_who_has_no_seat_brings_nothing_and_hands_out_nothing() -> None:
    offer, held, nobody = offered(PARCELS), firm(1), Actor(Role.CLERK, "别处的人", 99)
    with pytest.raises(Refused):
        stocking.bring(by=nobody, at=AT, offer=offer, part="spring", quantity=1)
    with pytest.raises(Refused):
        parcels.allot(by=nobody, at=AT, offer=offer, firm=held, quantity=1)
    with pytest.raises(Refused):
        parcels.hand_out(by=nobody, at=AT, offer=offer, firm=held, person=worker(1)[0])
