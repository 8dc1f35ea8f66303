"""Payment runs 发放批次: approved claims paid in chunks, each chunk whole or not at all.

Killed anywhere, a run leaves whole chunks behind; the next run of the same hand goes on with it. A claim is decided a
last time under the lock of its book, so that no two payments see the same room below a ceiling.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.cases.enums import Duty
from anxin.kernel.errors import Conflict
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger import queries as books
from anxin.kernel.ledger.models import Book, Posting
from anxin.kernel.ledger.naming import Document
from anxin.modules.benefits.booking import about, book_of, payment_transfer
from anxin.modules.benefits.claiming import decide_now, held_claim, refuse_by_rules
from anxin.modules.benefits.enums import Happened, Standing
from anxin.modules.benefits.models import Claim, ClaimEvent, PayRun
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import Kept, Step, cycle_of, record, scheme_of
from anxin.modules.benefits.rights import ENTERING, fault_of_hand, hands, require, require_account
from anxin.modules.benefits.terms import PAYMENT, Scheme

CHUNK = 1_000
HANDS = (*ENTERING, Happened.APPROVED)


def pay_run(
    *, by: Actor, at: datetime, scheme: str, cycle: str, day: date, chunk: int = CHUNK, most: int | None = None
) -> PayRun:
    """Pay the approved claims of a cycle, those entered first paid first; `most`: no more chunks than that, for the
    run to be gone on with. Claims that this hand entered or approved are left for another. Raises Short where the fund
    has not enough for a chunk: what was paid before it stays."""
    version = version_in_force(scheme)
    terms = scheme_of(version)
    cycle_of(terms, cycle)
    require(by, at, terms, Duty.PAY)
    require_account(by, terms, "pay")
    run = _run_of(by, at, scheme, cycle, day)
    done, last = 0, 0
    while most is None or done < most:
        reached = _pay_chunk(by, at, run.pk, last, min(chunk, CHUNK))
        if reached is None:
            return _ended(by, at, run.pk)
        done, last = done + 1, reached
    return PayRun.objects.get(pk=run.pk)


@transaction.atomic
def _run_of(by: Actor, at: datetime, scheme: str, cycle: str, day: date) -> PayRun:
    """The run of this hand that was not ended, or a new one."""
    journal.queue()
    held = PayRun.objects.filter(scheme=scheme, cycle=cycle, user_id=by.user_id, day=day, ended_at=None).first()
    if held is not None:
        PayRun.objects.filter(pk=held.pk).update(left=0)  # gone through from the start, whoever is left counts anew
        return held
    made = PayRun.objects.create(
        scheme=scheme, cycle=cycle, day=day, started_at=at, by=by.label[:80], user_id=by.user_id
    )
    detail = {"scheme": scheme, "cycle": cycle, "run": made.public_id, "day": day.isoformat()}
    journal.write(by=by, at=at, act="benefit.run", detail=detail)
    return made


@transaction.atomic
def _ended(by: Actor, at: datetime, run_id: int) -> PayRun:
    run = PayRun.objects.select_for_update().get(pk=run_id)
    run.ended_at = at
    run.save(update_fields=["ended_at"])
    detail = {"run": run.public_id, "claims": run.claims, "fen": run.fen, "left": run.left}
    journal.write(by=by, at=at, act="benefit.run-end", detail=detail)
    return run


@transaction.atomic
def _pay_chunk(by: Actor, at: datetime, run_id: int, last: int, size: int) -> int | None:
    """Pay the next claims after `last`; the last of them, None where there are no more."""
    run = PayRun.objects.select_for_update().get(pk=run_id)
    waiting = Claim.objects.filter(scheme=run.scheme, cycle=run.cycle, standing=Standing.APPROVED, pk__gt=last)
    reached = max(waiting.order_by("pk").values_list("pk", flat=True)[:size], default=None)
    if reached is None:
        return None
    # What another run paid since then is no longer approved once its lock is gone, and drops out here.
    locked_now = waiting.filter(pk__lte=reached).select_for_update(of=("self",))
    # A version holds the whole text of its scheme: read once, not beside each claim.
    held = list(locked_now.select_related("person").prefetch_related("version").order_by("pk"))
    before = hands(held, HANDS)
    mine = [one for one in held if fault_of_hand(by, scheme_of(one.version), "pay", one, before) is None]
    by_version: dict[int, list[Claim]] = {}
    for claim in mine:
        by_version.setdefault(claim.version_id, []).append(claim)
    for group in by_version.values():
        _pay_group(by, at, run, group)
    run.left += len(held) - len(mine)
    run.save(update_fields=["claims", "fen", "left", "cut"])
    return reached


def _pay_group(by: Actor, at: datetime, run: PayRun, claims: list[Claim]) -> None:
    scheme = scheme_of(claims[0].version)
    book = locked(scheme)
    kept = decide_now(scheme, claims, book)
    due = [(claim, one) for claim, one in zip(claims, kept, strict=True) if one.decided.payable]
    nothing = [(claim, one) for claim, one in zip(claims, kept, strict=True) if not one.decided.payable]
    if due:
        _pay(by, at, run, scheme, book, due)
    if nothing:
        refuse_by_rules(at=at, claims=nothing)


def locked(scheme: Scheme) -> Book:
    """The fund's book, held by this transaction: the journal's turn first, as every act takes them."""
    journal.queue()
    return Book.objects.select_for_update(of=("self",)).select_related("terms").get(pk=book_of(scheme).pk)


def _pay(by: Actor, at: datetime, run: PayRun, scheme: Scheme, book: Book, due: list[tuple[Claim, Kept]]) -> None:
    cycle, terms = cycle_of(scheme, run.cycle), books.terms_of(book.terms)
    times = _times_paid([claim for claim, _kept in due])
    documents = [
        Document(
            scheme.movements[PAYMENT].slug,
            (payment_transfer(scheme, terms, cycle, claim.person, kept.decided.payable),),
            run.day,
            about=about(claim),
            once=once_of(claim, times.get(claim.pk, 0)),
        )
        for claim, kept in due
    ]
    written = ledger.post_all(by=by, at=at, book=book, documents=documents)
    steps = []
    for (claim, kept), done in zip(due, written, strict=True):
        claim.paid = done.moved
        detail = {"run": run.public_id, "paid": done.moved, "cut": kept.decided.amount - done.moved}
        steps.append(Step(claim, Happened.PAID, Standing.PAID, detail, kept, done.posting))
    record(by=by, at=at, steps=steps)
    run.claims += len(steps)
    run.fen += sum(one.claim.paid for one in steps)
    run.cut += sum(kept.decided.payable < kept.decided.amount for _claim, kept in due)
    detail = {"run": run.public_id, "claims": len(steps), "fen": sum(one.claim.paid for one in steps)}
    subjects = [one.claim.person.public_id for one in steps]
    journal.write(by=by, at=at, act="benefit.pay", subjects=subjects, detail=detail)


def _times_paid(claims: list[Claim]) -> dict[int, int]:
    """How often each claim was paid before; only one whose payment was reversed was."""
    ids = [one.pk for one in claims if one.seq > 2]
    found: dict[int, int] = {}
    for start in range(0, len(ids), 400):
        rows = ClaimEvent.objects.filter(claim_id__in=ids[start : start + 400], kind=Happened.PAID)
        for claim in rows.values_list("claim_id", flat=True):
            found[claim] = found.get(claim, 0) + 1
    return found


def once_of(claim: Claim, times: int) -> str:
    """The name under which a claim's payment is written at most once; paid anew after a reversal, it has the next."""
    return f"{about(claim)}:{times + 1}"


@transaction.atomic
def reverse_payment(*, by: Actor, at: datetime, claim: str, day: date, note: str) -> Claim:
    """Undo a payment, with the reason: the book has both, and the ceiling has room again."""
    held = held_claim(claim)
    scheme = scheme_of(held.version)
    require(by, at, scheme, Duty.PAY)
    require_account(by, scheme, "reverse")
    paid = ClaimEvent.objects.filter(claim=held, kind=Happened.PAID).order_by("-seq").first()
    if held.standing != Standing.PAID or paid is None or paid.posting_id is None:
        raise Conflict(_("Nothing was paid for this claim."), todo=_("Look at the claim's page."))
    posting = Posting.objects.get(pk=paid.posting_id)
    done = ledger.reverse(by=by, at=at, posting=posting, day=day, note=note)
    held.paid = 0
    detail = {"note": note.strip()[:300], "reversed": done.moved}
    record(by=by, at=at, steps=[Step(held, Happened.REVERSED, Standing.REVERSED, detail, posting=done.posting)])
    journal.write(
        by=by,
        at=at,
        act="benefit.reverse",
        subjects=[held.person.public_id],
        detail={"scheme": held.scheme, "claim": held.public_id, "fen": done.moved},
    )
    return held
