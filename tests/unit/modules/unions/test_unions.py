"""Unions are founded, placed and dissolved by day; what stands on a day is read from dated facts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties.actions import end_affiliation
from anxin.kernel.parties.models import Affiliation
from anxin.modules.unions.enums import Level, Standing
from anxin.modules.unions.founding import found_union, open_pool
from anxin.modules.unions.models import TREE, Union
from anxin.modules.unions.moving import dissolve_union, move_members, place_under
from anxin.modules.unions.queries import Status, counts, pool_of, status_of, total, waiting
from tests.cast import credit_code, noon
from tests.unit.modules.unions.stage import AREA, FIRST, LATER, PACK, SYSTEM, join, person, pool, tree, union

pytestmark = pytest.mark.django_db
MAY = date(2021, 5, 1)


def told(on: date) -> list[tuple[str, int, int, int]]:
    return [(one.union.party.name, one.depth, one.direct, one.members) for one in counts(PACK, on)]


def test_a_number_above_is_the_sum_of_those_below_and_a_pool_counts_under_none() -> None:
    held = tree()
    for serial, where in enumerate((held.riders, held.riders, held.drivers, held.federation, held.pool), start=10):
        join(person(serial), where)

    assert told(FIRST) == [
        ("宁海县周转库", 0, 1, 1),
        ("示例工会1", 0, 0, 4),
        ("示例工会2", 1, 1, 4),
        ("示例工会3", 2, 2, 2),
        ("示例工会4", 2, 1, 1),
    ]
    counted = counts(PACK, FIRST)
    assert (total(counted), waiting(counted)) == (4, 1)
    assert [one.unions for one in counted] == [0, 2, 2, 1, 1]
    assert told(FIRST - timedelta(days=1)) == []


def test_a_union_is_entered_once_and_never_before_its_day() -> None:
    union(3, Level.BASE)
    with pytest.raises(Conflict):
        union(3, Level.BASE)
    with pytest.raises(Invalid) as no:
        union(4, Level.BASE, on=date(2022, 1, 1))
    assert (no.value.field, Union.objects.count()) == ("day", 1)


@pytest.mark.parametrize(
    ("lower", "upper", "fits"),
    [
        (Level.BASE, Level.FEDERATION, True),
        (Level.BASE, Level.COUNTY, True),
        (Level.FEDERATION, Level.FEDERATION, True),
        (Level.COUNTY, Level.PROVINCE, True),
        (Level.BASE, Level.BASE, False),
        (Level.COUNTY, Level.COUNTY, False),
        (Level.COUNTY, Level.FEDERATION, False),
    ],
)
def test_a_union_stands_under_one_of_a_higher_level(lower: Level, upper: Level, fits: bool) -> None:
    above = union(1, upper)
    if fits:
        union(2, lower, above)
    else:
        with pytest.raises(Invalid):
            union(2, lower, above)
    assert Affiliation.objects.filter(role=TREE).count() == int(fits)


def test_a_pool_is_no_union_above_and_an_area_has_one() -> None:
    held = pool()
    assert open_pool(by=SYSTEM, at=LATER, pack=PACK, area=AREA, name="又一个") == held
    with pytest.raises(Invalid):
        union(2, Level.BASE, held)


def test_the_pool_of_the_city_stands_in_where_the_county_has_none() -> None:
    open_pool(by=SYSTEM, at=LATER, pack=PACK, area="330200", name="宁波市周转库")
    own = pool()
    assert [pool_of(PACK, area) for area in ("330226", "330225", "330302")] == [
        own.party, Union.objects.get(slot=f"{PACK}:330200").party, None,
    ]  # fmt: skip


def test_placed_under_another_union_a_union_counts_there_from_the_day_on_and_before_it_where_it_was() -> None:
    held = tree()
    other = union(5, Level.FEDERATION, held.county)
    join(person(10), held.riders)
    place_under(by=SYSTEM, at=LATER, union=held.riders, under=other, first_day=MAY)

    by_name = [{one.union.party.name: one.members for one in counts(PACK, day)} for day in (MAY - timedelta(1), MAY)]
    assert [(one["示例工会2"], one["示例工会5"], one["示例工会1"]) for one in by_name] == [(1, 0, 1), (0, 1, 1)]


def test_no_union_stands_over_the_one_it_stands_under() -> None:
    high = union(1, Level.FEDERATION)
    low = union(2, Level.FEDERATION, high)
    lower = union(3, Level.FEDERATION, low)
    for one in (high, low, lower):
        with pytest.raises(Conflict):
            place_under(by=SYSTEM, at=LATER, union=high, under=one, first_day=MAY)
    assert [one.depth for one in counts(PACK, MAY)] == [0, 1, 2]


def test_when_a_union_is_dissolved_everybody_goes_to_the_pool_the_next_day() -> None:
    held = tree()
    people = [person(serial) for serial in (10, 11)]
    for who in people:
        join(who, held.riders)
    dissolve_union(by=SYSTEM, at=LATER, union=held.riders, last_day=MAY, reason="单位注销")

    assert [status_of(who, PACK, MAY) for who in people] == [Status(Standing.MEMBER, held.riders.party, FIRST, MAY)] * 2
    after = MAY + timedelta(days=1)
    assert [status_of(who, PACK, after) for who in people] == [Status(Standing.POOL, held.pool.party, after)] * 2
    assert "示例工会3" in {name for name, *_ in told(MAY)} - {name for name, *_ in told(after)}
    assert Entry.objects.filter(act="union.dissolve").values_list("detail", flat=True)[0]["members"] == 2
    for day in (after, MAY, FIRST):  # who came in with a day before its end would stay in it for ever
        with pytest.raises(Conflict):
            join(person(12 + (day - FIRST).days), held.riders, day)
    with pytest.raises(Conflict):
        dissolve_union(by=SYSTEM, at=LATER, union=held.riders, last_day=MAY, reason="again")


def test_without_a_pool_or_with_unions_below_it_nothing_is_dissolved() -> None:
    above = union(1, Level.COUNTY)
    below = union(2, Level.BASE, above)
    join(person(10), below)
    for one in (above, below):
        with pytest.raises(Conflict):
            dissolve_union(by=SYSTEM, at=LATER, union=one, last_day=MAY, reason="试")
    assert status_of(Affiliation.objects.get(role=PACK).party, PACK, MAY).standing is Standing.MEMBER
    assert Union.objects.filter(ended_on=None).count() == 2


def test_a_union_does_not_end_before_the_last_day_of_somebody_who_has_left_since() -> None:
    held = tree()
    end_affiliation(by=SYSTEM, at=LATER, affiliation=join(person(10), held.riders), ended_on=MAY)
    with pytest.raises(Conflict) as no:
        dissolve_union(by=SYSTEM, at=LATER, union=held.riders, last_day=MAY - timedelta(days=1), reason="试")
    assert MAY.isoformat() in no.value.what
    assert dissolve_union(by=SYSTEM, at=LATER, union=held.riders, last_day=MAY, reason="试").ended_on == MAY


def test_nobody_belongs_to_a_union_before_it_is_founded() -> None:
    held = union(3, Level.BASE, on=MAY)
    with pytest.raises(Conflict):
        join(person(10), held, MAY - timedelta(days=1))
    assert join(person(11), held, MAY).started_on == MAY


def test_many_go_from_the_pool_to_their_union_in_one_act_or_none_does() -> None:
    held = tree()
    waiting_here = [join(person(serial), held.pool) for serial in (10, 11, 12)]
    end_affiliation(by=SYSTEM, at=LATER, affiliation=waiting_here[2], ended_on=MAY)
    with pytest.raises(Conflict):
        move_members(by=SYSTEM, at=LATER, members=waiting_here, to=held.riders, first_day=MAY)
    assert Affiliation.objects.filter(organisation=held.riders.party, role=PACK).count() == 0
    moved = move_members(by=SYSTEM, at=LATER, members=waiting_here[:2], to=held.riders, first_day=MAY)
    assert [one.started_on for one in moved] == [MAY, MAY]


def test_who_sits_at_no_desk_founds_places_and_dissolves_nothing() -> None:
    held = tree()
    nobody = Actor(role=Role.CLERK, label="路人", user_id=None)
    with pytest.raises(Refused):
        found_union(
            by=nobody, at=LATER, pack=PACK, number=credit_code(9, AREA), name="示例", area=AREA, level=Level.BASE,
            founded_on=FIRST,
        )  # fmt: skip
    with pytest.raises(Refused):
        place_under(by=nobody, at=LATER, union=held.riders, under=held.county, first_day=MAY)
    with pytest.raises(Refused):
        dissolve_union(by=nobody, at=LATER, union=held.riders, last_day=MAY, reason="试")
    assert Union.objects.count() == 5


def test_somebody_who_left_is_told_as_such_with_the_union_left_last() -> None:
    held = tree()
    who = person(10)
    assert status_of(who, PACK, MAY) == Status(Standing.NONE)
    end_affiliation(by=SYSTEM, at=LATER, affiliation=join(who, held.riders), ended_on=MAY)
    after = MAY + timedelta(days=1)
    assert status_of(who, PACK, after) == Status(Standing.LEFT, held.riders.party, until=MAY)
    assert status_of(who, PACK, after, known=noon(MAY)) == Status(Standing.NONE), "nothing was recorded by then"
