"""The picture of who moves where: bands add up to their bars, labels keep apart, nothing leaves the picture."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anxin.web.console.sankey import ORDER, layers, sankey

MATRIX = st.dictionaries(
    st.tuples(st.sampled_from(ORDER), st.sampled_from(ORDER)), st.integers(1, 1_000_000), min_size=1, max_size=12
)


@given(MATRIX)
def test_bars_lie_within_the_picture_and_their_labels_keep_apart(matrix: dict[tuple[str, str], int]) -> None:
    drawn = sankey(matrix)
    for side in (drawn.left, drawn.right):
        assert sum(node.count for node in side) == sum(matrix.values())
        middles = [node.y + node.height / 2 for node in side]
        assert all(node.y >= 0 and node.y + node.height <= 100.5 for node in side)
        assert all(after - before > 6 for before, after in itertools.pairwise(middles))


@given(MATRIX)
def test_every_move_has_one_band_and_movers_lie_on_top(matrix: dict[tuple[str, str], int]) -> None:
    drawn = sankey(matrix)
    assert {(band.was, band.now): band.count for band in drawn.bands} == matrix
    assert [band.moves for band in drawn.bands] == sorted(band.moves for band in drawn.bands)


def test_nobody_at_all_is_an_empty_picture() -> None:
    assert sankey({}).bands == ()


def test_the_year_is_stacked_to_the_top_on_every_day() -> None:
    first = date(2021, 10, 29)
    days = {first + timedelta(n): {"green": 300 - n, "red": n} for n in range(300)}
    drawn = layers(days)
    assert [layer.colour for layer in drawn.layers] == ["green", "red"]
    assert all(layer.word_x for layer in drawn.layers)
    red = [tuple(map(float, point.split(","))) for point in drawn.layers[1].points.split()]
    assert [y for _x, y in red[:300]] == [0.0] * 300
    assert [label for _x, label in drawn.ticks] == ["2022-01", "2022-04", "2022-07"]
