"""Signed roots hold an installation to what it published: one a day, and an outsider finds any change by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.errors import Invalid
from anxin.kernel.journal import actions, outside, queries, roots, signing
from anxin.kernel.journal.models import Entry, EntrySubject, Head, SignedRoot
from tests.cast import NOON, OPERATOR


def write(count: int, act: str = "act") -> None:
    for n in range(count):
        actions.write(by=OPERATOR, at=NOON, act=f"{act}.{n}", subjects=["aaa", "bbb"], detail={"n": n}, is_read=True)


def sign(days: int = 0) -> SignedRoot:
    at = NOON + timedelta(days=days)
    done = signing.sign_day(day=at.date(), at=at)
    assert done.root is not None
    return done.root


@pytest.mark.django_db
def test_a_day_is_signed_once_over_what_was_written_since_the_last_root() -> None:
    write(3)
    first, again = sign(), signing.sign_day(day=NOON.date(), at=NOON)
    write(2)
    second = sign(1)

    held = [roots.checked(root.line) for root in (first, second)]
    assert (again.root, again.made) == (first, False)
    assert [(root.after, root.seq) for root in held] == [(0, 3), (3, 5)]
    assert signing.read_list(signing.published_file().decode()) == held
    assert queries.verify(known=held).whole


@pytest.mark.django_db
def test_nothing_is_signed_where_nothing_was_written() -> None:
    write(1)
    sign()

    done = signing.sign_day(day=NOON.date() + timedelta(days=1), at=NOON)

    assert (done.root, SignedRoot.objects.count()) == (None, 1)


@pytest.mark.django_db
def test_a_broken_journal_is_not_signed() -> None:
    write(2)
    Entry.objects.filter(seq=1).update(act="other")

    with pytest.raises(Invalid):
        sign()


@pytest.mark.django_db
def test_a_journal_rewritten_as_a_whole_is_found_with_yesterdays_root() -> None:
    write(3)
    known = roots.checked(sign().line, key=roots.public_key())
    EntrySubject.objects.all().delete()
    Entry.objects.all().delete()
    Head.objects.all().delete()
    write(4, act="other")

    assert queries.verify().whole
    assert queries.verify(known=[known]).broken_at == 3


@pytest.mark.django_db
def test_a_list_with_a_root_left_out_or_out_of_order_is_refused() -> None:
    for day in range(3):
        write(1)
        sign(day)
    lines = signing.published()

    for wrong in (lines[:1] + lines[2:], lines[::-1]):
        with pytest.raises(Invalid):
            signing.read_list("\n".join(wrong))


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 11, 13, 20, 90, 160, 170, -1])
def test_a_root_changed_in_one_character_is_refused(place: int) -> None:
    write(1)
    line = sign().line
    other = "B" if line[place] not in "BA" else "z"

    with pytest.raises(Invalid):
        roots.checked(line[:place] + other + (line[place + 1 :] if place != -1 else ""))


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["", "anxin-root", "a:b:c:d:e", "::::::", "anxin-root:1:1:x:y:z:é"])
def test_anything_else_is_refused_as_no_root(line: str) -> None:
    with pytest.raises(Invalid):
        roots.checked(line)


def rewritten_from(seq: int) -> None:
    """All hashes from an entry on made anew, so that the chain is whole in itself: what whoever holds the database and
    the program can do."""
    from anxin.kernel.journal import chain

    previous = Entry.objects.get(seq=seq - 1).hash if seq > 1 else chain.GENESIS
    for entry in Entry.objects.filter(seq__gte=seq).order_by("seq"):
        parties = list(entry.subjects.values_list("party", flat=True))
        entry.payload_hash = chain.payload_hash(entry.salt_octets[:16], chain.canonical(entry.payload()).encode())
        entry.subjects_hash = chain.subjects_hash(entry.salt_octets, parties)
        moment = chain.moment(entry.at)
        entry.prev_hash = previous
        entry.hash = chain.link(previous, entry.seq, moment, entry.payload_hash, entry.subjects_hash)
        entry.save()
        previous = entry.hash
    Head.objects.update(hash=previous)


ENTRIES = 6
COLUMNS: dict[str, Any] = {
    "at": NOON + timedelta(seconds=1),
    "role": "worker",
    "actor": "nobody",
    "user_id": 77,
    "organisation_id": 77,
    "area": "330302",
    "door": "command",
    "act": "nothing.happened",
    "purpose": "audit",
    "is_read": False,
    "detail": {"n": 77},
    "hidden_until": date(2099, 1, 1),
    "salt": "ab" * 32,
    "emptied_by": ENTRIES + 1,
    "payload_hash": "ab" * 32,
    "subjects_hash": "ab" * 32,
    "prev_hash": "ab" * 32,
    "hash": "ab" * 32,
}


def change(column: str, value: object, seq: int) -> None:
    Entry.objects.filter(seq=seq).update(**{column: value})


EDITS: dict[str, Callable[[int], object]] = {
    **{f"column {name}": partial(change, name, value) for name, value in COLUMNS.items()},
    "subject taken away": lambda seq: EntrySubject.objects.filter(entry=seq, party="aaa").delete(),
    "subject added": lambda seq: EntrySubject.objects.create(entry_id=seq, party="ccc"),
    "subject exchanged": lambda seq: EntrySubject.objects.filter(entry=seq, party="bbb").update(party="ccc"),
    "entry removed": lambda seq: (
        EntrySubject.objects.filter(entry=seq).delete(),
        Entry.objects.filter(seq=seq).delete(),
    ),
    "entry emptied": lambda seq: (
        EntrySubject.objects.filter(entry=seq).delete(),
        Entry.objects.filter(seq=seq).update(
            role="", actor="", act="", detail={}, is_read=False, salt="", emptied_by=ENTRIES
        ),
    ),
}


# What a cover-up would put back, cannot write, or cannot make fit even for itself.
NOT_COVERED_UP = {"column payload_hash", "column subjects_hash", "column prev_hash", "column hash", "column emptied_by"}


class TwoDFact4(TestCase):
    """Removing or editing any audit line is detected by an outsider holding yesterday's signed root (2d fact 4)."""

    @settings(max_examples=80)
    @given(st.sampled_from(sorted(EDITS)), st.integers(1, ENTRIES), st.booleans())
    def test_removing_or_editing_any_line_is_detected_with_yesterdays_signed_root(
        self, edit: str, seq: int, covered_up: bool
    ) -> None:
        with transaction.atomic():
            write(ENTRIES)
            yesterday = roots.checked(sign().line)
            write(2, act="today")
            EDITS[edit](seq)
            if covered_up and edit.startswith(("column", "subject")) and edit not in NOT_COVERED_UP:
                rewritten_from(seq)
                assert queries.verify().whole
                assert not outside.check(outside.exported(), [yesterday]).whole
            verdict = queries.verify(known=[yesterday])
            transaction.set_rollback(True)

        assert verdict.broken_at is not None
        assert seq <= verdict.broken_at <= ENTRIES


@pytest.mark.django_db
@pytest.mark.parametrize("edit", sorted(EDITS))
def test_an_edit_that_nobody_covered_up_is_found_at_that_entry(edit: str) -> None:
    write(ENTRIES)
    EDITS[edit](3)

    assert queries.verify().broken_at == 3


@pytest.mark.django_db
def test_a_head_set_back_is_found() -> None:
    write(3)
    Head.objects.update(seq=F("seq") - 1)

    assert queries.verify().broken_at == 4


@pytest.mark.django_db
def test_hashes_alone_are_checked_by_an_outsider_and_name_the_changed_line() -> None:
    write(4)
    known = [roots.checked(sign().line)]
    lines = list(outside.exported())
    changed = [*lines[:2], lines[2].replace("T", "U"), lines[3]]

    assert outside.check(lines, known).whole
    assert outside.check(changed, known).broken_at == 3
    assert outside.check(lines[:3], known).broken_at == 4
    assert outside.check([lines[0], *lines[2:]], known).broken_at == 2
