"""Goods: what a package is, sites, papers, events, who is concerned by a lot, and whether the figures come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Status
from ninja.params.functions import Path, Query

from anxin.kernel.evidence.actions import Statement
from anxin.kernel.peers import identity
from anxin.kernel.reference import queries as reference
from anxin.modules.tracing import following, listing, looking, queries
from anxin.modules.tracing.arrivals import arrivals
from anxin.modules.tracing.balances import balances
from anxin.modules.tracing.entering import enter_lot, enter_site
from anxin.modules.tracing.handing_in import hand_in
from anxin.modules.tracing.models import Event, Lot, Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.papers import judge
from anxin.modules.tracing.recording import record_all
from anxin.modules.tracing.refusing import no_such_site
from anxin.modules.tracing.rights import require_whole, sites_of
from anxin.modules.tracing.rooms import room_of
from anxin.web.api import schemas_tracing as schemas
from anxin.web.api.declared import LARGEST, MAY_FAIL
from anxin.web.api.door import KEYS, actor
from anxin.web.api.limits import count_scan
from anxin.web.api.schemas import WORD, GivenDay
from anxin.web.api.wording import reason_words

router = Router(tags=["goods"], auth=KEYS)
Service = Annotated[str, Path(description="The service.", pattern=WORD, max_length=40)]
Code = Annotated[str, Path(description="The code on the package.", pattern=schemas.CODE)]
On = Annotated[GivenDay | None, Query(description="The day asked about; left out: today.")]
Begins = Annotated[str, Query(description="How the code or the name begins.", max_length=40, pattern=r"^[^\x00]*$")]
Start = Annotated[int, Query(description="How many to leave out.", ge=0, le=LARGEST)]
PAGE = 100


@router.get(
    "/tracing/{service}/lots/{code}",
    response={200: schemas.LotShown, **MAY_FAIL},
    auth=None,
    summary="What a package is",
)
def show_lot(request: HttpRequest, service: Service, code: Code) -> schemas.LotShown:
    """For whoever holds the package; nobody is noted."""
    count_scan(request)
    return _lot(queries.lot(code, pack=service), reference.now())


def _lot(held: Lot, at: datetime) -> schemas.LotShown:
    judged = judge(held, queries.day_of(at))
    return schemas.LotShown(
        code=held.code,
        name=held.party.name,
        colour=judged.outcome if judged else None,
        reason=judged.reason if judged else None,
        why=asdict(reason_words(held.pack, judged.reason).household) if judged else None,
        about=held.about,
    )


@router.get("/tracing/{service}/lots", response={200: list[schemas.LotShown], **MAY_FAIL}, summary="Lots")
def list_lots(request: HttpRequest, service: Service, begins: Begins = "", start: Start = 0) -> list[schemas.LotShown]:
    """A hundred of those that were at one's sites or in one's area, the newest first."""
    at = reference.now()
    queries.terms_of(service)
    found = listing.lots_page(actor(request), service, begins=begins, start=start, size=PAGE)
    return [_lot(one, at) for one in found]


@router.post("/tracing/{service}/lots", response={201: schemas.LotShown, **MAY_FAIL}, summary="Enter a lot")
def make_lot(request: HttpRequest, service: Service, body: schemas.NewLot) -> Status[schemas.LotShown]:
    """At the first station that puts the code on it; an `enter` event then says how much."""
    by, at = actor(request), reference.now()
    about = {key: value for key, value in body.about.dict().items() if value}
    site = _site(service, listing.site_of(by, body.site))
    held = enter_lot(by=by, at=at, site=site, code=body.code, name=body.name, about=about, uri=body.uri or "")
    return Status(201, _lot(held, at))


def _site(service: str, held: Site) -> Site:
    """Whoever names a site of another service is told that there is none."""
    if held.pack != service:
        raise no_such_site()
    return held


@router.get(
    "/tracing/{service}/lots/{code}/record", response={200: schemas.LotRecord, **MAY_FAIL}, summary="A lot's record"
)
def lot_record(request: HttpRequest, service: Service, code: Code) -> schemas.LotRecord:
    """Papers, where it is, and what happened: all of it for a bureau, for a firm what concerns its sites."""
    by, at = actor(request), reference.now()
    lot = listing.lot_of(by, code, pack=service)
    held = listing.stands(by, lot, on=queries.day_of(at))
    return schemas.LotRecord(
        lot=_lot(lot, at),
        papers=[
            schemas.PaperShown(
                kind=one.kind,
                source=one.source,
                result=one.result,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
            )
            for one in held.papers
        ],
        held=[
            schemas.HeldTold(
                site=one.site.party.public_id, name=one.site.party.name, grams=one.grams, coming=one.coming
            )
            for one in held.held
        ],
        events=[_event(one) for one in held.events],
    )


def _event(held: Event) -> schemas.EventTold:
    return schemas.EventTold(
        event=held.digest,
        kind=held.kind,
        site=held.site.party.public_id,
        to=held.to.party.public_id if held.to else None,
        happened_at=held.happened_at,
        recorded_at=held.recorded_at,
        late_days=held.late_days,
        lots=_portions_told(held.body.get("lots", [])),
        made=_portions_told(held.body.get("made", [])),
        lost=held.body.get("lost", 0),
        result=held.result,
        expected_on=held.expected_on,
        wrong=held.wrong.digest if held.wrong else None,
        declared_wrong=bool(held.errors.all()),
    )


def _portions_told(said: Iterable[tuple[str, int]]) -> list[schemas.PortionTold]:
    return [schemas.PortionTold(lot=code, grams=grams) for code, grams in said]


@router.post(
    "/tracing/{service}/lots/{code}/papers",
    response={201: schemas.LotShown, **MAY_FAIL},
    summary="Hand in a paper of a lot",
)
def give_paper(request: HttpRequest, service: Service, code: Code, body: schemas.NewPaper) -> Status[schemas.LotShown]:
    """The lot is decided at once; the answer shows how it stands."""
    by, at = actor(request), reference.now()
    lot = listing.lot_of(by, code, pack=service)
    hand_in(by=by, at=at, lot=lot, paper=Statement(**body.dict()))
    return Status(201, _lot(lot, at))


@router.get(
    "/tracing/{service}/lots/{code}/trace", response={200: schemas.TraceTold, **MAY_FAIL}, summary="Follow a lot"
)
def trace_lot(request: HttpRequest, service: Service, code: Code) -> schemas.TraceTold:
    """Back and forward: every lot, site and hand. For bureaus; it is written down who looked."""
    lot = queries.lot(code, pack=service)
    found = following.told(looking.follow(by=actor(request), at=reference.now(), lot=lot))
    return schemas.TraceTold.model_validate(found)


@router.get(
    "/tracing/{service}/lots/{code}/division/{other}",
    response={200: schemas.DivisionTold, **MAY_FAIL},
    summary="Prove that a lot is concerned, or not",
)
def prove_lot(request: HttpRequest, service: Service, code: Code, other: Code) -> schemas.DivisionTold:
    """All lots in two parts by a trace, signed, and in which part the other is."""
    by, at = actor(request), reference.now()
    said = looking.divide(by=by, at=at, lot=queries.lot(code, pack=service))
    proof = said.proof(other)
    return schemas.DivisionTold(
        statement=said.body.decode(),
        signature=said.signature.hex(),
        key=identity.own().public.signing.hex(),
        part=proof["part"],
        place=proof["place"],
        path=proof["path"],
    )


@router.get("/tracing/{service}/sites", response={200: list[schemas.SiteShown], **MAY_FAIL}, summary="Sites")
def list_sites(request: HttpRequest, service: Service) -> list[schemas.SiteShown]:
    """Those one keeps, or those of one's area, with what is there now."""
    by, today = actor(request), queries.day_of(reference.now())
    queries.terms_of(service)
    found = listing.sites_with_stock(sites_of(by, service).order_by("pk")[:500], service)
    return [_site_shown(one, today) for one in found]


def _site_shown(held: listing.SiteStands, today: date) -> schemas.SiteShown:
    site = held.site
    return schemas.SiteShown(
        site=site.party.public_id,
        name=site.party.name,
        kind=site.kind,
        area=site.party.area,
        keeper=site.keeper.name if site.keeper else None,
        uri=site.uri,
        lots=held.lots,
        grams=held.grams,
        room=site.room,
        free=room_of(site, queries.terms_of(site.pack), on=today).free if site.room is not None else None,
    )


@router.post("/tracing/{service}/sites", response={201: schemas.SiteShown, **MAY_FAIL}, summary="Enter a site")
def make_site(request: HttpRequest, service: Service, body: schemas.NewSite) -> Status[schemas.SiteShown]:
    """For whoever supervises its area."""
    by, at = actor(request), reference.now()
    keeper = queries.firm(body.keeper) if body.keeper else None
    held = enter_site(
        by=by,
        at=at,
        pack=service,
        kind=body.kind,
        name=body.name,
        area=body.area,
        keeper=keeper,
        room=body.room,
        uri=body.uri or "",
    )
    return Status(201, _site_shown(listing.SiteStands(held, 0, 0), queries.day_of(at)))


@router.post(
    "/tracing/{service}/events", response={200: list[schemas.EventRecorded], **MAY_FAIL}, summary="Record events"
)
def record_events(request: HttpRequest, service: Service, body: schemas.NewEvents) -> list[schemas.EventRecorded]:
    """In their order, all or none. The same event again is the one there is: what was not answered is sent again."""
    by = actor(request)
    drafts = [_draft(service, one) for one in body.events]
    made = record_all(by=by, at=reference.now(), drafts=drafts)
    return [schemas.EventRecorded(event=one.event.digest, recorded=one.now, result=one.event.result) for one in made]


def _draft(service: str, said: schemas.NewEvent) -> Draft:
    return Draft(
        kind=said.kind,
        site=_site(service, queries.site(said.site)),
        happened_at=said.happened_at,
        portions=_portions(service, said.lots),
        made=_portions(service, said.made),
        lost=said.lost,
        to=_site(service, queries.site(said.to)) if said.to else None,
        wrong=said.wrong or "",
        note=said.note,
        expected_on=said.expected_on,
        mark=said.mark,
    )


def _portions(service: str, said: Iterable[schemas.PortionSaid]) -> tuple[Portion, ...]:
    return tuple(Portion(queries.lot(one.lot, pack=service), one.grams) for one in said)


@router.get(
    "/tracing/{service}/arrivals", response={200: schemas.ArrivalsTold, **MAY_FAIL}, summary="Arrivals of a day"
)
def count_arrivals(request: HttpRequest, service: Service, on: On = None) -> schemas.ArrivalsTold:
    """How many lots arrived, and which of them no first station had entered. For bureaus."""
    require_whole(actor(request))
    queries.terms_of(service)
    day = on or queries.day_of(reference.now())
    start = datetime.combine(day, time(), tzinfo=queries.SHANGHAI)
    seen = arrivals(service, since=start, until=start + timedelta(days=1))
    return schemas.ArrivalsTold(day=day, lots=seen.lots, unentered=list(seen.unentered), per_thousand=seen.per_thousand)


@router.get("/tracing/{service}/balances", response={200: list[schemas.BalanceTold], **MAY_FAIL}, summary="Balances")
def count_balances(request: HttpRequest, service: Service, on: On = None) -> list[schemas.BalanceTold]:
    """Every lot at every site at the end of a day: in = out + stock + loss. For bureaus."""
    require_whole(actor(request))
    day = on or queries.day_of(reference.now())
    return [schemas.BalanceTold(**asdict(one), holds=one.holds) for one in balances(service, day)]
