"""Statements composed once: they write and read exactly what the ORM would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.kernel.parties.models import Party
from anxin.kernel.statements import AT_ONCE, Insertion, Selection, pieces
from tests.cast import NOON

NAMED = Insertion(
    Party, ("public_id", "kind", "name", "area", "phone_sealed", "phone_index", "address_sealed", "created_at")
)
BY_ID = Selection(
    lambda keys: Party.objects.filter(public_id__in=keys).values_list("public_id", "created_at"), texts=True
)


@given(st.integers(0, 1000))
def test_a_number_is_cut_into_full_parts_and_a_rest(count: int) -> None:
    full, rest = divmod(count, AT_ONCE)

    assert list(pieces(count)) == [AT_ONCE] * full + [rest] * bool(rest)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 2, 3, 64, 100])
def test_rows_written_are_rows_read(count: int) -> None:
    at = NAMED.prepared("created_at", NOON)
    NAMED.insert([(f"p{n}", "person", f"甲{n}", "", "", "", "", at) for n in range(count)])

    asked = [f"p{n}" for n in range(count)]
    assert list(Party.objects.order_by("pk").values_list("name", flat=True)) == [f"甲{n}" for n in range(count)]
    assert sorted(BY_ID.rows([*asked, "unknown", *asked[:3]])) == sorted((key, NOON) for key in asked)


@pytest.mark.django_db
def test_a_statement_takes_no_value_of_an_earlier_asking() -> None:
    at = NAMED.prepared("created_at", NOON)
    NAMED.insert([(f"p{n}", "person", "", "", "", "", "", at) for n in range(3)])

    assert [row[0] for row in BY_ID.rows(["p1"])] == ["p1"]
    assert [row[0] for row in BY_ID.rows(["p2"])] == ["p2"]
    assert BY_ID.rows([]) == []
