"""Papers follow the goods: what was divided has those of what it was made of; what was mixed needs all of them."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.kernel.errors import Refused
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.following import ways
from anxin.modules.tracing.models import Lot
from anxin.modules.tracing.papers import judge, papers_of
from tests.unit.modules.tracing.stage import AT, DAY, HOUR, KG, Chain, event

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> Chain:
    return Chain()


def why(lot: Lot, days: int = 0) -> str:
    judged = judge(lot, (AT + days * DAY).date())
    assert judged is not None
    return judged.reason


def divided(chain: Chain, parent: Lot, code: str, *, hours: int) -> Lot:
    child = chain.lot(code, papers=False)
    event(Happening.SPLIT, chain.importer, AT + hours * HOUR, (parent, KG), made=((child, KG),))
    return child


def test_what_was_divided_has_the_papers_of_what_it_was_made_of(chain: Chain) -> None:
    pallet = chain.lot("PALLET-9")
    event(Happening.ENTER, chain.importer, AT, (pallet, 9 * KG))
    package = divided(chain, divided(chain, pallet, "BOX-9", hours=1), "PACK-9", hours=2)
    assert judge(package, AT.date()) == judge(pallet, AT.date())
    assert len(papers_of(package)) == 5
    event(Happening.SELL, chain.importer, AT + 3 * HOUR, (package, 100))
    assert why(package, days=200) == "quarantine-expired"


def test_a_test_of_the_pallet_that_comes_later_counts_for_every_package(chain: Chain) -> None:
    pallet, other = chain.lot("PALLET-8"), chain.lot("PALLET-7")
    event(Happening.ENTER, chain.importer, AT, (pallet, 9 * KG), (other, 9 * KG))
    package, apart = divided(chain, pallet, "PACK-8", hours=1), divided(chain, other, "PACK-7", hours=1)
    chain.paper(package, "test", "laboratory", "negative")
    chain.paper(pallet, "test", "laboratory", "positive")
    assert [why(one) == "test-positive" for one in (package, apart)] == [True, False]
    with pytest.raises(Refused):
        event(Happening.SELL, chain.importer, AT + 3 * HOUR, (package, 100))
    chain.paper(package, "test", "laboratory", "negative")  # tested again, after that
    assert why(package) == why(apart)


def test_what_was_made_of_several_may_go_on_only_if_it_may_by_each(chain: Chain) -> None:
    good, late = chain.lot("GOOD-1"), chain.lot("LATE-1", papers=False)
    for kind, source, result in (("code", "first_station", "issued"), ("goods", "customs", "ocean_caught")):
        chain.paper(late, kind, source, result)
    chain.paper(late, "quarantine", "customs", "passed", until=date(2021, 2, 3))
    event(Happening.ENTER, chain.importer, AT, (good, 9 * KG), (late, 9 * KG))
    mixed = chain.lot("MIXED-1", papers=False)
    event(Happening.SPLIT, chain.importer, AT + HOUR, (good, KG), (late, KG), made=((mixed, 2 * KG),))
    assert [judge(mixed, (AT + days * DAY).date()).may_go_on for days in (0, 5)] == [True, False]  # type: ignore[union-attr]  # -- rules are in force
    assert why(mixed, days=5) == "quarantine-expired"
    assert why(good, days=5) == why(good)


def test_ways_back_end_even_where_goods_go_in_a_circle() -> None:
    assert ways(1, {1: frozenset({2}), 2: frozenset({1})}) == [(1, 2)]
    assert ways(1, {1: frozenset({2, 3}), 2: frozenset({4}), 3: frozenset({4})}) == [(1, 3, 4), (1, 2, 4)]
    many = {number: frozenset({2 * number, 2 * number + 1}) for number in range(1, 2**12)}
    assert len(ways(1, many)) <= 202


def test_an_event_declared_wrong_gives_no_papers(chain: Chain) -> None:
    pallet, package = chain.lot("PALLET-6"), chain.lot("PACK-6", papers=False)
    event(Happening.ENTER, chain.importer, AT, (pallet, 9 * KG))
    made = event(Happening.SPLIT, chain.importer, AT + HOUR, (pallet, KG), made=((package, KG),))
    assert why(package) == why(pallet)
    event(Happening.ERROR, chain.importer, AT + 2 * HOUR, wrong=made.event.digest)
    assert why(package) == "code-missing"
