"""Invented residents of the health code, by the hundred thousand: to try rules on before anybody is decided by them.

Nobody in it has an identity number or a phone. Seeded: the same number of residents on the same day are the same ones.
The shares of green on 17 February 2020 follow the published figures (province 14.989 million codes, 94.7 % green;
Hangzhou 7.2533 million, 92.9 %); how yellow and red divide, and every share of 2022, is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from django.db import transaction

from anxin.demo.words import GIVEN_MEN, SURNAMES
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.facts import STATED
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.series import Counting, timeline
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.trial_people import Row, continue_numbering, insert_rows
from anxin.kernel.parties.models import Party, PartyKind, Registration, new_public_id
from anxin.kernel.reference.areas import areas

PACK = "health_code"
PROVINCE, HANGZHOU = 14_989_000, 7_253_300  # codes on 17 February 2020
GREEN, GREEN_HANGZHOU = 0.947, 0.929
GREEN_ELSEWHERE = (PROVINCE * GREEN - HANGZHOU * GREEN_HANGZHOU) / (PROVINCE - HANGZHOU)
BLOCK = 20_000
STREETS = 12  # invented streets of each county, three digits after its code
SPRING_2020 = date(2020, 12, 31)  # up to here the rules of self-declaration
CHECK_INS = Counting(frozenset({"normal"}), {"seven": 7, "fourteen": 14}, "none")
TESTS = Counting(frozenset({"negative"}), {"three": 3}, "none")
PERSON = PartyKind.PERSON.value
PARTY = ("id", "public_id", "kind", "name", "area", "phone_sealed", "phone_index", "address_sealed", "created_at")
NO_PHONE = ("", "", "")
FILE = ("party_id", "pack", "area", "number", "registered_at", "registered_by")
RECORD = (
    "party_id", "kind", "source", "result", "valid_from", "valid_until", "standing", "reason", "received_at",
    "submitted_by", "details",
)  # fmt: skip
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Said:
    """One record to be: what counting and writing read of it."""

    kind: str
    source: str
    result: str
    valid_from: date
    valid_until: date | None = None
    area: str = ""


def invent(*, by: Actor, at: datetime, people: int, day: date, seed: int = 1, told: Told | None = None) -> int:
    """Fill a site without people with residents as known on a day; gives the number of records. `Conflict` where there
    are people: invented ones are never mixed with others."""
    if Party.objects.exists():
        raise Conflict(
            "This site holds people.",
            why="Invented residents are for trying rules and are never mixed with others.",
            todo="Set ANXIN_HOME to an empty folder.",
        )
    records = 0
    counties, weights = _counties()
    for start in range(0, people, BLOCK):
        rng = Random(f"{seed}:{day}:{start}")
        size = min(BLOCK, people - start)
        records += _write_block(by, at, start, rng.choices(counties, cum_weights=weights, k=size), day, rng)
        if told is not None:
            told(start + size, people)
    continue_numbering(Party, Registration, Evidence)
    journal.write(by=by, at=at, act="residents.invent", detail={"people": people, "day": day.isoformat(), "seed": seed})
    return records


def _counties() -> tuple[list[str], list[float]]:
    """Counties with their share of all codes, added up: Hangzhou's by the published figures, the rest alike."""
    codes = [code for code in sorted(areas()) if code.startswith("33") and not code.endswith("00")]
    own = [code for code in codes if code.startswith("3301")]
    share = {True: HANGZHOU / PROVINCE / len(own), False: (1 - HANGZHOU / PROVINCE) / (len(codes) - len(own))}
    return codes, list(accumulate(share[code in own] for code in codes))


@transaction.atomic
def _write_block(by: Actor, at: datetime, start: int, homes: list[str], day: date, rng: Random) -> int:
    told = february_2020 if day <= SPRING_2020 else january_2022
    numbers = range(start + 1, start + len(homes) + 1)
    names = [rng.choice(SURNAMES)[0] + rng.choice(GIVEN_MEN) for _home in homes]
    said = [(one, said) for one, home in zip(numbers, homes, strict=True) for said in told(home, day, rng)]
    insert_rows(
        Party,
        PARTY,
        ((n, new_public_id(), PERSON, *who, *NO_PHONE, at) for n, *who in zip(numbers, names, homes, strict=True)),
    )
    files = ((n, PACK, home, f"I{n:09d}", at, by.label) for n, home in zip(numbers, homes, strict=True))
    insert_rows(Registration, FILE, files)
    insert_rows(Evidence, RECORD, (_record(by, at, one, held) for one, held in said))
    return len(said)


def _record(by: Actor, at: datetime, party: int, said: Said) -> Row:
    days = (said.valid_from, said.valid_until)
    details = f'{{"area": "{said.area}"}}' if said.area else "{}"
    return (party, said.kind, said.source, said.result, *days, STATED, "", at, by.label, details)


def february_2020(home: str, day: date, rng: Random) -> Iterator[Said]:
    """Nine in ten declared themselves normal; the others are somewhere in their 7 or 14 days."""
    green = GREEN_HANGZHOU if home.startswith("3301") else GREEN_ELSEWHERE
    drawn = rng.random()
    if drawn < green * 0.985:
        yield Said("check_in", "resident", "normal", day - timedelta(days=rng.randrange(6)))
        return
    if drawn < green:  # isolation is over
        yield from _isolated(day, rng, rng.choice(["contact", "key_area"]), ended=rng.randrange(13, 16))
    elif rng.random() < 0.6:
        yield from _isolated(day, rng, "fever", ended=rng.randrange(6))
    else:
        yield from _isolated(day, rng, rng.choice(["contact", "contact", "key_area"]), ended=rng.randrange(13))


def _isolated(day: date, rng: Random, concern: str, *, ended: int) -> Iterator[Said]:
    """A concern declared `ended` days ago, and a check-in on every day since."""
    began = day - timedelta(days=ended)
    yield Said("concern", "resident", concern, began)
    said = [Said("check_in", "resident", "normal", began + timedelta(days=ahead)) for ahead in range(ended + 1)]
    if concern == "fever":
        said[0] = Said("check_in", "resident", "abnormal", began)
    yield from said
    yield from (Said("check_in_run", "platform", word, on) for on, word in timeline(said, CHECK_INS).items())


def january_2022(home: str, day: date, rng: Random) -> Iterator[Said]:
    """Everybody lives somewhere; half were tested lately, few touched a risk."""
    came = day - timedelta(days=rng.choice([2, 9, 90, 900]))
    left = (
        day - timedelta(days=rng.randrange(1, 60)) if rng.random() < 0.02 and came < day - timedelta(days=60) else None
    )
    yield Said("stay", "community", "living", came, left, area=f"{home}{1 + rng.randrange(STREETS):03d}")
    if rng.random() < 0.5:
        last, length = day - timedelta(days=rng.randrange(4)), rng.choice([1, 1, 1, 2, 3])
        said = [
            Said("test", "laboratory", "negative", on, on + timedelta(days=1))
            for on in (last - timedelta(days=back) for back in reversed(range(length)))
        ]
        yield from said
        yield from (Said("test_run", "platform", word, on) for on, word in timeline(said, TESTS).items())
    risk = rng.random()
    if risk < 0.004:
        since = day - timedelta(days=rng.randrange(10))
        kind = "risk_high" if risk < 0.0006 else "risk_medium"
        yield Said(kind, "disease_control", "touched", since, since + timedelta(days=14))
