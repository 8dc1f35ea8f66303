"""What is handed out: what is on offer, applying and following it; what desks and firms do with the stock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from ninja.params.functions import Header, Path

from anxin.kernel.journal.actor import Actor
from anxin.kernel.reference import queries as reference
from anxin.modules.allotments import drawing, owning, parcels, places, queries, stocking
from anxin.modules.allotments.explaining import explained
from anxin.modules.allotments.known_people import Named, firm_of
from anxin.modules.allotments.models import Application, Offer
from anxin.modules.allotments.parcels import Proxy
from anxin.web.api import schemas_allotments as schemas
from anxin.web.api.declared import MAY_FAIL
from anxin.web.api.door import KEYS, actor
from anxin.web.api.limits import count_scan
from anxin.web.api.schemas import PUBLIC_ID, TOKEN, WORD

router = Router(tags=["allotments"], auth=KEYS)
Service = Annotated[str, Path(description="The service.", pattern=WORD, max_length=40)]
OfferSlug = Annotated[str, Path(description="Slug of the offer.", pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
ApplicationId = Annotated[str, Path(description="Public id of the application.", pattern=PUBLIC_ID)]
Token = Annotated[str, Header(alias="Application-Token", description="The token that applying gave.", pattern=TOKEN)]
SHOWN: dict[Any, Any] = {200: schemas.OfferShown, **MAY_FAIL}
OWN: dict[Any, Any] = {200: schemas.ApplicationShown, **MAY_FAIL}


def _offer(service: str, offer: str) -> Offer:
    return queries.offer_named(f"{service}/{offer}")


def _named(one: schemas.PersonNamed) -> Named:
    return Named(one.name, one.id_number)


def _shown(held: Offer, at: datetime) -> schemas.OfferShown:
    terms = queries.terms_of(held)
    loads = queries.parcel_figures(held) if queries.is_parcels(held) else None
    figures = queries.figures(held, at).values() if loads is None else ()
    return schemas.OfferShown(
        service=held.pack,
        offer=held.slug,
        title=str(terms.title),
        kind=str(terms.kind),
        rule=str(terms.rule),
        since=terms.since,
        until=terms.until,
        hold_hours=terms.hold_hours,
        published=terms.published,
        parts=[schemas.PartShown.model_validate(one, from_attributes=True) for one in figures],
        parcels=None if loads is None else schemas.ParcelsShown.model_validate(loads, from_attributes=True),
    )


def _stands(one: Application, at: datetime) -> dict[str, Any]:
    told = explained(one, at)
    held = {"number": one.number, "standing": str(told.standing), "place": told.place}
    return {**held, "held_until": told.until, "why": told.sentences}


@router.get("/offers", response={200: list[schemas.OfferShown], **MAY_FAIL}, auth=None, summary="What is on offer")
def list_offers(request: HttpRequest) -> list[schemas.OfferShown]:
    """Every offer of the site with figures that add up. Open to everybody."""
    at = reference.now()
    return [_shown(one, at) for one in queries.offers()]


@router.get(
    "/offers/{service}/{offer}/draw",
    response={200: schemas.DrawShown, **MAY_FAIL},
    auth=None,
    summary="The published file of a draw",
    exclude_none=True,
)
def show_draw(request: HttpRequest, service: Service, offer: OfferSlug) -> dict[str, Any]:
    """What `anxin allotments verify-draw` checks; it names nobody. Open to everybody."""
    return drawing.published(offer=_offer(service, offer))


@router.post(
    "/offers/{service}/{offer}/applications",
    response={201: schemas.ApplicationMade, **MAY_FAIL},
    summary="Apply for somebody",
)
def apply_for(
    request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.NewApplication
) -> Status[schemas.ApplicationMade]:
    """What is free is held at once; else the application waits, or goes into the lots."""
    at = reference.now()
    done = places.apply_for(
        by=actor(request),
        at=at,
        offer=_offer(service, offer),
        part=body.part,
        person=_named(body.person),
        guardian=_named(body.guardian) if body.guardian else None,
        phone=body.phone,
        said=body.answers,
    )
    return Status(201, schemas.ApplicationMade(**_stands(done.application, at), token=done.token))


def _own(request: HttpRequest, token: str) -> owning.OwnApplication:
    count_scan(request)
    return owning.own_by_link(token=token)


@router.get("/own-application", response=OWN, auth=None, summary="One's own application")
def show_own(request: HttpRequest, application_token: Token) -> schemas.ApplicationShown:
    """Where it stands and why."""
    at = reference.now()
    own = owning.read_of(_own(request, application_token), at)
    return schemas.ApplicationShown(**_stands(own.application, at))


def _acted(request: HttpRequest, token: str, act: Callable[..., Application]) -> schemas.ApplicationShown:
    at = reference.now()
    act(own=_own(request, token), at=at)
    return schemas.ApplicationShown(**_stands(owning.own_by_link(token=token).application, at))


@router.post("/own-application/accept", response=OWN, auth=None, summary="Take what is held")
def accept(request: HttpRequest, application_token: Token) -> schemas.ApplicationShown:
    """409 once it is no longer held."""
    return _acted(request, application_token, places.accept)


@router.post("/own-application/decline", response=OWN, auth=None, summary="Leave it to the next")
def decline(request: HttpRequest, application_token: Token) -> schemas.ApplicationShown:
    """Who declined gets no other unless they apply anew."""
    return _acted(request, application_token, places.decline)


@router.post("/own-application/cancel", response=OWN, auth=None, summary="Withdraw the application")
def cancel(request: HttpRequest, application_token: Token) -> schemas.ApplicationShown:
    """What it had goes to the next."""
    return _acted(request, application_token, places.cancel)


def _done(
    request: HttpRequest, service: str, slug: str, act: Callable[[Actor, datetime, Offer], object]
) -> schemas.OfferShown:
    at, held = reference.now(), _offer(service, slug)
    act(actor(request), at, held)
    return _shown(_offer(service, slug), at)


@router.post("/offers/{service}/{offer}/stock", response=SHOWN, summary="Enter more of a part")
def bring(request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.StockMoved) -> schemas.OfferShown:
    """Those who wait are offered it at once."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        return stocking.bring(by=by, at=at, offer=held, part=body.part, quantity=body.quantity, note=body.note)

    return _done(request, service, offer, act)


@router.post("/offers/{service}/{offer}/take-out", response=SHOWN, summary="Take free ones out")
def take_out(request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.StockMoved) -> schemas.OfferShown:
    """What is held or taken stays; 409 beyond what is free."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        return stocking.take_out(by=by, at=at, offer=held, part=body.part, quantity=body.quantity, note=body.note)

    return _done(request, service, offer, act)


@router.post("/offers/{service}/{offer}/allot", response=SHOWN, summary="Parcels to a firm")
def allot(request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.ParcelsMoved) -> schemas.OfferShown:
    """409 beyond the store."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        firm = firm_of(body.firm)
        return parcels.allot(by=by, at=at, offer=held, firm=firm, quantity=body.quantity, note=body.note)

    return _done(request, service, offer, act)


@router.post("/offers/{service}/{offer}/send-back", response=SHOWN, summary="Parcels back from a firm")
def send_back(
    request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.ParcelsMoved
) -> schemas.OfferShown:
    """409 beyond what the firm still has."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        firm = firm_of(body.firm)
        return parcels.send_back(by=by, at=at, offer=held, firm=firm, quantity=body.quantity, note=body.note)

    return _done(request, service, offer, act)


@router.post("/offers/{service}/{offer}/restock", response=SHOWN, summary="What came back into the store")
def restock(request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.Restocked) -> schemas.OfferShown:
    """To be allotted anew."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        return parcels.restock(by=by, at=at, offer=held, quantity=body.quantity, note=body.note)

    return _done(request, service, offer, act)


@router.post("/offers/{service}/{offer}/hand-out", response=SHOWN, summary="Hand one parcel out")
def hand_out(request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.HandedOut) -> schemas.OfferShown:
    """403 for a second one, whichever firm it would come from."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        proxy = None if body.proxy is None else Proxy(_named(body.proxy.person), body.proxy.consent)
        return parcels.hand_out(
            by=by, at=at, offer=held, firm=firm_of(body.firm), person=_named(body.person), proxy=proxy
        )

    return _done(request, service, offer, act)


@router.post("/offers/{service}/{offer}/ask-consent", response=SHOWN, summary="Send the receiver a number")
def ask_consent(
    request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.ConsentAsked
) -> schemas.OfferShown:
    """Whoever comes for the receiver says it."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        firm, person, proxy = firm_of(body.firm), _named(body.person), _named(body.proxy)
        return parcels.ask_consent(by=by, at=at, offer=held, firm=firm, person=person, proxy=proxy)

    return _done(request, service, offer, act)


@router.post("/offers/{service}/{offer}/announce", response=SHOWN, summary="Publish the list of lots")
def announce(request: HttpRequest, service: Service, offer: OfferSlug) -> schemas.OfferShown:
    """After the last day of applications and before the public value can be known; once."""
    return _done(request, service, offer, lambda by, at, held: drawing.announce(by=by, at=at, offer=held))


@router.post("/offers/{service}/{offer}/public-value", response=SHOWN, summary="Enter the public value")
def read_out(request: HttpRequest, service: Service, offer: OfferSlug, body: schemas.ValueRead) -> schemas.OfferShown:
    """The first officer enters it, a second confirms the same; then rooms are offered in the order of the lots."""

    def act(by: Actor, at: datetime, held: Offer) -> object:
        return drawing.read_out(by=by, at=at, offer=held, value=body.value)

    return _done(request, service, offer, act)


@router.post("/applications/{application_id}/missed", response=OWN, summary="Nobody came")
def missed(request: HttpRequest, application_id: ApplicationId, body: schemas.Missed) -> schemas.ApplicationShown:
    """The place is free again and goes to the next."""
    by, at = actor(request), reference.now()
    own = owning.own_at_desk(by=by, at=at, public_id=application_id)
    return schemas.ApplicationShown(**_stands(places.no_show(by=by, at=at, own=own, note=body.reason), at))
