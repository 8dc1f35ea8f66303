"""Who looked, as lines: readings of one sitting make one line, none is lost, and pages tear no line."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.looks import TOGETHER, Look, looks_of, together
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of
from tests.cast import NOON

FANG = "aaaaaaaaaaaaaaaa"
AN = Actor(Role.AGENCY_CLERK, "an", user_id=1, organisation_id=7)
LIN = Actor(Role.COUNTY, "lin", user_id=2)
OWN = Actor(Role.WORKER, "fang", user_id=3)

drawn = st.lists(
    st.tuples(
        st.sampled_from([AN, LIN]),
        st.sampled_from(["party.read", "party.list"]),
        st.sampled_from(["employment", "supervision"]),
        st.sampled_from([("name",), ("items", "name")]),
        st.integers(0, 700),
    ),
    max_size=30,
)


def entries(drawn: list[tuple[Actor, str, str, tuple[str, ...], int]]) -> list[Entry]:
    """Entries, newest first, each so many seconds after the one before."""
    made, at = [], NOON
    for seq, (by, act, purpose, fields, seconds) in enumerate(drawn, start=1):
        at += timedelta(seconds=seconds)
        detail = {"fields": list(fields)}
        made.append(
            Entry(
                seq=seq,
                at=at,
                role=by.role,
                actor=by.label,
                user_id=by.user_id,
                act=act,
                purpose=purpose,
                detail=detail,
            )
        )
    return made[::-1]


@given(drawn)
def test_every_entry_is_counted_in_exactly_one_line(
    drawn: list[tuple[Actor, str, str, tuple[str, ...], int]],
) -> None:
    held = entries(drawn)
    told = [
        (look.role, look.actor, look.act, look.purpose, look.fields)
        for look in together(held)
        for _ in range(look.times)
    ]
    assert told == [(one.role, one.actor, one.act, one.purpose, tuple(one.detail["fields"])) for one in held]


@given(drawn)
def test_lines_stand_newest_first_and_span_at_most_ten_minutes(
    drawn: list[tuple[Actor, str, str, tuple[str, ...], int]],
) -> None:
    looks = together(entries(drawn))
    assert [look.seq for look in looks] == sorted((look.seq for look in looks), reverse=True)
    assert [look.until for look in looks] == sorted((look.until for look in looks), reverse=True)
    assert all(timedelta(0) <= look.until - look.at <= TOGETHER for look in looks)


@given(drawn)
def test_neighbouring_lines_would_not_fit_into_one(drawn: list[tuple[Actor, str, str, tuple[str, ...], int]]) -> None:
    def of(look: Look) -> tuple[object, ...]:
        return look.role, look.actor, look.act, look.purpose, look.fields

    looks = together(entries(drawn))
    for newer, older in pairwise(looks):
        assert of(newer) != of(older) or newer.until - older.until > TOGETHER


def read(by: Actor, *, minute: int) -> None:
    journal.write(
        by=by,
        at=NOON + timedelta(minutes=minute),
        act="party.read",
        purpose="employment",
        subjects=[FANG],
        detail={"fields": ["name"]},
        is_read=True,
    )


def told(looks: list[Look]) -> list[tuple[str, int, int, int]]:
    """Who, how often, from which minute after noon to which."""
    return [(one.actor, one.times, (one.at - NOON).seconds // 60, (one.until - NOON).seconds // 60) for one in looks]


@pytest.mark.django_db
def test_a_sitting_is_one_line_and_the_journal_keeps_every_entry() -> None:
    for by, minute in ((AN, 0), (AN, 4), (AN, 10), (AN, 11), (LIN, 12), (AN, 13)):
        read(by, minute=minute)
    page = looks_of(FANG, on=NOON.date())
    # Ten minutes are counted back from the newest of a line.
    assert told(page.looks) == [("an", 1, 13, 13), ("lin", 1, 12, 12), ("an", 3, 4, 11), ("an", 1, 0, 0)]
    assert (page.older, reads_of(FANG).count()) == (None, 6)


@pytest.mark.django_db
def test_ones_own_reads_are_left_out_and_part_no_line() -> None:
    for by, minute in ((AN, 0), (OWN, 1), (AN, 2)):
        read(by, minute=minute)
    assert told(looks_of(FANG, on=NOON.date(), besides=OWN).looks) == [("an", 2, 0, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 8])
def test_pages_hold_all_and_tear_a_line_only_where_it_alone_fills_a_page(size: int) -> None:
    for by, minute in ((LIN, 0), (AN, 20), (AN, 21), (AN, 22), (LIN, 23), (AN, 40), (AN, 41)):
        read(by, minute=minute)
    pages, before = [], None
    while True:
        page = looks_of(FANG, on=NOON.date(), entries=size, before=before)
        pages.append(page.looks)
        before = page.older
        if before is None:
            break
    assert [sum(look.times for look in looks) for looks in pages if not looks] == []
    assert sum(look.times for looks in pages for look in looks) == 7
    if size >= 3:
        whole = [("an", 2, 40, 41), ("lin", 1, 23, 23), ("an", 3, 20, 22), ("lin", 1, 0, 0)]
        assert [line for looks in pages for line in told(looks)] == whole
