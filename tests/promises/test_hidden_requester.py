"""The organisation a case is about learns nothing of who reported, when, or how many: its clerk's pages, files, counts
and refusals are the same bytes, and cost the same queries, whatever its requesters did."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from anxin.kernel.access.models import User
from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.filing import Filed, From
from anxin.kernel.cases.joining import join_cases
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import supplement
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import PartyKind
from anxin.kernel.reference.models import SiteClock
from anxin.packs import on_site
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.cases.scene import FIRM_CODE, LUCHENG, Desks, opened, reported

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CAME = NOON + 2 * DAY  # the case comes to the firm's desk
NOW = NOON + 3 * DAY
ABSENT = "a" * 16
Shown = dict[str, tuple[int, bytes, int]]


class Undone(Exception):
    """Takes everything of one world back before the next is made."""


@pytest.fixture
def desks(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Desks:
    # What a process asks anew every ten seconds, whatever anybody did, falls on one page or another.
    monkeypatch.setattr(on_site, "KEPT", float("inf"))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    SiteClock.objects.create(day=NOW.date())
    return opened()


def addresses(number: str) -> list[str]:
    """Everything a clerk can ask for: lists under every filter, files, the board, one case, the counter."""
    asked = [
        "", "?joined=1", "?ended=1", "?overdue=1", "?mine=1", "?number=" + number[:3], "?number=" + number,
        "?area=330302", "?batch=1", "?stage=assigned", "?stage=answered", "?pack=hazards&matter=report", "?desk=unit",
        "?desk=fire", "?page=2", "?joined=1&number=" + number[:1], "?since=2021-10-29", "?from=2021-10-29",
        "?facts__grade=major",
    ]  # fmt: skip
    lists = [f"/console/cases/{one}" for one in asked]
    files = [f"/console/cases/export.{form}{one}" for form in ("csv", "xlsx") for one in asked[:8]]
    boards = [
        f"/console/cases/board/{one}"
        for one in ("", "?from=2021-10-29&to=2021-10-29", "?from=2021-10-31&to=2021-10-31", "?pack=hazards")
    ]
    other = ["/console/", "/console/cases/counter/", "/console/cases/new/hazards/report/", f"/console/cases/{number}/"]
    return lists + files + boards + other


def looked_at(number: str) -> Shown:
    """Status, bytes and number of queries of everything the firm's clerk asks for; what differs between any two visits
    (the token against forged forms, the numbers of a case and its photo, made at random) is taken out."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username="dan"))
    client.get("/console/cases/")  # what a process keeps after its first page
    found = {}
    for named, address in zip(addresses("NUMBER"), addresses(number), strict=True):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        found[named] = (answer.status_code, plain(answer, number), len(asked))
    return found


def plain(answer: Any, number: str) -> bytes:
    content: bytes = answer.content
    if content.startswith(b"PK"):  # a workbook: the sheet itself, without the moment it was packed at
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in sorted(book.namelist()) if name.startswith("xl/"))
    content = re.sub(rb'(csrfmiddlewaretoken" value=")\w+', rb"\1", content)
    content = re.sub(rb"(/files/)\w+", rb"\1FILE", content)
    typed = rb'((?:\bnumber=|name="number" value="))\w{1,3}(?=["&])'  # how much of the number was searched for
    return re.sub(typed, rb"\1TYPED", content.replace(number.encode(), b"NUMBER"))


def in_world(make: Callable[[], str]) -> Shown:
    """What the clerk sees once that happened; everything is then undone."""
    held: Shown = {}
    try:
        with transaction.atomic():
            held = looked_at(make())
            raise Undone
    except Undone:
        return held


def differing(one: Shown, other: Shown) -> dict[str, tuple[object, object]]:
    """Where two worlds differ, by address."""
    return {
        address: (held[::2], other[address][::2]) for address, held in one.items() if held != other.get(address)
    } | dict.fromkeys(set(other) - set(one), (None, None))


def report(at: datetime = NOON, *, sender: From | None = None, **said: str) -> Filed:
    """A report about the firm that goes to a public desk first."""
    return reported({"trade": "fire", "company": FIRM_CODE, **said}, at, sender=sender)


def about_the_firm(at: datetime = NOON, *, sender: From | None = None, **said: str) -> Case:
    """A report about the firm that comes to its desk on the second day, sent there by a person."""
    case = report(at, sender=sender, **said).case
    sent_to_firm(case)
    return case


def sent_to_firm(case: Case) -> None:
    assign_case(by=Actor.system("test"), at=CAME, public_id=case.public_id, desk="unit", reason="由单位整改")


def nothing() -> str:
    return ABSENT


def test_a_case_elsewhere_leaves_no_trace(desks: Desks) -> None:
    def elsewhere() -> str:
        report()
        report(NOON + DAY, trade="gas")
        return ABSENT

    assert differing(in_world(nothing), in_world(elsewhere)) == {}


def test_the_number_of_a_case_elsewhere_is_answered_like_one_there_is_not(desks: Desks) -> None:
    assert differing(in_world(nothing), in_world(lambda: report().case.public_id)) == {}


def test_who_reported_changes_nothing(desks: Desks) -> None:
    known = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name="李娟", area=LUCHENG, scheme=Scheme.IDENTITY_NUMBER,
        number=identity_number(133),
    )  # fmt: skip
    by_phone = in_world(lambda: about_the_firm().public_id)
    others = {
        "another phone": lambda: about_the_firm(sender=From(name="李娟", phone="13900139000")).public_id,
        "nobody": lambda: about_the_firm(sender=From()).public_id,
        "somebody on file": lambda: about_the_firm(sender=From(party=known)).public_id,
        "with a witness": lambda: about_the_firm(witness="李四").public_id,
    }
    assert {what: differing(by_phone, in_world(make)) for what, make in others.items()} == {what: {} for what in others}


def test_when_it_was_reported_changes_nothing(desks: Desks) -> None:
    first = in_world(lambda: about_the_firm(NOON).public_id)
    others = [NOON - 40 * DAY, NOON + timedelta(hours=5), NOON + DAY]

    def reported_at(at: datetime) -> Shown:
        return in_world(lambda: about_the_firm(at).public_id)

    assert [differing(first, reported_at(at)) for at in others] == [{}] * 3


def test_how_many_reported_changes_nothing(desks: Desks) -> None:
    def alone() -> str:
        return about_the_firm().public_id

    def together() -> str:
        main = report(NOON).case
        for hours in (1, 2):
            repeat = report(NOON + timedelta(hours=hours)).case
            join_cases(by=desks.reception, at=NOON + DAY, main=main.public_id, repeat=repeat.public_id, reason="同一处")
        sent_to_firm(main)
        return main.public_id

    def joined_there() -> str:
        main = about_the_firm()
        repeat = report(NOON + DAY).case
        join_cases(by=desks.reception, at=CAME, main=main.public_id, repeat=repeat.public_id, reason="同一处")
        return main.public_id

    first = in_world(alone)
    assert [differing(first, in_world(one)) for one in (together, joined_there)] == [{}, {}]


def test_what_the_requester_added_changes_nothing(desks: Desks) -> None:
    def added() -> str:
        held = report()
        supplement(own=own_by_link(token=held.token), at=NOON + DAY, text="昨天又看到一次")
        sent_to_firm(held.case)
        supplement(own=own_by_link(token=held.token), at=CAME, text="今天还在")
        return held.case.public_id

    assert differing(in_world(lambda: about_the_firm().public_id), in_world(added)) == {}


def test_the_case_itself_is_on_the_firms_pages(desks: Desks) -> None:
    """Or all of this would be equal because there is nothing."""
    seen = in_world(lambda: about_the_firm().public_id)
    assert b"NUMBER" in seen["/console/cases/"][1]
    assert seen["/console/cases/NUMBER/"][0] == 200
    assert in_world(nothing)["/console/cases/NUMBER/"][0] == 404
