"""Mutual aid, as it goes in and out of the API. Money is whole fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from anxin.web.api.schemas import PLAIN, PUBLIC_ID, Asked, GivenDay, Moment
from anxin.web.api.schemas_cases import Answers, Key, Reason

CYCLE = r"^[a-z0-9]+([_-][a-z0-9]+)*$"
Cycle = Annotated[str, StringConstraints(pattern=CYCLE, max_length=20)]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{18}$")]
IdNumber = Annotated[str, StringConstraints(pattern=r"^[0-9Xx]{15,18}$")]
Plain = Annotated[str, StringConstraints(pattern=PLAIN, max_length=80)]
Column = Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=40)]
PublicId = Annotated[str, StringConstraints(pattern=PUBLIC_ID)]
Fen = Annotated[int, Field(ge=0, le=10**13)]


class FactShown(Schema):
    """A fact that an item asks for: `fen`, `count`, `choice`, `date` or `yes-no`."""

    fact: str
    title: str
    kind: str
    choices: list[str]


class ItemShown(Schema):
    """What is paid for. `columns`: those by which a settlement record fills its facts; none: no record offers it."""

    item: str
    title: str
    bill: bool
    facts: list[FactShown]
    columns: list[str]


class CycleShown(Schema):
    """A cycle: when rosters are received, what is covered, the premium of one person and the most one is paid."""

    cycle: str
    title: str
    window_from: date
    window_until: date
    cover_from: date
    cover_until: date
    premium: int
    ceiling: int
    published: dict[str, bool] = Field(description="Whether each amount was published; what was not is an example.")


class SchemeShown(Schema):
    """A scheme in force."""

    service: str
    scheme: str
    title: str
    cycles: list[CycleShown]
    items: list[ItemShown]


class PersonOnRoster(Asked):
    """One row of a roster."""

    name: Plain
    id_number: Annotated[str, StringConstraints(pattern=PLAIN, max_length=24)]
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+ -]{0,20}$")] = ""
    retired: bool = False


class NewRoster(Asked):
    """The people whom a base union enrols for a unit."""

    cycle: Cycle
    union: CreditCode
    unit: CreditCode
    staff: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="All who work there, enrolled or not.")
    people: Annotated[list[PersonOnRoster], Field(min_length=1, max_length=10_000)]


class RowFault(Schema):
    """What is wrong with one row, counted from 1; 0 is the whole."""

    row: int
    what: str


class RosterShown(Schema):
    """A roster. `received_at` is the moment by which the window is judged."""

    roster: str
    cycle: str
    state: str
    received_at: Moment
    people: int
    due: int
    faults: list[RowFault]


class NewPremium(Asked):
    """Money that came in for rosters, under the bank's reference."""

    cycle: Cycle
    union: CreditCode
    reference: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=60)]
    amount: Fen
    received_on: GivenDay
    rosters: Annotated[list[PublicId], Field(min_length=1, max_length=1000)]


class PremiumShown(Schema):
    """`state`: exact, over or under; booked is only what is exact."""

    reference: str
    amount: int
    due: int
    state: str
    booked: bool


class SettlementRecord(Asked):
    """One record. `values`: by the columns that `GET /schemes` names; amounts in fen, days as 2021-10-29."""

    record: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=80)]
    id_number: Annotated[str, StringConstraints(pattern=PLAIN, max_length=24)]
    hospital: Plain
    bill: Plain
    values: Annotated[dict[Column, Plain], Field(max_length=20)]


class NewSettlements(Asked):
    """Records of one hospital or insurer. A record that came before changes nothing."""

    source: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=80)]
    records: Annotated[list[SettlementRecord], Field(min_length=1, max_length=1000)]


class SettlementTaken(Schema):
    """What became of one record for one item. Whose claim it is and the link of an offer are not told here."""

    row: int = Field(description="Place of the record, from 1.")
    item: str = Field(description="Empty where the record could not be taken.")
    became: str = Field(description="offered, not-enrolled, bill-known, nothing; empty with a fault.")
    claim: str | None = Field(description="Number of the claim that was made or had been made before.")
    told: bool = Field(description="Whether the person was sent the link now.")
    fault: str


class SettlementsTaken(Schema):
    """What became of each."""

    taken: list[SettlementTaken]


class PersonAsked(Asked):
    """Whom it is about; a number never stands in an address."""

    id_number: IdNumber


class CycleOfPersonShown(Schema):
    """A cycle somebody is in. Covered is only whose premium came in."""

    cycle: str
    cover_from: date
    cover_until: date
    union: str
    unit: str
    premium: int
    premium_came_in: bool
    had: int
    left: int


class Enrolled(Schema):
    """The cycles of a scheme that a person is in, as far as your desk is there for them."""

    name: str
    cycles: list[CycleOfPersonShown]


class NewClaim(Asked):
    """A claim as a desk enters it. Facts: fen and counts as digits, days as 2021-10-29, choices by key, yes or no."""

    cycle: Cycle
    item: Key
    id_number: IdNumber
    facts: Answers
    hospital: Plain = ""
    bill: Plain = ""
    sources: Annotated[dict[Key, Plain], Field(max_length=20)] = Field(
        default={}, description="Who said a fact, where that is not whoever enters it."
    )


class ClaimStands(Schema):
    """Where a claim stands. `amount`: as it was decided last; `paid`: what was paid and not reversed."""

    claim: str
    item: str
    standing: str
    amount: int
    paid: int


class FactSaid(Schema):
    """A fact of a claim as people read it, and who supplied it."""

    fact: str
    title: str
    value: str
    source: str


class StepShown(Schema):
    """A step of a claim. `why`: what was decided then, a sentence each."""

    step: int
    kind: str
    at: Moment
    amount: int | None
    why: list[str]


class StepAtDesk(StepShown):
    """The same, with whose hand it was and the document that moved money."""

    by: str
    document: int | None


class ClaimOwn(ClaimStands):
    """A claim whole, as the person whom it pays reads it."""

    scheme: str
    cycle: str
    office: str = Field(description="The desk that has it now; empty where none has.")
    due: date | None = Field(description="The last day of what was promised.")
    had: int
    left: int
    facts: list[FactSaid]
    steps: list[StepShown]
    refused_by: str = Field(description="The rule that refused it, where it stands refused.")
    appeal: str


class ClaimAtDesk(ClaimOwn):
    """The same at a desk."""

    name: str
    steps: list[StepAtDesk]  # type: ignore[assignment]  # -- each of them is a StepShown


class Correction(Asked):
    """A fact put right, and who said so."""

    fact: Key
    value: Plain
    source: Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=80)]


class Refusal(Asked):
    """Why a desk refuses a claim: the rule, and words for the person."""

    rule: Annotated[str, StringConstraints(pattern=PLAIN, min_length=2, max_length=80)]
    note: Annotated[str, StringConstraints(pattern=PLAIN, min_length=2, max_length=300)]


class Reversal(Asked):
    """Why a payment is undone."""

    day: GivenDay
    note: Reason


class ManyClaims(Asked):
    """Claims to approve together."""

    claims: Annotated[list[PublicId], Field(min_length=1, max_length=1000)]


class Left(Schema):
    """A claim that was left as it was, and why."""

    claim: str
    why: str


class Approved(Schema):
    """What became of claims that were to be approved. `refused`: by the rules; nothing is due for them."""

    approved: list[str]
    refused: list[str]
    left: list[Left]


class NewRun(Asked):
    """A payment run: the approved claims of a cycle, those entered first paid first."""

    cycle: Cycle
    day: GivenDay


class RunShown(Schema):
    """`cut`: how many were paid in part; `left`: how many were left for another hand."""

    run: str
    cycle: str
    day: date
    claims: int
    fen: int
    cut: int
    left: int
    ended: bool


class FundShown(Schema):
    """A fund at the end of a day, from the book alone. `balance` = `carried` + `premiums` - `claims` + `reversals` -
    `refunds`."""

    carried: int
    premiums: int
    claims: int
    reversals: int
    refunds: int
    balance: int


class CycleSums(Schema):
    """Counts and sums of a cycle."""

    cycle: str
    rosters: int
    people: int
    due: int
    came: int
    paid_people: int
    paid: int


class FiguresShown(Schema):
    """People paid and fen between two days, the fund, and each cycle. `people` and `paid` are counted over the rows
    that `GET …/beneficiaries` gives."""

    people: int
    paid: int
    fund: FundShown
    cycles: list[CycleSums]


class PaidShown(Schema):
    """A person who was paid, and how much in all."""

    person: str
    name: str
    fen: int


class Beneficiaries(Schema):
    """A page of who was paid. `next`: where the next page starts; null at the end."""

    people: list[PaidShown]
    next: int | None


class Replayed(Schema):
    """A decision as it was made, made again. `same`: to the fen and to the letter."""

    step: int
    kind: str
    same: bool
    amount: int
    amount_again: int
    why: list[str]
    why_again: list[str]
