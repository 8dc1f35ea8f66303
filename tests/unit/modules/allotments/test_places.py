"""Places with a waiting list: what is free, held, offered and taken is what there is, and a list explains itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from anxin.kernel.cases.forms import Words
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.journal.models import EntrySubject
from anxin.kernel.ledger.refusing import Short
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.messages.models import Message
from anxin.kernel.parties.sealing import unseal
from anxin.modules.allotments import places, queries, stocking
from anxin.modules.allotments.enums import Standing
from anxin.modules.allotments.explaining import explained
from anxin.modules.allotments.models import Application, Happening, Offer
from anxin.modules.allotments.owning import own_at_desk
from anxin.modules.allotments.terms import Part
from tests.unit.modules.allotments.stage import (
    ASKER,
    AT,
    DAY,
    HOUR,
    PLACES,
    SYSTEM,
    applied,
    child,
    classes,
    offered,
    own,
    standing,
)

pytestmark = pytest.mark.django_db


def counts(offer: Offer, part: str = "a", at: object = AT) -> tuple[int, ...]:
    """Seats, free, held, offered, taken, waiting; they add up."""
    one = queries.figures(offer, at)[part]  # type: ignore[arg-type]  # -- a moment
    assert one.whole
    assert list(verify(offer.book)) == []  # type: ignore[arg-type]  # -- a stocked offer has its book
    return one.seats, one.free, one.held, one.offered, one.taken, one.waiting


def test_a_free_seat_is_held_at_once_and_the_next_applicant_waits() -> None:
    offer = classes(1)
    first, second = applied(offer, 1), applied(offer, 2)
    assert (standing(first), standing(second)) == (Standing.OFFERED, Standing.WAITING)
    assert counts(offer) == (1, 0, 1, 0, 0, 1)
    places.accept(own=own(first), at=AT)
    assert counts(offer) == (1, 0, 0, 0, 1, 1)


def test_a_seat_that_is_given_up_is_offered_to_the_next_for_as_long_as_the_offer_says() -> None:
    offer = classes(1)
    first, second, third = (applied(offer, n) for n in (1, 2, 3))
    places.accept(own=own(first), at=AT)
    places.cancel(own=own(first), at=AT + HOUR)
    assert counts(offer, at=AT + HOUR) == (1, 0, 0, 1, 0, 1)
    assert Application.objects.get(pk=second.application.pk).held_until == AT + HOUR + timedelta(hours=48)
    places.decline(own=own(second), at=AT + 2 * HOUR)
    assert (standing(second), standing(third)) == (Standing.DECLINED, Standing.OFFERED)


def test_what_nobody_takes_in_time_goes_to_the_next_and_counts_as_free_before_that() -> None:
    offer = classes(1)
    first, second = applied(offer, 1), applied(offer, 2)
    late = AT + timedelta(hours=48)
    assert counts(offer, at=late) == (1, 1, 0, 0, 0, 1)
    with pytest.raises(Conflict):
        places.accept(own=own(first), at=late)
    places.sweep(by=SYSTEM, at=late, offer=offer)
    assert (standing(first), standing(second)) == (Standing.EXPIRED, Standing.OFFERED)
    assert counts(offer, at=late) == (1, 0, 0, 1, 0, 0)


def test_whoever_withdrew_is_offered_nothing_until_they_apply_anew() -> None:
    """pretix #1163: the holder of a cancelled voucher got another."""
    offer = classes(1)
    first, second = applied(offer, 1), applied(offer, 2)
    places.cancel(own=own(second), at=AT)
    places.cancel(own=own(first), at=AT)
    assert counts(offer) == (1, 1, 0, 0, 0, 0)
    assert (standing(first), standing(second)) == (Standing.CANCELLED, Standing.CANCELLED)
    again = applied(offer, 2, at=AT + HOUR)
    assert again.application.number == 3
    assert standing(again) == Standing.OFFERED


def test_taking_seats_out_releases_no_more_than_is_free() -> None:
    """pretix #1238: deleting a voucher released sixty seats on a full quota."""
    offer = classes(2)
    applied(offer, 1), places.accept(own=own(applied(offer, 2)), at=AT)
    with pytest.raises(Short):
        stocking.take_out(by=SYSTEM, at=AT, offer=offer, part="a", quantity=1, note="教室变小")
    assert counts(offer) == (2, 0, 1, 0, 1, 0)
    third = applied(offer, 3)
    places.cancel(own=own(third), at=AT), places.cancel(own=own(third), at=AT)
    assert counts(offer) == (2, 0, 1, 0, 1, 0)


def test_giving_up_twice_frees_one_seat() -> None:
    offer = classes(1)
    first = applied(offer, 1)
    places.accept(own=own(first), at=AT)
    places.cancel(own=own(first), at=AT), places.cancel(own=own(first), at=AT)
    assert counts(offer) == (1, 1, 0, 0, 0, 0)


def test_nothing_is_offered_after_the_class_began_and_no_hold_lasts_beyond_it() -> None:
    """pretix #681, #1031: a voucher sent after the start."""
    parts = (Part("a", Words("一班"), 1, starts="2021-07-02"),)
    offer = offered(replace(PLACES, parts=parts))
    first, second = applied(offer, 1), applied(offer, 2)
    assert Application.objects.get(pk=first.application.pk).held_until == AT + timedelta(hours=15)
    places.accept(own=own(first), at=AT)
    began = AT + timedelta(hours=15)
    places.cancel(own=own(first), at=began)
    assert (standing(second), counts(offer, at=began)) == (Standing.OVER, (1, 1, 0, 0, 0, 0))
    with pytest.raises(Refused) as said:
        applied(offer, 3, at=began)
    assert said.value.rule == "care.summer.begun"


def test_the_moment_of_receipt_decides_at_both_ends_of_the_window() -> None:
    offer = classes(9)
    terms = queries.terms_of(offer)
    tick = timedelta(microseconds=1)
    for outside in (terms.opens() - tick, terms.closes()):
        with pytest.raises(Refused) as said:
            applied(offer, 1, at=outside)
        assert (said.value.rule, said.value.appeal) == ("care.summer.window", str(terms.appeal))
    applied(offer, 1, at=terms.closes() - tick), applied(offer, 2, at=terms.opens())


def test_a_seat_asked_for_while_it_was_free_may_be_gone_when_the_form_is_sent() -> None:
    """Rock RMS #2510: over capacity between "how many?" and "finish"."""
    offer = classes(1)
    assert queries.figures(offer, AT)["a"].free == 1
    applied(offer, 1)
    assert standing(applied(offer, 2)) == Standing.WAITING
    assert counts(offer) == (1, 0, 1, 0, 0, 1)


def test_a_seat_that_was_missed_is_free_again_and_goes_to_the_next() -> None:
    """prj.app #1110: deleting a no-show did not return the credit."""
    offer = classes(1)
    first, second = applied(offer, 1), applied(offer, 2)
    places.accept(own=own(first), at=AT)
    at_desk = own_at_desk(by=SYSTEM, at=AT, public_id=first.application.public_id)
    places.no_show(by=SYSTEM, at=AT, own=at_desk, note="三天没有来，电话打不通")
    assert (standing(first), standing(second)) == (Standing.NO_SHOW, Standing.OFFERED)
    assert counts(offer) == (1, 0, 0, 1, 0, 0)


def test_one_child_has_one_place_of_a_period_in_all_classes_together() -> None:
    offer = classes(2, 2)
    first = applied(offer, 1, "a")
    with pytest.raises(Conflict):
        applied(offer, 1, "b")
    places.accept(own=own(first), at=AT)
    with pytest.raises(Conflict):
        applied(offer, 1, "b")
    places.cancel(own=own(first), at=AT)
    assert standing(applied(offer, 1, "b")) == Standing.OFFERED


def test_a_place_of_another_offer_in_the_same_book_is_the_one_place() -> None:
    offer, other = classes(1), offered(replace(PLACES, slug="late", parts=(Part("c", Words("三班"), 1),)))
    places.accept(own=own(applied(offer, 1)), at=AT)
    with pytest.raises(Refused) as said:
        applied(other, 1, "c")
    assert said.value.rule == "care.late.one-each"


def test_places_that_are_added_are_offered_to_those_who_wait() -> None:
    offer = classes(1)
    done = [applied(offer, n) for n in range(1, 5)]
    stocking.bring(by=SYSTEM, at=AT, offer=offer, part="a", quantity=2, once="more")
    stocking.bring(by=SYSTEM, at=AT, offer=offer, part="a", quantity=2, once="more")
    assert [standing(one) for one in done] == ["offered", "offered", "offered", "waiting"]
    assert counts(offer) == (3, 0, 1, 2, 0, 1)


def test_2g2_everybody_waiting_sees_why_the_last_free_seat_was_not_theirs() -> None:
    offer = classes(1)
    first, second, third = (applied(offer, n, at=AT + n * HOUR) for n in (1, 2, 3))
    now = AT + DAY
    places.decline(own=own(first), at=now)
    told = explained(own(third).application, now + HOUR)
    assert (told.standing, told.place, told.ahead) == (Standing.WAITING, 1, 0)
    assert told.last is not None
    assert told.last.application_id == second.application.pk
    text = "\n".join(told.sentences)
    assert "0002" in text and "2021-07-01 11:00" in text and "2021-07-01 12:00" in text
    assert told.held_until == [now + timedelta(hours=48)]
    assert told.figures is not None and told.figures.whole
    names = [child(n).name for n in (1, 2, 3)]
    assert [name for name in names if name in text] == []


def test_whoever_left_a_phone_is_told_that_it_is_their_turn_and_nobody_else_is() -> None:
    offer = classes(1)
    first = applied(offer, 1)
    for serial, phone in ((2, "13800138000"), (3, "13900139000")):
        places.apply_for(by=ASKER, at=AT, offer=offer, part="a", person=child(serial), phone=phone)
    assert Message.objects.count() == 0
    places.decline(own=own(first), at=AT)
    [sent] = Message.objects.all()
    assert unseal(sent.recipient_sealed, context="message-to") == "13800138000"
    text = unseal(sent.text_sealed, context="message")
    assert "0002" in text and "2021-07-03 09:00" in text and child(2).name not in text


def test_every_act_stands_in_the_journal_about_the_person_it_concerns() -> None:
    offer = classes(1)
    first = applied(offer, 1)
    places.accept(own=own(first), at=AT)
    rows = EntrySubject.objects.filter(party=first.application.person.public_id, entry__act__startswith="allotment.")
    assert list(rows.order_by("entry").values_list("entry__act", flat=True)) == [
        "allotment.offered",
        "allotment.taken",
    ]
    assert list(Happening.objects.values_list("standing", flat=True)) == ["offered", "taken"]
    assert ASKER.label in set(Happening.objects.values_list("by", flat=True))


def test_figures_take_one_statement_however_many_classes_there_are(django_assert_num_queries: Any) -> None:
    for offer in (classes(1), classes(1, 1, 1, slug="three", book_key="three")):
        applied(offer, 1)
        with django_assert_num_queries(1):
            assert all(one.whole for one in queries.figures(offer, AT).values())
