"""The fund's book, as a scheme uses it: which account is meant, and what was paid from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from anxin.kernel.ledger import queries as ledger
from anxin.kernel.ledger.models import Book, Line
from anxin.kernel.ledger.naming import AccountName, Transfer
from anxin.kernel.ledger.terms import BookTerms, Owner
from anxin.kernel.ledger.units import fen
from anxin.kernel.parties.models import Party
from anxin.modules.benefits.deciding import Before
from anxin.modules.benefits.enums import Happened
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.recording import facts_of
from anxin.modules.benefits.terms import PAYMENT, PREMIUM, REFUND, Cycle, Scheme

ABOUT = "claim:"
CHUNK = 400


def book_of(scheme: Scheme) -> Book:
    """The book that keeps a scheme's fund. Raises NotFound."""
    return ledger.book_named(f"{scheme.pack}/{scheme.book.kind}/{scheme.book.key}")


def account(terms: BookTerms, kind: str, *, owner: Party | None, part: str) -> AccountName:
    """An account of that kind: whose, and of which part, only where its kind says that it has one."""
    held = terms.accounts[kind]
    return AccountName(kind, None if held.owner is Owner.BOOK else owner, part if held.parted else "")


def premium_transfers(scheme: Scheme, cycle: Cycle, union: Party, people: int) -> tuple[Transfer, ...]:
    """What comes in for so many people: a transfer for each payer where their accounts are kept apart, else one."""
    moved = scheme.movements[PREMIUM]
    terms = ledger.terms_of(book_of(scheme).terms)
    fund = account(terms, moved.target, owner=union, part=cycle.key)
    shares = dict(cycle.shares) if terms.accounts[moved.source].parted else {"": cycle.premium}
    return tuple(
        Transfer(account(terms, moved.source, owner=union, part=payer), fund, fen(share * people))
        for payer, share in shares.items()
        if share * people
    )


def refund_transfers(scheme: Scheme, cycle: Cycle, union: Party) -> tuple[Transfer, ...]:
    """What goes back for one person, to each payer their share."""
    moved = scheme.movements[REFUND]
    terms = ledger.terms_of(book_of(scheme).terms)
    fund = account(terms, moved.source, owner=union, part=cycle.key)
    shares = dict(cycle.shares) if terms.accounts[moved.target].parted else {"": cycle.premium}
    return tuple(
        Transfer(fund, account(terms, moved.target, owner=union, part=payer), fen(share))
        for payer, share in shares.items()
        if share
    )


def payment_transfer(scheme: Scheme, terms: BookTerms, cycle: Cycle, person: Party, amount: int) -> Transfer:
    """What one person is paid. It moves whole or not at all: `deciding` has left room below the ceiling, and a fund
    that has not so much is no reason to pay less."""
    moved = scheme.movements[PAYMENT]
    source = account(terms, moved.source, owner=None, part=cycle.key)
    return Transfer(source, account(terms, moved.target, owner=person, part=cycle.key), fen(amount))


def about(claim: Claim) -> str:
    """How a document of the book names a claim."""
    return f"{ABOUT}{claim.public_id}"


def paid_before(
    book: Book, scheme: Scheme, cycle: Cycle, person_ids: Iterable[int], *, until: int | None = None
) -> dict[int, dict[str, int]]:
    """By person: what each claim (public id) was paid in the cycle, reversals taken off, the first paid first; with
    `until`, as the book stood after its document of that number.

    A payment is found by the claim it is for, not by the account: two files that became one person's are one person.
    """
    owners, found = _ever_paid(f"{scheme.pack}/{scheme.slug}", cycle, list(person_ids)), dict[int, dict[str, int]]()
    names, kind = [f"{ABOUT}{claim}" for claim in owners], scheme.movements[PAYMENT].target
    rows: list[tuple[int, int, str, int]] = []
    for start in range(0, len(names), CHUNK):
        lines = Line.objects.filter(
            posting__book=book, posting__about__in=names[start : start + CHUNK], account__kind=kind
        )
        if until is not None:
            lines = lines.filter(posting__number__lte=until)
        rows += lines.values_list("posting__number", "pk", "posting__about", "amount")
    for _number, _key, named, amount in sorted(rows):
        claim = named.removeprefix(ABOUT)
        held = found.setdefault(owners[claim], {})
        held[claim] = held.get(claim, 0) + amount
    return found


def _ever_paid(scheme: str, cycle: Cycle, person_ids: Sequence[int]) -> dict[str, int]:
    """The claims of these people in a cycle that were ever paid, and whose each is."""
    found: dict[str, int] = {}
    for start in range(0, len(person_ids), CHUNK):
        rows = Claim.objects.filter(scheme=scheme, cycle=cycle.key, person_id__in=person_ids[start : start + CHUNK])
        found |= dict(rows.filter(events__kind=Happened.PAID).distinct().values_list("public_id", "person_id"))
    return found


def befores(paid: dict[int, dict[str, int]]) -> dict[int, list[Before]]:
    """By person: the claims that were paid something, with their facts as they stand."""
    wanted = [claim for held in paid.values() for claim, amount in held.items() if amount > 0]
    claims = {one.public_id: one for one in _claims(wanted)}
    return {
        person: [
            Before(claim, claims[claim].item, facts_of(claims[claim])[0], amount)
            for claim, amount in held.items()
            if amount > 0 and claim in claims
        ]
        for person, held in paid.items()
    }


def _claims(public_ids: Sequence[str]) -> list[Claim]:
    found: list[Claim] = []
    for start in range(0, len(public_ids), CHUNK):
        found += Claim.objects.filter(public_id__in=public_ids[start : start + CHUNK])
    return found
