"""Claims of mutual aid: the acts of the desks, each by an account of its own, and what the person reads and says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from ninja.params.functions import Header, Path

from anxin.kernel.reference import queries as reference
from anxin.modules.benefits import approving, by_number, claiming, owning, paying, settling, showing
from anxin.modules.benefits.following import next_of
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.replaying import replay
from anxin.modules.benefits.showing import ClaimPage
from anxin.web.api import schemas_benefits as schemas
from anxin.web.api.declared import MAY_FAIL
from anxin.web.api.door import KEYS, actor
from anxin.web.api.limits import count_scan
from anxin.web.api.routes_benefits import SchemeSlug, Service
from anxin.web.api.schemas import PUBLIC_ID, TOKEN

router = Router(tags=["mutual aid"], auth=KEYS)
ClaimId = Annotated[str, Path(description="Number of the claim.", pattern=PUBLIC_ID)]
Token = Annotated[str, Header(alias="Claim-Token", description="The end of the link that was sent.", pattern=TOKEN)]
STANDS: dict[Any, Any] = {200: schemas.ClaimStands, **MAY_FAIL}
OWN: dict[Any, Any] = {200: schemas.ClaimOwn, **MAY_FAIL}


def _stands(claim: Claim) -> schemas.ClaimStands:
    return schemas.ClaimStands(
        claim=claim.public_id, item=claim.item, standing=claim.standing, amount=claim.amount, paid=claim.paid
    )


@router.post(
    "/schemes/{service}/{scheme}/claims", response={201: schemas.ClaimStands, **MAY_FAIL}, summary="Enter a claim"
)
def enter_claim(
    request: HttpRequest, service: Service, scheme: SchemeSlug, body: schemas.NewClaim
) -> Status[schemas.ClaimStands]:
    """Decided at once; one for which nothing is due is refused by the rules. 403 for a bill that was claimed before,
    through whichever union."""
    by, at, name = actor(request), reference.now(), f"{service}/{scheme}"
    made = claiming.enter_claim(
        by=by,
        at=at,
        scheme=name,
        cycle=body.cycle,
        item=body.item,
        person=by_number.person_to_enter(by=by, at=at, scheme=name, cycle=body.cycle, number=body.id_number),
        facts=body.facts,
        hospital=body.hospital,
        bill=body.bill,
        sources=body.sources,
    )
    return Status(201, _stands(made))


@router.get("/claims/{claim_id}", response={200: schemas.ClaimAtDesk, **MAY_FAIL}, summary="A claim at a desk")
def show_claim(request: HttpRequest, claim_id: ClaimId) -> dict[str, Any]:
    """Whole, with each decision and what it rested on. The reading is written down, and the person finds it."""
    page = showing.claim_at_desk(by=actor(request), at=reference.now(), public_id=claim_id)
    steps = [{**_step(one), "by": one.by, "document": one.posting} for one in page.steps]
    return {**_page(page), "name": page.name, "steps": steps}


def _page(page: ClaimPage) -> dict[str, Any]:
    follows = next_of(page.scheme, page.claim.standing, page.steps[-1].at)
    return {
        **_stands(page.claim).model_dump(),
        "scheme": page.claim.scheme,
        "cycle": page.claim.cycle,
        "office": str(follows.office or ""),
        "due": follows.due,
        "had": page.left.had,
        "left": page.left.left,
        "facts": [
            {"fact": one.name, "title": str(one.title), "value": one.value, "source": one.source} for one in page.facts
        ],
        "steps": [_step(one) for one in page.steps],
        "refused_by": str(page.refusal.detail.get("rule", "")) if page.refusal else "",
        "appeal": str(page.appeal),
    }


def _step(one: showing.StepShown) -> dict[str, Any]:
    return {
        "step": one.seq,
        "kind": one.kind,
        "at": one.at,
        "amount": one.decided.payable if one.decided else None,
        "why": [str(said) for said in one.words],
    }


@router.get(
    "/claims/{claim_id}/replay", response={200: list[schemas.Replayed], **MAY_FAIL}, summary="Decide a claim again"
)
def replay_claim(request: HttpRequest, claim_id: ClaimId) -> list[schemas.Replayed]:
    """Every decision made again from the version, the facts and the book it rested on, to the fen and to the letter.
    It opens the claim, which is written down."""
    page = showing.claim_at_desk(by=actor(request), at=reference.now(), public_id=claim_id)
    return [
        schemas.Replayed(
            step=one.seq,
            kind=one.kind,
            same=one.same,
            amount=one.then.payable,
            amount_again=one.again.payable,
            why=[str(said) for said in one.then.words],
            why_again=[str(said) for said in one.again.words],
        )
        for one in replay(page.claim)
    ]


@router.post("/claims/{claim_id}/correct", response=STANDS, summary="Put a fact right")
def correct_fact(request: HttpRequest, claim_id: ClaimId, body: schemas.Correction) -> schemas.ClaimStands:
    """It is decided anew by itself; the decision before stays. 409 for a claim that is paid."""
    done = claiming.correct_fact(
        by=actor(request), at=reference.now(), claim=claim_id, fact=body.fact, value=body.value, source=body.source
    )
    return _stands(done)


@router.post("/claims/{claim_id}/approve", response=STANDS, summary="Approve a claim")
def approve_claim(request: HttpRequest, claim_id: ClaimId) -> schemas.ClaimStands:
    """403 for whoever entered it or is paid by it; 409 where it does not wait for approval."""
    return _stands(approving.approve(by=actor(request), at=reference.now(), claim=claim_id))


@router.post("/claims/{claim_id}/refuse", response=STANDS, summary="Refuse a claim")
def refuse_claim(request: HttpRequest, claim_id: ClaimId, body: schemas.Refusal) -> schemas.ClaimStands:
    """The person reads the rule, the words, the facts, who supplied each, and where to object."""
    done = approving.refuse(by=actor(request), at=reference.now(), claim=claim_id, rule=body.rule, note=body.note)
    return _stands(done)


@router.post("/claims/{claim_id}/reverse", response=STANDS, summary="Undo a payment")
def reverse_payment(request: HttpRequest, claim_id: ClaimId, body: schemas.Reversal) -> schemas.ClaimStands:
    """The book keeps both documents, and the ceiling has room again. 409 where nothing was paid."""
    done = paying.reverse_payment(by=actor(request), at=reference.now(), claim=claim_id, day=body.day, note=body.note)
    return _stands(done)


def _own(request: HttpRequest, token: str) -> owning.OwnClaim:
    count_scan(request)
    return owning.own_by_link(token=token)


@router.get("/own-claim", response=OWN, auth=None, summary="One's own claim")
def show_own_claim(request: HttpRequest, claim_token: Token) -> dict[str, Any]:
    """What would be paid, or was, and why."""
    return _page(showing.own_page(own=_own(request, claim_token), at=reference.now()))


def _said(request: HttpRequest, token: str, act: Callable[..., Claim]) -> dict[str, Any]:
    at, own = reference.now(), _own(request, token)
    act(own=own, at=at)
    return _page(showing.own_page(own=own, at=at))


@router.post("/own-claim/consent", response=OWN, auth=None, summary="Take what is offered")
def consent_to_claim(request: HttpRequest, claim_token: Token) -> dict[str, Any]:
    """Said again it changes nothing; 409 once it was declined."""
    return _said(request, claim_token, settling.consent)


@router.post("/own-claim/decline", response=OWN, auth=None, summary="Decline what is offered")
def decline_claim(request: HttpRequest, claim_token: Token) -> dict[str, Any]:
    """Nothing is paid then; 409 once it was taken."""
    return _said(request, claim_token, settling.decline)
