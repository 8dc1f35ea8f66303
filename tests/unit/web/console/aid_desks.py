"""Mutual aid of Hangzhou at its desks: An enters for one union and Bei for another, Fu approves, Chu pays, Zhang keeps
the book, Shen audits. All of them sign in with `PASSWORD`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from stdnum.cn import uscc

from anxin.kernel.access.actions import appoint
from anxin.kernel.access.models import User
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Role
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.queries import book_named
from anxin.kernel.ledger.units import fen
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.benefits.models import Claim, Roster
from anxin.packs.actions import apply
from anxin.packs.loading import load_pack, packs_folder
from tests.cast import SHANGHAI, identity_number
from tests.unit.modules.benefits.stage import OPERATOR
from tests.unit.web.phone.stage import PASSWORD

PACK, SCHEME, CYCLE = "mutual_aid", "mutual_aid/hangzhou", "2022-1"
HERE = "/console/aid/mutual_aid/hangzhou/"
IN_WINDOW, LATER = date(2021, 12, 15), date(2022, 5, 10)
BEFORE = datetime(2021, 12, 1, 9, 0, tzinfo=SHANGHAI)
HEAD = "姓名,身份证号,手机号"


@dataclass(frozen=True)
class Unions:
    """The two base unions."""

    one: Party
    other: Party


def number(serial: int) -> str:
    """An identity number of somebody in service."""
    return identity_number(500 + serial, born="19850203")


def code(serial: int) -> str:
    body = f"81330100{700_000_000 + serial:09d}"
    return body + uscc.calc_check_digit(body)


def desks(fund: int = 100_000_000) -> Unions:
    """The service in force on the last day of its window, everybody at their desks, and so many fen in the fund."""
    apply(load_pack(packs_folder() / PACK), by=OPERATOR, at=BEFORE)
    unions = Unions(union("安心示例厂工会", 1), union("安心示例店工会", 2))
    clerk("an", "union_entry", firm=unions.one)
    clerk("bei", "union_entry", firm=unions.other)
    for name, desk in {"fu": "fund", "chu": "cashier", "zhang": "books"}.items():
        clerk(name, desk, area="330100")
    appoint(by=OPERATOR, at=BEFORE, username="shen", password=PASSWORD, role=Role.AUDITOR)
    moved = Transfer(AccountName("earlier"), AccountName("fund"), fen(fund))
    document = Document("carried", (moved,), BEFORE.date(), once="carried")
    ledger.post(by=OPERATOR, at=BEFORE, book=book_named("mutual_aid/fund/hangzhou"), document=document)
    set_played_day(day=IN_WINDOW)
    return unions


def union(name: str, serial: int) -> Party:
    return enter_party(
        by=OPERATOR, at=BEFORE, kind=PartyKind.ORGANISATION, name=name, area="330102",
        scheme=Numbers.CREDIT_CODE, number=code(serial),
    )  # fmt: skip


def clerk(name: str, *desk_names: str, area: str = "", firm: Party | None = None) -> None:
    user = appoint(by=OPERATOR, at=BEFORE, username=name, password=PASSWORD, role=Role.CLERK)
    for one in desk_names:
        seat(by=OPERATOR, at=BEFORE, user=user, pack=PACK, desk=one, area=area, organisation=firm)


def at(username: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(username=username))
    return client


def roster_file(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("名册.csv", "\n".join((HEAD, *lines)).encode())


def people(serials: range) -> tuple[str, ...]:
    return tuple(f"职工{serial},{number(serial)}," for serial in serials)


def sent(who: str, *lines: str, **more: str) -> Any:
    """A roster brought through the page."""
    said = {"cycle": CYCLE, "staff": str(len(lines)), **more}
    return at(who).post(f"{HERE}rosters/", {**said, "file": roster_file(*lines)})


def enrolled(who: str = "an", serials: range = range(3), reference: str = "B1") -> Roster:
    """A roster brought, read and paid for through the pages; then it is May of the cycle."""
    set_played_day(day=IN_WINDOW)
    answer = sent(who, *people(serials))
    roster = Roster.objects.get(public_id=answer["Location"].rstrip("/").rpartition("/")[2])
    at(who).post(f"/console/aid/rosters/{roster.public_id}/enrol/")
    roster.refresh_from_db()
    matched = {"cycle": CYCLE, "union": roster.union.public_id, "roster": roster.public_id, "reference": reference,
               "amount": f"{roster.due / 100:.2f}", "day": "2021-12-15"}  # fmt: skip
    answer = at("zhang").post(f"{HERE}premiums/", matched)
    assert answer.status_code == 302, answer.content.decode()
    set_played_day(day=LATER)
    return roster


def claim_form(serial: int = 0, bill: str = "ZY1", **more: str) -> dict[str, str]:
    """What a union's clerk types for a stay in hospital."""
    return {
        "cycle": CYCLE, "item": "hospital", "number": number(serial), "name": f"职工{serial}", "hospital": "市一医院",
        "bill": bill, "f-kind": "hospital", "f-self_paid": "20,500.00", "f-admitted": "2022-03-01", **more,
    }  # fmt: skip


def entered(serial: int = 0, bill: str = "ZY1", who: str = "an", **more: str) -> Claim:
    answer = at(who).post(f"{HERE}claims/new/", claim_form(serial, bill, **more))
    assert answer.status_code == 302, answer.content.decode()
    return Claim.objects.get(public_id=answer["Location"].rstrip("/").rpartition("/")[2])


def address(claim: Claim, deed: str = "") -> str:
    return f"/console/aid/claims/{claim.public_id}/" + (f"{deed}/" if deed else "")
