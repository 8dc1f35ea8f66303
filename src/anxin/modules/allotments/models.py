"""Rows of allotments. How much there is and whose it is stands in the ledger alone; here stand who asked, in which
order, and what happened to each."""

from __future__ import annotations

from django.db import models

from anxin.kernel.ledger.models import Book, Hold, Posting
from anxin.kernel.parties.models import Party, new_public_id
from anxin.modules.allotments.enums import PickedUp, Standing


class Offer(models.Model):
    """供给: one allotment of a service as it declares it now (`terms.written`). `numbers`: applications so far."""

    pack = models.CharField(max_length=40)
    slug = models.CharField(max_length=40)
    body = models.TextField()
    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, related_name="+")
    numbers = models.IntegerField(default=0)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "allot_offer"
        constraints = [models.UniqueConstraint(fields=["pack", "slug"], name="allot_offer_once")]


class Application(models.Model):
    """申请: somebody asks for one of a part. `slot` is "offer:person" while it is alive and null once ended; its plain
    uniqueness keeps a person from asking twice, however many requests race. `number` is public and names nobody: the
    place in the order of arrival, and the lot of a draw. `rank`: the place that the draw gave."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="applications", db_index=False)
    part = models.CharField(max_length=40)
    number = models.IntegerField()
    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    guardian = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    phone_sealed = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    points = models.IntegerField(default=0)
    row = models.IntegerField(default=0)
    rank = models.IntegerField(null=True)
    standing = models.CharField(max_length=12, choices=[(one, one) for one in Standing])
    slot = models.CharField(max_length=60, null=True, unique=True)
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, null=True, related_name="+")
    held_until = models.DateTimeField(null=True)
    from_list = models.BooleanField(default=False)
    token_digest = models.CharField(max_length=64, unique=True)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # what was said is gone, its time being over

    class Meta:
        db_table = "allot_application"
        constraints = [models.UniqueConstraint(fields=["offer", "number"], name="allot_application_number")]
        indexes = [models.Index(fields=["offer", "part", "standing", "number"], name="allot_application_queue")]


class Happening(models.Model):
    """What happened to an application, in order: the standing it came to, and until when something was held."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="happenings")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=40)
    standing = models.CharField(max_length=12)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        db_table = "allot_happening"
        indexes = [models.Index(fields=["offer", "part", "standing", "at"], name="allot_happening_last")]


class HandOut(models.Model):
    """领取: one parcel handed to somebody for a person. `proxy`: who came instead; null where the person came."""

    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="hand_outs")
    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    proxy = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=12, choices=[(one, one) for one in PickedUp])
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "allot_hand_out"


class Consent(models.Model):
    """A number sent to a person's phone: whoever comes for their parcel says it, once. Kept as keyed digests."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    proxy = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=64)
    tries = models.IntegerField(default=0)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "allot_consent"
        indexes = [models.Index(fields=["offer", "person", "at"], name="allot_consent_latest")]


class Draw(models.Model):
    """摇号: what was announced before (canonical JSON), the public value that two officers read out, the result.

    `entered_user_id` read the value first; another account confirmed it. One draw for an offer, never a second."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="draw")
    announced = models.TextField()
    sha256 = models.CharField(max_length=64)
    announced_at = models.DateTimeField()
    value = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField(null=True)
    entered_user_id = models.IntegerField(null=True)
    confirmed_user_id = models.IntegerField(null=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "allot_draw"
