"""Sites: who sees and records what, papers handed in, room booked in a supervised warehouse."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties.models import Party, PartyKind
from anxin.modules.tracing import listing, looking, queries
from anxin.modules.tracing.checking import MOST_GRAMS
from anxin.modules.tracing.entering import enter_lot, enter_site
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.handing_in import hand_in, papers_open
from anxin.modules.tracing.models import Event, Lot, Site
from anxin.modules.tracing.naming import Draft, Portion
from anxin.modules.tracing.papers import judge
from anxin.modules.tracing.recording import record
from anxin.modules.tracing.rights import lots_of, sites_of
from anxin.modules.tracing.rooms import room_of
from tests.unit.modules.tracing.stage import AREA, AT, DAY, HOUR, KG, PACK, SYSTEM, Chain, event

pytestmark = pytest.mark.django_db
COUNTY = Actor(Role.COUNTY, label="beilun", area=AREA)
OTHER_COUNTY = Actor(Role.COUNTY, label="zhuji", area="330681")
CITY = Actor(Role.CITY, label="taizhou", area="331000")


@pytest.fixture
def chain() -> Chain:
    return Chain()


def firm(name: str) -> Party:
    return Party.objects.create(kind=PartyKind.ORGANISATION, name=name, area=AREA, created_at=AT)


def clerk(of: Party) -> Actor:
    return Actor(Role.AGENCY_CLERK, label=of.name, organisation_id=of.pk)


def kept(chain: Chain, kind: str, name: str, *, room: int | None = None) -> tuple[Site, Actor]:
    keeper = firm(name)
    site = enter_site(by=SYSTEM, at=AT - DAY, pack=PACK, kind=kind, name=name, area=AREA, keeper=keeper, room=room)
    return site, clerk(keeper)


def draft(kind: Happening, site: Site, lot: Lot, grams: int, **more: object) -> Draft:
    return Draft(kind, site, AT, (Portion(lot, grams),), **more)  # type: ignore[arg-type]  # -- a test's shorthand


def test_a_firm_sees_its_sites_and_the_lots_that_were_there_a_bureau_its_area(chain: Chain) -> None:
    mine, worker = kept(chain, "market", "一号摊")
    _theirs, stranger = kept(chain, "market", "二号摊")
    lot, hidden = chain.lot("SEEN-1"), chain.lot("SEEN-2")
    event(Happening.ENTER, chain.importer, AT, (lot, 9 * KG), (hidden, 9 * KG))
    event(Happening.SHIP, chain.importer, AT + HOUR, (lot, 4 * KG), to=mine)
    assert [one.party.name for one in sites_of(worker, PACK)] == ["一号摊"]
    assert [one.code for one in lots_of(worker, PACK)] == ["SEEN-1"]
    assert list(lots_of(stranger, PACK)) == []
    assert sites_of(COUNTY, PACK).count() == 6
    assert [sites_of(one, PACK).count() for one in (OTHER_COUNTY, CITY)] == [0, 0]
    assert [one.kind for one in listing.events_of(worker, lot)] == ["ship", "enter"]
    assert [(one.grams, one.coming) for one in listing.stock_of(worker, lot)] == [(4 * KG, True)]
    with pytest.raises(NotFound):
        listing.lot_of(worker, "SEEN-2", pack=PACK)
    with pytest.raises(NotFound):
        listing.site_of(worker, chain.importer.party.public_id)
    assert listing.lot_of(OTHER_COUNTY, "SEEN-2", pack=PACK) == hidden


def test_a_household_and_a_worker_see_no_list_at_all(chain: Chain) -> None:
    for role in (Role.HOUSEHOLD, Role.WORKER, Role.GATE, Role.AUDITOR, Role.CLERK):
        with pytest.raises(Refused):
            list(lots_of(Actor(role, label="nobody"), PACK))


def test_only_who_answers_for_the_area_enters_a_site_there(chain: Chain) -> None:
    for by, fault in ((OTHER_COUNTY, Refused), (clerk(firm("某公司")), Refused)):
        with pytest.raises(fault):
            enter_site(by=by, at=AT, pack=PACK, kind="market", name="三号摊", area=AREA)
    enter_site(by=COUNTY, at=AT, pack=PACK, kind="market", name="三号摊", area=AREA)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"area": "999999"}, "area"),
        ({"kind": "moon"}, "kind"),
        ({"name": "  "}, "name"),
        ({"room": 5}, "room"),
        ({"kind": "warehouse"}, "room"),
        ({"uri": "not a uri"}, "uri"),
    ],
)
def test_a_site_that_says_something_strange_is_told_where(chain: Chain, more: dict[str, object], field: str) -> None:
    said: dict[str, object] = {"kind": "market", "name": "摊", "area": AREA, **more}
    with pytest.raises(Invalid) as told:
        enter_site(by=SYSTEM, at=AT, pack=PACK, **said)  # type: ignore[arg-type]  # -- wrong on purpose
    assert told.value.field == field


def test_what_others_call_a_site_or_a_lot_is_used_once(chain: Chain) -> None:
    for uri in ("urn:epc:id:sgln:1.2.3", "https://id.gs1.org/414/4012345000009"):
        enter_site(by=SYSTEM, at=AT, pack=PACK, kind="market", name="摊", area=AREA, uri=uri)
        with pytest.raises(Conflict):
            enter_site(by=SYSTEM, at=AT, pack=PACK, kind="market", name="摊", area=AREA, uri=uri)
    enter_lot(by=SYSTEM, at=AT, site=chain.importer, code="URI-1", name="虾", uri="urn:x:1")
    with pytest.raises(Conflict):
        enter_lot(by=SYSTEM, at=AT, site=chain.importer, code="URI-2", name="虾", uri="urn:x:1")
    with pytest.raises(Conflict):
        enter_lot(by=SYSTEM, at=AT, site=chain.importer, code="URI-1", name="虾")


def test_a_paper_is_stated_by_who_speaks_for_its_source_and_decides_at_once(chain: Chain) -> None:
    importer, worker = kept(chain, "first_station", "进口商")
    lot = enter_lot(by=worker, at=AT, site=importer, code="PAPER-1", name="虾")
    assert judge(lot, AT.date()).reason == "code-missing"  # type: ignore[union-attr]  # -- rules are in force
    assert papers_open(worker, lot) == {}
    record(by=worker, at=AT, draft=draft(Happening.ENTER, importer, lot, KG))
    assert sorted(papers_open(worker, lot)) == ["code", "goods"]
    for kind, source, result in (("code", "first_station", "issued"), ("goods", "first_station", "ocean_caught")):
        hand_in(by=worker, at=AT, lot=lot, paper=Statement(kind, source, AT.date(), result))
    with pytest.raises(Refused):
        hand_in(by=worker, at=AT, lot=lot, paper=Statement("quarantine", "customs", AT.date(), "passed"))
    hand_in(by=COUNTY, at=AT, lot=lot, paper=Statement("quarantine", "customs", AT.date(), "passed"))
    assert judge(lot, AT.date()).may_go_on  # type: ignore[union-attr]  # -- rules are in force


@pytest.mark.parametrize(
    "paper",
    [
        Statement("moon", "customs", date(2021, 1, 1), "passed"),
        Statement("test", "laboratory", date(2021, 1, 1), "maybe"),
        Statement("test", "laboratory", date(2021, 3, 1), "negative"),
        Statement("test", "laboratory", date(2021, 1, 9), "negative", date(2021, 1, 8)),
        Statement("test", "customs", date(2021, 1, 1), "negative"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(chain: Chain, paper: Statement) -> None:
    lot = chain.lot("PAPER-2", papers=False)
    with pytest.raises((Invalid, Refused)):
        hand_in(by=COUNTY, at=AT, lot=lot, paper=paper)
    assert not lot.party.evidence.exists()


def test_the_same_paper_twice_is_one(chain: Chain) -> None:
    lot = chain.lot("PAPER-3", papers=False)
    paper = Statement("test", "laboratory", AT.date(), "negative", date(2021, 2, 8))
    hand_in(by=COUNTY, at=AT, lot=lot, paper=paper)
    with pytest.raises(Conflict):
        hand_in(by=COUNTY, at=AT, lot=lot, paper=paper)
    assert lot.party.evidence.count() == 1


def booking(chain: Chain, lot: Lot, grams: int, to: Site, *, day: date = date(2021, 2, 3)) -> Draft:
    return draft(Happening.DECLARE, chain.importer, lot, grams, to=to, expected_on=day)


def test_room_in_a_warehouse_is_booked_kept_used_and_let_go(chain: Chain) -> None:
    warehouse, _keeper = kept(chain, "warehouse", "北仑监管仓", room=10 * KG)
    terms, a, b = queries.terms_of(PACK), chain.lot("ROOM-A"), chain.lot("ROOM-B")

    def free(on: date = date(2021, 2, 1)) -> int:
        return room_of(warehouse, terms, on=on).free

    made = record(by=SYSTEM, at=AT, draft=booking(chain, a, 7 * KG, warehouse))
    assert free() == 3 * KG
    with pytest.raises(Conflict) as told:
        record(by=SYSTEM, at=AT, draft=booking(chain, b, 4 * KG, warehouse))
    assert "3.000" in told.value.why
    event(Happening.RECEIVE, warehouse, AT + HOUR, (a, 7 * KG))
    assert free() == 3 * KG  # what was booked is there now, and counts once
    event(Happening.LOSE, warehouse, AT + 2 * HOUR, (a, 2 * KG))
    assert free() == 5 * KG
    record(by=SYSTEM, at=AT, draft=booking(chain, b, 5 * KG, warehouse))
    assert [free(), free(date(2021, 2, 5)), free(date(2021, 2, 6))] == [0, 0, 5 * KG]
    event(Happening.ERROR, chain.importer, AT + DAY, wrong=Event.objects.order_by("pk").last().digest)  # type: ignore[union-attr]  # -- just made
    assert (free(), made.event.expected_on) == (5 * KG, date(2021, 2, 3))


@pytest.mark.parametrize(
    ("grams", "day", "field"),
    [(0, date(2021, 2, 3), "grams"), (KG, None, "expected_on"), (-1, date(2021, 2, 3), "grams")],
)
def test_a_booking_says_how_much_and_when(chain: Chain, grams: int, day: date | None, field: str) -> None:
    warehouse, _keeper = kept(chain, "warehouse", "监管仓", room=10 * KG)
    with pytest.raises(Invalid) as told:
        record(by=SYSTEM, at=AT, draft=booking(chain, chain.lot("ROOM-C"), grams, warehouse, day=day))  # type: ignore[arg-type]  # -- wrong on purpose
    assert told.value.field == field
    with pytest.raises(Invalid) as told:
        record(by=SYSTEM, at=AT, draft=booking(chain, chain.lot("ROOM-D"), KG, chain.market))
    assert told.value.field == "to"


def test_forms_that_make_no_sense_move_nothing(chain: Chain) -> None:
    a, b = chain.lot("FORM-A"), chain.lot("FORM-B")
    event(Happening.ENTER, chain.importer, AT, (a, 9 * KG))
    wrong = [
        Draft(Happening.LOSE, chain.importer, AT, (Portion(a, KG), Portion(a, KG))),
        Draft(Happening.LOSE, chain.importer, AT, (Portion(a, MOST_GRAMS + 1),)),
        Draft(Happening.LOSE, chain.importer, AT, (Portion(a, KG),), lost=5),
        Draft(Happening.LOSE, chain.importer, AT, (Portion(a, KG),), made=(Portion(b, KG),)),
        Draft(Happening.LOSE, chain.importer, AT, (Portion(a, KG),), to=chain.market),
        Draft(Happening.LOSE, chain.importer, AT, (Portion(a, KG),), expected_on=AT.date()),
        Draft(Happening.RELABEL, chain.importer, AT, (Portion(a, KG),), made=(Portion(a, KG),)),
        Draft(Happening.LOSE, chain.importer, AT.replace(year=1900), (Portion(a, KG),)),
    ]
    for one in wrong:
        with pytest.raises(Invalid):
            record(by=SYSTEM, at=AT, draft=one)
    assert [one.grams for one in listing.stock_of(SYSTEM, a)] == [9 * KG]


def test_the_same_twice_in_one_moment_carries_a_mark_of_its_own(chain: Chain) -> None:
    lot = chain.lot("MARK-1")
    event(Happening.ENTER, chain.importer, AT, (lot, 9 * KG))
    for mark in ("a", "a", "b"):
        record(by=SYSTEM, at=AT, draft=draft(Happening.SELL, chain.importer, lot, KG, mark=mark))
    assert [one.grams for one in listing.stock_at(chain.importer)] == [7 * KG]


def test_who_follows_goods_is_written_down_and_nobody_else_follows(chain: Chain) -> None:
    lot = chain.lot("LOOK-1")
    event(Happening.ENTER, chain.importer, AT, (lot, KG))
    before = Entry.objects.count()
    looking.follow(by=COUNTY, at=AT, lot=lot)
    line = Entry.objects.order_by("-seq").first()
    assert line is not None
    assert (Entry.objects.count() - before, line.act, line.is_read, line.purpose) == (
        1,
        "tracing.trace",
        True,
        "supervision",
    )
    with pytest.raises(AnxinError):
        looking.divide(by=clerk(firm("别家")), at=AT, lot=lot)


def test_stock_of_sites_is_counted_in_one_go(chain: Chain) -> None:
    lots = [chain.lot(f"LIST-{number}") for number in range(3)]
    event(Happening.ENTER, chain.importer, AT, *((one, 2 * KG) for one in lots))
    event(Happening.SHIP, chain.importer, AT + HOUR, (lots[0], KG), to=chain.market)
    event(Happening.RECEIVE, chain.market, AT + 2 * HOUR, (lots[0], KG))
    found = listing.sites_with_stock(sites_of(SYSTEM, PACK).order_by("pk"), PACK)
    assert [(one.lots, one.grams) for one in found] == [(3, 5 * KG), (1, KG), (0, 0), (0, 0)]
    assert [one.code for one in listing.lots_page(SYSTEM, PACK, begins="list", start=0, size=2)] == ["LIST-2", "LIST-1"]
