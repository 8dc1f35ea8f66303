"""Acceptance facts of membership that are about days, held over random histories of several unions and people.

2a 2: nobody is with two unions on a day, and whoever is moved is with none on no day.
2a 4: status on any past day can be asked, and is what was shown on that day.
2a 8: the number of a county is the sum of its unions on any day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.parties.actions import end_affiliation
from anxin.kernel.parties.models import Affiliation, Party
from anxin.modules.unions.enums import Level
from anxin.modules.unions.models import Union
from anxin.modules.unions.moving import dissolve_union, move_members, place_under
from anxin.modules.unions.queries import Status, counts, members_of, status_of, total, waiting
from tests.cast import noon
from tests.unit.modules.unions.stage import FIRST, PACK, SYSTEM, join, person, pool, union

PEOPLE, BASES, FEDERATIONS, DAYS = 3, 3, 2, 6
ACT = st.tuples(
    st.sampled_from(["join", "leave", "move", "dissolve", "place"]),
    st.integers(0, PEOPLE - 1),
    st.integers(0, BASES),  # the last one is the pool
    st.integers(0, 2),  # how many days before today it is dated
)
LIVES = st.lists(st.lists(ACT, max_size=3), min_size=DAYS, max_size=DAYS)


@dataclass
class County:
    """The stage of one life, and what was shown at the end of each day."""

    county: Union
    federations: list[Union]
    places: list[Union]
    people: list[Party]
    moved: list[tuple[Party, date]] = field(default_factory=list)
    shown: dict[tuple[int, date], Status] = field(default_factory=dict)
    counted: dict[date, list[tuple[int, int, int]]] = field(default_factory=dict)


def opened() -> County:
    morning = noon(FIRST) - timedelta(hours=3)
    county = union(1, Level.COUNTY, at=morning)
    federations = [union(10 + one, Level.FEDERATION, county, at=morning) for one in range(FEDERATIONS)]
    places = [union(20 + one, Level.BASE, federations[one % FEDERATIONS], at=morning) for one in range(BASES)]
    return County(county, federations, [*places, pool(at=morning)], [person(30 + one) for one in range(PEOPLE)])


def lived(here: County, life: list[list[tuple[str, int, int, int]]]) -> date:
    """Play the days; an act that is refused changes nothing. Gives the last day."""
    for step, acts in enumerate(life):
        today = FIRST + timedelta(days=step)
        for hour, (what, who, where, ago) in enumerate(acts):
            try:
                done(
                    here, what, who, where, max(FIRST, today - timedelta(days=ago)), noon(today) + timedelta(hours=hour)
                )
            except (Conflict, Invalid):
                continue
        for who, one in enumerate(here.people):
            here.shown[who, today] = status_of(one, PACK, today)
        here.counted[today] = [(one.union.pk, one.direct, one.members) for one in counts(PACK, today)]
    return FIRST + timedelta(days=len(life) - 1)


def done(here: County, what: str, who: int, where: int, day: date, at: datetime) -> None:
    one, place = here.people[who], Union.objects.get(pk=here.places[where].pk)
    held = Affiliation.objects.filter(party=one, role=PACK, ended_on=None).first()
    if what == "join":
        join(one, place, day, at=at)
    elif what == "place":
        place_under(by=SYSTEM, at=at, union=place, under=here.federations[who % FEDERATIONS], first_day=day)
    elif what == "dissolve":
        left = [row.party for row in members_of(place, day + timedelta(days=1))]
        dissolve_union(by=SYSTEM, at=at, union=place, last_day=day, reason="试")
        here.moved += [(party, day + timedelta(days=1)) for party in left]
    elif held is not None and what == "leave":
        end_affiliation(by=SYSTEM, at=at, affiliation=held, ended_on=day)
    elif held is not None:
        move_members(by=SYSTEM, at=at, members=[held], to=place, first_day=day)
        here.moved.append((one, day))


def evening(day: date) -> datetime:
    return noon(day) + timedelta(hours=11)


class OnAnyDay(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(LIVES)
    def test_2a_2_never_with_two_unions_and_while_moved_never_with_none(
        self, life: list[list[tuple[str, int, int, int]]]
    ) -> None:
        here = opened()
        lived(here, life)

        for one in here.people:
            spells = list(Affiliation.objects.filter(party=one, role=PACK).order_by("started_on"))
            for before, after in pairwise(spells):
                assert before.ended_on is not None and before.ended_on < after.started_on
        for one, day in here.moved:
            around = [status_of(one, PACK, day - timedelta(days=1)).union, status_of(one, PACK, day).union]
            assert None not in around and around[0] != around[1]

    @settings(max_examples=15, deadline=None)
    @given(LIVES)
    def test_2a_4_what_was_shown_on_a_day_is_what_is_told_of_it_later(
        self, life: list[list[tuple[str, int, int, int]]]
    ) -> None:
        here = opened()
        lived(here, life)

        for (who, day), then in here.shown.items():
            assert status_of(here.people[who], PACK, day, known=evening(day)) == then
        for day, then_counted in here.counted.items():
            again = counts(PACK, day, known=evening(day))
            assert [(one.union.pk, one.direct, one.members) for one in again] == then_counted

    @settings(max_examples=15, deadline=None)
    @given(LIVES)
    def test_2a_8_the_county_is_the_sum_of_its_unions_on_any_day(
        self, life: list[list[tuple[str, int, int, int]]]
    ) -> None:
        here = opened()
        last = lived(here, life)

        day = FIRST - timedelta(days=1)
        while day <= last + timedelta(days=1):
            counted = {one.union.party_id: one for one in counts(PACK, day)}
            for key, one in counted.items():
                below = [low.members for low in counted.values() if low.above == key]
                assert one.members == one.direct + sum(below)
                assert one.direct == members_of(one.union, day).count()
            standing = [status_of(one, PACK, day) for one in here.people]
            assert total(counted.values()) == sum(one.standing == "member" for one in standing)
            assert waiting(counted.values()) == sum(one.standing == "pool" for one in standing)
            if here.county.party_id in counted:
                assert total(counted.values()) == counted[here.county.party_id].members
            day += timedelta(days=1)
