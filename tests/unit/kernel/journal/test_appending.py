"""Many lines at once: the same chain as one by one, whole or not at all, and safe beside every other writer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.journal import actions, chain, queries
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.appending import Heading
from anxin.kernel.journal.models import Entry, EntrySubject
from tests.cast import NOON, OPERATOR

PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.recursive(st.none() | st.booleans() | st.integers() | PLAIN, lambda held: st.lists(held, max_size=3))
HEADINGS = st.builds(
    Heading,
    st.builds(Actor, st.sampled_from(Role), PLAIN, st.none() | st.integers(1, 9)),
    st.timedeltas(timedelta(0), timedelta(days=9)).map(lambda more: NOON + more),
    PLAIN,
    PLAIN,
    st.dictionaries(PLAIN, VALUES, max_size=3),
    st.booleans(),
    st.none() | st.dates(),
)
LOOK = Heading(Actor.household(), NOON, "code.read", "door-check", {"fields": ["outcome"]}, is_read=True)


@given(HEADINGS)
def test_the_text_a_heading_commits_to_is_that_of_each_of_its_entries(heading: Heading) -> None:
    assert heading.payload == chain.canonical(heading.entry().payload()).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 200])
def test_many_lines_make_a_whole_chain_with_their_subjects(count: int) -> None:
    actions.write(by=OPERATOR, at=NOON, act="before")

    first = actions.write_all(lines=[(LOOK, [f"worker{n}", "firm"]) for n in range(count)])
    actions.write(by=OPERATOR, at=NOON, act="after")

    assert (first, queries.verify().entries, queries.verify().why) == (2, count + 2, "")
    assert list(queries.reads_of(f"worker{count - 1}").values_list("seq", flat=True)) == [count + 1]
    assert EntrySubject.objects.count() == 2 * count


@pytest.mark.django_db
def test_a_line_reads_back_as_it_was_written() -> None:
    said = Heading(Actor(Role.COUNTY, "林", 7, "330302", 9), NOON, "code.read", "supervision", {"词": [1, None]}, True)

    actions.write_all(lines=[(said, ["b", "a", "b"]), (LOOK, [])])

    held = Entry.objects.get(seq=1)
    assert (held.role, held.actor, held.user_id, held.organisation_id) == ("county", "林", 7, 9)
    assert (held.at, held.act, held.purpose, held.detail, held.is_read) == (
        NOON,
        "code.read",
        "supervision",
        {"词": [1, None]},
        True,
    )
    assert sorted(held.subjects.values_list("party", flat=True)) == ["a", "b"]


@pytest.mark.django_db
def test_a_batch_is_undone_with_the_act_that_fails() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.write_all(lines=[(LOOK, ["a"])] * 70)
        raise RuntimeError("the act fails")

    assert (Entry.objects.count(), EntrySubject.objects.count()) == (0, 0)
    assert queries.verify().whole


@pytest.mark.django_db
def test_sixty_four_lines_take_as_many_statements_as_one() -> None:
    actions.write_all(lines=[(LOOK, ["a"])] * 64)  # the head is there, and statements are composed
    counts = []
    for count in (1, 64):
        with CaptureQueriesContext(connections["default"]) as asked:
            actions.write_all(lines=[(LOOK, ["a"])] * count)
        counts.append(len([one for one in asked if "SAVEPOINT" not in one["sql"]]))

    assert counts == [4, 4]


@pytest.mark.django_db(transaction=True)
def test_batches_and_single_lines_from_many_threads_make_one_chain() -> None:
    def singly() -> None:
        for n in range(10):
            actions.write(by=OPERATOR, at=NOON, act=f"act.{n}", subjects=["a"])

    def together() -> None:
        for n in range(5):
            actions.write_all(lines=[(LOOK, [f"worker{n}"])] * 30)

    in_threads([singly, together, singly, together, singly, together])

    verdict = queries.verify()
    assert (verdict.whole, verdict.entries) == (True, 3 * 10 + 3 * 5 * 30)


def in_threads(works: list[Callable[[], None]]) -> None:
    def closing(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=closing, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
