"""Invented care of the demonstration: parcels of 74 firms partly handed out, a class with a list, a draw to check."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from stdnum.cn import ric, uscc

from anxin.demo.people import invent_identity_number, invent_name, invent_phone
from anxin.demo.plan import Size
from anxin.demo.timeline import moment
from anxin.kernel.access.models import Appointment
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.actions import enter_party, start_affiliation
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.kernel.parties.sealing import unseal
from anxin.modules.allotments import drawing, parcels, places, queries, stocking
from anxin.modules.allotments.known_people import Named
from anxin.modules.allotments.models import Application, HandOut, Offer
from anxin.modules.allotments.owning import own_by_link
from anxin.modules.allotments.parcels import Proxy
from anxin.modules.unions.enums import Level
from anxin.modules.unions.founding import found_union
from anxin.modules.unions.models import Union

PACK = "care"
SEATS = (
    ("union", PACK, "counter", "330000"),
    ("union", PACK, "store", "330000"),
    ("reviewer", PACK, "allotting", "330000"),
    ("inspector", PACK, "allotting", "330000"),
    ("province", PACK, "review", "330000"),
)
FIRMS, PARCELS = 74, 1_500  # Zhejiang Workers' Daily, 25 January 2022: 74 firms, about 1,500 parcels
HANDED_OUT = {"full": 400, "small": 60}
UNIONS = 1  # of the lodgers; the parents are members of Ninghai's federations
EVERY = 25  # one in so many sends somebody
FULL_CLASS, WAITING, ROOM_LEFT = 24, 6, 9
LODGERS = 18
VALUE = "03 08 17 22 31 + 04 09"  # invented winning numbers
MEMBER = "union_membership"
ASKER = Actor.requester()


def bring_care(*, by: Actor, size: Size, until: datetime) -> None:
    """Stock, hand out, apply and draw, each unless it is there."""
    for offer in queries.offers(PACK):
        stocking.stock_as_declared(by=by, at=moment(date(2021, 10, 8), 8), offer=offer)
    held = {offer.slug: offer for offer in queries.offers(PACK)}
    _parcels(by, held["parcels"], HANDED_OUT[size], until - timedelta(days=1))
    _classes(by, held["winter_class"])
    _rooms(by, held["dormitory"])


def people_made_up(size: Size) -> int:
    """How many people come with it: receivers and who came for some, children, lodgers."""
    many = HANDED_OUT[size]
    return many + many // EVERY + FULL_CLASS + WAITING + ROOM_LEFT + LODGERS


@transaction.atomic
def _parcels(by: Actor, offer: Offer, many: int, at: datetime) -> None:
    if HandOut.objects.filter(offer=offer).exists():
        return
    rng = Random(7401)
    firms = [_firm(by, at, f"天台示例企业{serial:02d}", 1_000 + serial, "331023") for serial in range(1, FIRMS + 1)]
    for serial, firm in enumerate(firms):
        quantity = PARCELS // FIRMS + (serial < PARCELS % FIRMS)
        parcels.allot(by=by, at=at, offer=offer, firm=firm, quantity=quantity, once=f"demo-care/{firm.public_id}")
    for serial in range(many):
        firm, named = firms[serial % FIRMS], _invented(rng)
        clerk = Actor.system("demonstration")
        proxy = None
        if serial % EVERY == EVERY - 1:  # some are fetched by somebody whom the firm's clerk knows
            clerk, proxy = _clerk(firm), Proxy(_invented(rng))
        parcels.hand_out(by=clerk, at=at, offer=offer, firm=firm, person=named, proxy=proxy)
    parcels.send_back(by=by, at=at, offer=offer, firm=firms[-1], quantity=3, note="三人提前返乡")


def _clerk(firm: Party) -> Actor:
    """The firm's own clerk, who has no account here."""
    return Actor(Role.AGENCY_CLERK, "企业经办人", organisation_id=firm.pk)


@transaction.atomic
def _classes(by: Actor, offer: Offer) -> None:
    """One class that is full, with people waiting; others with room."""
    if Application.objects.filter(offer=offer).exists():
        return
    rng = Random(8402)
    parents = iter(_parents(FULL_CLASS + WAITING + ROOM_LEFT))
    first = moment(date(2021, 10, 18), 9)
    for serial in range(FULL_CLASS + WAITING):
        at = first + timedelta(minutes=7 * serial)
        done = _child(offer, "meilin", next(parents), rng, at)
        if serial < FULL_CLASS - 2:  # two of those held have not said yes yet
            places.accept(own=own_by_link(token=done.token), at=at + timedelta(minutes=3))
    for serial in range(ROOM_LEFT):
        _child(offer, "yuelong", next(parents), rng, moment(date(2021, 10, 28), 9) + timedelta(minutes=serial))
    places.sweep(by=by, at=moment(date(2021, 10, 28), 12), offer=offer)


def _parents(many: int) -> list[Named]:
    """Members of Ninghai's federations, as they are on file."""
    here = Affiliation.objects.filter(role=MEMBER, ended_on=None, organisation__area="330226")
    rows = here.filter(organisation__union__level=Level.FEDERATION).select_related("party").order_by("pk")[:many]
    return [Named(one.party.name, _on_file(one.party)) for one in rows]


def _on_file(party: Party) -> str:
    held = party.identifiers.get(scheme=Scheme.IDENTITY_NUMBER)
    return unseal(held.sealed, context=held.scheme)


def _child(offer: Offer, part: str, parent: Named, rng: Random, at: datetime) -> places.Applied:
    born = date(2011, 3, 1) + timedelta(days=rng.randrange(1_500))
    child = Named(invent_name(rng, woman=rng.random() < 0.5, birth_year=2012), _number(rng, born))
    return places.apply_for(by=ASKER, at=at, offer=offer, part=part, person=child, guardian=parent)


@transaction.atomic
def _rooms(by: Actor, offer: Offer) -> None:
    """A draw that is done: announced after the last day, two officers, rooms held in its order."""
    if Application.objects.filter(offer=offer).exists():
        return
    rng = Random(9403)
    union = _lodgers_union(by)
    for serial in range(LODGERS):
        at = moment(date(2021, 10, 11), 9) + timedelta(hours=serial)
        said = {"owns_home": "no", "years_here": str(rng.randrange(9))}
        member = _member(by, rng, union, at)
        part = "south" if serial % 3 == 0 else "north"
        places.apply_for(by=ASKER, at=at, offer=offer, part=part, person=member, said=said)
    drawing.announce(by=by, at=moment(date(2021, 10, 21), 9), offer=offer)
    for username in ("reviewer", "inspector"):
        officer = Appointment.objects.select_related("user").get(user__username=username).actor()
        drawing.read_out(by=officer, at=moment(date(2021, 10, 28), 9), offer=offer, value=VALUE)


def _lodgers_union(by: Actor) -> Party:
    first = date(2021, 1, 4)
    union = _firm(by, moment(first, 8), "南浔示例企业工会", 2_002, "330503")
    if not Union.objects.filter(party=union).exists():
        found_union(
            by=by,
            at=moment(first, 8),
            pack=MEMBER,
            number=_firm_code(2_002, "330503"),
            name=union.name,
            area=union.area,
            level=Level.BASE,
            founded_on=first,
        )
    return union


def _invented(rng: Random) -> Named:
    born = date(1970, 1, 1) + timedelta(days=rng.randrange(11_000))
    return Named(invent_name(rng, woman=rng.random() < 0.4, birth_year=born.year), _number(rng, born))


def _number(rng: Random, born: date) -> str:
    while True:  # the city's own invented people are not met
        if born.year < 2005:
            number = invent_identity_number(rng, born=born, woman=rng.random() < 0.5)
        else:  # the city's birthplaces are those of people of working age
            stem = f"330226{born:%Y%m%d}{rng.randrange(1, 1000):03d}"
            number = stem + ric.calc_check_digit(stem + "0")
        if party_by_number(Scheme.IDENTITY_NUMBER, number) is None:
            return number


def _member(by: Actor, rng: Random, union: Party, at: datetime) -> Named:
    """An invented member of a union, entered with a phone."""
    named = _invented(rng)
    party = enter_party(
        by=by,
        at=at,
        kind=PartyKind.PERSON,
        name=named.name,
        area=union.area,
        scheme=Scheme.IDENTITY_NUMBER,
        number=named.number,
        phone=invent_phone(rng),
    )
    start_affiliation(
        by=by, at=at, party=party, organisation=union, role=MEMBER, started_on=at.date() - timedelta(days=200)
    )
    return named


def _firm(by: Actor, at: datetime, name: str, serial: int, area: str) -> Party:
    code = _firm_code(serial, area)
    held = party_by_number(Scheme.CREDIT_CODE, code)
    return held or enter_party(
        by=by,
        at=at,
        kind=PartyKind.ORGANISATION,
        name=name,
        area=area,
        scheme=Scheme.CREDIT_CODE,
        number=code,
    )


def _firm_code(serial: int, area: str) -> str:
    stem = f"91{area}MA2D{serial:05d}"
    return stem + uscc.calc_check_digit(stem)
