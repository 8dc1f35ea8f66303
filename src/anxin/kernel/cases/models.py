"""Rows of cases. The events are the case; every other column of `Case` is worked out from them and kept for looking up.

No number counts cases: a count that grew would tell an employer that somebody spoke. No due day is stored.
"""

from __future__ import annotations

from django.db import models

from anxin.kernel.access.models import User
from anxin.kernel.attachments.models import Attachment
from anxin.kernel.cases.enums import Happened, Stage
from anxin.kernel.codes.secrets_kept import new_secret
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.parties.models import Party, new_public_id


def new_token() -> str:
    """128 random bits: whoever holds the link is the requester."""
    return new_secret()


class MatterVersion(models.Model):
    """A matter as a pack declared it, kept whole. `slot` is "pack:matter" for the version new cases come in under."""

    pack = models.CharField(max_length=40)
    matter = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    definition = models.TextField()
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80)
    slot = models.CharField(max_length=90, null=True, unique=True)

    class Meta:
        db_table = "matter_version"
        indexes = [models.Index(fields=["pack", "matter"], name="matter_version_pack")]


class Seat(models.Model):
    """Somebody sits at a desk: of a service, for an area (and what lies in it) or for an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats")
    pack = models.CharField(max_length=40)
    desk = models.CharField(max_length=40)
    area = models.CharField(max_length=6, blank=True)
    organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="seats")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_seat"
        indexes = [models.Index(fields=["pack", "desk", "area"], name="case_seat_desk")]


class Batch(models.Model):
    """Requests that are taken up together."""

    pack = models.CharField(max_length=40)
    matter = models.CharField(max_length=40)
    number = models.IntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)

    class Meta:
        db_table = "case_batch"
        constraints = [models.UniqueConstraint(fields=["pack", "matter", "number"], name="case_batch_number")]


class Case(models.Model):
    """One request. `facts` are the answers that name nobody (choices, numbers, days, areas) with what the grading table
    made of them; all else that was said is sealed. `main` is the case it was joined to, `leaves` the organisation whose
    desk lets the person go."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    version = models.ForeignKey(MatterVersion, on_delete=models.PROTECT, related_name="cases")
    pack = models.CharField(max_length=40)
    matter = models.CharField(max_length=40)
    area = models.CharField(max_length=6)
    channel = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    token_digest = models.CharField(max_length=64, unique=True)
    origin = models.CharField(max_length=120, null=True, unique=True)  # the sender's own number: sent twice, kept once
    entry = models.CharField(max_length=64, null=True, unique=True)  # of whom, while open, where one at a time may ask
    requester = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="requests")
    name_sealed = models.CharField(max_length=400, blank=True)
    phone_sealed = models.CharField(max_length=160, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    about = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="cases_about")
    leaves = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="cases_leaving")
    record = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="cases")
    facts = models.JSONField(default=dict)
    said_sealed = models.TextField()
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="cases")
    main = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="repeats")
    likeness = models.CharField(max_length=64, blank=True)  # equal for cases that look like one

    seq = models.IntegerField(default=0)
    stage = models.CharField(max_length=24, choices=[(one.value, one.value) for one in Stage], blank=True)
    desk = models.CharField(max_length=40, blank=True)
    desk_area = models.CharField(max_length=6, blank=True)
    desk_organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="cases_at_desk")
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="claimed_cases")
    hops = models.IntegerField(default=0)
    result = models.CharField(max_length=12, blank=True)
    agreement = models.CharField(max_length=12, blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # its time was over: what was said is gone, what happened stays

    class Meta:
        db_table = "case"
        indexes = [
            models.Index(fields=["pack", "desk", "stage"], name="case_desk"),
            models.Index(fields=["pack", "matter", "received_at"], name="case_received"),
            models.Index(fields=["stage", "answered_at"], name="case_silence"),
            models.Index(fields=["phone_index"], name="case_phone"),
            models.Index(fields=["likeness"], name="case_likeness"),
        ]


class CaseEvent(models.Model):
    """One thing that happened, never changed. `detail` holds words and keys; `text_sealed` what was written, for the
    requester if `told`, else for the desks."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.IntegerField()
    kind = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Happened])
    at = models.DateTimeField()
    by_label = models.CharField(max_length=80)
    role = models.CharField(max_length=20)
    user_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    text_sealed = models.TextField(blank=True)
    told = models.BooleanField(default=True)

    class Meta:
        db_table = "case_event"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="case_event_seq")]


class Reckoned(models.Model):
    """The figures of an ended case in which no time limit runs, so that no board reads its history again. Worked out
    from the events whenever one is written; gone while the case is open."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="reckoned")
    promise = models.CharField(max_length=8)
    on_the_spot = models.BooleanField(null=True)
    objections = models.IntegerField()
    rounds = models.IntegerField()

    class Meta:
        db_table = "case_reckoned"


class ReckonedStint(models.Model):
    """A stay at a desk of an ended case. `first`: it had not been there before. `organisation` is a public id."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stints")
    desk = models.CharField(max_length=40)
    area = models.CharField(max_length=6, blank=True)
    organisation = models.CharField(max_length=16, blank=True)
    days = models.IntegerField()
    answered = models.BooleanField()
    first = models.BooleanField()

    class Meta:
        db_table = "case_stint"


class CaseFile(models.Model):
    """A photo or file, and the question of which event it answers."""

    event = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="files")
    question = models.CharField(max_length=40)
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="case_file")

    class Meta:
        db_table = "case_file"


class Supplier(models.Model):
    """Who supplies what a case asks for: the second party of a request."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suppliers")
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="supplies")
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=80)

    class Meta:
        db_table = "case_supplier"
        constraints = [models.UniqueConstraint(fields=["case", "organisation"], name="case_supplier_once")]


class Reward(models.Model):
    """What was granted for a hazard: once for the main case, however many reported it. `fen` is an amount of money."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="reward")
    level = models.CharField(max_length=40)
    fen = models.IntegerField()
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80)

    class Meta:
        db_table = "case_reward"


class Postponed(models.Model):
    """An act of the organisation a case is about, of which the requester and those who reported the same have still to
    be told: the event's number. See `postponing`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()

    class Meta:
        db_table = "case_postponed"
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="case_postponed_once")]


class PhoneNumber(models.Model):
    """A number sent to a phone so that its holder finds their requests; digests only, one use, five minutes."""

    ticket = models.CharField(max_length=64, unique=True)
    phone = models.CharField(max_length=64)
    number = models.CharField(max_length=64)
    known = models.BooleanField()
    tries = models.IntegerField(default=0)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_phone_number"
        indexes = [models.Index(fields=["phone", "at"], name="case_phone_number_at")]


class SavedFilter(models.Model):
    """A list that somebody looks at often: its name and its questions as in the address line."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="case_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        db_table = "case_filter"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="case_filter_name")]
