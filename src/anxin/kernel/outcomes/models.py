"""Applied rule sets and the outcomes they gave. Facts are not stored with an outcome: they are read again as known
then (`known_through`) and decided again, so an explanation cannot drift from the decision."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import Party, new_public_id


class RuleSet(models.Model):
    """The applied copy of one dated DMN file; immutable. `facts` are the fact specs, `parameters` constants in use."""

    pack = models.CharField(max_length=40)
    area = models.CharField(max_length=6)
    slug = models.CharField(max_length=60)
    effective_from = models.DateField()
    decision = models.CharField(max_length=60)
    output = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    dmn = models.TextField()
    parameters = models.JSONField(default=dict)
    facts = models.JSONField(default=list)
    entry_allowed = models.JSONField(default=list)  # outcomes with which a household may go on without a warning
    tells_change = models.CharField(max_length=200, blank=True)  # words to the phone on file when an outcome changes
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=80)

    class Meta:
        db_table = "rule_set"
        constraints = [models.UniqueConstraint(fields=["pack", "slug"], name="rule_set_slug")]


class RuleRow(models.Model):
    """One row of a rule set: what it decides and on which legal source. The join that explains a colour."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rows")
    number = models.IntegerField()
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=60)
    legal_source = models.CharField(max_length=300, blank=True)
    reading = models.CharField(max_length=500, blank=True)
    legal_source_en = models.CharField(max_length=400, blank=True)
    reading_en = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "rule_row"
        constraints = [models.UniqueConstraint(fields=["rule_set", "number"], name="rule_row_number")]


class Cause(models.TextChoices):
    EVIDENCE = "evidence"
    TICK = "tick"
    RULES = "rules"


class Outcome(models.Model):
    """What a party was under a pack from a day until a day (exclusive; null: still).

    `slot` is "pack:party" while current, null once ended: one current outcome each, on every database.
    """

    # No index of its own: the one over (party, pack, since) serves.
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    pack = models.CharField(max_length=40)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="outcomes")
    row = models.IntegerField()
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=60)
    since = models.DateField()
    ended = models.DateField(null=True)
    next_change = models.DateField(null=True)
    decided_at = models.DateTimeField()
    known_through = models.BigIntegerField()
    cause = models.CharField(max_length=10, choices=Cause.choices)
    slot = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        db_table = "outcome"
        indexes = [
            models.Index(fields=["pack", "ended", "outcome"], name="outcome_current"),
            models.Index(fields=["pack", "ended", "next_change"], name="outcome_due"),
            models.Index(fields=["party", "pack", "since"], name="outcome_party"),
        ]


class DraftState(models.TextChoices):
    OPEN = "open"  # being written; every save brings it back here
    PROPOSED = "proposed"  # waits for a second person
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class RuleDraft(models.Model):
    """A rule set that somebody is writing: nobody is decided by it. `dmn` is the text as saved last, in whatever state.

    `parameters` are constants in use, as in `RuleSet`; `scenarios` is YAML in the form of a pack's scenario files: what
    the draft is meant to decide otherwise than the rule set it replaces.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    pack = models.CharField(max_length=40)
    area = models.CharField(max_length=6)
    effective_from = models.DateField()
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    dmn = models.TextField()
    sha256 = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    scenarios = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    author = models.CharField(max_length=80)
    author_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)
    saved_by_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=80, blank=True)
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    rule_set = models.OneToOneField(RuleSet, null=True, on_delete=models.PROTECT, related_name="draft")
    replaced = models.CharField(max_length=60, blank=True)  # slug of the rule set that decided there until then

    class Meta:
        db_table = "rule_draft"
        indexes = [models.Index(fields=["pack", "saved_at"], name="rule_draft_saved")]


class RuleDraftSave(models.Model):
    """One save of a draft, never changed: what it held then, who saved it and when. Numbers run from 1."""

    draft = models.ForeignKey(RuleDraft, on_delete=models.CASCADE, related_name="saves")
    number = models.IntegerField()
    effective_from = models.DateField()
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    dmn = models.TextField()
    sha256 = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    scenarios = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    saved_by = models.CharField(max_length=80)
    saved_by_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "rule_draft_save"
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="rule_draft_save_number")]
