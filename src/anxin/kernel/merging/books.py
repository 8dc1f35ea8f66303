"""Accounts of two files as of one, so that a ceiling counts both."""

from __future__ import annotations

from datetime import datetime

from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import joining
from anxin.kernel.ledger.models import Account, Posting
from anxin.kernel.ledger.queries import name_of
from anxin.kernel.merging import noting
from anxin.kernel.merging.refusing import held
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.models import Merge, Move, Moved

LABEL, BALANCE = "ledger.account", "balance"


def merge_accounts(merge: Merge, by: Actor, at: datetime) -> None:
    """An account whose like the kept party has not becomes the kept party's; of the others the balance is moved.
    Raises Conflict while something is held on one of those."""
    for twin in joining.twins(merge.kept, merge.merged):
        account = twin.account
        if twin.held:
            raise held(name_of(account.book))
        if twin.other is None:
            _note_balance(merge, account)
            noting.change(merge, account, owner=merge.kept, slot=joining.slot_under(account, merge.kept))
        elif account.balance:
            _join(merge, by, at, account)


def _note_balance(merge: Merge, account: Account) -> None:
    Move.objects.create(
        merge=merge, how=Moved.COPY, label=LABEL, row=str(account.pk), field=BALANCE, after=str(account.balance)
    )


def _join(merge: Merge, by: Actor, at: datetime, account: Account) -> None:
    posting = joining.join(
        by=by,
        at=at,
        day=shanghai_day(at),
        account=account,
        to=merge.kept,
        amount=account.balance,
        about=f"merge:{merge.public_id}",
    )
    Move.objects.create(merge=merge, how=Moved.JOINED, label="ledger.posting", row=str(posting.pk))


def split_accounts(merge: Merge, by: Actor, at: datetime) -> None:
    """Accounts go back, and balances with them; what was written since stays with the kept party. The rows' columns
    have been put back already."""
    journal.queue()
    day = shanghai_day(at)
    for move in merge.moves.filter(how=Moved.JOINED).order_by("-pk"):
        posting = Posting.objects.select_related("book__terms").get(pk=move.row)
        joining.part_again(by=by, at=at, day=day, posting=posting, note=merge.split_reason)
    for move in merge.moves.filter(label=LABEL, field=BALANCE).order_by("pk"):
        account = Account.objects.select_related("owner").get(pk=move.row)
        since = account.balance - int(move.after or 0)
        if since:
            about = f"merge:{merge.public_id}"
            joining.join(by=by, at=at, day=day, account=account, to=merge.kept, amount=since, about=about)
