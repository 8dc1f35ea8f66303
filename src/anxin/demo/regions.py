"""Where agencies sit (Wenzhou's counties) and where the invented people were born (first six digits)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random


@dataclass(frozen=True, slots=True)
class County:
    """A county of Wenzhou: GB/T 2260 code, full name, short name for file names, share of agencies."""

    code: str
    name: str
    short: str
    weight: int


COUNTIES: tuple[County, ...] = (
    County("330302", "鹿城区", "鹿城", 15),
    County("330381", "瑞安市", "瑞安", 10),
    County("330304", "瓯海区", "瓯海", 9),
    County("330382", "乐清市", "乐清", 9),
    County("330303", "龙湾区", "龙湾", 7),
    County("330324", "永嘉县", "永嘉", 5),
    County("330326", "平阳县", "平阳", 5),
    County("330327", "苍南县", "苍南", 4),
    County("330383", "龙港市", "龙港", 3),
    County("330328", "文成县", "文成", 2),
    County("330329", "泰顺县", "泰顺", 1),
    County("330305", "洞头区", "洞头", 1),
)


@dataclass(frozen=True, slots=True)
class Birthplace:
    """A county code people carry in their number, the years of birth it fits, and how often it occurs."""

    code: str
    first_year: int
    last_year: int
    weight: int


# Codes come and go (GB/T 2260): a code is used only for birth years in which it existed.
BIRTHPLACES: tuple[Birthplace, ...] = (
    Birthplace("332422", 1950, 1980, 14),
    Birthplace("332423", 1950, 1980, 18),
    Birthplace("332424", 1950, 1980, 12),
    Birthplace("332425", 1950, 1980, 20),
    Birthplace("332426", 1950, 1980, 14),
    Birthplace("332427", 1950, 1980, 9),
    Birthplace("330302", 1984, 2010, 10),
    Birthplace("330303", 1984, 2010, 5),
    Birthplace("330321", 1981, 1991, 9),
    Birthplace("330304", 1992, 2010, 9),
    Birthplace("330324", 1981, 2010, 13),
    Birthplace("330325", 1981, 1987, 13),
    Birthplace("330381", 1989, 2010, 13),
    Birthplace("330323", 1981, 1992, 10),
    Birthplace("330382", 1993, 2010, 10),
    Birthplace("330326", 1981, 2010, 14),
    Birthplace("330327", 1981, 2010, 16),
    Birthplace("330328", 1981, 2010, 11),
    Birthplace("330329", 1981, 2010, 9),
    Birthplace("342222", 1950, 1997, 6),
    Birthplace("342225", 1950, 1997, 6),
    Birthplace("342425", 1950, 1998, 7),
    Birthplace("342423", 1950, 1998, 9),
    Birthplace("362330", 1950, 1999, 15),
    Birthplace("362421", 1950, 1999, 6),
    Birthplace("362325", 1950, 1999, 9),
    Birthplace("412728", 1950, 1999, 6),
    Birthplace("412825", 1950, 1999, 8),
    Birthplace("422823", 1950, 2010, 9),
    Birthplace("433022", 1950, 1996, 5),
    Birthplace("432503", 1950, 1998, 5),
    Birthplace("513021", 1950, 1998, 6),
    Birthplace("513029", 1950, 1998, 7),
    Birthplace("522121", 1950, 1996, 7),
    Birthplace("522225", 1950, 2009, 9),
    Birthplace("522227", 1950, 2009, 6),
    Birthplace("522422", 1950, 2009, 9),
    Birthplace("522425", 1950, 2009, 8),
    Birthplace("532128", 1950, 2010, 8),
    Birthplace("352227", 1950, 1998, 5),
    Birthplace("612425", 1950, 1999, 4),
)


@cache
def _choices(year: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    fitting = [place for place in BIRTHPLACES if place.first_year <= year <= place.last_year]
    return tuple(place.code for place in fitting), tuple(accumulate(place.weight for place in fitting))


def birthplace(rng: Random, year: int) -> str:
    """A six-digit county code that existed in the year of birth."""
    codes, weights = _choices(year)
    return rng.choices(codes, cum_weights=weights)[0]
