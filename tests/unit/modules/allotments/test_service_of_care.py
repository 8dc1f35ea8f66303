"""The service as shipped: applied, stocked, kept by the people who sit at its desks, and shown on every page."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Seat
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.allotments import drawing, parcels, places, queries, stocking
from anxin.modules.allotments.known_people import Named
from anxin.modules.allotments.models import Application, HandOut, Offer
from anxin.modules.allotments.owning import own_by_link
from anxin.packs.actions import apply
from anxin.packs.queries import plan
from tests.cast import SHANGHAI
from tests.unit.modules.allotments.stage import ASKER, DAY, SYSTEM, child, credit_code, firm, join, number, worker
from tests.unit.web.phone.stage import PASSWORD

pytestmark = pytest.mark.django_db
AT = datetime(2021, 10, 19, 9, 0, tzinfo=SHANGHAI)
DESKS = {"counter": "receive", "store": "keep", "allotting": "approve"}


@pytest.fixture
def care() -> None:
    apply(packs.current("care"), by=SYSTEM, at=AT)
    for offer in queries.offers("care"):
        stocking.stock_as_declared(by=SYSTEM, at=AT, offer=offer)


def at_desk(desk: str, area: str, name: str = "") -> Actor:
    """Somebody who sits at one desk of the service."""
    return account(name or f"{desk}-{area}", (desk,), area).appointment.actor()


def account(name: str, desks: tuple[str, ...], area: str) -> User:
    """An account with seats at these desks."""
    user = User.objects.filter(username=name).first()
    if user is None:
        user = appoint(by=SYSTEM, at=AT, username=name, password=PASSWORD, role=Role.CLERK)
        for desk in desks:
            Seat.objects.create(user=user, pack="care", desk=desk, area=area, since=AT - DAY)
    return user


def offer(slug: str) -> Offer:
    return queries.offer_named(f"care/{slug}")


def parent(serial: int, *, member: bool = True) -> Named:
    named, party = worker(serial)
    if member:
        join(party, firm(900 + serial), datetime(2021, 1, 1, tzinfo=SHANGHAI).date())
    return named


def applied(serial: int, *, part: str = "yuelong", born: str = "20130401", member: bool = True) -> places.Applied:
    return places.apply_for(
        by=ASKER, at=AT, offer=offer("winter_class"), part=part, person=child(serial, born),
        guardian=parent(500 + serial, member=member),
    )  # fmt: skip


@pytest.mark.usefixtures("care")
def test_applying_the_service_again_changes_nothing() -> None:
    before = Entry.objects.count()
    assert plan(packs.current("care")).changes is False
    apply(packs.current("care"), by=SYSTEM, at=AT)
    assert Entry.objects.count() == before
    assert [one.slug for one in queries.offers("care")] == ["dormitory", "parcels", "winter_class"]


@pytest.mark.usefixtures("care")
@pytest.mark.parametrize(
    ("born", "member", "rule"),
    [
        ("20130401", False, "care.winter_class.admission.1"),
        ("20170125", True, "care.winter_class.admission.2"),
        ("20090124", True, "care.winter_class.admission.3"),
    ],
)
def test_who_is_not_meant_is_refused_with_the_row_its_basis_and_the_way_to_object(
    born: str, member: bool, rule: str
) -> None:
    with pytest.raises(Refused) as said:
        applied(1, born=born, member=member)
    assert said.value.rule == rule
    assert "爱心托班报名办法" in said.value.why
    assert "关爱事项申诉" in said.value.appeal


@pytest.mark.usefixtures("care")
@pytest.mark.parametrize("born", ["20170124", "20090125"])
def test_five_on_the_first_day_and_not_yet_thirteen_is_in(born: str) -> None:
    assert applied(1, born=born).application.standing == "offered"


@pytest.mark.usefixtures("care")
def test_each_duty_sits_at_its_own_desk_and_in_its_own_area() -> None:
    counter, store, allotting = (at_desk(desk, "331023") for desk in DESKS)
    elsewhere = at_desk("store", "330226", "keeper2")
    held, named = firm(1), worker(1)[0]
    stocking.bring(by=store, at=AT, offer=offer("parcels"), part="spring", quantity=5)
    parcels.allot(by=allotting, at=AT, offer=offer("parcels"), firm=held, quantity=5)
    parcels.hand_out(by=counter, at=AT, offer=offer("parcels"), firm=held, person=named)
    for by in (counter, allotting, elsewhere):
        with pytest.raises(Refused):
            stocking.bring(by=by, at=AT, offer=offer("parcels"), part="spring", quantity=5)
    for by in (counter, store, elsewhere):
        with pytest.raises(Refused):
            parcels.allot(by=by, at=AT, offer=offer("parcels"), firm=held, quantity=1)
    for by in (store, allotting, elsewhere):
        with pytest.raises(Refused):
            parcels.hand_out(by=by, at=AT, offer=offer("parcels"), firm=held, person=worker(2 + by.user_id)[0])  # type: ignore[operator]  # -- each has an account


@pytest.mark.usefixtures("care")
def test_points_come_from_the_table_and_the_draw_takes_two_of_the_approvers() -> None:
    for serial, years in enumerate((0, 2, 5, 9)):
        named = parent(serial)
        done = places.apply_for(
            by=ASKER, at=AT, offer=offer("dormitory"), part="north", person=named,
            said={"owns_home": "no", "years_here": str(years)},
        )  # fmt: skip
        assert done.application.points == (1, 2, 3, 3)[serial]
    one, two = (at_desk("allotting", "330503", name) for name in ("officer1", "officer2"))
    closed, drawn = (datetime(2021, 10, day, 21, 30, tzinfo=SHANGHAI) for day in (21, 27))
    drawing.announce(by=at_desk("store", "330503"), at=closed, offer=offer("dormitory"))
    for by in (one, two):
        drawing.read_out(by=by, at=drawn, offer=offer("dormitory"), value="03 08 17 22 31 + 04 09")
    assert [done.standing for done in Application.objects.order_by("rank")] == ["offered"] * 4


@pytest.mark.usefixtures("care")
def test_the_phone_shows_the_offer_takes_the_application_and_tells_why() -> None:
    set_played_day(day=AT.date())
    client = Client(headers={"accept-language": "zh-hans"})
    assert "寒假爱心托班" in client.get("/o/").text
    assert "30 = 空着 30" in client.get("/o/care/winter_class").text
    asked, by = child(1), parent(501)
    typed = {
        "part": "yuelong", "name": asked.name, "number": asked.number,
        "guardian_name": by.name, "guardian_number": by.number,
    }  # fmt: skip
    sent = client.post("/o/care/winter_class", typed)
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    assert page.status_code == 200 and asked.name not in page.text and asked.number not in page.text
    token = sent["Location"].removeprefix("/a/")
    assert client.post(f"/a/{token}/accept").status_code == 302
    assert own_by_link(token=token).application.standing == "taken"
    again = client.post("/o/care/winter_class", typed)
    assert again.status_code == 409
    assert client.get("/a/nothing").status_code == 404
    assert client.get("/o/care/dormitory/draw.json").status_code == 404


@pytest.mark.usefixtures("care")
def test_a_refusal_on_the_phone_says_rule_reason_and_where_to_object() -> None:
    set_played_day(day=AT.date())
    asked, by = child(1), parent(501, member=False)
    typed = {
        "part": "yuelong", "name": asked.name, "number": asked.number,
        "guardian_name": by.name, "guardian_number": by.number,
    }  # fmt: skip
    answer = Client(headers={"accept-language": "zh-hans"}).post("/o/care/winter_class", typed)
    assert answer.status_code == 403
    for part in ("care.winter_class.admission.1", "不是工会会员", "爱心托班报名办法", "关爱事项申诉"):
        assert part in answer.text
    assert Party.objects.filter(name=asked.name).count() == 0  # nothing is kept of what was refused


@pytest.mark.usefixtures("care")
def test_the_console_brings_allots_hands_out_and_shows_numbers_that_add_up() -> None:
    set_played_day(day=AT.date())
    client, held, named = Client(headers={"accept-language": "zh-hans"}), firm(1), worker(1)[0]
    client.force_login(account("all-desks", tuple(DESKS), "331023"))
    base = "/console/allotments/care/parcels/"
    credit = credit_code(1)
    assert client.post(base + "allot/", {"firm": credit, "quantity": "20"}).status_code == 302
    typed = {"firm": credit, "name": named.name, "number": named.number}
    assert client.post(base + "hand-out/", typed).status_code == 302
    twice = client.post(base + "hand-out/", typed)
    assert twice.status_code == 400 and "care.parcels.one-each" in twice.text
    assert f'name="firm" type="text" maxlength="18" autocomplete="off" value="{credit}"' in twice.text
    assert f'value="{named.name}"' in twice.text and twice.text.count(f'value="{credit}"') == 1  # in its own form alone
    page = client.get(base)
    assert "1,500 = 1 + 0 + 1,499" in page.text and held.name in page.text
    assert HandOut.objects.count() == 1
    assert number(1) not in page.text


@pytest.mark.usefixtures("care")
def test_a_refused_form_of_the_counter_keeps_what_was_typed() -> None:
    set_played_day(day=AT.date())
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(account("all-desks", tuple(DESKS), "330503"))
    typed = {
        "part": "south",
        "name": "王小芳",
        "number": "1",
        "q-owns_home": "no",
        "q-years_here": "4",
        "phone": "1380",
    }
    page = client.post("/console/allotments/care/dormitory/apply/", typed)

    assert page.status_code == 400
    chosen = ('<option value="south" selected>', '<option value="no" selected>')
    for kept in (*chosen, 'value="王小芳"', 'value="4"', 'value="1380"'):
        assert kept in page.text


@pytest.mark.usefixtures("care")
def test_the_console_opens_an_application_at_its_desk_and_writes_that_down() -> None:
    set_played_day(day=AT.date())
    done = applied(1)
    client = Client()
    by = at_desk("counter", "330226")
    client.force_login(User.objects.get(pk=by.user_id or 0))
    page = client.get(f"/console/allotments/applications/{done.application.public_id}/")
    assert page.status_code == 200 and done.application.person.name in page.text
    read = Entry.objects.filter(act="allotment.read").get()
    assert read.purpose == "case-work"
    assert set(read.subjects.values_list("party", flat=True)) == {
        done.application.person.public_id,
        done.application.guardian.public_id,  # type: ignore[union-attr]  # -- a class is asked for by a parent
    }
    other = at_desk("counter", "331023", "elsewhere")
    client.force_login(User.objects.get(pk=other.user_id or 0))
    assert client.get(f"/console/allotments/applications/{done.application.public_id}/").status_code == 403
    assert client.get("/console/allotments/care/winter_class/").status_code == 200
