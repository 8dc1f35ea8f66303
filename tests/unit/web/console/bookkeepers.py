"""A fund with premiums and benefits, and who sits at its desks: Zhang keeps it, Fu pays, Ye is of another city, Shen
audits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.applying import apply_matters
from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.matter import DeskNamed, Level
from anxin.kernel.journal.actor import Role
from anxin.kernel.ledger.actions import hold, keep_terms, open_book, post
from anxin.kernel.ledger.models import Book
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.terms import AccountKind, BookTerms, Movement, Owner
from anxin.kernel.ledger.units import Unit, fen
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from tests.cast import NOON, OPERATOR, identity_number
from tests.unit.kernel.cases.hazard import HAZARD
from tests.unit.kernel.cases.scene import LUCHENG, WENZHOU, clerk

TODAY = NOON.date()
DAY = timedelta(days=1)
TERMS = BookTerms(
    pack="hazards",
    slug="fund",
    title={"zh": "互助资金", "en": "Mutual aid fund"},
    unit=Unit.FEN,
    accounts={
        one.slug: one
        for one in (
            AccountKind("outside", {"zh": "缴费单位", "en": "Outside"}, floor=None, ceiling=0),
            AccountKind("pool", {"zh": "资金池", "en": "Pool"}),
            AccountKind("paid", {"zh": "已付待遇", "en": "Paid"}, Owner.PERSON, ceiling=6_520_000, parted=True),
        )
    },
    movements={
        one.slug: one
        for one in (
            Movement("premium", {"zh": "缴费", "en": "Premium"}, "outside", "pool"),
            Movement("benefit", {"zh": "给付", "en": "Benefit"}, "pool", "paid"),
        )
    },
)
OUTSIDE, POOL = AccountName("outside"), AccountName("pool")
HERE = "/console/books/hazards/fund/wenzhou/"
NUMBER = identity_number(7)


@dataclass(frozen=True)
class Kept:
    """The book and a person it paid."""

    book: Book
    wang: Party


def written(
    book: Book, movement: str, source: AccountName, target: AccountName, yuan: int, on: date, note: str = ""
) -> None:
    document = Document(movement, (Transfer(source, target, fen(yuan * 100)),), on, note=note)
    post(by=OPERATOR, at=NOON, book=book, document=document)


def kept() -> Kept:
    """Premiums of a million on two days, two benefits to Wang Xiaofang, one hold."""
    desks = (
        DeskNamed("books", Words("财务", "Accounts"), Level.CITY, frozenset({Duty.KEEP})),
        DeskNamed("cashier", Words("出纳", "Cashier"), Level.CITY, frozenset({Duty.PAY})),
    )
    apply_matters(by=OPERATOR, at=NOON, matters=[replace(HAZARD, desks=(*HAZARD.desks, *desks))])
    clerk("zhang", ("books", WENZHOU))
    clerk("fuchu", ("cashier", WENZHOU))
    clerk("ye", ("books", "330100"))
    appoint(by=OPERATOR, at=NOON, username="shen", password="x", role=Role.AUDITOR)
    keep_terms(terms=TERMS)
    book = open_book(
        by=OPERATOR, at=NOON, pack="hazards", kind="fund", key="wenzhou", title="温州互助资金", area=WENZHOU
    )
    wang = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name="王小芳", area=LUCHENG, scheme=Scheme.IDENTITY_NUMBER,
        number=NUMBER,
    )  # fmt: skip
    paid = AccountName("paid", wang, "2021")
    written(book, "premium", OUTSIDE, POOL, 600_000, TODAY - 20 * DAY, "第一批")
    written(book, "premium", OUTSIDE, POOL, 400_000, TODAY - 10 * DAY)
    written(book, "benefit", POOL, paid, 50_000, TODAY - 5 * DAY, "=1+1")
    written(book, "benefit", POOL, paid, 15_000, TODAY - 5 * DAY)
    hold(
        by=OPERATOR, at=NOON, book=book, movement="benefit", source=POOL, target=paid, quantity=fen(20_000),
        until=NOON + 3650 * DAY,
    )  # fmt: skip
    return Kept(Book.objects.get(pk=book.pk), wang)
