"""Rows of mutual aid. How much came in and went out stands in the ledger alone; here stand who is in a cycle, who asked
for what, and each step of a claim. What a claim says of an illness is sealed."""

from __future__ import annotations

from django.db import models

from anxin.kernel.ledger.models import Posting
from anxin.kernel.parties.models import Party, new_public_id
from anxin.modules.benefits.enums import Brought, Happened, Matched, RosterState, Standing


class SchemeVersion(models.Model):
    """互助计划: a scheme as a pack declared it, kept whole. `name` is "pack/scheme"; `slot` is the name for the version
    that new rosters and claims come in under, else null."""

    name = models.CharField(max_length=81)
    sha256 = models.CharField(max_length=64)
    definition = models.TextField()
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80)
    slot = models.CharField(max_length=81, null=True, unique=True)

    class Meta:
        db_table = "benefit_scheme"
        indexes = [models.Index(fields=["name"], name="benefit_scheme_name")]


class Payment(models.Model):
    """收款: money that came in for rosters. `posting` is there once it matches what they owe exactly."""

    scheme = models.CharField(max_length=81)
    cycle = models.CharField(max_length=20)
    reference = models.CharField(max_length=60)
    union = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    due = models.BigIntegerField()
    received_on = models.DateField()
    state = models.CharField(max_length=6, choices=Matched.choices)
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        db_table = "benefit_payment"
        constraints = [models.UniqueConstraint(fields=["scheme", "reference"], name="benefit_payment_once")]


class Roster(models.Model):
    """参保名册: the people a base union enrols for a unit. `received_at` is when it reached our door, before any queue:
    the window is judged by it. `rows_sealed`: the file until it is read. `faults`: row number and what is wrong."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    cycle = models.CharField(max_length=20)
    union = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    staff = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    rows_sealed = models.TextField(blank=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)
    user_id = models.IntegerField(null=True)
    state = models.CharField(max_length=8, choices=RosterState.choices)
    processed_at = models.DateTimeField(null=True)
    people = models.IntegerField(default=0)
    due = models.BigIntegerField(default=0)
    faults = models.JSONField(default=list)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="rosters")

    class Meta:
        db_table = "benefit_roster"
        constraints = [
            models.UniqueConstraint(fields=["version", "cycle", "unit", "sha256"], name="benefit_roster_once")
        ]
        indexes = [models.Index(fields=["union", "cycle"], name="benefit_roster_union")]


class Enrolment(models.Model):
    """参加: a person in a cycle, once, whichever union sent the roster. `premium` in fen."""

    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=81)
    cycle = models.CharField(max_length=20)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="enrolments")
    premium = models.BigIntegerField()

    class Meta:
        db_table = "benefit_enrolment"
        constraints = [models.UniqueConstraint(fields=["scheme", "cycle", "person"], name="benefit_enrolment_once")]


class Claim(models.Model):
    """补助申请. Everything but who and what follows from its events; the columns are kept to list and count by.

    `facts_sealed`: {fact: value} with, for each, who supplied it. `bill_key`: a keyed digest of scheme, item, hospital
    and bill number, so that one bill is claimed once through whatever union or source. `amount`: the last decision,
    `paid`: what the ledger says was paid and not reversed; both in fen."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=81)
    cycle = models.CharField(max_length=20)
    item = models.CharField(max_length=40)
    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="claims")
    facts_sealed = models.TextField()
    bill_key = models.CharField(max_length=64, null=True, unique=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)
    entered_at = models.DateTimeField()
    seq = models.IntegerField(default=0)
    standing = models.CharField(max_length=9, choices=Standing.choices)
    amount = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)

    class Meta:
        db_table = "benefit_claim"
        indexes = [
            models.Index(fields=["scheme", "cycle", "standing", "id"], name="benefit_claim_queue"),
            models.Index(fields=["person", "scheme", "cycle"], name="benefit_claim_person"),
        ]


class ClaimEvent(models.Model):
    """One step of a claim. `decision_sealed`: what was decided then, whole (`deciding.Kept`); empty where nothing was.
    `posting`: the document that paid, or that undid a payment."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.IntegerField()
    kind = models.CharField(max_length=9, choices=Happened.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    user_id = models.IntegerField(null=True)
    role = models.CharField(max_length=16)
    detail = models.JSONField(default=dict)
    decision_sealed = models.TextField(blank=True)
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "benefit_event"
        constraints = [models.UniqueConstraint(fields=["claim", "seq"], name="benefit_event_seq")]


class PayRun(models.Model):
    """发放批次: the claims of a cycle that one hand paid on a day. `cut`: how many were paid in part; `left`: how many
    were left for another hand. Without `ended_at` it was interrupted and is gone on with."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    scheme = models.CharField(max_length=81)
    cycle = models.CharField(max_length=20)
    day = models.DateField()
    claims = models.IntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    cut = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "benefit_run"
        indexes = [models.Index(fields=["scheme", "cycle"], name="benefit_run_cycle")]


class Settlement(models.Model):
    """结算记录: what a hospital or insurer sent. `key`: a keyed digest of source and record number; one record is taken
    once. `claim`: the offer it became."""

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=64, unique=True)
    scheme = models.CharField(max_length=81)
    cycle = models.CharField(max_length=20)
    item = models.CharField(max_length=40)
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=80)
    became = models.CharField(max_length=12, choices=Brought.choices)
    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, null=True, related_name="settlement")

    class Meta:
        db_table = "benefit_settlement"
