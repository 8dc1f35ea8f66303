"""No number that is left out can be found from those that are shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.kernel.datasets.suppressing import Key, Shown, suppressed, with_totals

LEAST = 5


def tables(most_rows: int, most_columns: int) -> st.SearchStrategy[dict[Key, int]]:
    sizes = st.tuples(st.integers(1, most_rows), st.integers(1, most_columns))

    def of(size: tuple[int, int]) -> st.SearchStrategy[dict[Key, int]]:
        keys: list[Key] = [(f"r{row}", f"c{column}") for row in range(size[0]) for column in range(size[1])]
        return st.lists(st.integers(0, 9), min_size=len(keys), max_size=len(keys)).map(
            lambda counts: dict(zip(keys, counts, strict=True))
        )

    return sizes.flatmap(of)


def possible(shown: Shown, truth: dict[Key, int]) -> dict[Key, set[int]]:
    """By trying: numbers that a cell left out may have, for whoever sees only the table as it is shown.

    Each inner cell is tried as it is, one less and one more; the totals follow."""
    inner = [key for key in truth if None not in key]
    hidden = [key for key in inner if shown.cells.get(key) is None]
    found: dict[Key, set[int]] = {key: set() for key in shown.left_out}
    for counts in product(*(range(max(1, truth[key] - 1), truth[key] + 2) for key in hidden)):
        tried = {key: shown.cells[key] for key in inner} | dict(zip(hidden, counts, strict=True))
        sums = with_totals({key: count for key, count in tried.items() if count is not None})
        if all(count is None or sums[key] == count for key, count in shown.cells.items()):
            for key in found:
                found[key].add(sums[key])
    return found


@settings(max_examples=300)
@given(tables(3, 2))
def test_every_number_left_out_may_be_another_for_whoever_sees_the_rest(counts: dict[Key, int]) -> None:
    shown = suppressed(counts, least=LEAST)
    whole = with_totals(counts)
    assert {key for key, count in whole.items() if 0 < count < LEAST} <= shown.left_out
    if shown.left_out == {key for key, count in whole.items() if count > 0}:
        return  # nothing but zeros is shown
    for key, numbers in possible(shown, counts).items():
        assert len(numbers) > 1, (key, numbers, shown)


@settings(max_examples=300)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_a_list_of_numbers_with_its_total_gives_none_away(counts: list[int]) -> None:
    truth: dict[Key, int] = {(f"v{place}",): count for place, count in enumerate(counts)}
    shown = suppressed(truth, least=LEAST)
    if shown.left_out == {key for key, count in with_totals(truth).items() if count > 0}:
        return
    for key, numbers in possible(shown, truth).items():
        assert len(numbers) > 1, (key, numbers, shown)


def test_one_small_number_takes_the_next_smallest_with_it() -> None:
    counts: dict[Key, int] = {("a",): 3, ("b",): 9, ("c",): 40}
    assert dict(suppressed(counts, least=5).cells) == {("a",): None, ("b",): None, ("c",): 40, (None,): 52}


def test_a_table_of_two_fields_closes_a_way_of_four_cells() -> None:
    counts: dict[Key, int] = {
        ("a", "x"): 2,
        ("a", "y"): 30,
        ("b", "x"): 20,
        ("b", "y"): 25,
        ("c", "x"): 90,
        ("c", "y"): 80,
    }
    shown = suppressed(counts, least=5)
    assert shown.left_out == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    assert shown.cells[None, None] == 247


def test_zeros_and_large_numbers_are_shown_as_they_are() -> None:
    counts: dict[Key, int] = {("a", "x"): 0, ("a", "y"): 30, ("b", "x"): 20, ("b", "y"): 0}
    assert suppressed(counts, least=5).left_out == set()


def test_where_nothing_protects_a_number_nothing_is_shown() -> None:
    assert suppressed({("a",): 3}, least=5).left_out == {("a",), (None,)}


@pytest.mark.parametrize(("counts", "least"), [({("a", "b", "c"): 1}, 5), ({("a",): 9}, 1)])
def test_a_table_that_cannot_be_judged_is_refused(counts: dict[Key, int], least: int) -> None:
    with pytest.raises(ValueError, match="one or two fields"):
        suppressed(counts, least=least)
