"""What a service declares of one allotment, as it is kept: plain values, with their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import cattrs

from anxin.kernel.cases.forms import FormField, Words
from anxin.kernel.cases.matter import DatedTable
from anxin.modules.allotments.enums import Kind, Rule

UNSAID = Words("")
SHANGHAI = ZoneInfo("Asia/Shanghai")
PARCEL_ACCOUNTS = ("bought", "stock", "firm", "given", "returned")
PLACE_ACCOUNTS = ("capacity", "free", "taken")
PARCEL_MOVEMENTS = {
    "bring": ("bought", "stock"),
    "allot": ("stock", "firm"),
    "give": ("firm", "given"),
    "return": ("firm", "returned"),
    "restock": ("returned", "stock"),
}
PLACE_MOVEMENTS = {
    "open": ("capacity", "free"),
    "withdraw": ("free", "capacity"),
    "take": ("free", "taken"),
    "give-back": ("taken", "free"),
}


@dataclass(frozen=True)
class Part:
    """A class, a house or a load of parcels: how many there are, and the day it begins (ISO; empty: no day). From that
    day on nothing of it is offered any more."""

    slug: str
    title: Words
    quantity: int
    starts: str = ""


@dataclass(frozen=True)
class DrawTerms:
    """Which public value decides the lots, and the day (ISO) before which nobody can know it."""

    value: Words
    day: str


@dataclass(frozen=True)
class OfferTerms:
    """One allotment of a service. `since` and `until` (ISO days, both included) bound applications by the moment of
    receipt. `guardian`: somebody else than the receiver asks. `member`: role of the affiliation that whoever asks must
    hold on that day, "" for none. `hold_hours`: how long something offered is held.
    `keeps_years`: how long an application that has ended keeps what was said in it."""

    pack: str
    slug: str
    kind: Kind
    rule: Rule
    title: Words
    summary: Words
    area: str
    book_kind: str
    book_key: str
    parts: tuple[Part, ...]
    since: str
    until: str
    hold_hours: int
    for_whom: Words
    guardian: bool = False
    member: str = ""
    proxy: bool = False
    published: bool = False
    note: Words = UNSAID
    appeal: Words = UNSAID
    form: tuple[FormField, ...] = ()
    admission: tuple[DatedTable, ...] = ()
    draw: DrawTerms | None = None
    keeps_years: int = 3

    @property
    def accounts(self) -> tuple[str, ...]:
        return PARCEL_ACCOUNTS if self.kind is Kind.PARCELS else PLACE_ACCOUNTS

    @property
    def movements(self) -> Mapping[str, tuple[str, str]]:
        return PARCEL_MOVEMENTS if self.kind is Kind.PARCELS else PLACE_MOVEMENTS

    @property
    def drawn(self) -> bool:
        return self.rule is not Rule.FIRST_COME

    def part(self, slug: str) -> Part | None:
        return next((one for one in self.parts if one.slug == slug), None)

    def opens(self) -> datetime:
        return midnight(self.since)

    def closes(self) -> datetime:
        """The first moment that is too late."""
        return midnight(self.until) + timedelta(days=1)

    def table(self, on: date) -> DatedTable | None:
        """The admission table in force on a day."""
        return next((one for one in reversed(self.admission) if one.since <= on.isoformat()), None)


def midnight(day: str) -> datetime:
    """The first moment of a day (ISO) in Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(), SHANGHAI)


def starts_at(part: Part) -> datetime | None:
    """From when on nothing of a part is offered any more."""
    return midnight(part.starts) if part.starts else None


def written(terms: OfferTerms) -> str:
    """The terms as JSON, the same text for the same terms."""
    return json.dumps(cattrs.unstructure(terms), ensure_ascii=False, sort_keys=True)


def read(text: str) -> OfferTerms:
    """The terms of a JSON text that `written` made."""
    return cattrs.structure(json.loads(text), OfferTerms)
