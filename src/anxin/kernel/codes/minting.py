"""The code on a screen: drawn afresh every half minute, good for two, its colour inside. Minting leaves no row.

The credential's id is the handle of this showing (showing.py). A reader can tell from it neither the code nor two
showings of one code.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from anxin.credentials import Screen, Use, issue, to_digits
from anxin.credentials.claims import AGENCY_SIGNS, NAME_SIGNS, STATUS_OF
from anxin.kernel.codes import keys, showing
from anxin.kernel.codes.actions import code_slot
from anxin.kernel.codes.agency_names import short_name
from anxin.kernel.codes.models import Code
from anxin.kernel.codes.showing import NONCE_OCTETS, Showing, ShowingKind
from anxin.kernel.codes.visiting import Random, Standing, standing_of
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.queries import organisation_name

LIFE = timedelta(seconds=120)


@dataclass(frozen=True)
class Minted:
    """What a screen shows: a credential as bytes, the handle inside it, the colour, and when it ends."""

    token: bytes
    handle: bytes
    outcome: str
    reason: str
    at: datetime
    expires: datetime

    @property
    def prefix(self) -> str:
        """The address up to the credential's digits."""
        return f"{keys.origin()}/v#"

    @property
    def digits(self) -> str:
        return to_digits(self.token)

    @property
    def link(self) -> str:
        """The short address for old cameras: it opens the server's page and dies with the showing."""
        return f"{keys.origin()}/k/{showing.letters(self.handle)}"


def own_screen(*, by: Actor, at: datetime, pack: str, random: Random = secrets.token_bytes) -> Minted:
    """The actor's own code as her screen shows it now; `NotFound` while none is in use.

    It opens no record and is no reading: the colour goes to its holder, who shows it.
    """
    code = Code.objects.select_related("party").filter(slot=code_slot(pack, by.party_id or 0)).first()
    if code is None:
        raise NotFound(
            _("There is no code to show."),
            why=_("None has been issued to you, or it is out of use."),
            todo=_("Ask your agency."),
        )
    return mint(code, ShowingKind.SCREEN, at=at, random=random)


def mint(code: Code, kind: ShowingKind, *, at: datetime, random: Random = secrets.token_bytes) -> Minted:
    """A credential for one showing of a code in use."""
    stands = standing_of(code, at)
    handle = showing.seal(Showing(code.pk, kind, at), nonce=random(NONCE_OCTETS))
    key = keys.signing_key(Use.SCREEN, at, life=LIFE)
    expires = min(ending(stands, at), keys.moment(key.listed.not_after))
    agency = organisation_name(code.party, role=code.pack, on=shanghai_day(at))
    claims = Screen(
        handle,
        keys.seconds(expires),
        STATUS_OF[stands.outcome],
        mask_name(code.party.name)[:NAME_SIGNS],
        short_name(agency)[:AGENCY_SIGNS],
    )
    return Minted(issue(claims, key), handle, stands.outcome, stands.reason, at, expires)


def ending(stands: Standing, at: datetime) -> datetime:
    """Two minutes on, but not beyond midnight in Shanghai where the colour may be another on the next day."""
    day = shanghai_day(at)
    if stands.next_change is not None and stands.next_change <= day + timedelta(days=1):
        return min(at + LIFE, _midnight(day + timedelta(days=1)))
    return at + LIFE


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), get_default_timezone())
