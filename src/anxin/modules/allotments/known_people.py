"""Finding the person that an application or a parcel is for, or entering them: by number and name together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme, checked_credit_code, checked_identity_number
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number


@dataclass(frozen=True)
class Named:
    """A person as written down: name and identity number as on the card."""

    name: str
    number: str


def person_of(*, by: Actor, at: datetime, named: Named, area: str, field: str = "number") -> tuple[Party, str]:
    """The person of that number, entered when nobody has it yet, and the number as checked. Raises Invalid for a wrong
    number or no name, Conflict where the number is another's."""
    if not named.name.strip():
        raise Invalid(_("The name is still empty."), field=field.replace("number", "name"))
    try:
        number = checked_identity_number(named.number)
    except Invalid as wrong:
        raise Invalid(wrong.what, field=field, read=wrong.read, allowed=wrong.allowed, todo=wrong.todo) from None
    held = party_by_number(Scheme.IDENTITY_NUMBER, number)
    if held is None:
        try:
            held = enter_party(
                by=by,
                at=at,
                kind=PartyKind.PERSON,
                name=named.name,
                area=area,
                scheme=Scheme.IDENTITY_NUMBER,
                number=number,
            )
        except Conflict:  # somebody entered the same person at the same moment
            held = party_by_number(Scheme.IDENTITY_NUMBER, number)
    if held is None or held.name != named.name.strip():
        raise Conflict(
            _("Name and number do not belong together."),
            why=_("One number belongs to one person."),
            todo=_("Compare both with the identity card."),
        )
    return held, number


def firm_of(code: str) -> Party:
    """The firm of a credit code. Raises Invalid, also for one that is not known here."""
    held = party_by_number(Scheme.CREDIT_CODE, checked_credit_code(code))
    if held is None:
        raise Invalid(
            _("No firm is known here under this code."), field="firm", todo=_("Enter the firm first, then try again.")
        )
    return held
