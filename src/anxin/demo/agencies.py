"""The invented agencies: a valid unified credit code each, a county, a size, a clerk, a way of writing dates."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

from stdnum.cn import uscc

from anxin.demo.people import invent_name, invent_phone
from anxin.demo.plan import CityPlan, agency_sizes
from anxin.demo.regions import COUNTIES, County
from anxin.demo.words import BRANDS

DateHabit = Literal["real", "dashes", "slashes", "dots", "chinese", "digits"]
_REAL: DateHabit = "real"
DATE_HABITS: tuple[DateHabit, ...] = (_REAL, _REAL, _REAL, "dashes", "slashes", "dots", "chinese", "digits")

_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Agency:
    """An invented agency; `number` is 1-based, `care` is how well it keeps papers in date (about 1)."""

    number: int
    code: str
    name: str
    brand: str
    county: County
    size: int
    care: float
    date_habit: DateHabit
    clerk: str
    clerk_phone: str

    @property
    def roster_name(self) -> str:
        """The file name a clerk would give the roster."""
        return f"花名册-{self.number:02d}-{self.county.short}-{self.brand}家政.xlsx"


def invent_agencies(plan: CityPlan, rng: Random) -> list[Agency]:
    """All agencies of a plan, in the order of their numbers; sizes are dealt out at random."""
    sizes = agency_sizes(plan)
    rng.shuffle(sizes)
    brands = rng.sample(BRANDS, plan.agencies)
    counties = _spread_counties(plan.agencies, rng)
    return [
        _invent_agency(number, counties[number - 1], brands[number - 1], sizes[number - 1], rng)
        for number in range(1, plan.agencies + 1)
    ]


def _invent_agency(number: int, county: County, brand: str, size: int, rng: Random) -> Agency:
    return Agency(
        number=number,
        code=invent_credit_code(county.code, rng),
        name=f"温州市{county.name}{brand}家政服务有限公司",
        brand=brand,
        county=county,
        size=size,
        care=rng.uniform(0.6, 1.7),
        date_habit=DATE_HABITS[number % len(DATE_HABITS)],
        clerk=invent_name(rng, woman=True, birth_year=rng.randint(1970, 1996)),
        clerk_phone=invent_phone(rng),
    )


def _spread_counties(count: int, rng: Random) -> list[County]:
    """One agency in every county first, the rest by weight; then in the order of GB/T 2260."""
    weights = [county.weight for county in COUNTIES]
    chosen = list(COUNTIES[:count])
    chosen += rng.choices(COUNTIES, weights=weights, k=count - len(chosen))
    return sorted(chosen, key=lambda county: county.code)


def invent_credit_code(area: str, rng: Random) -> str:
    """A unified credit code (GB 32100), both check characters right, in a range marked X9 for invented bodies."""
    organisation = "MAX9" + "".join(rng.choice(_CREDIT_LETTERS) for _ in range(4))
    body = f"91{area}{organisation}{organisation_check(organisation)}"
    return body + uscc.calc_check_digit(body)


def organisation_check(organisation: str) -> str:
    """The check character of an 8-character organisation code (GB 11714)."""
    weighted = zip(organisation, _ORGANISATION_WEIGHTS, strict=True)
    total = sum(int(letter, 36) * weight for letter, weight in weighted)
    return "0123456789X0"[11 - total % 11]
