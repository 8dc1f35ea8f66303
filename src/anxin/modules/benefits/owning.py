"""Whose hand holds a claim: the person it pays, by the link that was sent or their own account."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.kernel.codes.secrets_kept import kept
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor, Role
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.queries import claim_of
from anxin.modules.benefits.refusing import no_such_claim

_GATE = object()
LINK = "benefit"


@dataclass(frozen=True)
class OwnClaim:
    """A claim in the hand of whom it pays. Only this module makes one."""

    public_id: str
    by: Actor
    gate: object

    def __post_init__(self) -> None:
        if self.gate is not _GATE:
            raise TypeError("an OwnClaim comes from anxin.modules.benefits.owning only")

    def held(self) -> Claim:
        """The claim, held by the caller's transaction."""
        Claim.objects.select_for_update().only("pk").filter(public_id=self.public_id).first()
        return claim_of(self.public_id)


def own_by_link(*, token: str) -> OwnClaim:
    """The claim behind a link. `NotFound` for an unknown one."""
    found = Claim.objects.filter(token_digest=kept(LINK, token)).values_list("public_id", flat=True).first()
    if found is None:
        raise no_such_claim()
    return OwnClaim(found, Actor.requester(), _GATE)


def own_by_account(*, by: Actor, public_id: str) -> OwnClaim:
    """One's own claim, signed in. `NotFound` for anybody else's, in the same words as for none."""
    held = claim_of(public_id)
    if by.role != Role.WORKER or by.party_id != held.person_id:
        raise _not_yours()
    return OwnClaim(public_id, by, _GATE)


def own_claims(*, by: Actor) -> list[OwnClaim]:
    """All claims of a signed-in person, the newest first."""
    if by.role != Role.WORKER or by.party_id is None:
        return []
    held = Claim.objects.filter(person_id=by.party_id).order_by("-pk").values_list("public_id", flat=True)
    return [OwnClaim(one, by, _GATE) for one in held]


def _not_yours() -> NotFound:
    return no_such_claim()
