"""Plain Python values into FEEL and back."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.decisions.feel.crossing import into_feel, out_of_feel
from anxin.decisions.feel.evaluate import evaluate
from anxin.decisions.feel.plain import Months
from anxin.decisions.feel.temporal import Date, DateTime, Duration, Time

moments = st.datetimes(timezones=st.none() | st.just(UTC) | st.just(ZoneInfo("Asia/Shanghai")))
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.text()
    | st.integers(-(10**34) + 1, 10**34 - 1)
    | st.dates()
    | st.times()
    | moments
    | st.timedeltas()
    | st.integers().map(Months),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(plain)
def test_plain_values_come_back_as_they_went_in(value: object) -> None:
    assert out_of_feel(into_feel(value)) == value


def test_every_kind_has_its_value() -> None:
    assert into_feel(True) is True
    assert into_feel([1, (Decimal("1.5"),)]) == [Decimal(1), [Decimal("1.5")]]
    assert into_feel(datetime(2021, 10, 29, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))) == DateTime(
        Date(2021, 10, 29), Time(10, 0, 0, zone="Asia/Shanghai")
    )
    assert into_feel(time(10, 0, tzinfo=timezone(timedelta(hours=8)))) == Time(10, 0, 0, offset=28_800)
    assert into_feel(timedelta(days=-1, microseconds=1)) == Duration(-86_400 * 10**9 + 1_000)
    assert into_feel(10**40 + 1) == Decimal(10) ** 40


def test_whole_numbers_leave_as_int_and_others_as_decimal() -> None:
    assert [type(out_of_feel(evaluate(text, {}))) for text in ("2.0", "2.5", "10 ** 33", "10 ** 40")] == [
        int,
        Decimal,
        int,
        Decimal,
    ]


@pytest.mark.parametrize(
    ("value", "error", "why"),
    [
        (1.5, TypeError, "the value is a float, which FEEL does not have; give an int or a Decimal"),
        (
            {"a": [1, 0.5]},
            TypeError,
            "the value['a'][1] is a float, which FEEL does not have; give an int or a Decimal",
        ),
        ({1: 2}, TypeError, "the value has a key that is no string: 1"),
        ({"a": object()}, TypeError, "the value['a'] is a object, which FEEL does not have"),
        (Decimal("NaN"), ValueError, "the value: NaN is no number"),
        (Decimal("1e7000"), ValueError, "the value: the number is too large"),
        (b"x", TypeError, "the value is a bytes, which FEEL does not have"),
    ],
)
def test_what_has_no_value_is_refused_with_its_place(value: object, error: type[Exception], why: str) -> None:
    with pytest.raises(error) as refused:
        into_feel(value)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("text", "error", "why"),
    [
        ("[1, function() 1]", TypeError, "the value[1] is a function, which has no plain form"),
        ("{a: [1..2]}", TypeError, "the value['a'] is a range, which has no plain form"),
        ('@"12021-01-01"', ValueError, "the value: year 12021 is out of range"),
    ],
)
def test_what_has_no_plain_form_is_refused_with_its_place(text: str, error: type[Exception], why: str) -> None:
    with pytest.raises(error) as refused:
        out_of_feel(evaluate(text, {}))
    assert str(refused.value) == why


def test_values_nested_without_end_are_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="nested more than 100 deep"):
        into_feel(endless)
    assert out_of_feel(into_feel(date(2021, 10, 29))) == date(2021, 10, 29)
