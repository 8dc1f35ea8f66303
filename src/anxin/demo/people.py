"""Invented persons: name, identity number and phone, none of them taken from anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from stdnum.cn import ric

from anxin.demo.plan import DECISION_DAY
from anxin.demo.regions import birthplace
from anxin.demo.words import GIVEN_MEN, GIVEN_WOMEN_OLDER, GIVEN_WOMEN_YOUNGER, SURNAMES

WOMEN_SHARE = 0.88
YOUNGEST, OLDEST = 20, 62
_SURNAMES = tuple(surname for surname, _ in SURNAMES)
_SURNAME_WEIGHTS = tuple(accumulate(weight for _, weight in SURNAMES))


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person as a roster names them."""

    id_number: str
    name: str
    phone: str


class PersonInventor:
    """Makes persons whose identity numbers and phones never repeat within one city."""

    def __init__(self, rng: Random, *, taken: Iterable[str] = ()) -> None:
        self._rng = rng
        self._taken = set(taken)

    def invent(self) -> Person:
        """One more person: 20 to 62 years old on the decision day, mostly women between 35 and 55."""
        woman = self._rng.random() < WOMEN_SHARE
        born = self._birth_date()
        number = self._fresh(lambda: invent_identity_number(self._rng, born=born, woman=woman))
        name = invent_name(self._rng, woman=woman, birth_year=born.year)
        return Person(number, name, self._fresh(lambda: invent_phone(self._rng)))

    def _birth_date(self) -> date:
        age_days = int(self._rng.triangular(YOUNGEST, OLDEST, 48) * 365.25)
        age_days = min(max(age_days, int(YOUNGEST * 365.25) + 2), int(OLDEST * 365.25))
        return DECISION_DAY - timedelta(days=age_days)

    def _fresh(self, make: Callable[[], str]) -> str:
        while (made := make()) in self._taken:
            pass
        self._taken.add(made)
        return made


def invent_identity_number(rng: Random, *, born: date, woman: bool) -> str:
    """An 18-digit number with a right check digit (GB 11643).

    The sequence is always 900 or above, which registration offices practically never reach on one day in one county,
    so that an invented number is not somebody's.
    """
    sequence = 900 + 2 * rng.randrange(50) + (0 if woman else 1)
    body = f"{birthplace(rng, born.year)}{born:%Y%m%d}{sequence}"
    return body + ric.calc_check_digit(body + "0")


def invent_name(rng: Random, *, woman: bool, birth_year: int) -> str:
    """A Chinese name in the style of the generation."""
    surname = rng.choices(_SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0]
    for_women = GIVEN_WOMEN_OLDER if birth_year < 1982 else GIVEN_WOMEN_YOUNGER
    pool = for_women if woman else GIVEN_MEN
    length = 2 if rng.random() < 0.8 else 1
    return surname + "".join(rng.sample(pool, length))


def invent_phone(rng: Random) -> str:
    """An 11-digit mobile number in the 154 range, which is not given to subscribers."""
    return f"154{rng.randrange(10**8):08d}"
