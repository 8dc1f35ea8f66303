"""Does a row agree with what is on file, and may this actor say it? Asked when staging and again when writing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.belonging import Step, step_of
from anxin.kernel.intake.layouts import ColumnType, Layout, MakesAffiliation
from anxin.kernel.intake.onfile import Known, OnFile
from anxin.kernel.intake.problems import Flaw
from anxin.kernel.intake.rows import Values
from anxin.kernel.parties.identifiers import mask, mask_name
from anxin.kernel.reference.areas import within


@dataclass(frozen=True)
class Scope:
    """Whose rows an actor may bring: those of one organisation, or of an area ("": everywhere)."""

    organisation: Known | None = None
    organisation_code: str = ""
    area: str = ""


@dataclass(frozen=True)
class Agreed:
    """A row that may be written: who it is about (None: somebody new), for which organisation, and the step."""

    person: Known | None
    organisation: Known | None
    step: Step


def agreement(values: Values, found: OnFile, layout: Layout, scope: Scope) -> Agreed | Flaw:
    """What the row will do, or the first thing that forbids it."""
    key, belongs = layout.key_of(ColumnType.IDENTITY_NUMBER), layout.makes.affiliation
    person = found.people.get(values[key]) if key else None
    organisation = None
    if belongs is not None:
        organisation = found.organisations.get(values[belongs.organisation])
        if flaw := _organisation_flaw(values, organisation, layout, belongs, scope):
            return flaw
    if flaw := _person_flaw(values, person, found, layout, scope):
        return flaw
    held = found.affiliations[person.party_id] if person and belongs else []
    step = step_of(values, held, organisation.party_id if organisation else 0, layout)
    return step if isinstance(step, Flaw) else Agreed(person, organisation, step)


def _organisation_flaw(
    values: Values, organisation: Known | None, layout: Layout, belongs: MakesAffiliation, scope: Scope
) -> Flaw | None:
    column, code = layout.column(belongs.organisation).name, values[belongs.organisation]
    if scope.organisation is not None and code != scope.organisation_code:
        return Flaw(
            _("The row belongs to another agency."),
            _("your own agency: %(name)s, %(code)s"),
            _("Take the row out; each agency brings its own people."),
            read=mask(code),
            column=column,
            values={"name": scope.organisation.name, "code": scope.organisation_code},
        )
    if organisation is None:
        return Flaw(
            _("No agency is entered under this credit code."),
            _("the code of an agency that the bureau has entered"),
            _("Check the code; if it is right, ask the bureau to enter the agency first."),
            read=code,
            column=column,
        )
    if not within(organisation.area, scope.area):
        return Flaw(
            _("This agency belongs to another area."),
            _("agencies of your own area"),
            _("Leave the row to the bureau of that area."),
            read=code,
            column=column,
        )
    return None


def _person_flaw(values: Values, person: Known | None, found: OnFile, layout: Layout, scope: Scope) -> Flaw | None:
    key, name_key = layout.key_of(ColumnType.IDENTITY_NUMBER), layout.key_of(ColumnType.PERSON_NAME)
    if person is None and layout.makes.registration:
        return None
    column = layout.column(key).name if key else ""
    read = mask(values[key]) if key else ""
    if person is not None and name_key and values[name_key] != person.name:
        return Flaw(
            _("The name differs from the one on file under this number."),
            _("the name on file: %(name)s"),
            _("Compare both with the identity card; a changed name is corrected at the bureau."),
            read=values[name_key],
            column=layout.column(name_key).name,
            values={"name": mask_name(person.name)},
        )
    if layout.makes.registration:
        return None
    area = found.areas.get(person.party_id) if person else None
    if area is None or not within(area, scope.area):
        return Flaw(
            _("There is no file under this number in your area."),
            _("the number of a person whom an agency has entered"),
            _("Check the number; if it is right, ask the agency to enter the person first."),
            read=read,
            column=column,
        )
    return None
