"""Accounts and what they are appointed to."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models

from anxin.kernel.journal.actor import Actor, Door, Role
from anxin.kernel.parties.models import Party


class User(AbstractUser):
    """A person who signs in. Rights come from appointments alone, never from staff or superuser flags."""

    class Meta:
        db_table = "account"


class Appointment(models.Model):
    """A user holds a role over an area (province, city, county), an organisation (clerk) or as a person (worker)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="appointment")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    area = models.CharField(max_length=6, blank=True)
    organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="clerks")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="accounts")

    class Meta:
        db_table = "appointment"

    def actor(self, door: Door | None = None) -> Actor:
        """Who acts when this user does, having come in by that door."""
        return Actor(
            role=Role(self.role),
            label=self.user.get_username(),
            user_id=self.user.pk,
            area=self.area,
            organisation_id=self.organisation_id,
            party_id=self.party_id,
            door=door,
        )


class Shown(models.Model):
    """What a service shows to a role, as its pack was last applied, with the legal basis; the journal keeps what it was
    before. Never more than `rules.FIELDS` allows. A role without a row is shown nothing by that service."""

    pack = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    fields = models.JSONField(default=list)
    basis_zh = models.CharField(max_length=400)
    basis_en = models.CharField(max_length=400, blank=True)
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80)

    class Meta:
        db_table = "shown"
        constraints = [models.UniqueConstraint(fields=["pack", "role"], name="shown_pack_role")]


class HiddenReader(models.Model):
    """An account whose reads a person is told of only `shown_after` days later (see hiding.py). Kept when it ended."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=400)
    since = models.DateTimeField()
    until = models.DateField()
    shown_after = models.PositiveIntegerField()
    allowed_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hidden_reader"


class ApiToken(models.Model):
    """A key for another platform; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
