"""Three offers as a service would declare them, with their books: parcels, places, rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stdnum.cn import ric, uscc

from anxin.kernel.cases.forms import Words
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.terms import AccountKind, BookTerms, Movement, Owner
from anxin.kernel.ledger.units import Unit
from anxin.kernel.parties.actions import enter_party, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.modules.allotments import places, stocking
from anxin.modules.allotments.declaring import keep_offer
from anxin.modules.allotments.enums import Kind, Rule
from anxin.modules.allotments.known_people import Named
from anxin.modules.allotments.models import Application, Offer
from anxin.modules.allotments.owning import OwnApplication, own_by_link
from anxin.modules.allotments.places import Applied
from anxin.modules.allotments.terms import (
    PARCEL_MOVEMENTS,
    PLACE_MOVEMENTS,
    DrawTerms,
    OfferTerms,
    Part,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2021, 7, 1, 9, 0, tzinfo=SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SYSTEM, ASKER = Actor.system("allotment tests"), Actor.requester()
AREA, PACK = "331023", "care"


def account(
    slug: str, owner: Owner = Owner.BOOK, *, ceiling: int | None = None, parted: bool = False, outside: bool = False
) -> AccountKind:
    floor, most = (None, 0) if outside else (0, ceiling)
    return AccountKind(slug, {"zh": slug}, owner, floor, most, parted)


def book(slug: str, unit: Unit, accounts: list[AccountKind], movements: dict[str, tuple[str, str]]) -> BookTerms:
    made = {name: Movement(name, {"zh": name}, *ends) for name, ends in movements.items()}
    return BookTerms(PACK, slug, {"zh": slug}, unit, {one.slug: one for one in accounts}, made)


PARCEL_BOOK = book(
    "parcels",
    Unit.PARCELS,
    [
        account("bought", outside=True),
        account("stock"),
        account("firm", Owner.ORGANISATION),
        account("given", Owner.PERSON, ceiling=1),
        account("returned"),
    ],
    PARCEL_MOVEMENTS,
)


def place_book(slug: str, unit: Unit) -> BookTerms:
    kinds = [
        account("capacity", parted=True, outside=True),
        account("free", parted=True),
        account("taken", Owner.PERSON, ceiling=1),
    ]
    return book(slug, unit, kinds, PLACE_MOVEMENTS)


PLACES = OfferTerms(
    pack=PACK,
    slug="summer",
    kind=Kind.PLACES,
    rule=Rule.FIRST_COME,
    title=Words("爱心托班", "Summer classes"),
    summary=Words("暑期托班"),
    area=AREA,
    book_kind="places",
    book_key="2021",
    parts=(Part("a", Words("一班"), 2), Part("b", Words("二班"), 1)),
    since="2021-06-25",
    until="2021-07-20",
    hold_hours=48,
    for_whom=Words("会员子女"),
    appeal=Words("可以向总工会申诉。", "You can object at the federation."),
)
ROOMS = replace(
    PLACES,
    slug="rooms",
    kind=Kind.ROOMS,
    rule=Rule.POINTS_THEN_LOTS,
    title=Words("职工宿舍", "Dormitory rooms"),
    book_kind="rooms",
    parts=(Part("house1", Words("一号楼"), 2), Part("house2", Words("二号楼"), 1)),
    draw=DrawTerms(Words("体彩大乐透第 21086 期开奖号码"), "2021-07-24"),
)
PARCELS = replace(
    PLACES,
    slug="parcels",
    kind=Kind.PARCELS,
    title=Words("留岗礼包", "Gift parcels"),
    book_kind="parcels",
    parts=(Part("spring", Words("礼包"), 1500),),
    proxy=True,
)


def offered(terms: OfferTerms, *, stocked: bool = True) -> Offer:
    """The offer, its book, and as much in it as declared."""
    unit = {Kind.PARCELS: Unit.PARCELS, Kind.PLACES: Unit.SEATS, Kind.ROOMS: Unit.ROOMS}[terms.kind]
    held = PARCEL_BOOK if terms.kind is Kind.PARCELS else place_book(terms.book_kind, unit)
    ledger.keep_terms(terms=held)
    made = keep_offer(by=SYSTEM, at=AT, terms=terms)
    if stocked:
        stocking.stock_as_declared(by=SYSTEM, at=AT, offer=made)
    return made


def classes(*seats: int, **more: object) -> Offer:
    """Places in classes a, b, … with so many seats."""
    parts = tuple(Part("abcdef"[place], Words(f"{place}班"), many) for place, many in enumerate(seats))
    return offered(replace(PLACES, parts=parts, **more))  # type: ignore[arg-type]  # -- terms by their names


def number(serial: int, born: str = "20130401") -> str:
    stem = f"{AREA}{born}{serial:03d}"
    return stem + ric.calc_check_digit(stem + "0")


def child(serial: int, born: str = "20130401") -> Named:
    return Named(f"童{serial}", number(serial, born))


def credit_code(serial: int) -> str:
    stem = f"91{AREA}MA2{serial:06d}"
    return stem + uscc.calc_check_digit(stem)


def firm(serial: int) -> Party:
    return enter_party(
        by=SYSTEM,
        at=AT,
        kind=PartyKind.ORGANISATION,
        name=f"天台示例企业{serial}",
        area=AREA,
        scheme=Scheme.CREDIT_CODE,
        number=credit_code(serial),
    )


def worker(serial: int, *, phone: str = "") -> tuple[Named, Party]:
    named = Named(f"工{serial}", number(serial, "19850203"))
    made = enter_party(
        by=SYSTEM,
        at=AT,
        kind=PartyKind.PERSON,
        name=named.name,
        area=AREA,
        scheme=Scheme.IDENTITY_NUMBER,
        number=named.number,
        phone=phone,
    )
    return named, made


def join(person: Party, union: Party, since: date, role: str = "union_membership") -> None:
    start_affiliation(by=SYSTEM, at=AT, party=person, organisation=union, role=role, started_on=since)


def applied(offer: Offer, serial: int, part: str = "a", at: datetime = AT, **said: str) -> Applied:
    return places.apply_for(by=ASKER, at=at, offer=offer, part=part, person=child(serial), said=said)


def own(done: Applied) -> OwnApplication:
    return own_by_link(token=done.token)


def standing(done: Applied) -> str:
    return Application.objects.get(pk=done.application.pk).standing


def clerk(firm: Party, user_id: int = 7) -> Actor:
    """Whoever acts for a firm by their own appointment."""
    return Actor(Role.AGENCY_CLERK, "企业经办人", user_id, organisation_id=firm.pk)
