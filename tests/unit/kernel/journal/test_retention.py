"""Old entries are emptied: nothing of what they said is left, and the chain still verifies, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from anxin.kernel.access.retaining import retain_journal
from anxin.kernel.errors import Refused
from anxin.kernel.journal import actions, outside, queries, retention, roots, signing
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry, EntrySubject
from anxin.kernel.journal.retention import Emptied, years_before
from tests.cast import NOON, OPERATOR, SHANGHAI

LATER = NOON.replace(year=NOON.year + 10, day=NOON.day + 1)
YEAR = NOON.replace(tzinfo=None)
LIN = Actor(Role.COUNTY, "lin", 7, "330302", 9)


def read(*, at: datetime = NOON, hidden_until: date | None = None) -> Entry:
    return actions.write(
        by=LIN,
        at=at,
        act="party.read",
        purpose="supervision",
        subjects=["aaa", "bbb"],
        detail={"fields": ["name"]},
        is_read=True,
        hidden_until=hidden_until,
    )


def act(name: str = "evidence.record") -> Entry:
    return actions.write(by=LIN, at=NOON, act=name, subjects=["aaa"], detail={"n": 1})


def retain(at: datetime = LATER) -> Emptied:
    return retain_journal(by=OPERATOR, at=at)


@pytest.mark.django_db
def test_after_their_time_reads_are_emptied_and_the_chain_verifies() -> None:
    for _ in range(3):
        read()
        act()
    root = signing.sign_day(day=NOON.date(), at=NOON).root
    kept = read(at=LATER)
    assert root is not None

    assert retain() == Emptied(reads=3, acts=0)

    verdict = queries.verify(known=[roots.checked(root.line)])
    assert (verdict.why, verdict.entries, verdict.emptied) == ("", 8, 3)
    assert outside.check(outside.exported(), [roots.checked(root.line)]).whole
    left = Entry.objects.get(seq=1)
    assert left.emptied
    assert [left.actor, left.role, left.user_id, left.area, left.act, left.purpose, left.detail, left.salt] == [
        "", "", None, "", "", "", {}, "",
    ]  # fmt: skip
    assert not EntrySubject.objects.filter(entry__in=[1, 3, 5]).exists()
    assert list(queries.reads_of("aaa").values_list("seq", flat=True)) == [kept.seq]


@pytest.mark.django_db
def test_not_a_day_before() -> None:
    read()
    assert retain(NOON.replace(year=NOON.year + 10)) == Emptied(0, 0)


@pytest.mark.django_db
def test_a_second_time_empties_nothing_and_writes_nothing() -> None:
    read()
    retain()
    assert (retain(), Entry.objects.count()) == (Emptied(0, 0), 2)


@pytest.mark.django_db
def test_acts_are_kept_unless_the_site_sets_a_term_and_what_books_need_in_any_case(settings: Settings) -> None:
    act()
    book = act("ledger.post")
    assert retain() == Emptied(0, 0)

    settings.JOURNAL_ACTS_YEARS = 5

    assert retain() == Emptied(0, 1)
    assert not Entry.objects.get(pk=book.pk).emptied
    assert queries.verify().whole


@pytest.mark.django_db
def test_many_are_emptied_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    for _ in range(8):
        read()
        act()

    assert retain().reads == 8
    assert Entry.objects.filter(act="journal.retain").count() == 3
    assert (queries.verify().why, queries.verify().emptied) == ("", 8)


@pytest.mark.django_db
def test_a_hidden_read_stays_until_it_was_shown() -> None:
    read(hidden_until=LATER.date() + timedelta(days=1))
    assert retain() == Emptied(0, 0)


@pytest.mark.django_db
def test_nobody_but_the_operator_empties_anything() -> None:
    with pytest.raises(Refused):
        retain_journal(by=LIN, at=LATER)


TAMPERINGS: dict[str, Callable[[], object]] = {
    "one more is emptied": lambda: (
        EntrySubject.objects.filter(entry=5).delete(),
        Entry.objects.filter(seq=5).update(
            **{name: getattr(Entry(), name) for name in ("role", "actor", "act", "area", "purpose", "detail", "salt")},
            user_id=None, organisation_id=None, is_read=False, emptied_by=7,
        ),
    ),
    "an emptied one says something": lambda: Entry.objects.filter(seq=1).update(actor="nobody"),
    "an emptied one is about somebody": lambda: EntrySubject.objects.create(entry_id=1, party="aaa"),
    "an emptied one names another entry": lambda: Entry.objects.filter(seq=1).update(emptied_by=6),
    "an emptied one names no entry": lambda: Entry.objects.filter(seq=1).update(emptied_by=99),
    "an emptied one is said to be whole": lambda: Entry.objects.filter(seq=1).update(emptied_by=None),
    "the entry that says which is changed": lambda: Entry.objects.filter(seq=7).update(detail={"emptied": 0}),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("tampering", TAMPERINGS, ids=str)
def test_whoever_uses_the_cover_of_retention_is_found(tampering: str) -> None:
    for _ in range(2):
        read()
        act()
    read(at=LATER)
    act()
    retain()
    assert queries.verify().emptied == 2

    TAMPERINGS[tampering]()

    assert not queries.verify().whole


@given(st.datetimes(YEAR.replace(1990), YEAR.replace(2090)), st.integers(1, 40))
def test_so_many_years_before_is_at_least_so_long_ago(at: datetime, years: int) -> None:
    moment = at.replace(tzinfo=SHANGHAI)
    before = years_before(moment, years)
    assert before.year == moment.year - years
    assert (moment - before).days >= 365 * years
