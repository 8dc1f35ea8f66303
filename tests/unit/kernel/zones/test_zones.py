"""Zones: who is in one on which day, whoever comes late, leaves early or was reported wrongly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.facts import standing
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes import actions
from anxin.kernel.parties.models import Party
from anxin.kernel.zones.actions import Wanted, declare_zone, lift_zone
from anxin.kernel.zones.following import Terms
from anxin.kernel.zones.queries import zones
from anxin.kernel.zones.rules import Drawn, Inside, Stay, inside, lies_in
from tests.cast import DAY, OPERATOR, PACK, Cast, everybody, noon

SORTS = ("lockdown", "control", "precaution")
STREET, BLOCK, ELSEWHERE = "330302001", "330302001003", "330304002"
TERMS = Terms(PACK, "zone", "command", "stay")
FIRST = date(2021, 10, 1)


def later(days: int) -> date:
    return FIRST + timedelta(days=days)


SPANS = st.tuples(st.integers(0, 12), st.none() | st.integers(0, 8)).map(
    lambda span: (later(span[0]), None if span[1] is None else later(span[0] + span[1]))
)
STAYS = st.lists(
    st.tuples(st.sampled_from([STREET, BLOCK, ELSEWHERE, "330302"]), SPANS).map(lambda one: Stay(one[0], *one[1])),
    max_size=3,
)
ZONES = st.lists(
    st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from(["330302", STREET, BLOCK]), SPANS).map(
        lambda one: Drawn(SORTS[one[0]], one[0], one[1], *one[2])
    ),
    max_size=4,
)


def by_hand(stays: list[Stay], zones: list[Drawn], day: date) -> str | None:
    """The slow way: on that day, which zones had somebody with these stays in them at any time up to it."""

    def there(stay: Stay, on: date) -> bool:
        return stay.start <= on and (stay.until is None or on <= stay.until)

    def stood(zone: Drawn, on: date) -> bool:
        return zone.start <= on and (zone.until is None or on <= zone.until)

    met = [
        zone.rank
        for zone in zones
        if stood(zone, day)
        for ahead in range((day - FIRST).days + 1)
        if stood(zone, later(ahead))
        if any(lies_in(stay.area, zone.area) and there(stay, later(ahead)) for stay in stays)
    ]
    return SORTS[min(met)] if met else None


def sort_on(found: list[Inside], day: date) -> str | None:
    held = [one.sort for one in found if one.start <= day and (one.until is None or day <= one.until)]
    assert len(held) <= 1
    return held[0] if held else None


@pytest.mark.static
@given(STAYS, ZONES)
def test_on_every_day_somebody_is_in_the_strictest_zone_met_while_it_stood(
    stays: list[Stay], drawn: list[Drawn]
) -> None:
    found = inside(stays, drawn)
    for ahead in range(30):
        assert sort_on(found, later(ahead)) == by_hand(stays, drawn, later(ahead))
    assert [one.start for one in found] == sorted({one.start for one in found})


@pytest.mark.static
@pytest.mark.parametrize(
    ("area", "zone", "inside_it"),
    [
        ("330302001003", "330302001", True),
        ("330302001", "330302001000", True),
        ("330302", "330300", True),
        ("330302", "330302001", False),
        ("330304001", "330302", False),
    ],
)
def test_an_area_lies_in_a_zone_only_where_it_is_known_as_precisely(area: str, zone: str, inside_it: bool) -> None:
    assert lies_in(area, zone) == inside_it


def stays(
    party: Party, area: str, start: date, until: date | None = None, corrects: Evidence | None = None
) -> Evidence:
    said = Statement("stay", "community", start, result="living", valid_until=until, details={"area": area})
    return actions.submit_evidence(by=OPERATOR, at=noon(DAY), party=party, statement=said, corrects=corrects)


def declared(area: str = STREET, rank: int = 2, start: date = DAY, until: date | None = None) -> str:
    wanted = Wanted(SORTS[rank], rank, area, start, until, "第3号通告")
    return declare_zone(by=OPERATOR, at=noon(DAY), terms=TERMS, wanted=wanted).zone.public_id


def held(party: Party) -> list[tuple[str | None, date, date | None]]:
    rows = standing(list(Evidence.objects.filter(party=party, kind="zone").order_by("pk")))
    return sorted((row.result, row.valid_from, row.valid_until) for row in rows)


UNTIL = DAY + timedelta(days=13)


@pytest.mark.django_db
def test_who_stays_there_is_in_it_and_who_left_before_is_not(cast: Cast) -> None:
    stays(cast.fang, BLOCK, DAY - timedelta(days=90))
    stays(cast.mei, BLOCK, DAY - timedelta(days=90), DAY - timedelta(days=1))
    stays(cast.hua, ELSEWHERE, DAY - timedelta(days=90))

    declared(until=UNTIL)

    assert held(cast.fang) == [("precaution", DAY, UNTIL)]
    assert held(cast.mei) == held(cast.hua) == []
    entry = Entry.objects.get(act="zones.declare")
    assert entry.detail["people"] == 1


@pytest.mark.django_db
def test_who_arrives_later_is_in_it_from_that_day_and_who_leaves_stays_counted(cast: Cast) -> None:
    declared(until=UNTIL)
    arrived = DAY + timedelta(days=3)
    stay = stays(cast.fang, STREET, arrived)
    assert held(cast.fang) == [("precaution", arrived, UNTIL)]

    stays(cast.fang, STREET, arrived, arrived + timedelta(days=1), corrects=stay)
    assert held(cast.fang) == [("precaution", arrived, UNTIL)]


@pytest.mark.django_db
def test_a_stay_that_was_reported_wrongly_takes_the_zone_with_it(cast: Cast) -> None:
    stale = stays(cast.fang, STREET, DAY - timedelta(days=200))
    declared(until=UNTIL)
    assert held(cast.fang) != []

    stays(cast.fang, STREET, DAY - timedelta(days=200), DAY - timedelta(days=100), corrects=stale)
    assert held(cast.fang) == []
    assert Entry.objects.filter(act="zones.follow").count() == 1


@pytest.mark.django_db
def test_a_lifted_zone_ends_with_the_day_before_and_a_stricter_one_goes_first(cast: Cast) -> None:
    stays(cast.fang, BLOCK, DAY - timedelta(days=9))
    zone = declared(until=UNTIL)
    strict = declared(area=BLOCK, rank=0, until=DAY + timedelta(days=2))
    assert held(cast.fang) == [
        ("lockdown", DAY, DAY + timedelta(days=2)),
        ("precaution", DAY + timedelta(days=3), UNTIL),
    ]

    lift_zone(by=OPERATOR, at=noon(DAY), zone=strict, on=DAY)
    assert held(cast.fang) == [("precaution", DAY, UNTIL)]
    lift_zone(by=OPERATOR, at=noon(DAY), zone=zone, on=DAY + timedelta(days=5))
    assert held(cast.fang) == [("precaution", DAY, DAY + timedelta(days=4))]
    with pytest.raises(Conflict):
        lift_zone(by=OPERATOR, at=noon(DAY), zone=zone, on=DAY + timedelta(days=5))
    assert [one.public_id for one in zones(OPERATOR, PACK, on=DAY)] == [zone]


@pytest.mark.django_db
def test_a_bureau_draws_zones_in_its_own_area_and_nowhere_else(cast: Cast) -> None:
    wanted = Wanted("control", 1, ELSEWHERE, DAY, None, "why")
    with pytest.raises(Refused):
        declare_zone(by=cast.lin, at=noon(DAY), terms=TERMS, wanted=wanted)
    with pytest.raises(Refused):
        declare_zone(by=cast.an, at=noon(DAY), terms=TERMS, wanted=wanted)
    assert declare_zone(by=cast.zhou, at=noon(DAY), terms=TERMS, wanted=wanted).people == 0
    for code in ("33030", "abcdef", "990101", "3303020011"):
        with pytest.raises(Invalid):
            declare_zone(by=OPERATOR, at=noon(DAY), terms=TERMS, wanted=Wanted("control", 1, code, DAY, None, ""))


class EveryOrder(TestCase):
    """Stays and zones in any order, corrected and lifted: what is held is what both say in the end."""

    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = everybody()

    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), SPANS, st.integers(0, 3)), max_size=8))
    def test_the_evidence_is_that_of_the_stays_and_zones_that_stand(
        self, happened: list[tuple[bool, int, tuple[date, date | None], int]]
    ) -> None:
        party, known, drawn = self.cast.fang, list[Evidence](), list[Drawn]()
        for is_zone, rank, (start, until), turn in happened:
            if is_zone:
                declared(area=(STREET, BLOCK)[turn % 2], rank=rank, start=start, until=until)
                drawn.append(Drawn(SORTS[rank], rank, (STREET, BLOCK)[turn % 2], start, until))
            elif turn == 3 and known:
                actions.retract_evidence(by=OPERATOR, at=noon(DAY), evidence=known.pop(), reason="x")
            else:
                known.append(stays(party, (STREET, BLOCK, ELSEWHERE)[rank], start, until))
        said = [Stay(row.details["area"], row.valid_from, row.valid_until) for row in known]
        assert held(party) == sorted((one.sort, one.start, one.until) for one in inside(said, drawn))
