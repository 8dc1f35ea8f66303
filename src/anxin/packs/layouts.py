"""intake.yaml: the tables a service reads, column by column, and what each row of them makes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from anxin.kernel.intake.layouts import Column, ColumnType, EndsCard, Layout, Makes, MakesAffiliation, MakesEvidence
from anxin.kernel.journal.actor import Role
from anxin.packs.evidence import CardNamed
from anxin.packs.forms import Form, Many, RoleName, Said, Slug, Text

ColumnTypeName = Literal["identity_number", "person_name", "phone", "credit_code", "text", "choice", "date"]


class ColumnForm(Form):
    """One column: the words of its header, the key it is known by, what may stand in it and what it is for."""

    name: Said
    key: Slug
    type: ColumnTypeName
    required: bool = False
    choices: dict[Said, Slug] = {}
    purpose: Text


class RegistrationForm(Form):
    """Opens the person's file; its area is that of the organisation."""

    area: Literal["organisation"]


class AffiliationForm(Form):
    """Joins the person to an organisation; values are keys of columns, `open_when` the statuses that hold it open."""

    role: Slug
    organisation: Slug
    status: Slug
    starts: Slug
    ends: Slug
    open_when: Many[Slug]


class EvidenceForm(Form):
    """One record: its result is read from a column (`result`) or always the same (`value`).

    Dates and details are keys of columns; the record is made only when every column in `needs` is filled.
    """

    kind: Slug
    result: Slug | None = None
    value: Slug | None = None
    valid_from: Slug
    valid_until: Slug | None = None
    details: Many[Slug] = ()
    needs: Many[Slug] = ()

    @model_validator(mode="after")
    def _one_result(self) -> EvidenceForm:
        if (self.result is None) == (self.value is None):
            raise ValueError("say either `result` (a column) or `value` (always the same), not both and not neither")
        return self


class MakesForm(Form):
    """What a row makes: a file, an affiliation, evidence, and with an issued card a code."""

    registration: RegistrationForm | None = None
    affiliation: AffiliationForm | None = None
    evidence: Many[EvidenceForm] = ()
    code: bool = False


class LayoutForm(Form):
    """One table: who may bring it, who speaks in it, its columns and what its rows make."""

    title: Text
    uploaded_by: Many[RoleName]
    source: Slug
    columns: Many[ColumnForm]
    makes: MakesForm

    def column(self, key: str) -> ColumnForm | None:
        return next((column for column in self.columns if column.key == key), None)


class IntakeFile(Form):
    """intake.yaml."""

    layouts: dict[Slug, LayoutForm] = Field(min_length=1)


def as_layout(slug: str, form: LayoutForm, card: CardNamed | None = None) -> Layout:
    """The layout as the kernel's intake takes it; `card` ends with the affiliation a row ends."""
    return Layout(
        slug=slug,
        source=form.source,
        uploaded_by=tuple(Role(name) for name in form.uploaded_by),
        columns=tuple(_column(column) for column in form.columns),
        makes=_makes(form.makes, card),
        title=form.title.model_dump(),
    )


def _column(form: ColumnForm) -> Column:
    return Column(
        name=form.name,
        key=form.key,
        type=ColumnType(form.type),
        required=form.required,
        choices=dict(form.choices),
        purpose=form.purpose.model_dump(),
    )


def _makes(form: MakesForm, card: CardNamed | None) -> Makes:
    return Makes(
        registration=form.registration is not None,
        affiliation=MakesAffiliation(**form.affiliation.model_dump()) if form.affiliation else None,
        evidence=tuple(MakesEvidence(**made.model_dump()) for made in form.evidence),
        code=form.code,
        exit=EndsCard(card.kind, card.source, card.invalid) if card and form.affiliation else None,
    )
