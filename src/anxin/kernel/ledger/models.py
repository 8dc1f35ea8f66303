"""Rows of the ledger. Postings and lines are never edited or deleted; a wrong one is reversed by another."""

from __future__ import annotations

from django.db import models

from anxin.kernel.ledger.units import LARGEST
from anxin.kernel.parties.models import Party, new_public_id


class Terms(models.Model):
    """A kind of book as its service declares it now (`terms.written`), kept so that the ledger needs no service."""

    pack = models.CharField(max_length=40)
    slug = models.CharField(max_length=40)
    body = models.TextField()

    class Meta:
        db_table = "ledger_terms"
        constraints = [models.UniqueConstraint(fields=["pack", "slug"], name="ledger_terms_once")]


class Book(models.Model):
    """账簿: accounts in one unit that move only among themselves, such as the fund of a city or the parcels of a day.

    Its row is locked by whoever writes in it: numbers have no gap, and no bound is checked twice at once.
    `closed_until`: the last day of the last closed period; nothing is written on it or before.
    """

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="books")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    unit = models.CharField(max_length=8)
    area = models.CharField(max_length=6)
    postings = models.BigIntegerField(default=0)
    closed_until = models.DateField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    class Meta:
        db_table = "ledger_book"
        constraints = [models.UniqueConstraint(fields=["terms", "key"], name="ledger_book_once")]


class Account(models.Model):
    """账户. `balance` is the sum of its lines. `held_out` and `held_in`: what the holds that have not ended keep back
    of the balance, and of the room below the ceiling. Bounds are those of the day it was opened."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="ledger_accounts")
    part = models.CharField(max_length=40, blank=True)
    slot = models.CharField(max_length=100)  # kind:owner:part, since a unique column that is null is not unique
    floor = models.BigIntegerField(null=True)
    ceiling = models.BigIntegerField(null=True)
    balance = models.BigIntegerField(default=0)
    held_out = models.BigIntegerField(default=0)
    held_in = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_account"
        constraints = [models.UniqueConstraint(fields=["book", "slot"], name="ledger_account_once")]

    @property
    def free(self) -> int:
        """How much may leave: nothing below the floor, and nothing that is held. Negative beyond the floor."""
        return LARGEST if self.floor is None else self.balance - self.held_out - self.floor

    @property
    def room(self) -> int:
        """How much may come in: nothing above the ceiling, and nothing that is held. Negative beyond the ceiling."""
        return LARGEST if self.ceiling is None else self.ceiling - self.balance - self.held_in

    @property
    def held(self) -> bool:
        """Whether a hold that has not been ended keeps anything here."""
        return bool(self.held_out or self.held_in)


class Posting(models.Model):
    """记账: one document of a book. `about` names what it is for (a claim, a roster, a case). `once`: a name under
    which it is written at most once. `digest`: SHA-256 over all it says, noted in the journal."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="documents", db_index=False)
    number = models.BigIntegerField()
    movement = models.CharField(max_length=40)
    day = models.DateField()
    about = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    once = models.CharField(max_length=80, null=True, unique=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversal")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    user_id = models.IntegerField(null=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_posting"
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="ledger_posting_number")]
        indexes = [
            models.Index(fields=["book", "day"], name="ledger_posting_day"),
            models.Index(fields=["about"], name="ledger_posting_about"),
        ]


class Line(models.Model):
    """One side of a transfer: what came to `account` (negative: left it) from or to `counter`; `balance` afterwards."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="lines")
    counter = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()

    class Meta:
        db_table = "ledger_line"


class HoldEnd(models.TextChoices):
    TAKEN = "taken"
    RELEASED = "released"
    EXPIRED = "expired"


class Hold(models.Model):
    """占用: so much of `source` is kept for `target` until a moment. After it the hold counts no more, and whoever next
    needs the quantity, or the tick, ends it."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="holds", db_index=False)
    movement = models.CharField(max_length=40)
    source = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds_out")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds_in")
    amount = models.BigIntegerField()
    until = models.DateTimeField()
    about = models.CharField(max_length=60, blank=True)
    once = models.CharField(max_length=80, null=True, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=8, choices=HoldEnd.choices, blank=True)
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, null=True, related_name="hold")

    class Meta:
        db_table = "ledger_hold"
        indexes = [models.Index(fields=["book", "ended_at", "until"], name="ledger_hold_open")]
