"""Counts by colour and the bar that shows them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from anxin.web.console.figures import Place, ordered
from anxin.web.console.shares import COLOURS, Split

counts = st.dictionaries(st.sampled_from(COLOURS), st.integers(0, 50_000))


@given(counts)
def test_the_pieces_of_a_bar_lie_side_by_side_and_fill_it(held: dict[str, int]) -> None:
    pieces = Split(held).segments
    ends = [float(piece.x.rstrip("%")) + float(piece.width.rstrip("%")) for piece in pieces]
    starts = [float(piece.x.rstrip("%")) for piece in pieces]
    assert [piece.colour for piece in pieces] == list(COLOURS)
    assert all(abs(start - end) < 0.01 for start, end in zip(starts[1:], ends, strict=False))
    assert abs(ends[-1] - (100 if sum(held.values()) else 0)) < 0.01


def test_nobody_has_no_share() -> None:
    assert Split({}).green_share == 0.0
    assert Split({}).columns == [0, 0, 0, 0]


def test_shares_are_of_the_whole() -> None:
    split = Split({"green": 27_033, "grey": 16_621})
    assert split.total == 43_654
    assert round(split.share("green"), 4) == 0.6193


def test_rows_sort_by_name_or_by_any_column_either_way() -> None:
    few = Place("乙", "", Split({"green": 1, "red": 3}))
    many = Place("甲", "", Split({"green": 5, "red": 1}))

    def names(by: str) -> list[str]:
        return [place.name for place in ordered([few, many], by)]

    assert names("name") == ["乙", "甲"]
    assert names("-name") == ["甲", "乙"]
    assert names("-total") == ["甲", "乙"]
    assert names("-red") == ["乙", "甲"]
    assert names("-share") == ["甲", "乙"]
