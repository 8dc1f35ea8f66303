"""Which unit somebody asks for: their organisation, or the bureau of their area. Grants are of units, not of people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.kernel.access.rules import ROLE_TITLES
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.areas import areas


def unit_of(by: Actor) -> str:
    """A key: `organisation:<public id>` or `<role>:<area>`. `Refused` for who acts for no unit."""
    if by.organisation_id is not None:
        return f"organisation:{Party.objects.values_list('public_id', flat=True).get(pk=by.organisation_id)}"
    if by.area:
        return f"{by.role}:{by.area}"
    raise Refused(
        _("Public data are read by a unit."),
        rule="dataset.unit",
        why=_("Your account is of no organisation and no area."),
        ask=_("Ask the bureau that runs this site for an appointment."),
    )


def unit_name(by: Actor) -> str:
    """The unit's name, in the site's own language."""
    if by.organisation_id is not None:
        return Party.objects.values_list("name", flat=True).get(pk=by.organisation_id)
    return f"{areas()[by.area].zh} · {ROLE_TITLES[by.role]}" if by.area in areas() else by.label
