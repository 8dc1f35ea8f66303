"""What goes in and out of the API. Every field that is not self-evident says what it means, in which unit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.utils import timezone
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from anxin.kernel.reference.days import day_written

PUBLIC_ID = r"^[a-z2-7]{16}$"
TOKEN = r"^[A-Za-z0-9_-]{16,32}$"
WORD = r"^[a-z][a-z0-9_-]*$"
# Databases refuse NUL, and a control sign in a name or a reason is always a slip.
PLAIN = r"^[^\x00-\x1f\x7f]*$"

PublicId = Annotated[str, StringConstraints(pattern=PUBLIC_ID)]
Word = Annotated[str, StringConstraints(pattern=WORD, max_length=40)]
Line = Annotated[str, StringConstraints(pattern=PLAIN, max_length=200, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=120, strip_whitespace=True)]
Area = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


def read_day(read: object) -> object:
    """Only 2021-10-29: a bare number would be taken for seconds since 1970."""
    if isinstance(read, int | float):
        raise ValueError("a day is written as 2021-10-29")
    return day_written(read) if isinstance(read, str) else read


GivenDay = Annotated[date, BeforeValidator(read_day)]
# One moment has one spelling, whichever database it comes from.
Moment = Annotated[datetime, AfterValidator(timezone.localtime)]


class Asked(Schema):
    """A body sent to us: a key we do not know is a slip to be told, not to be dropped."""

    model_config = ConfigDict(extra="forbid")


class Agency(Schema):
    """An organisation a person belongs to."""

    public_id: str
    name: str


class Standing(Schema):
    """The outcome now standing: decided from evidence, never entered."""

    colour: str = Field(description="green, yellow, red or grey (no code issued).")
    reason: str
    since: date
    next_change: date | None = Field(description="The earliest later day it could change with no new evidence.")


class Person(Schema):
    """One person as the asker's role may see them."""

    public_id: str
    name: str
    masked_number: str | None = Field(default=None, description="First and last two characters of the identity number.")
    area: str = Field(description="GB/T 2260 code of the county.")
    file_number: str | None = Field(default=None, description="Number of the file (档案) under the pack.")
    agency: Agency | None = None
    standing: Standing | None = None


class People(Schema):
    """One page of a list; `next` goes into `after` for the following one."""

    people: list[Person]
    next: str | None = None


class NewPerson(Asked):
    """A worker whom an agency enters: person, file and affiliation come to be together or not at all."""

    name: Name
    id_number: Annotated[str, StringConstraints(max_length=40, pattern=PLAIN)] = Field(
        description="Identity number (GB 11643), 18 characters. Sealed at once, never shown again."
    )
    phone: Annotated[str, StringConstraints(max_length=20, pattern=r"^[0-9+ -]*$")] = ""
    started_on: GivenDay = Field(description="First day with the agency.")


class Item(Schema):
    """One record in force on the day asked for."""

    record: int = Field(description="Number of the record, for withdrawing or disputing it.")
    kind: str
    source: str
    result: str | None
    valid_from: date
    valid_until: date | None = Field(description="Last valid day, inclusive; null: without end.")
    in_date: bool
    received_at: Moment
    disputed: bool


class Condition(Schema):
    """One cell of the row that fired: what it asks and what it found."""

    input: str
    test: str
    fact: str | None


class Change(Schema):
    """One fact that would have to be another, computed from the decision table."""

    fact: str = Field(description="Input of the decision table.")
    was: str | None
    to: str | None = Field(description="The nearest value that does it.")
    or_later: bool = Field(description="Any later day does as well.")


class Explanation(Schema):
    """An outcome with everything it was computed from. Deciding again from the same facts gives the same row."""

    as_of: date
    colour: str
    reason: str
    title_zh: str
    title_en: str
    rule_set: str
    row: int
    conditions: list[Condition]
    items: list[Item]
    next_change: date | None
    legal_source: str
    legal_source_en: str
    reading: str = Field(description="Where the published wording leaves a hole: how we read it. Empty otherwise.")
    reading_en: str
    told_zh: str = Field(description="The same in one text: outcome, why, legal source, and what would change it.")
    told_en: str
    changes: list[Change] | None = Field(
        description="The fewest facts that turn it green, of those the person or the agency can do something about; "
        "null: none of them do."
    )
    waiting: date | None = Field(description="From this day it is green by itself, with nothing done.")


class NewEvidence(Asked):
    """What a source says of a person."""

    kind: Word
    source: Word
    result: Word | None = None
    valid_from: GivenDay
    valid_until: GivenDay | None = None
    corrects: Annotated[int, Field(ge=1, le=2**53)] | None = Field(
        default=None, description="Number of the record this one stands in place of."
    )
    reason: Line = Field(default="", description="Why the earlier record is corrected.")


class Record(Schema):
    """A record just written, and the outcome it led to."""

    record: int
    standing: Standing | None


class Withdrawal(Asked):
    reason: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=200, strip_whitespace=True)]


class NewCard(Asked):
    card_number: Line = Field(default="", description="As printed on the card; may follow later.")


class Card(Schema):
    """A card and its code, of equal force."""

    code: str = Field(description="The 16 letters of the code; /c/ and these is the address to scan.")
    card_number: str
    standing: Standing | None


class Exit(Asked):
    ended_on: GivenDay = Field(description="Last day with the agency, inclusive.")
    reason: Line = ""


class Look(Schema):
    """Somebody read about the person: one reading, or several alike within ten minutes."""

    number: int = Field(description="The number of its entry in the journal; of several readings the first's.")
    at: Moment = Field(description="The reading; of several the first.")
    until: Moment = Field(description="The last reading; the same as `at` where there is one.")
    times: int = Field(description="How many readings, each an entry of the journal.")
    role: str
    actor: str
    unit: str = Field(description="Where they acted from: an organisation, or a bureau's area; empty: nowhere.")
    door: str = Field(description="console, phone, check, api or command; empty: none of them.")
    act: str
    purpose: str
    fields: list[str]


class Looks(Schema):
    looks: list[Look]
    next: int | None = Field(default=None, description="Goes into `before` for the older ones.")


class Usage(Schema):
    """Somebody used the person's data, in the fields of Estonia's data tracker (Andmejälgija)."""

    personcode: str = Field(description="The person, by public id: identity numbers stand in no log.")
    logtime: Moment
    action: str = Field(description="For what, and which fields, in words.")
    sender: str = Field(description="Whose data it is: this site's address.")
    receiver: str = Field(description="Who read: role, unit and account.")


class Shown(Schema):
    """One item as a household may see it: what the pack lets it see, and no more."""

    kind: str
    label_zh: str
    label_en: str
    result: str | None
    valid_until: date | None
    in_date: bool
    received_at: Moment
    disputed: bool


class Scanned(Schema):
    """What a household sees after scanning, and the showing that it may confirm, once and within 30 minutes."""

    showing: str = Field(description="The handle of what was shown: 32 hexadecimal digits.")
    at: Moment
    colour: str
    reason: str
    title_zh: str
    title_en: str
    meaning_zh: str = Field(description="What the reason means for the visit.")
    meaning_en: str
    masked_name: str
    agency: Agency | None
    items: list[Shown]
    rule_set: str | None = Field(description="Null for a code that is out of use.")
    legal_source: str


class Check(Schema):
    """What a code shows at this moment."""

    as_of: Moment = Field(description="The server's time.")
    kind: str = Field(description="How the code was shown: screen, card, family or lookup.")
    showing: str = Field(description="The handle to confirm the visit with, 32 hexadecimal digits.")
    masked_name: str
    agency: str = Field(description="Empty without one.")
    items: list[Shown] | None = Field(default=None, description="Only where they were asked for.")
    outcome: str = Field(description="green, yellow, red or grey.")
    word: str = Field(description="The outcome in the language of Accept-Language.")
    reason: str
    title: str = Field(description="The reason in words; of a service that does not tell why, the outcome.")
    sentence: str = Field(description="What it means for the visit.")
    entry_allowed: bool = Field(description="Whether the visit may begin without a warning.")
    next_change: date | None = Field(description="The earliest later day it could change with no new evidence.")
    rule_set: str | None = Field(description="Null for a code that is out of use.")
    legal_source: str


class Unbelieved(Schema):
    """A code that is not believed, or cannot be confirmed."""

    code: str = Field(description="The reason code of docs/codes/profile.md.")
    reason: str = Field(description="The same.")
    what: str
    why: str
    todo: str


class Count(Schema):
    colour: str
    reason: str
    people: int
    share: float = Field(description="Part of the total, 0 to 1.")


class Tally(Schema):
    """Everybody decided afresh for a day, inside the database."""

    pack: str
    as_of: date
    rules: str | None = Field(description="The area whose rules were put upon everybody; null: each area its own.")
    total: int
    colours: dict[str, int]
    counts: list[Count]


class NewRules(Asked):
    """Rules to be tried: nobody is decided by them."""

    dmn: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=1, max_length=2_000_000)] = Field(
        description="The .dmn text."
    )
    area: Area | None = Field(default=None, description="Whose rules they would be (six digits); null: everybody's.")
    as_of: GivenDay | None = Field(default=None, description="The day; null: today.")
    parameters: dict[Word, Annotated[str, StringConstraints(pattern=r"^P[0-9]{1,4}D$")]] = Field(
        default={}, description="By name, as P15D; those left out are as in the rule set that is replaced."
    )


class Publication(Asked):
    """What the second person has looked at."""

    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="Of the draft's text as seen; another text is not published."
    )


class Moved(Schema):
    """How many would go from one outcome to another; an empty outcome: no row fires."""

    colour_before: str
    reason_before: str
    colour: str
    reason: str
    area: str
    people: int


class Simulated(Schema):
    """Everybody whom the rules would decide, by the rules in force and by the new ones, on one day."""

    as_of: date
    sha256: str = Field(description="Of the bytes tried.")
    parameters: dict[str, str] = Field(description="Those in use.")
    replaces: list[str] = Field(description="Rule sets that decide these people now.")
    total: int
    changed: int = Field(description="How many would change colour.")
    moves: list[Moved]


class Row(Schema):
    number: int
    colour: str
    reason: str
    legal_source: str
    legal_source_en: str
    reading: str
    reading_en: str


class Rules(Schema):
    """One dated rule set as applied."""

    slug: str
    area: str
    effective_from: date
    title_zh: str
    title_en: str
    sha256: str = Field(description="Of the DMN file.")
    parameters: dict[str, str]
    rows: list[Row]


class Verdict(Schema):
    """What a check of the whole journal found."""

    whole: bool
    entries: int
    root: str
    broken_at: int | None
    why: str
