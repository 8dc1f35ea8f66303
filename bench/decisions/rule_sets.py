"""The safety code's two tables as published, and people to decide: everyday ones and torturous ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from anxin.decisions import Compiled, load

RULES = Path(__file__).resolve().parents[2] / "packs" / "home_service" / "rules"
TODAY = date(2021, 10, 29)
SOON = timedelta(days=30)
# Days on which calendars go wrong, beside the everyday one.
DAYS = (TODAY, date(2024, 2, 29), date(2023, 2, 28), date(2021, 1, 31), date(2000, 3, 1))

NATIONAL_FACTS = ("card", "police", "health", "health_until", "insurance_until")
WENZHOU_FACTS = ("card", "identity_city", "identity_ministry", *NATIONAL_FACTS[1:])

Facts = dict[str, Any]
_WORDS: Mapping[str, tuple[tuple[str | None, ...], tuple[int, ...]]] = {
    "card": (("issued", "invalid", None), (94, 2, 4)),
    "identity_city": (("passed", "failed", "abnormal", "invalid", None), (92, 2, 1, 1, 4)),
    "identity_ministry": (("passed", "failed", "abnormal", "invalid", None), (92, 2, 1, 1, 4)),
    "police": (("passed", "failed", None), (93, 2, 5)),
    "health": (("passed", "failed", None), (93, 2, 5)),
}
SPAN = 730  # dates of validity lie so many days about the day of decision, most of them after it
AGO = 180


def national_file() -> Path:
    return RULES / "zhejiang-2020-07-05.dmn"


def national() -> Compiled:
    """Eleven rows, five facts, no duration."""
    return load(national_file()).compile("colour")


def wenzhou() -> Compiled:
    """Eighteen rows, seven facts, and "about to expire" 30 days ahead."""
    return load(RULES / "wenzhou-2021-01-01.dmn").compile("colour", {"about_to_expire": SOON})


def everyday(names: tuple[str, ...], how_many: int, seed: int = 7) -> list[Facts]:
    """People as a city has them: most are in order, every fact can be missing."""
    random = Random(seed)
    drawn = {name: random.choices(*_WORDS[name], k=how_many) for name in names if name in _WORDS}
    for name in names:
        if name not in drawn:
            days = [TODAY + timedelta(days=random.randrange(SPAN) - AGO) for _ in range(how_many)]
            drawn[name] = [None if random.random() < 0.04 else day for day in days]
    return [dict(zip(names, values, strict=True)) for values in zip(*(drawn[name] for name in names), strict=True)]


def torturous(names: tuple[str, ...], how_many: int, as_of: date, seed: int = 11) -> list[Facts]:
    """Every value as likely as null; dates at the edges of months, leap days, and of the tests themselves."""
    random = Random(seed)
    near = [as_of + timedelta(days=days) for days in (-31, -30, -29, -1, 0, 1, 28, 29, 30, 31, 365)]
    days = [*near, date(2024, 2, 29), date(2020, 2, 29), date(2021, 2, 28), date(2021, 1, 31), date(2021, 12, 31)]
    choices = {name: list(_WORDS[name][0]) if name in _WORDS else [*days, None, None] for name in names}
    return [{name: random.choice(choices[name]) for name in names} for _ in range(how_many)]
