"""Facts that tracing goods is held to. Sites, lots and weights are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.peers import identity
from anxin.modules.tracing.arrivals import arrivals
from anxin.modules.tracing.balances import balances, broken
from anxin.modules.tracing.complement import statement, verified
from anxin.modules.tracing.enums import Happening, Passage
from anxin.modules.tracing.following import trace
from anxin.modules.tracing.models import Event, Lot
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.recording import record
from tests.unit.modules.tracing.stage import AT, DAY, HOUR, KG, PACK, Chain, event

pytestmark = pytest.mark.django_db
ENTER, SHIP, RECEIVE, SPLIT, SELL = (
    Happening.ENTER, Happening.SHIP, Happening.RECEIVE, Happening.SPLIT, Happening.SELL,
)  # fmt: skip


@pytest.fixture
def chain(db: None) -> Chain:
    return Chain()


def pallet_to_packages(chain: Chain) -> tuple[Lot, Lot, Lot, Lot]:
    """A pallet enters, is split in two, one half goes to the market and is split into packages there."""
    pallet, half, other, package = (chain.lot(code) for code in ("PALLET-1", "HALF-A", "HALF-B", "PACK-A1"))
    event(ENTER, chain.importer, AT, (pallet, 100 * KG))
    event(SPLIT, chain.importer, AT + HOUR, (pallet, 100 * KG), made=((half, 60 * KG), (other, 39 * KG)), lost=KG)
    event(SHIP, chain.importer, AT + 2 * HOUR, (half, 60 * KG), to=chain.market)
    event(SHIP, chain.importer, AT + 2 * HOUR, (other, 39 * KG), to=chain.restaurant)
    event(RECEIVE, chain.market, AT + 5 * HOUR, (half, 60 * KG))
    event(RECEIVE, chain.restaurant, AT + 6 * HOUR, (other, 39 * KG))
    event(SPLIT, chain.market, AT + 7 * HOUR, (half, 10 * KG), made=((package, 10 * KG),))
    event(SELL, chain.market, AT + 8 * HOUR, (package, 2 * KG))
    return pallet, half, other, package


def test_from_one_positive_package_all_lots_places_and_hands_before_and_after_are_found(chain: Chain) -> None:
    pallet, half, other, package = pallet_to_packages(chain)
    found = trace(package)
    assert set(found.before.lots) == {package.pk, half.pk, pallet.pk}
    assert set(found.after.lots) == {package.pk}
    assert found.lots == {package.pk, half.pk, pallet.pk, other.pk}
    assert found.before.sites | found.after.sites == {chain.importer.pk, chain.market.pk}
    assert found.concerned.sites == {chain.importer.pk, chain.market.pk, chain.restaurant.pk}
    assert found.concerned.handlers == {"tracing tests"}


def test_following_knows_time_what_was_made_before_is_not_concerned(chain: Chain) -> None:
    clean, dirty, mixed, early = (chain.lot(code) for code in ("CLEAN-1", "DIRTY-1", "MIXED-1", "EARLY-1"))
    event(ENTER, chain.importer, AT, (clean, 50 * KG))
    event(ENTER, chain.importer, AT, (dirty, 50 * KG))
    event(SPLIT, chain.importer, AT + HOUR, (clean, 20 * KG), made=((mixed, 20 * KG),))
    event(SPLIT, chain.importer, AT + 2 * HOUR, (mixed, 5 * KG), made=((early, 5 * KG),))
    event(Happening.RELABEL, chain.importer, AT + 3 * HOUR, (dirty, 10 * KG), made=((mixed, 10 * KG),))
    assert early.pk not in trace(dirty, wide=False).lots
    assert mixed.pk in trace(dirty, wide=False).lots
    assert dirty.pk not in trace(early, wide=False).lots


def test_the_complement_is_provable_for_any_lot_in_or_not_in(chain: Chain) -> None:
    *_rest, package = pallet_to_packages(chain)
    for number in range(9):
        chain.lot(f"OTHER-{number}", papers=False)
    said = statement(trace(package), at=AT + DAY)
    keys = identity.own().public
    proofs = {lot.code: said.proof(lot.code) for lot in Lot.objects.all()}
    assert {code for code, proof in proofs.items() if proof["part"] == "affected"} == {
        "PALLET-1", "HALF-A", "HALF-B", "PACK-A1",
    }  # fmt: skip
    assert all(verified(said.body, said.signature, proof, keys) for proof in proofs.values())
    lie = {**proofs["PACK-A1"], "part": "unaffected"}
    assert not verified(said.body, said.signature, lie, keys)
    assert not verified(said.body + b" ", said.signature, proofs["PACK-A1"], keys)


def test_in_is_out_and_stock_and_loss_per_lot_and_site_every_day(chain: Chain) -> None:
    pallet, half, _other, _package = pallet_to_packages(chain)
    event(Happening.LOSE, chain.market, AT + DAY, (half, 3 * KG))
    event(Happening.COUNT, chain.market, AT + 2 * DAY, (half, 46 * KG))
    for days in range(4):
        assert broken(PACK, AT.date() + timedelta(days=days)) == []
    by_lot = {(one.lot, one.site): one for one in balances(PACK, AT.date() + timedelta(days=2))}
    left = by_lot[half.party.public_id, chain.market.party.public_id]
    assert (left.came, left.went, left.lost, left.stock) == (60 * KG, 10 * KG, 4 * KG, 46 * KG)
    first = by_lot[pallet.party.public_id, chain.importer.party.public_id]
    assert (first.came, first.went, first.lost, first.stock) == (100 * KG, 99 * KG, KG, 0)


@pytest.mark.parametrize("made", [90 * KG, 110 * KG])
def test_a_relabel_that_breaks_it_is_refused_and_nothing_is_written(chain: Chain, made: int) -> None:
    old, new = chain.lot("OLD-1"), chain.lot("NEW-1")
    event(ENTER, chain.importer, AT, (old, 100 * KG))
    with pytest.raises(Conflict):
        event(Happening.RELABEL, chain.importer, AT + HOUR, (old, 100 * KG), made=((new, made),))
    assert Event.objects.count() == 1
    assert broken(PACK, AT.date()) == []


def test_more_than_is_there_does_not_leave(chain: Chain) -> None:
    lot = chain.lot("SMALL-1")
    event(ENTER, chain.importer, AT, (lot, 5 * KG))
    with pytest.raises(Conflict):
        event(SHIP, chain.importer, AT + HOUR, (lot, 6 * KG), to=chain.market)


def test_the_share_of_arrivals_without_a_first_station_is_counted(chain: Chain) -> None:
    known, *strangers = (chain.lot(code) for code in ("KNOWN-1", "STRANGE-1", "STRANGE-2"))
    event(ENTER, chain.importer, AT, (known, 5 * KG))
    event(SHIP, chain.importer, AT + HOUR, (known, 5 * KG), to=chain.market)
    event(RECEIVE, chain.market, AT + 2 * HOUR, (known, 5 * KG))
    for lot in strangers:
        event(RECEIVE, chain.market, AT + 3 * HOUR, (lot, KG))
    seen = arrivals(PACK, since=AT, until=AT + DAY)
    assert (seen.lots, seen.unentered, seen.per_thousand) == (3, ("STRANGE-1", "STRANGE-2"), 667)
    assert arrivals(PACK, since=AT + DAY, until=AT + 2 * DAY).per_thousand is None


def test_the_same_event_three_times_is_one_and_its_error_declaration_keeps_both(chain: Chain) -> None:
    lot = chain.lot("ONCE-1")
    sent = [event(ENTER, chain.importer, AT, (lot, 5 * KG), heard_at=AT + n * HOUR) for n in range(3)]
    assert [one.now for one in sent] == [True, False, False]
    assert Event.objects.count() == 1
    wrong = event(Happening.ERROR, chain.importer, AT + DAY, wrong=sent[0].event.digest)
    again = event(Happening.ERROR, chain.importer, AT + DAY, wrong=sent[0].event.digest)
    assert wrong.now and not again.now
    assert Event.objects.count() == 2
    assert wrong.event.wrong == sent[0].event
    assert broken(PACK, AT.date()) == []
    assert trace(lot).before.steps == {}


@pytest.mark.parametrize("kind", ["quarantine", "test", "disinfection"])
def test_an_expired_certificate_blocks_shipping_and_says_which(chain: Chain, kind: str) -> None:
    lot = chain.lot("PAPER-1")
    source = {"quarantine": "customs", "test": "laboratory", "disinfection": "warehouse"}[kind]
    result = {"quarantine": "passed", "test": "negative", "disinfection": "done"}[kind]
    event(ENTER, chain.importer, AT, (lot, 5 * KG))
    chain.paper(lot, kind, source, result, until=AT.date() - timedelta(days=1))
    with pytest.raises(Refused) as told:
        event(SHIP, chain.importer, AT + HOUR, (lot, KG), to=chain.market)
    assert told.value.rule == f"tracing.papers.{kind}-expired"


def test_a_missing_paper_blocks_and_handing_it_in_lets_it_go(chain: Chain) -> None:
    lot = chain.lot("PAPER-2", papers=False)
    chain.paper(lot, "code", "first_station", "issued")
    chain.paper(lot, "goods", "customs", "imported_seafood")
    chain.paper(lot, "quarantine", "customs", "passed")
    event(ENTER, chain.importer, AT, (lot, 5 * KG))
    with pytest.raises(Refused, match="没有消毒证明"):
        event(SHIP, chain.importer, AT + HOUR, (lot, KG), to=chain.market)
    chain.paper(lot, "disinfection", "warehouse", "done")
    assert event(SHIP, chain.importer, AT + HOUR, (lot, KG), to=chain.market).now


def test_a_site_that_was_off_line_three_days_uploads_with_original_times_visibly_late(chain: Chain) -> None:
    lot = chain.lot("LATE-1")
    event(ENTER, chain.importer, AT, (lot, 5 * KG))
    came = event(RECEIVE, chain.market, AT + 2 * HOUR, (lot, 5 * KG))  # the market was on line, the importer was not
    sent = event(SHIP, chain.importer, AT + HOUR, (lot, 5 * KG), to=chain.market, heard_at=AT + HOUR + 3 * DAY)
    assert (came.event.late_days, sent.event.late_days) == (0, 3)
    assert sent.event.happened_at == AT + HOUR
    assert [one.late_days for one in trace(lot).after.in_order] == [0, 3, 0]
    assert broken(PACK, AT.date()) == []
    with pytest.raises(Invalid):
        event(RECEIVE, chain.market, AT + DAY, (lot, KG), heard_at=AT)


def test_a_check_station_passes_registers_or_sends_to_a_warehouse(chain: Chain) -> None:
    declared, undeclared, bare = chain.lot("TRUCK-1"), chain.lot("TRUCK-2"), chain.lot("TRUCK-3", papers=False)
    event(Happening.DECLARE, chain.importer, AT - 2 * DAY, (declared, KG))
    event(Happening.DECLARE, chain.importer, AT - DAY, (undeclared, KG))
    said = [event(Happening.CHECK, chain.station, AT, (lot, KG)).event.result for lot in (declared, undeclared, bare)]
    assert said == [Passage.PASS, Passage.REGISTERED, Passage.WAREHOUSE]


def test_a_site_records_what_its_kind_may_and_only_its_keeper_there(chain: Chain) -> None:
    lot = chain.lot("RIGHT-1")
    with pytest.raises(Refused):
        event(ENTER, chain.market, AT, (lot, KG))
    stranger = Actor(Role.AGENCY_CLERK, "stranger", area="330206", organisation_id=999)
    with pytest.raises(Refused):
        record(by=stranger, at=AT, draft=Draft(ENTER, chain.importer, AT, (Portion(lot, KG),)))


# One chain serves every example: each has lots of its own.
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["split", "ship", "lose", "count"]), st.integers(1, 40)), max_size=8))
def test_whatever_happens_it_comes_out_every_day(endless: Any, steps: list[tuple[str, int]]) -> None:
    chain, serial = endless
    lot = chain.lot(f"ANY-{next(serial)}")
    event(ENTER, chain.importer, AT, (lot, 100))
    for place, (kind, grams) in enumerate(steps):
        when = AT + (place + 1) * HOUR
        try:
            if kind == "split":
                child = chain.lot(f"ANY-{next(serial)}")
                event(SPLIT, chain.importer, when, (lot, grams), made=((child, grams),))
            elif kind == "ship":
                event(SHIP, chain.importer, when, (lot, grams), to=chain.market)
            else:
                event(Happening(kind), chain.importer, when, (lot, grams))
        except Conflict:
            continue
    assert broken(PACK, date(2021, 2, 1)) == []


@pytest.fixture
def endless(db: None) -> Any:
    return Chain(), iter(range(10**6))
