"""Rows of parties. Private values are sealed; a row about a person is read through `access` only."""

from __future__ import annotations

import base64
import secrets

from django.db import models


def new_public_id() -> str:
    """80 random bits as 16 base32 letters: stable, guessed by nobody, says nothing about the order of entry."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


class PartyKind(models.TextChoices):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    LOT = "lot"


class Party(models.Model):
    """A person, organisation, place or lot. `area` is a six-digit GB/T 2260 code."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=6, blank=True)
    phone_sealed = models.CharField(max_length=120, blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    address_sealed = models.CharField(max_length=800, blank=True)
    created_at = models.DateTimeField()
    # The file this one was merged into; None: it stands for itself.
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "party"
        indexes = [
            models.Index(fields=["kind", "name"], name="party_kind_name"),
            models.Index(fields=["phone_index"], name="party_phone"),
        ]


class Identifier(models.Model):
    """A number a party is known by, sealed. One number belongs to one party."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=12)
    sealed = models.CharField(max_length=160)
    blind_index = models.CharField(max_length=64)
    masked = models.CharField(max_length=24)

    class Meta:
        db_table = "identifier"
        constraints = [models.UniqueConstraint(fields=["scheme", "blind_index"], name="identifier_once")]


class Affiliation(models.Model):
    """A person belongs to an organisation in a role, from a day until a day (inclusive; null: still).

    `slot` is "party:role" while open and null once ended; its plain uniqueness is what stops two organisations from
    holding one person at once on every database, however many requests race.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=40)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    slot = models.CharField(max_length=80, null=True, unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    end_recorded_at = models.DateTimeField(null=True)
    end_recorded_by = models.CharField(max_length=80, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "affiliation"
        indexes = [models.Index(fields=["organisation", "role", "ended_on"], name="affiliation_org_role")]


class Registration(models.Model):
    """档案: the one file a party has under a pack; the population a pack's rules decide."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="registrations")
    pack = models.CharField(max_length=40)
    area = models.CharField(max_length=6)
    number = models.CharField(max_length=24)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=80)

    class Meta:
        db_table = "registration"
        constraints = [
            models.UniqueConstraint(fields=["pack", "party"], name="registration_once"),
            models.UniqueConstraint(fields=["pack", "number"], name="registration_number"),
        ]
        indexes = [models.Index(fields=["pack", "area"], name="registration_pack_area")]


class Merge(models.Model):
    """合并: two files were found to be of one person or organisation. `slot` is the merged party's id until it is
    undone: a party is merged into one other."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    kept = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=80)
    split_at = models.DateTimeField(null=True)
    split_by = models.CharField(max_length=80, blank=True)
    split_reason = models.CharField(max_length=200, blank=True)
    slot = models.CharField(max_length=24, null=True, unique=True)

    class Meta:
        db_table = "party_merge"


class Moved(models.TextChoices):
    COLUMN = "column"  # one column of a row, from `before` to `after`
    ASIDE = "aside"  # a whole row, as JSON in `before`, taken out until the merge is undone
    COPY = "copy"  # a whole row as it was before; it stays and may change
    DURING = "during"  # a whole row as it was while merged, taken out when the merge was undone
    JOINED = "joined"  # a posting that moved a balance; `row` is its id


class Move(models.Model):
    """One thing a merge changed, noted so that undoing it puts back exactly that. `label`: the model, as app.model."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moves")
    how = models.CharField(max_length=8, choices=Moved.choices)
    label = models.CharField(max_length=60)
    row = models.CharField(max_length=40)
    field = models.CharField(max_length=40, blank=True)
    before = models.TextField(null=True)
    after = models.TextField(null=True)

    class Meta:
        db_table = "party_move"
