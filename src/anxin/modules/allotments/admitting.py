"""Whether somebody may apply: the admission table of the offer over what is known and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from stdnum.cn import ric

from anxin.kernel.cases.forms import FieldKind, Words, understood
from anxin.kernel.cases.tables import ruled, table
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import affiliation_of
from anxin.modules.allotments.refusing import refused
from anxin.modules.allotments.terms import SHANGHAI, OfferTerms, Part

MEMBER, AGE = "member", "age"


@dataclass(frozen=True)
class Admitted:
    """What the table gave: points (0 without any), its row (0: none), and the facts it was given."""

    points: int
    row: int
    facts: Mapping[str, Any]


def facts_of(
    terms: OfferTerms, part: Part, *, asker: Party, number: str, said: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    """What is known and what was said: `member`, whether whoever asks is a member today; `age`, in full years on the
    day the part begins, or else today; and the answers of the form. `number`: the receiver's identity number, "" where
    it is not at hand."""
    day = at.astimezone(SHANGHAI).date()
    found: dict[str, Any] = understood(terms.form, said, {})
    if terms.member:
        found[MEMBER] = affiliation_of(asker, role=terms.member, on=day) is not None
    if number:
        on = date.fromisoformat(part.starts) if part.starts else day
        found[AGE] = years(ric.get_birth_date(number), on)
    return found


def years(born: date, on: date) -> int:
    """Full years on a day; whoever was born on 29 February has the birthday on 1 March of other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def admit(terms: OfferTerms, facts: Mapping[str, Any], at: datetime) -> Admitted:
    """Decide by the table of that day. Raises Refused with the row's own words and what it rests on."""
    day = at.astimezone(SHANGHAI).date()
    held = terms.table(day)
    if held is None:
        return Admitted(0, 0, facts)
    days = {one.key for one in terms.form if one.kind is FieldKind.DATE}
    asked = {key: date.fromisoformat(value) if key in days else value for key, value in facts.items()}
    found = ruled(held.dmn, asked, day)
    if found is None or found.outputs.get("admitted") is not True:
        row = found.row if found is not None else 0
        reading, basis = row_words(held.dmn, row)
        raise refused(
            terms,
            f"admission.{row}",
            _("This application cannot be received: %(reading)s") % {"reading": reading},
            why=_("It rests on: %(basis)s") % {"basis": basis},
            todo=_("If something you gave is wrong, correct it and send it again."),
        )
    return Admitted(int(found.outputs.get("points") or 0), found.row, facts)


def row_words(dmn: str, row: int) -> tuple[str, str]:
    """What a row of a table says and what it rests on, in the reader's language."""
    notes = next((one.annotations for one in table(dmn).rows if one.number == row), {})
    said = [str(Words(notes.get(key, ""), notes.get(f"{key} (en)", ""))) for key in ("reading", "legal source")]
    return said[0], said[1]
