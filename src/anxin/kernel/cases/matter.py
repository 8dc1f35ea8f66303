"""A matter 事项: what may be asked under a service, in which form, which desks deal with it, and what it is held to.

A pack declares matters; applying the pack keeps each version whole, and a case stays under the one it came in under.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from typing import Any

import cattrs

from anxin.kernel.cases.clocks import ClockTerm, Unit
from anxin.kernel.cases.enums import Duty, Happened, Result
from anxin.kernel.cases.forms import FormField, Words

UNTITLED = Words("")


class Level(StrEnum):
    """Whose desk it is: one for each county, city or province, or the organisation the case is about."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    ORGANISATION = "organisation"


DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6}


class Deed(StrEnum):
    """What a case may do to the kernel's other records: all of it, and no more."""

    DISPUTE_RECORD = "dispute-record"
    CORRECT_RECORD = "correct-record"
    WITHDRAW_RECORD = "withdraw-record"
    RECORD_EVIDENCE = "record-evidence"
    START_AFFILIATION = "start-affiliation"
    END_AFFILIATION = "end-affiliation"
    TRANSFER_AFFILIATION = "transfer-affiliation"
    ISSUE_CARD = "issue-card"
    NOTIFY = "notify"
    POST = "post"
    HOLD = "hold"
    TAKE = "take"
    RELEASE = "release"


@dataclass(frozen=True)
class DeskNamed:
    """A desk of the service. One row of people for each area of its level, or for each organisation."""

    slug: str
    title: Words
    level: Level
    duties: frozenset[Duty]

    def area(self, area: str) -> str:
        """The area the desk works for when a case lies in `area`: "330302" under a city's desk is "330300"."""
        digits = DIGITS.get(self.level)
        return "" if digits is None else area[:digits].ljust(6, "0")


@dataclass(frozen=True)
class Clock:
    """A time limit with its words: what is promised, and the law or notice it rests on."""

    term: ClockTerm
    title: Words
    basis: Words


@dataclass(frozen=True)
class Within:
    """A length of time, as a clock counts it."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class Step:
    """A step that must be done before the case is answered, or before it is closed. `when`: outputs of the grading
    table and the values of each under which the step is asked for; without any it always is. `lapses`: so long after
    the case came to its desk it is asked for no more."""

    slug: str
    title: Words
    duty: Duty
    before: Happened
    form: tuple[FormField, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lapses: Within | None = None

    def wanted(self, graded: Mapping[str, Any]) -> bool:
        return all(word(graded.get(name)) in values for name, values in self.when.items())


def word(value: object) -> str:
    """An answer as a pack writes it: yes and no, else the value itself."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Question:
    """One thing screening asks of a request, answered yes or no: is it true, necessary, urgent."""

    slug: str
    title: Words


@dataclass(frozen=True)
class Contest:
    """How often a requester may say that an answer is not good enough, and until when after it."""

    times: int
    within: Within


@dataclass(frozen=True)
class Effect:
    """One deed on one event. `values`: names of the deed's own, each a word or "answer.<key>", "form.<key>",
    "grade.<output>", "reward"."""

    on: Happened
    do: Deed
    result: Result | None = None
    values: Mapping[str, str] = field(default_factory=dict)


class EntryCheck(StrEnum):
    """What is looked up about a person before a request is taken in."""

    NOT_AFFILIATED = "not-affiliated"  # with no organisation of the service yet
    ONE_OPEN = "one-open"  # no other request of this matter under way
    PHONE_FREE = "phone-free"  # the number stands on nobody else's file


@dataclass(frozen=True)
class Entry:
    """One thing looked up. `person`, `name` and `phone` are keys of the form's questions."""

    check: EntryCheck
    person: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class AnswersItself:
    """Where the grading table answers in place of a desk. `when`: its outputs and the values of each under which it
    does; `text`: the answer as the requester reads it."""

    when: Mapping[str, tuple[str, ...]]
    text: Words

    def fits(self, graded: Mapping[str, Any]) -> bool:
        return all(word(graded.get(name)) in values for name, values in self.when.items())


@dataclass(frozen=True)
class Repeats:
    """What makes two cases look like one: the same answers to these questions within so many days."""

    same: tuple[str, ...]
    days: int


@dataclass(frozen=True)
class Grade:
    """An output of the grading table, and what its values are called."""

    key: str
    title: Words
    values: Mapping[str, Words]

    def word(self, value: object) -> str:
        """One of its values as people read it."""
        return str(self.values.get(str(value), word(value)))


@dataclass(frozen=True)
class RewardLevels:
    """Reward in fen by level; one for each main case. `level`: the output of the grading table that picks it."""

    level: str
    amounts: Mapping[str, int]
    published: bool
    note: Words


@dataclass(frozen=True)
class Board:
    """The notice board: `shows` names the question of the answer whose words are posted, `asks` the yes-or-no question
    of the form by which the requester allows it."""

    shows: str
    asks: str


@dataclass(frozen=True)
class SiteListed:
    """A site whose pages are swept: in which area whoever runs it is, and what kind of medium it is."""

    title: Words
    area: str
    medium: str


@dataclass(frozen=True)
class Sweep:
    """The table that reads the sentences of saved pages, and the sites whose pages those may be."""

    table: str
    sites: Mapping[str, SiteListed]


@dataclass(frozen=True)
class DatedTable:
    """One table file as kept: from which day (ISO) it decides, its bytes as text and their SHA-256."""

    since: str
    dmn: str
    sha256: str


@dataclass(frozen=True)
class MaterialWanted:
    """An item that must stand before a card is issued, as in `codes.actions.Material`. `areas`: where it is asked, as
    six digits; none: everywhere."""

    kind: str
    result: str
    source: str | None = None
    in_date: bool = False
    title: Words = UNTITLED
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardTerms:
    """How the service's card stands in evidence, and what is wanted before it is issued."""

    kind: str
    source: str
    issued: str
    invalid: str
    materials: tuple[MaterialWanted, ...]


@dataclass(frozen=True)
class RecordKind:
    """A kind of record that an answer may correct, and the results it knows, in words. `follows`: the platform works it
    out from other records, and those are corrected in its stead."""

    title: Words
    results: Mapping[str, Words]
    follows: bool = False


@dataclass(frozen=True)
class Matter:
    """One kind of request, whole. `tables`: the dated files of every table it names, by name, the oldest first."""

    pack: str
    slug: str
    title: Words
    summary: Words
    form: tuple[FormField, ...]
    desks: tuple[DeskNamed, ...]
    reception: str
    review: str
    dispatch: str
    clocks: tuple[Clock, ...]
    results: tuple[Result, ...]
    tables: Mapping[str, tuple[DatedTable, ...]]
    grading: str = ""
    accepts_by_itself: bool = False
    answers_by_itself: AnswersItself | None = None
    anonymous: bool = False
    hides_requester: bool = False
    organisation: str = ""  # the question whose answer names the organisation the case is about
    stand_in: bool = False  # that question may stay empty: then it is the one that stands in for the area
    entry: tuple[Entry, ...] = ()
    screening: tuple[Question, ...] = ()
    steps: tuple[Step, ...] = ()
    answer: tuple[FormField, ...] = ()
    grounds: str = ""  # the question of the answer that names the rule, answered with a refusal and not without one
    silence: Within | None = None
    contest: Contest | None = None
    objections: int = 1
    apart: tuple[tuple[str, str], ...] = ()  # kinds of event or steps that two people do
    effects: tuple[Effect, ...] = ()
    repeats: Repeats | None = None
    reward: RewardLevels | None = None
    grades: tuple[Grade, ...] = ()
    card: CardTerms | None = None
    corrects: Mapping[str, RecordKind] = field(default_factory=dict)  # only where an answer corrects a record
    supply: bool = False
    batches: bool = False
    channels: tuple[str, ...] = ()  # the doors by which it may come in; none named: every one
    sweep: Sweep | None = None
    board: Board | None = None
    keeps_years: int = 3
    appeal: Words = UNTITLED

    @cached_property
    def terms(self) -> tuple[ClockTerm, ...]:
        return tuple(clock.term for clock in self.clocks)

    def table(self, name: str, on: date) -> DatedTable | None:
        """The file that decides on that day; None before the first."""
        return next((one for one in reversed(self.tables[name]) if one.since <= on.isoformat()), None)

    def clock(self, slug: str) -> Clock:
        return next(clock for clock in self.clocks if clock.term.slug == slug)

    def desk(self, slug: str) -> DeskNamed:
        return next(desk for desk in self.desks if desk.slug == slug)

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def fields(self) -> Iterator[FormField]:
        """Every question of the matter: of its form, its answer and its steps."""
        yield from self.form
        yield from self.answer
        for step in self.steps:
            yield from step.form


_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(time, lambda moment: moment.isoformat("minutes"))
_converter.register_structure_hook(time, lambda written, _type: time.fromisoformat(written))
_converter.register_unstructure_hook_func(
    lambda kind: getattr(kind, "__origin__", None) is frozenset, lambda held: sorted(str(one) for one in held)
)


def written(matter: Matter) -> str:
    """The matter as JSON, the same text for the same matter."""
    return json.dumps(_converter.unstructure(matter, Matter), ensure_ascii=False)


def read(text: str) -> Matter:
    """The matter of a JSON text that `written` made."""
    return _converter.structure(json.loads(text), Matter)
