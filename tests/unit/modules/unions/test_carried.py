"""2a 9: a union takes along everything about itself; taken in elsewhere, counts and hash are equal."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties.actions import end_affiliation
from anxin.kernel.parties.models import Affiliation, Party
from anxin.modules.unions.carried import Contents, as_text, read_text
from anxin.modules.unions.enums import Level
from anxin.modules.unions.models import Union
from anxin.modules.unions.moving import dissolve_union, move_members, place_under
from anxin.modules.unions.queries import counts
from anxin.modules.unions.taking_along import take_along, take_in
from tests.built_once import empty_again
from tests.unit.modules.unions.stage import FIRST, LATER, PACK, SYSTEM, Tree, join, person, tree, union

pytestmark = pytest.mark.django_db
DAYS = [FIRST + timedelta(days=step) for step in (-1, 0, 60, 61, 150, 151, 300)]


def lived() -> Tree:
    """People who came, moved and left, a union placed elsewhere, another dissolved."""
    held = tree()
    other = union(5, Level.FEDERATION, held.county)
    first, second, _third = (join(person(10 + one), held.riders) for one in range(3))
    join(person(20), held.drivers)
    move_members(by=SYSTEM, at=LATER, members=[first], to=held.drivers, first_day=date(2021, 3, 2))
    end_affiliation(by=SYSTEM, at=LATER, affiliation=second, ended_on=date(2021, 3, 1), reason="回乡")
    place_under(by=SYSTEM, at=LATER, union=held.drivers, under=other, first_day=date(2021, 6, 1))
    dissolve_union(by=SYSTEM, at=LATER, union=held.riders, last_day=date(2021, 8, 31), reason="单位注销")
    return held


def told() -> list[list[tuple[str, int, int, int]]]:
    return [[(one.union.party.name, one.depth, one.direct, one.members) for one in counts(PACK, day)] for day in DAYS]


def taken_along(of: Union) -> Contents:
    return take_along(by=SYSTEM, at=LATER, pack=PACK, public_id=of.party.public_id)


def test_2a_9_what_a_county_takes_along_gives_equal_counts_and_an_equal_hash_elsewhere() -> None:
    held = lived()
    file, pool_file = as_text(taken_along(held.county)), as_text(taken_along(held.pool))
    before = told()
    empty_again()
    assert Party.objects.count() == 0

    take_in(by=SYSTEM, at=LATER, held=read_text(file))
    take_in(by=SYSTEM, at=LATER, held=read_text(pool_file))

    assert told() == before
    county = Union.objects.get(level=Level.COUNTY)
    assert as_text(taken_along(county)) == file
    assert as_text(taken_along(Union.objects.get(level=Level.POOL))) == pool_file


def test_brought_twice_it_changes_nothing_the_second_time() -> None:
    held = lived()
    file = read_text(as_text(taken_along(held.county)))
    rows = (Party.objects.count(), Affiliation.objects.count(), Union.objects.count())
    take_in(by=SYSTEM, at=LATER, held=file)
    assert (Party.objects.count(), Affiliation.objects.count(), Union.objects.count()) == rows


def test_everybody_in_it_finds_the_export_among_those_who_looked() -> None:
    held = lived()
    taken_along(held.county)
    entry = Entry.objects.get(act="union.export")
    assert (entry.is_read, entry.purpose, entry.subjects.count()) == (True, "supervision", 5)
    assert entry.detail["fields"] == ["name", "number", "phone", "agency", "items"]
    assert (entry.detail["union"], entry.detail["member"], entry.detail["link"]) == (5, 5, 5)


def test_somebody_who_is_with_another_union_here_stands_against_it_and_nothing_is_written() -> None:
    held = lived()
    file = read_text(as_text(taken_along(held.county)))
    empty_again()
    elsewhere = union(50, Level.BASE)
    join(person(20), elsewhere)
    rows = (Party.objects.count(), Affiliation.objects.count())
    with pytest.raises(Conflict):
        take_in(by=SYSTEM, at=LATER, held=file)
    assert (Party.objects.count(), Affiliation.objects.count()) == rows


@pytest.mark.parametrize("role", [Role.CLERK, Role.CITY, Role.PROVINCE, Role.AUDITOR])
def test_nobody_but_the_operator_takes_anything_along_or_in(role: Role) -> None:
    held = lived()
    somebody = Actor(role=role, label="工会干部", user_id=1, area="33")
    with pytest.raises(Refused):
        take_along(by=somebody, at=LATER, pack=PACK, public_id=held.county.party.public_id)
    with pytest.raises(Refused):
        take_in(by=somebody, at=LATER, held=taken_along(held.county))


def test_a_file_that_is_not_as_it_was_written_is_refused_at_its_line() -> None:
    text = as_text(taken_along(lived().county))
    rows = text.split("\n")
    stranger = json.loads(rows[1]) | {"more": 1}
    broken = {
        "cut short": text[:-20],
        "a line less": "\n".join([*rows[:2], *rows[3:]]),
        "a line changed": text.replace("会员10", "会员99", 1),
        "another format": text.replace("anxin-unions-1", "anxin-unions-9"),
        "another key": "\n".join([rows[0], json.dumps(stranger), *rows[2:]]),
        "no JSON": "\n".join([rows[0], "{", *rows[2:]]),
        "a list": "\n".join([rows[0], "[]", *rows[2:]]),
        "a number for a name": text.replace('"name":"示例工会1"', '"name":1', 1),
        "empty": "",
    }
    found = {}
    for what, held in broken.items():
        with pytest.raises(Invalid) as no:
            read_text(held)
        found[what] = no.value.field
    assert found == {
        "cut short": "line 1", "a line less": "line 1", "a line changed": "line 1", "another format": "line 1",
        "another key": "line 2", "no JSON": "line 2", "a list": "line 2",
        "a number for a name": found["a number for a name"], "empty": "line 1",
    }  # fmt: skip
    assert found["a number for a name"] != "line 1"
