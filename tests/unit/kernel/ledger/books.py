"""A book of money and a book of parcels, as a service would declare them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions
from anxin.kernel.ledger.models import Book
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.terms import AccountKind, BookTerms, Movement, Owner
from anxin.kernel.ledger.units import Quantity, Unit
from anxin.kernel.parties.models import Party, PartyKind

AT = datetime(2021, 11, 1, 2, 0, tzinfo=UTC)
DAY = date(2021, 11, 1)
BY = Actor.system("ledger tests")
CEILING = 6_520_000

FUND = BookTerms(
    pack="aid",
    slug="fund",
    title={"zh": "互助金", "en": "Mutual-aid fund"},
    unit=Unit.FEN,
    accounts={
        "bank": AccountKind("bank", {"zh": "互助金专户", "en": "Fund account"}),
        "premiums": AccountKind("premiums", {"zh": "收到的互助金"}, Owner.ORGANISATION, floor=None, ceiling=0),
        "benefits": AccountKind("benefits", {"zh": "领取的补助"}, Owner.PERSON, ceiling=CEILING, parted=True),
    },
    movements={
        "premium": Movement("premium", {"zh": "收互助金"}, "premiums", "bank"),
        "payment": Movement("payment", {"zh": "付补助"}, "bank", "benefits"),
    },
)
PARCELS = BookTerms(
    pack="care",
    slug="parcels",
    title={"zh": "慰问礼包", "en": "Gift parcels"},
    unit=Unit.PARCELS,
    accounts={
        "bought": AccountKind("bought", {"zh": "采购"}, floor=None, ceiling=0),
        "stock": AccountKind("stock", {"zh": "库存"}),
        "given": AccountKind("given", {"zh": "发放"}, Owner.PERSON, ceiling=1),
    },
    movements={
        "bring": Movement("bring", {"zh": "入库"}, "bought", "stock"),
        "give": Movement("give", {"zh": "发放"}, "stock", "given"),
    },
)


def opened(terms: BookTerms = FUND, key: str = "2021") -> Book:
    actions.keep_terms(terms=terms)
    return actions.open_book(by=BY, at=AT, pack=terms.pack, kind=terms.slug, key=key, title="示例账簿", area="330100")


def person(name: str = "方静") -> Party:
    return Party.objects.create(kind=PartyKind.PERSON, name=name, area="330102", created_at=AT)


def firm(name: str = "安心示例公司") -> Party:
    return Party.objects.create(kind=PartyKind.ORGANISATION, name=name, area="330102", created_at=AT)


def fen(amount: int) -> Quantity:
    return Quantity(Unit.FEN, amount)


BANK = AccountName("bank")
STOCK = AccountName("stock")
BOUGHT = AccountName("bought")


def premium(union: Party, amount: int, **more: str) -> Document:
    return Document("premium", (Transfer(AccountName("premiums", union), BANK, fen(amount)),), DAY, **more)


def payment(to: Party, amount: int, *, up_to: bool = False, day: date = DAY, **more: str) -> Document:
    target = AccountName("benefits", to, "2021")
    return Document("payment", (Transfer(BANK, target, fen(amount), up_to),), day, **more)


def brought(amount: int, **more: str) -> Document:
    return Document("bring", (Transfer(BOUGHT, STOCK, Quantity(Unit.PARCELS, amount)),), DAY, **more)
