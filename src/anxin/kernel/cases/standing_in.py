"""Which organisation a request is about where its form may leave that open: one that stands in for the area.

A module that keeps such organisations adds its function in `AppConfig.ready()`: `STAND_INS.append(pool_of)`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import answers_of
from anxin.kernel.errors import Invalid
from anxin.kernel.parties.models import Party

StandIn = Callable[[str, str], Party | None]
"""By service and area (six digits): the organisation that stands in there, or None."""

STAND_INS: list[StandIn] = []


def stand_in(case: Case, asks: Matter, answers: Mapping[str, Any]) -> Party:
    """The organisation that stands in for the area of a case whose form names none.

    Raises Invalid where the form names one that is not on file, and where none stands in for the area.
    """
    if number := answers.get(asks.organisation):
        raise Invalid(
            _("No organisation of this number is on file here."),
            field=asks.organisation,
            read=str(number),
            todo=_("Check the number, or leave it empty: the request then goes to the desk of your area."),
        )
    found = next((held for one in STAND_INS if (held := one(case.pack, case.area)) is not None), None)
    if found is None:
        raise Invalid(
            _("Nobody takes requests without an organisation in this area yet."),
            field=asks.organisation or "area",
            read=case.area,
            todo=_("Give the number of the organisation, or ask at the desk of your area."),
        )
    return found


def is_named(case: Case, asks: Matter) -> bool:
    """Whether the organisation a case is about was named; not one that only stands in."""
    return case.about_id is not None and not (asks.stand_in and not answers_of(case).get(asks.organisation))
