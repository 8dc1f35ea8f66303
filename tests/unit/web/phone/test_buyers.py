"""The light on buyers on a phone: one box, the firm, the light, and what an exporter keeps for himself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from anxin.kernel.access.actions import appoint
from anxin.kernel.journal.actor import Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.reference import queries as reference
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.buyers.models import Asked, Report
from tests.cast import Cast
from tests.unit.modules.buyers.stage import AT, LISTED, SYSTEM, TODAY, furnished, load
from tests.unit.web.phone.pages import words

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
NORDWALL = "/buyers/firm/gleif:nordwall"


@pytest.fixture(autouse=True)
def _stage(db: None, tmp_path: Path, settings: Settings) -> None:
    cache.clear()
    settings.FIRM_FOLDER = tmp_path
    set_played_day(day=TODAY)
    furnished(tmp_path)
    load("ofac", LISTED, at=reference.now())


@pytest.fixture
def exporter(cast: Cast, client: Client, settings: Settings) -> Client:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    appoint(by=SYSTEM, at=AT, username="exporter", password=PASSWORD, role=Role.AGENCY_CLERK, organisation=cast.anjia)
    assert client.login(username="exporter", password=PASSWORD)
    return client


def asked(client: Client, name: str, country: str = "DE") -> str:
    return words(client.post("/buyers", {"name": name, "country": country}))


def test_the_firm_of_the_order_is_named_with_its_place_and_number(client: Client) -> None:
    text = asked(client, "NORDWALL HANDELS G.M.B.H.")
    assert "就是这一家" in text
    assert "Nordwall Handels GmbH 德国 · Hamburg · HRB 1" in text


def test_a_typing_error_asks_and_equal_names_are_compared(client: Client) -> None:
    assert "是这一家吗" in asked(client, "Nordwal Handls")
    text = asked(client, "Zwilling Import GmbH")
    assert "Kiel · HRB 2" in text and "Ulm · HRB 3" in text and "就是这一家" not in text


def test_what_is_no_name_is_refused_with_advice(client: Client) -> None:
    for said in ("Ltd", "N/A", "贸易公司", "x" * 1_000):
        answer = client.post("/buyers", {"name": said, "country": "DE"})
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (400, True)
        assert client.post("/buyers/like", {"name": said, "country": "DE"}).status_code == 204


def test_answers_come_while_somebody_types_and_end_after_too_many(client: Client, settings: Settings) -> None:
    settings.FIRM_QUESTIONS_PER_MINUTE = 3
    for said in ("Nor", "Nordw", "Nordwall"):
        assert client.post("/buyers/like", {"name": said, "country": "DE"}).status_code == 200
    assert client.post("/buyers/like", {"name": "Nordwall H", "country": "DE"}).status_code == 204
    assert client.post("/buyers", {"name": "Nordwall H", "country": "DE"}).status_code == 400


def test_the_light_stands_with_reasons_sources_and_what_is_not_known(client: Client) -> None:
    text = words(client.post(NORDWALL, {"terms": "short", "share": "5"}))
    for said in ("绿灯", "账目稳健", "全球法人识别编码", "2026-05-04", "北墙贸易"):
        assert said in text, said
    assert "红灯" in words(client.get("/buyers/firm/gleif:gone"))


def test_a_contact_from_elsewhere_is_pointed_out(client: Client) -> None:
    assert "nordwa1l.example" not in words(client.get(NORDWALL))
    near = client.post(NORDWALL, {"contact": "sales@nordwa1l.example"})
    assert "ax-notice-warning" in near.content.decode()
    same = client.post(NORDWALL, {"contact": "sales@nordwall.example"})
    assert "ax-notice-warning" not in same.content.decode()


def test_nothing_is_kept_of_who_is_not_signed_in(client: Client) -> None:
    before = Entry.objects.count()
    asked(client, "Nordwall Handels")
    client.get(NORDWALL)
    assert (Asked.objects.count(), Entry.objects.count()) == (0, before)
    assert client.post(f"{NORDWALL}/watch", {"on": "1"}).status_code == 302
    assert Asked.objects.count() == 0


def test_an_exporter_watches_reports_and_forgets(exporter: Client) -> None:
    exporter.get(NORDWALL)
    exporter.post(f"{NORDWALL}/watch", {"on": "1"})
    due = TODAY - timedelta(days=200)
    exporter.post(f"{NORDWALL}/report", {"outcome": "paid", "due_on": due, "paid_on": due + timedelta(days=3)})
    assert "Nordwall Handels GmbH" in words(exporter.get("/buyers/mine"))
    held = Report.objects.get()
    assert (held.outcome, held.light != "") == ("paid", True)
    exporter.post(f"/buyers/mine/{held.pk}/withdraw")
    exporter.post("/buyers/mine/forget")
    held.refresh_from_db()
    assert (held.withdrawn_at is not None, Asked.objects.count()) == (True, 0)


def test_a_wrong_report_is_refused_on_the_page(exporter: Client) -> None:
    exporter.get(NORDWALL)
    for sent in ({"outcome": "x", "due_on": TODAY}, {"outcome": "paid", "due_on": "no day"}, {"outcome": "paid"}):
        answer = exporter.post(f"{NORDWALL}/report", sent, follow=True)
        assert answer.status_code == 200
    assert Report.objects.count() == 0


def test_what_the_order_says_counts_and_nonsense_is_refused(client: Client) -> None:
    assert client.post(NORDWALL, {"terms": "never"}).status_code == 400
    assert client.post(NORDWALL, {"share": "900"}).status_code == 400
    assert client.get("/buyers/firm/gleif:nosuch").status_code == 404


def test_the_record_of_the_lights_is_public(client: Client) -> None:
    assert "还没有用结果校准" in words(client.get("/buyers/record"))


def test_a_whole_table_comes_back_as_a_workbook(client: Client) -> None:
    assert client.get("/buyers/table").status_code == 200
    sent = SimpleUploadedFile("b.csv", "名称,国家\nNordwall Handels GmbH,德国\n".encode())
    answer = client.post("/buyers/table", {"file": sent})
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    for wrong in (SimpleUploadedFile("b.csv", b"x\ny\n"), SimpleUploadedFile("b.csv", b"")):
        assert client.post("/buyers/table", {"file": wrong}).status_code == 400
    assert client.post("/buyers/table").status_code == 400
