"""What is handed out, as it goes in and out of the API."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from anxin.web.api.schemas import Asked, Moment
from anxin.web.api.schemas_cases import Answers, Reason, Slug

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=60)]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9Xx]{0,24}$")]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{18}$")]
Quantity = Annotated[int, Field(ge=1, le=1_000_000)]
Note = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=200)]
Value = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=120)]


class PartShown(Schema):
    """One class, house or load. `seats` = `free` + `held` + `offered` + `taken` at every moment."""

    part: str
    seats: int
    free: int
    held: int = Field(description="Kept for who applied while it was free.")
    offered: int = Field(description="Kept for who came from the list.")
    taken: int
    waiting: int
    entered: int = Field(description="In the list of lots, before the draw.")


class ParcelsShown(Schema):
    """All parcels: `brought` = `given` + `returned` + `left`."""

    brought: int
    store: int
    at_firms: int
    given: int
    returned: int
    left: int


class OfferShown(Schema):
    """What is on offer, by which rule, and how much there is."""

    service: str
    offer: str
    title: str
    kind: str
    rule: str
    since: str
    until: str
    hold_hours: int
    published: bool
    parts: list[PartShown]
    parcels: ParcelsShown | None


class PersonNamed(Asked):
    """A person as on the identity card."""

    name: Name
    id_number: Number


class NewApplication(Asked):
    """An application for one of a part."""

    part: Slug
    person: PersonNamed
    guardian: PersonNamed | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+ -]{0,20}$")] = ""
    answers: Answers = {}


class ApplicationShown(Schema):
    """Where an application stands and why; nobody else is named."""

    number: int
    standing: str
    place: int | None = Field(description="1 is next; null for one that does not wait.")
    held_until: Moment | None
    why: list[str]


class ApplicationMade(ApplicationShown):
    """An application that was received."""

    token: str = Field(description="Whoever holds it acts for the application; send it in the header.")


class StockMoved(Asked):
    """So many more of a part, or fewer."""

    part: Slug
    quantity: Quantity
    note: Note = ""


class ParcelsMoved(Asked):
    """So many parcels to a firm, or back from it."""

    firm: CreditCode
    quantity: Quantity
    note: Note = ""


class Restocked(Asked):
    """So many that came back go into the store again."""

    quantity: Quantity
    note: Note = ""


class ForSomebody(Asked):
    """Who comes for another, and the number that the receiver's phone got."""

    person: PersonNamed
    consent: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,6}$")] = ""


class HandedOut(Asked):
    """One parcel of a firm to a person, or to whoever comes for them."""

    firm: CreditCode
    person: PersonNamed
    proxy: ForSomebody | None = None


class ConsentAsked(Asked):
    """Who will come for whom."""

    firm: CreditCode
    person: PersonNamed
    proxy: PersonNamed


class ValueRead(Asked):
    """The public value of a draw, as it was published."""

    value: Value


class Missed(Asked):
    """How it is known that nobody came."""

    reason: Reason


class DrawShown(Schema):
    """The published file of a draw; `value`, `seed` and `order` once it is made."""

    announced: dict[str, Any]
    announced_sha256: str
    value: str | None = None
    seed: str | None = None
    order: list[str] | None = None
