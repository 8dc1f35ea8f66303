"""Invented residents: the published shares, the same people again, and a rule tried on them before it is law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

import pytest

from anxin.demo.appeals import bring_appeals
from anxin.demo.residents import PACK, Said, february_2020, invent, january_2022
from anxin.kernel.cases.counting import End
from anxin.kernel.cases.figures import board
from anxin.kernel.cases.reckoning import Kept
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.counting import count_again
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.outcomes import figures
from anxin.kernel.outcomes.simulation import simulation
from anxin.kernel.parties.models import Party
from anxin.kernel.zones.actions import declare_zone
from anxin.packs import Pack, load_pack
from anxin.packs.actions import apply
from anxin.packs.loading import CHECKOUT
from anxin.packs.queries import as_rule_set_file
from anxin.packs.zoning import terms_of, wanted_zone
from tests.cast import NOON, OPERATOR, noon

FEBRUARY, JANUARY = date(2020, 2, 17), date(2022, 1, 28)


@pytest.fixture
def pack(db: None) -> Pack:
    held = load_pack(CHECKOUT / PACK)
    apply(held, by=OPERATOR, at=NOON)
    return held


def people(how_many: int, day: date) -> int:
    return invent(by=OPERATOR, at=NOON, people=how_many, day=day)


def test_the_shares_of_green_are_the_published_ones(pack: Pack) -> None:
    people(20_000, FEBRUARY)
    everybody = figures.tally(PACK, as_of=FEBRUARY)
    assert everybody.total == 20_000
    assert everybody.by_outcome["green"] / everybody.total == pytest.approx(0.947, abs=0.006)
    assert set(everybody.by_outcome) == {"green", "yellow", "red"}


def test_what_is_counted_of_them_is_what_counting_gives(pack: Pack) -> None:
    people(300, JANUARY)
    before = Evidence.objects.count()
    count_again(OPERATOR, NOON, list(Party.objects.values_list("pk", flat=True)))
    assert Evidence.objects.count() == before


@pytest.mark.parametrize(("told", "day"), [(february_2020, FEBRUARY), (january_2022, JANUARY)])
def test_the_same_seed_says_the_same(told: Callable[..., Iterator[Said]], day: date) -> None:
    homes = ["330108", "330302"] * 100
    one, again = Random(7), Random(7)
    assert [list(told(home, day, one)) for home in homes] == [list(told(home, day, again)) for home in homes]


def test_invented_residents_are_never_mixed_with_others(pack: Pack) -> None:
    people(5, FEBRUARY)
    with pytest.raises(Conflict):
        people(1, FEBRUARY)
    assert Party.objects.count() == 5


def test_orange_is_tried_on_everybody_before_it_is_issued(pack: Pack) -> None:
    people(4_000, JANUARY)
    wanted = wanted_zone(pack, sort="precaution", area="330108", start=JANUARY, until=date(2022, 2, 7), reason="trial")
    inside = declare_zone(by=OPERATOR, at=NOON, terms=terms_of(pack), wanted=wanted).people
    rules = pack.rule_file("hangzhou-2022-01-29")
    assert rules is not None

    found = simulation(as_rule_set_file(pack, rules), as_of=JANUARY)

    orange = {move.area for move in found.counts if move.now.outcome == "orange"}
    assert orange == {"330108"}
    assert 0 < found.matrix["green", "orange"] <= inside
    assert set(found.replaces) == {"hangzhou-2021-01-01"}
    assert found.total == sum(found.matrix.values())


def test_appeals_of_a_day_are_invented_and_counted_as_answered_the_same_day_or_not(pack: Pack) -> None:
    people(2_500, JANUARY)
    assert bring_appeals(day=JANUARY) == bring_appeals(day=JANUARY) == 20
    seen = board(by=OPERATOR, at=noon(JANUARY + timedelta(days=2)))
    assert (seen.whole.total, seen.on_the_spot, seen.answered) == (20, 17, 19)
    assert (seen.whole.promises[Kept.KEPT], seen.whole.promises[Kept.MISSED]) == (17, 2)
    assert (seen.whole.ends[End.SOLVED], seen.whole.open) == (16, 4)
    with pytest.raises(Conflict):
        bring_appeals(day=FEBRUARY)
