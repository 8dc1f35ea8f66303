"""A code is a view of an outcome: it holds no colour. Screen and card are two views of it, with equal force."""

from __future__ import annotations

import secrets

from django.db import models

from anxin.kernel.parties.models import Party, new_public_id


def new_visit_token() -> str:
    """128 random bits: whoever holds it is the household of that visit."""
    return secrets.token_urlsafe(16)


def new_card_id() -> str:
    return secrets.token_hex(8)


def new_salt() -> bytes:
    return secrets.token_bytes(32)


class Code(models.Model):
    """The scannable address of a person under a pack. `slot` is "pack:party" while in use: one code at a time."""

    public = models.CharField(max_length=16, unique=True, default=new_public_id)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="codes")
    pack = models.CharField(max_length=40)
    card_number = models.CharField(max_length=40, blank=True)
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    slot = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        db_table = "code"
        indexes = [models.Index(fields=["party", "pack"], name="code_party")]


class StatusShard(models.Model):
    """One status list: two bits for each of 65,536 places, packed. `signed` is the list as served last.

    Places nobody holds are filled at random, so that the list says nothing of how many cards there are.
    """

    number = models.IntegerField(unique=True)
    packed = models.BinaryField()
    places_given = models.IntegerField(default=0)
    signed = models.BinaryField(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "status_shard"


class CardEnd(models.TextChoices):
    """Why a card counts no more."""

    REPLACED = "replaced"  # a newer card took its place
    LOST = "lost"
    CODE_ENDED = "code-ended"


class Card(models.Model):
    """The printed view of a code. `card_id` is its pseudonym, 8 random octets as hex; shard and index are its place on
    a status list, never given to another card. `slot` is the code's id while in force: one card at a time."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="cards")
    card_id = models.CharField(max_length=16, unique=True, default=new_card_id)
    shard = models.ForeignKey(StatusShard, on_delete=models.PROTECT, related_name="cards")
    index = models.IntegerField()
    credential = models.BinaryField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True)
    slot = models.CharField(max_length=24, null=True, unique=True)

    class Meta:
        db_table = "card"
        constraints = [models.UniqueConstraint(fields=["shard", "index"], name="card_place")]


class StatusChange(models.Model):
    """A place that changed and is not yet in its shard: written with what changed it, folded in at the next signing."""

    shard = models.ForeignKey(StatusShard, on_delete=models.CASCADE, related_name="changes")
    index = models.IntegerField()
    status = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "status_change"


class IssuerKey(models.Model):
    """What is public of a signing key. The private half is a file of its own, encrypted, and in no database or dump.

    `kid` and `public` (the COSE_Key in its deterministic encoding) are hexadecimal, `algorithm` is COSE's number.
    """

    kid = models.CharField(max_length=8, unique=True)
    algorithm = models.IntegerField()
    public = models.JSONField()
    uses = models.JSONField()
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    made_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)  # since when readers can know it
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "issuer_key"


class IssuerKeyList(models.Model):
    """A list of keys as the root signed it; the newest counts, and none is older than the one before."""

    issued_at = models.DateTimeField(unique=True)
    expires_at = models.DateTimeField()
    token = models.BinaryField()

    class Meta:
        db_table = "issuer_key_list"


class DaySalt(models.Model):
    """The salt under which a day's showings are kept. Destroyed in time: then no handle can be matched with a visit,
    but by whoever opens the visit's sealed receipt."""

    day = models.DateField(unique=True)
    salt = models.BinaryField(default=new_salt)

    class Meta:
        db_table = "day_salt"


class Visit(models.Model):
    """确认入户: the household let the worker begin. `showing` is the salted digest of the showing confirmed: one is
    confirmed at most once. Both sides' keys (JWK) and signatures stand beside sealed `facts`, which they signed, and
    the receipt that the issuer signed over them (receipts.py); `*_signed_at` is in seconds since 1970. `again_at`: when
    somebody last tried to confirm the same showing once more. `anomaly` says why the confirmation looks like a copied
    card's; it colours nothing."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="visits")
    showing = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8)
    organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="visits")
    token = models.CharField(max_length=32, unique=True, default=new_visit_token)
    confirmed_at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    acknowledged = models.BooleanField(default=False)
    household_key = models.JSONField(null=True)
    household_signature = models.BinaryField(null=True)
    household_signed_at = models.BigIntegerField(null=True)
    worker_key = models.JSONField(null=True)
    worker_signature = models.BinaryField(null=True)
    worker_signed_at = models.BigIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=12, blank=True)
    again_at = models.DateTimeField(null=True)
    anomaly = models.CharField(max_length=24, blank=True)
    facts = models.BinaryField(null=True)
    receipt = models.BinaryField(null=True)
    receipt_keys = models.ForeignKey(IssuerKeyList, null=True, on_delete=models.PROTECT, related_name="receipts")

    class Meta:
        db_table = "visit"
        indexes = [models.Index(fields=["code", "confirmed_at"], name="visit_code_at")]


class DeviceKey(models.Model):
    """The public half of a key that a worker's phone made and cannot give away: it signs what her page has seen."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="device_keys")
    thumbprint = models.CharField(max_length=64)
    jwk = models.JSONField()
    registered_at = models.DateTimeField()

    class Meta:
        db_table = "device_key"
        constraints = [models.UniqueConstraint(fields=["party", "thumbprint"], name="device_key_once")]


class Carrying(models.Model):
    """家人代持: somebody of the family carries the code. Link, number and the phone's secret are kept as digests.

    Offered (a link and a number of six digits, for ten minutes), opened on one phone, ended by the holder or a desk.
    """

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="carryings")
    label = models.CharField(max_length=20)
    link = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=64)
    tries = models.SmallIntegerField(default=0)
    offered_at = models.DateTimeField()
    offered_until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=64, null=True, unique=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "carrying"


class Lookup(models.Model):
    """A code is looked up by its holder's phone number and a number sent to it. An unknown phone leaves a row too,
    without a code: the answers are the same. Everything is kept as digests, and the row counts the tries."""

    ticket = models.CharField(max_length=64, unique=True)
    phone = models.CharField(max_length=64)
    code = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="lookups")
    number = models.CharField(max_length=64)
    tries = models.SmallIntegerField(default=0)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "code_lookup"
        indexes = [models.Index(fields=["phone", "at"], name="code_lookup_phone")]


class FeedbackKind(models.TextChoices):
    RATING = "rating"
    COMPLAINT = "complaint"


class Feedback(models.Model):
    """What the household says of a visit: a rating of 1 to 5, or a complaint. Kept; shown to agency and bureau."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="feedback")
    kind = models.CharField(max_length=10, choices=FeedbackKind.choices)
    score = models.IntegerField(null=True)
    text = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    slot = models.CharField(max_length=40, null=True, unique=True)  # one rating a visit; complaints may follow on

    class Meta:
        db_table = "feedback"
        indexes = [models.Index(fields=["kind", "at"], name="feedback_kind_at")]


class LookQuestion(models.Model):
    """为什么查看: a worker asks the bureau about one look at her record, by the journal entry's number."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="look_questions")
    pack = models.CharField(max_length=40)
    entry = models.BigIntegerField()
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "look_question"
        constraints = [models.UniqueConstraint(fields=["party", "entry"], name="look_question_once")]
