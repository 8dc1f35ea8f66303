"""Whatever people, clerks and time do in whatever order: seats add up, and nobody is passed over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from anxin.kernel.errors import AnxinError
from anxin.kernel.ledger.verifying import verify
from anxin.modules.allotments import places, queries, stocking
from anxin.modules.allotments.enums import Standing
from anxin.modules.allotments.explaining import explained
from anxin.modules.allotments.models import Application, Happening
from anxin.modules.allotments.owning import own_at_desk
from anxin.modules.allotments.places import Applied
from tests.unit.modules.allotments.stage import AT, SYSTEM, applied, classes, own

CHILDREN = 7


class Places(RuleBasedStateMachine):
    """One class of two seats, seven children, and a clock that goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.all = transaction.atomic()
        self.all.__enter__()
        self.offer = classes(2)
        self.at = AT
        self.seats = 2
        self.held: dict[int, Applied] = {}

    @rule(serial=st.integers(0, CHILDREN - 1))
    def apply(self, serial: int) -> None:
        try:
            self.held[serial] = applied(self.offer, serial, at=self.at)
        except AnxinError:
            one = Application.objects.get(pk=self.held[serial].application.pk)
            assert one.ended_at is None or self.at >= queries.terms_of(self.offer).closes()

    @precondition(lambda self: self.held)
    @rule(data=st.data(), act=st.sampled_from([places.accept, places.decline, places.cancel]))
    def act(self, data: st.DataObject, act: object) -> None:
        done = self.held[data.draw(st.sampled_from(sorted(self.held)))]
        try:
            act(own=own(done), at=self.at)  # type: ignore[operator]  # -- one of three acts
        except AnxinError:
            return

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def missed(self, data: st.DataObject) -> None:
        done = self.held[data.draw(st.sampled_from(sorted(self.held)))]
        try:
            held = own_at_desk(by=SYSTEM, at=self.at, public_id=done.application.public_id)
            places.no_show(by=SYSTEM, at=self.at, own=held, note="没有来")
        except AnxinError:
            return

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule()
    def sweep(self) -> None:
        places.sweep(by=SYSTEM, at=self.at, offer=self.offer)

    @rule(many=st.integers(1, 2), more=st.booleans())
    def change(self, many: int, more: bool) -> None:
        try:
            if more:
                stocking.bring(by=SYSTEM, at=self.at, offer=self.offer, part="a", quantity=many)
            else:
                stocking.take_out(by=SYSTEM, at=self.at, offer=self.offer, part="a", quantity=many, note="调整")
        except AnxinError:
            return
        self.seats += many if more else -many

    @invariant()
    def seats_add_up(self) -> None:
        one = queries.figures(self.offer, self.at)["a"]
        assert one.whole and one.seats == self.seats and min(one.free, one.held, one.offered, one.taken) >= 0
        assert one.taken == Application.objects.filter(offer=self.offer, standing=Standing.TAKEN).count()

    @invariant()
    def nobody_who_waits_is_passed_over(self) -> None:
        for one in queries.waiting(self.offer, "a"):
            later = Application.objects.filter(offer=self.offer, number__gt=one.number, applied_at__gte=one.applied_at)
            offered = Happening.objects.filter(application__in=later, standing=Standing.OFFERED, at__gte=one.applied_at)
            assert not offered.exists()
            told = explained(one, self.at)
            assert told.place == told.ahead + 1

    def teardown(self) -> None:
        found = list(verify(self.offer.book))  # type: ignore[arg-type]  # -- a stocked offer has its book
        transaction.set_rollback(True)  # the next run begins in an empty site
        self.all.__exit__(None, None, None)
        assert found == []


@pytest.mark.django_db
def test_seats_add_up_and_nobody_who_waits_is_passed_over() -> None:
    run_state_machine_as_test(Places, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))
