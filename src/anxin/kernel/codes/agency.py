"""With an agency and away from it: a worker belongs to one agency at a time, and the code ends with the exit.

Jiaxing 2020-12-20: leave the old agency in the system first; then the new one has the code issued anew.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.actions import AGENCY_LEFT, end_code
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.evidence import actions as evidence_acts
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import decide_everywhere, shanghai_day
from anxin.kernel.parties import actions as party_acts
from anxin.kernel.parties.models import Affiliation, Party, Registration


@transaction.atomic
def join_agency(
    *, by: Actor, at: datetime, party: Party, organisation: Party, pack: str, started_on: date
) -> Affiliation:
    """An agency enters a worker as its own, the file goes along, and the worker is decided anew; `Conflict` while
    another agency still holds the worker."""
    require(by, Act.START_AFFILIATION)
    _require_own(by, organisation)
    made = party_acts.start_affiliation(
        by=by, at=at, party=party, organisation=organisation, role=pack, started_on=started_on
    )
    _follow(party, organisation, pack)
    decide_everywhere(by=by, at=at, party_ids=[party.pk])
    return made


def _follow(party: Party, organisation: Party, pack: str) -> None:
    """The file goes along to the new agency's county, so that its rules apply and its desk sees the person."""
    if party.area != organisation.area:
        party.area = organisation.area
        party.save(update_fields=["area"])
        Registration.objects.filter(party=party, pack=pack).update(area=organisation.area)


@transaction.atomic
def leave_agency(
    *,
    by: Actor,
    at: datetime,
    affiliation: Affiliation,
    pack: str,
    ended_on: date,
    reason: str = "",
    card_invalid: Statement | None = None,
) -> Affiliation:
    """An agency lets a worker go: the affiliation ends, the code goes out of use, the card is stated invalid, and
    the worker is decided anew, all together."""
    require(by, Act.END_AFFILIATION)
    _require_own(by, affiliation.organisation)
    ended = party_acts.end_affiliation(by=by, at=at, affiliation=affiliation, ended_on=ended_on, reason=reason)
    code = Code.objects.filter(party=affiliation.party, pack=pack, slot__isnull=False).first()
    if code is not None:
        end_code(by=by, at=at, code=code, reason=AGENCY_LEFT)
        if card_invalid is not None:
            evidence_acts.record_evidence(by=by, at=at, party=affiliation.party, statement=card_invalid)
    decide_everywhere(by=by, at=at, party_ids=[affiliation.party_id])
    return ended


@transaction.atomic
def transfer_agency(
    *, by: Actor, at: datetime, affiliation: Affiliation, to: Party, pack: str, first_day: date, reason: str = ""
) -> Affiliation:
    """One organisation lets a person go and another takes them, as one act. The code stays in use, the file goes along,
    and the person is decided anew. A clerk writes it for people of their own organisation only; that the other side
    takes them is the caller's to know. Raises Invalid for a day to come: the file would go along before its time.
    Whoever came today goes tomorrow at the earliest."""
    require(by, Act.END_AFFILIATION)
    require(by, Act.START_AFFILIATION)
    _require_own(by, affiliation.organisation)
    latest = max(shanghai_day(at), affiliation.started_on + timedelta(days=1))
    if first_day > latest:
        raise Invalid(
            _("A transfer is entered on its day or later."),
            field="first_day",
            read=first_day.isoformat(),
            allowed=_("%(day)s or earlier") % {"day": latest},
        )
    made = party_acts.transfer_affiliation(
        by=by, at=at, affiliation=affiliation, to=to, first_day=first_day, reason=reason
    )
    _follow(affiliation.party, to, pack)
    decide_everywhere(by=by, at=at, party_ids=[affiliation.party_id])
    return made


def _require_own(by: Actor, organisation: Party) -> None:
    if by.role == Role.AGENCY_CLERK and by.organisation_id != organisation.pk:
        raise Refused(
            _("This worker is entered with another agency."),
            rule="codes.own-agency",
            why=_("An agency acts for its own people only."),
            todo=_("The agency that holds the worker records the exit."),
            ask=_("Ask the agency named in the register, or the county bureau if it does not answer."),
            appeal=_("The county bureau decides where an agency withholds an exit."),
        )
