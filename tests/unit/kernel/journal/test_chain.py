"""The journal's chain: whole when untouched, broken by any change."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from anxin.kernel.journal import actions, queries
from anxin.kernel.journal.models import Entry, EntrySubject, Head
from anxin.kernel.journal.roots import Root
from tests.cast import NOON, OPERATOR


def write(act: str, subjects: tuple[str, ...] = ()) -> Entry:
    return actions.write(by=OPERATOR, at=NOON, act=act, subjects=subjects, detail={"n": 1, "词": "值"})


@pytest.mark.django_db
def test_an_untouched_chain_is_whole() -> None:
    entries = [write(f"act.{n}", ("aaa", "bbb")) for n in range(5)]

    verdict = queries.verify()

    assert verdict.whole
    assert (verdict.entries, verdict.root) == (5, entries[-1].hash)


@pytest.mark.django_db
def test_an_empty_journal_is_whole() -> None:
    assert queries.verify().whole


TAMPERINGS: dict[str, Callable[[], object]] = {
    "another act": lambda: Entry.objects.filter(seq=3).update(act="nothing.happened"),
    "another actor": lambda: Entry.objects.filter(seq=3).update(actor="nobody"),
    "another time": lambda: Entry.objects.filter(seq=3).update(at=NOON.replace(hour=11)),
    "another detail": lambda: Entry.objects.filter(seq=3).update(detail={"n": 2}),
    "another purpose": lambda: Entry.objects.filter(seq=3).update(purpose="audit"),
    "a subject taken away": lambda: EntrySubject.objects.filter(entry__seq=3).first().delete(),  # type: ignore[union-attr]  # -- it is there
    "a subject added": lambda: EntrySubject.objects.create(entry=Entry.objects.get(seq=3), party="ccc"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("tampering", TAMPERINGS, ids=str)
def test_any_change_of_an_entry_is_found_at_that_entry(tampering: str) -> None:
    for n in range(5):
        write(f"act.{n}", ("aaa", "bbb"))

    TAMPERINGS[tampering]()

    assert queries.verify().broken_at == 3


@pytest.mark.django_db
def test_a_removed_entry_is_found() -> None:
    for n in range(5):
        write(f"act.{n}")

    Entry.objects.filter(seq=3).delete()

    assert queries.verify().broken_at == 3


@pytest.mark.django_db
def test_a_cut_off_end_is_found() -> None:
    for n in range(5):
        write(f"act.{n}")

    Entry.objects.filter(seq=5).delete()

    assert queries.verify().broken_at == 5


@pytest.mark.django_db
def test_a_chain_rewritten_as_a_whole_is_found_with_a_root_noted_before() -> None:
    for n in range(5):
        write(f"act.{n}")
    noted = Root(4, Entry.objects.get(seq=4).hash)
    Entry.objects.all().delete()
    Head.objects.all().delete()
    for n in range(5):
        write(f"other.{n}")

    assert queries.verify().whole
    assert queries.verify(known=[noted]).broken_at == 4


@pytest.mark.django_db
def test_an_entry_goes_when_its_act_fails() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        write("act.0")
        raise RuntimeError("the act fails")

    assert Entry.objects.count() == 0
    assert queries.verify().whole


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain() -> None:
    def writer() -> None:
        try:
            for n in range(10):
                write(f"act.{n}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=writer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    verdict = queries.verify()
    assert verdict.whole
    assert verdict.entries == 80
