"""The timeline picture as geometry."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anxin.web.console.timeline import Piece, Window, stretch, stretches, ticks, window_for, worded_once

DAY = date(2021, 10, 29)
days = st.dates(date(2019, 1, 1), date(2024, 12, 31))


def per_cent(place: str) -> float:
    return float(place.rstrip("%"))


@given(st.lists(days, max_size=6), days)
def test_the_window_holds_today_and_the_day_shown(named: list[date], as_of: date) -> None:
    window = window_for(named, today=DAY, as_of=as_of)
    assert window.first <= min(DAY, as_of)
    assert window.last >= max(DAY, as_of)
    assert window.first.day == 1


@given(days, days, days)
def test_the_slider_counts_days_from_the_windows_first(first: date, last: date, day: date) -> None:
    window = Window(min(first, last), max(first, last))
    assert window.first <= window.day(window.offset(day)) <= window.last
    if window.first <= day <= window.last:
        assert window.day(window.offset(day)) == day


@given(days, days, st.none() | days)
def test_a_piece_stays_inside_the_picture(first: date, other: date, until: date | None) -> None:
    window = Window(date(2021, 1, 1), date(2021, 12, 31))
    piece = stretch(window, min(first, other), until, "tl-good")
    if piece is not None:
        assert 0 <= per_cent(piece.x) <= 100
        assert per_cent(piece.x) + per_cent(piece.width) <= 100.001


def test_a_piece_covers_its_days_and_names_its_last() -> None:
    window = Window(date(2021, 1, 1), date(2021, 1, 10))
    piece = stretch(window, date(2021, 1, 3), date(2021, 1, 6), "tl-good", "passed")
    assert piece is not None
    assert (per_cent(piece.x), per_cent(piece.width)) == (20.0, 30.0)
    assert piece.last == date(2021, 1, 5)


def test_an_open_piece_runs_to_the_edge() -> None:
    window = Window(date(2021, 1, 1), date(2021, 1, 10))
    piece = stretch(window, date(2021, 1, 6), None, "tl-good")
    assert piece is not None
    assert (per_cent(piece.x), per_cent(piece.width), piece.last) == (50.0, 50.0, None)


def test_what_lies_outside_is_not_drawn() -> None:
    window = Window(date(2021, 1, 1), date(2021, 1, 10))
    outside: list[Piece] = [(date(2020, 1, 1), date(2021, 1, 1), "", "", None), (date(2021, 1, 11), None, "", "", None)]
    assert stretches(window, outside) == ()


def test_of_neighbours_drawn_alike_only_the_first_carries_its_word() -> None:
    window = Window(date(2021, 1, 1), date(2021, 1, 30))
    step = timedelta(days=10)
    first = window.first
    pieces: list[Piece] = [
        (first, first + step, "red", "both over", "红"),
        (first + step, first + 2 * step, "red", "card invalid", "红"),
        (first + 2 * step, None, "green", "both valid", "绿"),
    ]
    assert [piece.word for piece in worded_once(stretches(window, pieces))] == ["红", "", "绿"]


def test_a_word_is_written_only_where_there_is_room() -> None:
    window = Window(date(2021, 1, 1), date(2021, 12, 31))
    narrow = stretch(window, date(2021, 1, 1), date(2021, 1, 15), "tl-good", "有效")
    wide = stretch(window, date(2021, 1, 1), date(2021, 3, 1), "tl-good", "有效")
    assert narrow is not None
    assert wide is not None
    assert (narrow.word, narrow.label, wide.word) == ("", "有效", "有效")


def test_a_long_window_is_marked_by_quarters_and_at_most_four_on_a_narrow_screen() -> None:
    marks = ticks(Window(date(2019, 10, 1), date(2022, 7, 31)))
    assert [mark.label for mark in marks][:3] == ["2019-10", "2020-01", "2020-04"]
    assert len([mark for mark in marks if not mark.minor]) == 4


def test_a_short_window_is_marked_by_months() -> None:
    assert [mark.label for mark in ticks(Window(date(2021, 8, 1), date(2021, 11, 30)))] == [
        "2021-08",
        "2021-09",
        "2021-10",
        "2021-11",
    ]


def test_one_can_slide_a_month_past_the_last_end() -> None:
    assert window_for([date(2022, 3, 11)], today=DAY, as_of=DAY).last == date(2022, 4, 11)
