"""Codes without the holder's own phone: carried by the family, or looked up with a number sent to her."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anxin.kernel.codes import carrying, lookups, showing, visiting
from anxin.kernel.codes.actions import issue_code
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.models import Carrying, Code, Lookup
from anxin.kernel.codes.secrets_kept import MOST_TRIES
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.messages.models import Message
from anxin.kernel.messages.queries import last_messages
from anxin.kernel.parties.actions import register_party
from tests.cast import LUCHENG, NOON, OPERATOR, PACK, Cast, worker
from tests.unit.kernel.outcomes.test_deciding import complete
from tests.unit.kernel.rules import applied

PHONE = "13700000009"


@pytest.fixture
def fang(cast: Cast) -> Actor:
    applied()
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK)
    keep_own_keys(by=OPERATOR, at=NOON)
    return Actor(Role.WORKER, "fang", party_id=cast.fang.pk)


def offered(fang: Actor) -> carrying.Offer:
    return carrying.offer_carrying(by=fang, at=NOON, pack=PACK, label="女儿", numbers=lambda: "314159")


def test_a_relatives_phone_shows_the_holders_code_as_carried(cast: Cast, fang: Actor) -> None:
    offer = offered(fang)

    phone = carrying.open_carrying(at=NOON + timedelta(minutes=9), link=offer.link, number="314159")
    minted, held = carrying.carried_screen(at=NOON + timedelta(days=3), phone=phone)

    shown = showing.opened(minted.handle)
    assert shown is not None
    assert (shown.kind, shown.code_id) == (ShowingKind.FAMILY, Code.objects.get(party=cast.fang).pk)
    assert (held.label, minted.outcome) == ("女儿", "green")
    visit = visiting.confirm_visit(at=NOON + timedelta(days=3), handle=minted.handle)
    assert visit.kind == "family"


def test_nothing_that_opens_it_is_kept_in_the_clear(fang: Actor) -> None:
    offer = offered(fang)
    phone = carrying.open_carrying(at=NOON, link=offer.link, number=offer.number)

    row = Carrying.objects.values_list("link", "number", "phone").get()

    assert {offer.link, offer.number, phone} & set(row) == set()


@pytest.mark.parametrize("wrong", ["number", "link", "late", "again"])
def test_it_opens_once_within_ten_minutes_with_both(fang: Actor, wrong: str) -> None:
    offer = offered(fang)
    if wrong == "again":
        carrying.open_carrying(at=NOON, link=offer.link, number=offer.number)

    with pytest.raises(Invalid) as no:
        carrying.open_carrying(
            at=NOON + timedelta(minutes=11 if wrong == "late" else 0),
            link="x" if wrong == "link" else offer.link,
            number="000000" if wrong == "number" else offer.number,
        )
    assert no.value.field == "number"


def test_after_five_wrong_numbers_the_right_one_is_of_no_use(fang: Actor) -> None:
    offer = offered(fang)
    for _ in range(MOST_TRIES):
        with pytest.raises(Invalid):
            carrying.open_carrying(at=NOON, link=offer.link, number="000000")

    with pytest.raises(Invalid):
        carrying.open_carrying(at=NOON, link=offer.link, number=offer.number)


def test_the_holder_ends_it_at_once_and_all_of_it_stands_in_the_journal(fang: Actor) -> None:
    offer = offered(fang)
    phone = carrying.open_carrying(at=NOON, link=offer.link, number=offer.number)
    [held] = carrying.carryings_of(by=fang, at=NOON, pack=PACK)

    carrying.end_carrying(by=fang, at=NOON, pack=PACK, carrying=held.pk)

    with pytest.raises(NotFound):
        carrying.carried_screen(at=NOON, phone=phone)
    assert carrying.carryings_of(by=fang, at=NOON, pack=PACK) == []
    acts = Entry.objects.filter(act__startswith="carrying.").order_by("seq").values_list("act", "role")
    assert list(acts) == [("carrying.offer", "worker"), ("carrying.open", "household"), ("carrying.end", "worker")]


def test_nobody_ends_anothers(cast: Cast, fang: Actor) -> None:
    offered(fang)
    mei = Actor(Role.WORKER, "mei", party_id=cast.mei.pk)

    with pytest.raises(NotFound):
        carrying.end_carrying(by=mei, at=NOON, pack=PACK, carrying=Carrying.objects.get().pk)
    with pytest.raises(Refused):
        carrying.offer_carrying(by=cast.le, at=NOON, pack=PACK, label="x")


def test_three_phones_are_enough(fang: Actor) -> None:
    for _ in range(carrying.MOST_PHONES):
        offered(fang)

    with pytest.raises(Conflict):
        offered(fang)


@pytest.fixture
def reachable(cast: Cast, fang: Actor) -> Code:
    """Somebody with a phone number in her file and a code in use."""
    person = worker("周玲", serial=104, phone=PHONE)
    register_party(by=OPERATOR, at=NOON, party=person, pack=PACK, area=LUCHENG)
    complete(person, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    return issue_code(by=cast.zhou, at=NOON, party=person, pack=PACK)


def asked(phone: str = PHONE) -> lookups.Asked:
    return lookups.ask_for_code(at=NOON, pack=PACK, phone=phone, numbers=lambda: "271828")


def test_the_number_sent_to_her_phone_shows_her_code_once(reachable: Code) -> None:
    ticket = asked("137 0000 0009").ticket

    handle = lookups.show_looked_up(at=NOON + timedelta(minutes=5), ticket=ticket, number="271828")

    assert showing.opened(handle) == showing.Showing(reachable.pk, ShowingKind.LOOKUP, NOON + timedelta(minutes=5))
    with pytest.raises(Invalid):
        lookups.show_looked_up(at=NOON + timedelta(minutes=5), ticket=ticket, number="271828")


def test_the_message_is_sealed_and_an_operator_without_an_adapter_reads_it(reachable: Code) -> None:
    asked()

    row = Message.objects.values_list("recipient_sealed", "text_sealed", "state").get()
    assert all(secret not in "".join(row) for secret in (PHONE, "271828"))
    [told] = last_messages()
    assert (told.recipient, told.kind, "271828" in told.text) == (PHONE, "lookup", True)
    assert all("271828" not in str(entry.detail) for entry in Entry.objects.all())


def test_an_unknown_phone_is_answered_like_a_known_one(reachable: Code) -> None:
    unknown = asked("13799999999")

    assert (type(unknown), len(unknown.ticket)) == (lookups.Asked, len(asked().ticket))
    said = set()
    for ticket, number in ((unknown.ticket, "271828"), (asked().ticket, "000000"), ("x", "271828")):
        with pytest.raises(Invalid) as no:
            lookups.show_looked_up(at=NOON, ticket=ticket, number=number)
        said.add(str(no.value))
    assert len(said) == 1
    assert Message.objects.count() == 2


def test_numbers_end_after_five_minutes_and_five_tries(reachable: Code) -> None:
    late, tried = asked().ticket, asked().ticket
    with pytest.raises(Invalid):
        lookups.show_looked_up(at=NOON + timedelta(minutes=6), ticket=late, number="271828")
    for _ in range(MOST_TRIES):
        with pytest.raises(Invalid):
            lookups.show_looked_up(at=NOON, ticket=tried, number="000000")
    with pytest.raises(Invalid):
        lookups.show_looked_up(at=NOON, ticket=tried, number="271828")


def test_a_phone_gets_three_numbers_an_hour(reachable: Code) -> None:
    for _ in range(5):
        asked()

    assert (Message.objects.count(), Lookup.objects.filter(code__isnull=False).count()) == (3, 3)
