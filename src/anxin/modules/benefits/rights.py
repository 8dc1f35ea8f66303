"""Who may do what in mutual aid: seats at the desks of the service, and three hands for one claim."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.rights import require_seat
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.modules.benefits.enums import Happened
from anxin.modules.benefits.models import Claim, ClaimEvent
from anxin.modules.benefits.refusing import no_account, own_claim, same_hand
from anxin.modules.benefits.terms import Scheme

ENTERING = (Happened.ENTERED, Happened.CORRECTED, Happened.OFFERED)
CHUNK = 400


def require(by: Actor, at: datetime, scheme: Scheme, duty: Duty, union: Party | None = None) -> None:
    """`Refused` unless a seat of the actor at a desk of this service carries the duty, for its area or that union."""
    require_seat(by, at, scheme.pack, duty, scheme.area, union)


def require_account(by: Actor, scheme: Scheme, rule: str) -> None:
    """`Refused` for whoever has no account: hands that have no name cannot be told apart, at whatever door."""
    if by.user_id is None:
        raise no_account(scheme, rule)


def hands(claims: Iterable[Claim], kinds: Iterable[Happened]) -> dict[int, set[int]]:
    """By claim: the accounts that had a hand in it by steps of these kinds."""
    ids, found = [one.pk for one in claims], dict[int, set[int]]()
    for start in range(0, len(ids), CHUNK):
        rows = ClaimEvent.objects.filter(claim_id__in=ids[start : start + CHUNK], kind__in=list(kinds))
        for claim, user in rows.exclude(user_id=None).values_list("claim_id", "user_id"):
            if user is not None:
                found.setdefault(claim, set()).add(user)
    return found


def fault_of_hand(by: Actor, scheme: Scheme, rule: str, claim: Claim, before: dict[int, set[int]]) -> Refused | None:
    """Why this account may not take the next step of a claim; None where it may."""
    if by.party_id is not None and by.party_id == claim.person_id:
        return own_claim(scheme)
    return same_hand(scheme, rule) if by.user_id in before.get(claim.pk, set()) else None
