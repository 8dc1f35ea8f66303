"""Sites, lots, events and figures of goods, as they go in and out of the API. Weights are in grams."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from anxin.modules.tracing.checking import MOST_GRAMS
from anxin.modules.tracing.enums import Happening
from anxin.web.api.schemas import PLAIN, Area, Asked, GivenDay, Moment, PublicId, Word

CODE = r"^[A-Za-z0-9][A-Za-z0-9.-]{2,38}[A-Za-z0-9]$"
DIGEST = r"^[0-9a-f]{64}$"
MOST_EVENTS = 100
LotCode = Annotated[str, StringConstraints(pattern=CODE)]
Grams = Annotated[int, Field(ge=0, le=MOST_GRAMS, description="Grams.")]
Short = Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=120, strip_whitespace=True)]
Said = Annotated[str, StringConstraints(pattern=PLAIN, max_length=120, strip_whitespace=True)]
Uri = Annotated[str, StringConstraints(pattern=r"^(urn:|https?://)[!-~]{1,190}$")]
Note = Annotated[str, StringConstraints(pattern=PLAIN, max_length=200, strip_whitespace=True)]
Mark = Annotated[str, StringConstraints(pattern=PLAIN, max_length=40)]


class LotShown(Schema):
    """What anybody who holds a package may know: the goods, no person and no place."""

    code: str
    name: str
    colour: str | None = Field(description="null while no rules are in force.")
    reason: str | None
    why: dict[str, str] | None = Field(description="The reason in words for a buyer, as zh and en.")
    about: dict[str, str] = Field(
        description="product, country, batch, origin, produced_on, keeps_until, importer, inspection."
    )


class AboutLot(Asked):
    """What a buyer is shown of a lot."""

    product: Said = ""
    country: Said = ""
    batch: Said = ""
    origin: Said = ""
    produced_on: Said = ""
    keeps_until: Said = ""
    importer: Said = ""
    inspection: Said = ""


class NewLot(Asked):
    """A lot at the site that puts the code on it."""

    site: PublicId
    code: LotCode
    name: Short
    about: AboutLot = AboutLot()
    uri: Uri | None = Field(default=None, description="What others call it in EPCIS.")


class SiteShown(Schema):
    """A place where lots come and go. `room` only where lots are booked into it."""

    site: str = Field(description="Public id.")
    name: str
    kind: str
    area: str
    keeper: str | None = Field(description="Whose people scan there.")
    uri: str | None = Field(description="What others call it in EPCIS.")
    lots: int = Field(description="How many lots are there now.")
    grams: int
    room: int | None = None
    free: int | None = Field(default=None, description="Room that is neither used nor booked.")


class NewSite(Asked):
    """A site of a kind that the service declares."""

    kind: Word
    name: Short
    area: Area
    keeper: Short | None = Field(default=None, description="Credit code or name of the firm whose people scan there.")
    room: Annotated[int, Field(ge=1, le=MOST_GRAMS)] | None = None
    uri: Uri | None = None


class PaperShown(Schema):
    """A paper of a lot, as its source stated it."""

    kind: str
    source: str
    result: str | None
    valid_from: date
    valid_until: date | None


class NewPaper(Asked):
    """A paper to hand in."""

    kind: Word
    source: Word
    result: Word
    valid_from: GivenDay
    valid_until: GivenDay | None = None


class PortionSaid(Asked):
    """So much of a lot."""

    lot: LotCode
    grams: Grams


class PortionTold(Schema):
    """So much of a lot, as it was recorded."""

    lot: str
    grams: int


class HeldTold(Schema):
    """So much of the lot at a site, or on the way there."""

    site: str = Field(description="Public id.")
    name: str
    grams: int
    coming: bool


class EventTold(Schema):
    """What happened. `late_days`: how long after it happened it was told."""

    event: str = Field(description="SHA-256 over its content, in hexadecimal digits: the same event has one name.")
    kind: str
    site: str
    to: str | None
    happened_at: Moment
    recorded_at: Moment
    late_days: int
    lots: list[PortionTold]
    made: list[PortionTold]
    lost: int
    result: str = Field(description="What a check station said: pass, registered or warehouse.")
    expected_on: date | None
    wrong: str | None = Field(description="The event that this one declares wrong.")
    declared_wrong: bool


class LotRecord(Schema):
    """A lot as those see it who handle or supervise it."""

    lot: LotShown
    papers: list[PaperShown]
    held: list[HeldTold]
    events: list[EventTold]


class NewEvent(Asked):
    """What happened at a site. A split or relabelling says what it `made` and what was `lost`; what is shipped says
    `to` where; an error says which event is `wrong`."""

    kind: Happening
    site: PublicId
    happened_at: Moment
    lots: Annotated[list[PortionSaid], Field(max_length=500)] = []
    made: Annotated[list[PortionSaid], Field(max_length=500)] = []
    lost: Grams = 0
    to: PublicId | None = None
    wrong: Annotated[str, StringConstraints(pattern=DIGEST)] | None = None
    expected_on: GivenDay | None = None
    note: Note = ""
    mark: Mark = Field(default="", description="A number of your own, where the same happens twice in one moment.")


class NewEvents(Asked):
    """Events in their order: all are recorded, or none."""

    events: Annotated[list[NewEvent], Field(min_length=1, max_length=MOST_EVENTS)]


class EventRecorded(Schema):
    """`recorded` is false where the same event stood there already."""

    event: str
    recorded: bool
    result: str = Field(description="What a check station says: pass, registered or warehouse.")


class StepTold(Schema):
    """A lot in an event of a trace."""

    at: Moment
    lot: str
    kind: str
    site: str
    to: str
    grams: int
    by: str = Field(description="Who recorded it.")
    late: int = Field(description="Told so many days after it happened.")


class TraceTold(Schema):
    """Everything that shares an origin with a lot."""

    lot: str
    lots: list[str]
    sites: list[str]
    handlers: list[str]
    steps: list[StepTold]


class DivisionTold(Schema):
    """All lots in two parts, signed; docs/packs/cold_chain.md says how to check it."""

    statement: str = Field(description="The text that is signed.")
    signature: str = Field(description="Ed25519, in hexadecimal digits.")
    key: str = Field(description="The site's public key, in hexadecimal digits.")
    part: str = Field(description="affected or unaffected: where the other lot is.")
    place: int
    path: list[str]


class ArrivalsTold(Schema):
    """应上尽上: the lots that arrived on a day, and those that no first station had entered."""

    day: date
    lots: int
    unentered: list[str]
    per_thousand: int | None = Field(description="Of a thousand lots so many without; null where none arrived.")


class BalanceTold(Schema):
    """A lot at a site at the end of a day: came = went + stock + lost."""

    lot: str = Field(description="Public id.")
    site: str = Field(description="Public id.")
    came: int
    went: int
    lost: int
    stock: int
    holds: bool
