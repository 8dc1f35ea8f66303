"""Datasets, grants, statistics and corrections, as they go in and out of the API."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from anxin.kernel.datasets.models import CorrectionState, GrantState
from anxin.kernel.datasets.terms import Kind, Sharing
from anxin.web.api.schemas import PLAIN, Asked, GivenDay, Moment, PublicId

DATASET = r"^[a-z][a-z0-9_-]{0,39}\.[a-z][a-z0-9_-]{0,39}$"
FieldSlug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Purpose = Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=60, strip_whitespace=True)]
Said = Annotated[str, StringConstraints(pattern=PLAIN, min_length=1, max_length=300, strip_whitespace=True)]
Long = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=10, max_length=1000, strip_whitespace=True)]


class FieldShown(Schema):
    """One field. It has one source; whoever finds a value wrong has it corrected there."""

    field: str
    title: str
    source: str = Field(description="Who states it.")
    sharing: Sharing
    kind: Kind = Field(description="What it tells of a person.")


class DatasetShown(Schema):
    """A dataset of the catalogue."""

    dataset: str = Field(description="As `pack.slug`.")
    title: str
    about: str
    sharing: Sharing
    reason: str | None = Field(description="Why it is not shared.")
    basis: str
    owner: str
    head: str = Field(description="The office whose holder answers for it.")
    version: int
    statistics: bool = Field(description="Whether statistics of it are made.")
    fields: list[FieldShown]


class RowShown(Schema):
    """One person of the dataset; `values` by field, days as 2021-10-29, null for what is not on record."""

    person: str = Field(description="Public id.")
    values: dict[str, str | None]
    disputed: dict[str, date] = Field(
        default={}, description="Fields somebody objects to, with the day since; do not rely on them alone."
    )


class RowsShown(Schema):
    """A page of rows; `next` goes into `after`."""

    dataset: str
    rows: list[RowShown]
    next: int | None = None


class CellShown(Schema):
    """A number for one value of each field, or a total (null: all values). `count` null: not shown."""

    values: list[str | None]
    count: int | None


class StatisticsShown(Schema):
    """Counted once a day. Numbers below `least`, and what they could be found from, are null."""

    dataset: str
    day: date
    by: list[str]
    least: int
    cells: list[CellShown]


class NewGrant(Asked):
    """A request for fields of a dataset, for one's own unit."""

    fields: Annotated[list[FieldSlug], Field(min_length=1, max_length=100)]
    purpose: Purpose = Field(description="Shown to every person read about, word for word.")
    basis: Said = Field(description="The law or rule your duty rests on.")
    until: GivenDay = Field(description="The last day.")


class GrantShown(Schema):
    """A request and what became of it."""

    grant: PublicId
    dataset: str
    unit: str = Field(description="Who reads: an organisation or the bureau of an area.")
    fields: list[str]
    purpose: str
    basis: str
    until: date
    state: GrantState
    reason: str = Field(description="Why it was refused or withdrawn.")
    asked_by: str
    asked_at: Moment
    decided_by: str
    stopped_by: str | None = Field(
        default=None, description="A rule of assessment that came later and stops reading until somebody signs."
    )


class Decision(Asked):
    """What the owner's side decides."""

    granted: bool
    reason: Annotated[str, StringConstraints(pattern=PLAIN, max_length=300)] = Field(
        default="", description="Needed to refuse."
    )


class GrantWithdrawal(Asked):
    reason: Said


class NewAssessment(Asked):
    """A security assessment, signed by whoever sends it."""

    findings: Long
    measures: Long


class AssessmentShown(Schema):
    assessment: PublicId
    trigger: str = Field(description="What set the rule off.")
    signed_by: str
    signed_at: Moment


class NewCorrection(Asked):
    """A value said to be wrong."""

    person: PublicId
    field: FieldSlug
    said: Said


class ConsumerShown(Schema):
    """Who had read the value while it was wrong, and was told."""

    name: str
    read_at: Moment
    told_at: Moment


class CorrectionShown(Schema):
    """A report and what became of it."""

    correction: PublicId
    dataset: str
    field: str
    source: str
    person: str = Field(description="Public id.")
    said: str
    state: CorrectionState
    answer: str
    reported_at: Moment
    consumers: list[ConsumerShown]


class Settlement(Asked):
    """What the source found: a new record in the place of the wrong one, or why the value is right."""

    result: Annotated[str, StringConstraints(pattern=PLAIN, max_length=40)] | None = None
    valid_from: GivenDay | None = Field(
        default=None, description="With it, the record is corrected; without, rejected."
    )
    valid_until: GivenDay | None = None
    answer: Annotated[str, StringConstraints(pattern=PLAIN, max_length=300)] = Field(
        default="", description="Needed to reject."
    )
