"""A run prints the cards of many people. How far it is stands in its row, so that a killed one is taken up again."""

from __future__ import annotations

from django.db import models

from anxin.kernel.parties.models import Party, new_public_id


class PrintRun(models.Model):
    """Cards asked for together. `codes` are row ids in the order of printing; the first `prepared` of them have a card
    in force, and `drawn` of them stand in the file. `renew`: a card printed earlier is replaced. The file lies sealed
    under $ANXIN_HOME/cards/<public_id> for a day."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id)
    pack = models.CharField(max_length=40)
    organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="print_runs")
    layout = models.CharField(max_length=10)
    renew = models.BooleanField(default=False)
    codes = models.JSONField()
    total = models.IntegerField()
    prepared = models.IntegerField(default=0)
    drawn = models.IntegerField(default=0)
    left_out = models.IntegerField(default=0)  # codes that went out of use before their turn
    role = models.CharField(max_length=20)
    area = models.CharField(max_length=6, blank=True)
    user_id = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=600, blank=True)  # why it stopped, in the words of the refusal

    class Meta:
        db_table = "print_run"
        indexes = [models.Index(fields=["organisation", "asked_at"], name="print_run_agency")]
