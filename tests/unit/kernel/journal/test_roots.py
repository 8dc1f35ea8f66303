"""Signed roots hold an installation to what it published."""

from __future__ import annotations

import pytest

from anxin.kernel.errors import Invalid
from anxin.kernel.journal import actions, queries, roots
from anxin.kernel.journal.models import Entry, Head
from tests.cast import NOON, OPERATOR


@pytest.mark.django_db
def test_a_signed_root_opens_to_the_entry_it_binds_and_finds_a_rewritten_journal() -> None:
    for n in range(3):
        actions.write(by=OPERATOR, at=NOON, act=f"act.{n}")
    line = roots.signed(queries.verify(), NOON)

    known = roots.checked(line, key=roots.public_key())
    actions.write(by=OPERATOR, at=NOON, act="act.3")
    assert queries.verify(known=known).whole
    Entry.objects.all().delete()
    Head.objects.all().delete()
    for n in range(4):
        actions.write(by=OPERATOR, at=NOON, act=f"other.{n}")

    assert queries.verify(known=known).broken_at == 3


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 12, 20, 90, 120])
def test_a_root_changed_in_one_character_is_refused(place: int) -> None:
    actions.write(by=OPERATOR, at=NOON, act="act")
    line = roots.signed(queries.verify(), NOON)
    other = "B" if line[place] != "B" else "C"
    changed = line[:place] + other + (line[place + 1 :] if place != -1 else "")

    with pytest.raises(Invalid):
        roots.checked(changed)


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["", "anxin-root", "a:b:c:d:e", "::::", "anxin-root:1:x:y:é"])
def test_anything_else_is_refused_as_no_root(line: str) -> None:
    with pytest.raises(Invalid):
        roots.checked(line)


@pytest.mark.django_db
def test_a_broken_journal_is_not_signed() -> None:
    actions.write(by=OPERATOR, at=NOON, act="act")
    Entry.objects.update(act="other")

    with pytest.raises(Invalid):
        roots.signed(queries.verify(), NOON)
