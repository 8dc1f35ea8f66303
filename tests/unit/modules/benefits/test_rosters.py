"""Rosters: faulty rows are named and the rest is enrolled; shares and admission are the scheme's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.models import Entry
from anxin.modules.benefits import keeping, rosters
from anxin.modules.benefits.enrolling import Wanted, enrol
from anxin.modules.benefits.enums import RosterState
from anxin.modules.benefits.models import Enrolment, Roster, SchemeVersion
from anxin.modules.benefits.terms import LeastShare
from tests.unit.modules.benefits.stage import (
    AT,
    CYCLE,
    ENTERS,
    ITEMS,
    NAME,
    OPERATOR,
    claimed,
    cycle,
    declared,
    enrolled,
    file_of,
    number_of,
    organisation,
    roster,
    scheme,
    table,
    words,
)

pytestmark = pytest.mark.django_db


def sent(content: bytes, staff: int = 1) -> Roster:
    union = organisation("安心示例工会")
    made = rosters.receive_roster(
        by=ENTERS, at=AT, scheme=NAME, cycle=CYCLE, union=union, unit=union, staff=staff, content=content
    )
    return rosters.process_roster(by=ENTERS, at=AT, roster=made)


def test_faulty_rows_are_left_out_and_named_and_the_others_are_enrolled() -> None:
    declared()
    good, twice, bad = number_of(1), number_of(2), number_of(3)[:-1] + "?"
    lines = ["姓名,证件号码", f"甲,{good}", f"乙,{twice}", f"丙,{bad}", f"丁,{twice}", f",{number_of(4)}", ""]
    held = sent("\n".join(lines).encode("gb18030"))
    assert (held.state, held.people, held.due, held.rows_sealed) == (RosterState.ENROLLED, 2, 10_000, "")
    assert [row for row, _what in held.faults] == [3, 4, 5]
    assert bad not in str(held.faults)


def test_the_same_file_again_is_the_same_roster_and_another_one_enrols_nobody_twice() -> None:
    declared()
    union = organisation("甲工会")
    first = roster(range(3), union=union)
    assert roster(range(3), union=union).pk == first.pk
    other = roster(range(2, 5), union=organisation("乙工会"))
    assert (other.people, [row for row, _what in other.faults]) == (2, [1])
    assert Enrolment.objects.count() == 5


def test_a_roster_that_was_interrupted_is_gone_on_with() -> None:
    declared()
    union = organisation("甲工会")
    made = rosters.receive_roster(
        by=ENTERS, at=AT, scheme=NAME, cycle=CYCLE, union=union, unit=union, staff=4, content=file_of(range(4))
    )
    assert enrol(by=ENTERS, at=AT, roster=made, premium=5_000, wanted=[Wanted(2, "职工1", number_of(1))]) == []
    assert [one.pk for one in rosters.waiting()] == [made.pk]
    done = rosters.process_roster(by=ENTERS, at=AT, roster=made)
    assert (done.people, done.faults, list(rosters.waiting())) == (4, [], [])
    assert Entry.objects.filter(act="benefit.enrol").count() == 2


@pytest.mark.parametrize(
    ("staff", "people", "taken"),
    [(99, 98, False), (99, 99, True), (100, 79, False), (100, 80, True), (101, 80, False), (101, 81, True)],
)
def test_a_unit_enrols_four_fifths_of_its_staff_and_a_small_one_everybody(staff: int, people: int, taken: bool) -> None:
    declared(scheme(least_share=LeastShare(80, 100)))
    held = roster(range(people), union=organisation("甲工会"), staff=staff)
    assert (held.state, held.people) == ((RosterState.ENROLLED, people) if taken else (RosterState.REFUSED, 0))
    assert str(people) in held.faults[0][1] if not taken else held.faults == []


def test_the_admission_table_takes_or_refuses_by_age_sex_and_retirement() -> None:
    woman_only = '"female"'
    admission = table(
        "admission", "2020-01-01", {"age": "number", "sex": "string", "retired": "boolean"},
        [(("-", "-", "true"), "0", "retired"),
         (("[16..65]", woman_only, "-"), "1", "in"), (("-", "-", "-"), "0", "out")],
    )  # fmt: skip
    dmn = admission.dmn.replace('name="amount" typeRef="number"', 'name="admitted" typeRef="boolean"')
    dmn = dmn.replace("<text>0</text>", "<text>false</text>").replace("<text>1</text>", "<text>true</text>")
    held = scheme(
        admission="admission",
        tables={**scheme().tables, "admission": (replace(admission, dmn=dmn),)},
        texts={"retired": words("已退休"), "out": words("只收在职女职工")},
    )
    declared(held)
    man, woman, other = number_of(1), number_of(2), number_of(4)
    done = sent(f"姓名,身份证号,退休\n甲,{man},否\n乙,{woman},否\n丙,{other},是\n".encode(), staff=3)
    assert done.people == 1
    assert done.faults == [
        [1, "只收在职女职工 实施细则第3条（2020-01-01）"],
        [3, "已退休 实施细则第1条（2020-01-01）"],
    ]


def test_what_is_no_roster_is_refused_in_words() -> None:
    declared()
    for content in (b"", b"\xff\xfe\x00", "甲,乙\n1,2\n".encode(), b"PK\x03\x04 no workbook"):
        with pytest.raises(Invalid):
            sent(content)
    assert Roster.objects.count() == 0


def test_a_scheme_that_did_not_change_keeps_its_version_and_one_that_did_makes_a_new_one() -> None:
    terms = declared()
    keeping.keep_scheme(by=OPERATOR, at=AT, scheme=terms)
    assert SchemeVersion.objects.count() == 1
    keeping.keep_scheme(by=OPERATOR, at=AT, scheme=replace(terms, title=words("新")))
    assert list(SchemeVersion.objects.order_by("pk").values_list("slot", flat=True)) == [None, NAME]


def test_what_people_claimed_for_is_not_left_out_and_a_ceiling_is_not_above_the_books() -> None:
    [who] = enrolled(1)
    claimed(who, "women")
    fewer = {slug: item for slug, item in ITEMS.items() if slug != "women"}
    cells = tuple(cell for cell in scheme().exclusions if "women" not in cell.pair)
    for changed in (
        scheme(items=fewer, exclusions=cells),
        scheme(cycles={"2023": cycle(2023)}),
        scheme(cycles={CYCLE: cycle(ceiling=6_520_001)}),
    ):
        with pytest.raises(Conflict):
            keeping.keep_scheme(by=OPERATOR, at=AT, scheme=changed)
