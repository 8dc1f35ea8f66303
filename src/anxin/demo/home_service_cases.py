"""Requests of the home-service code in the demonstration: an application under way, one whose papers were checked, and
an appeal about a health check. All of them wait for somebody; no colour changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from random import Random

from django.db import transaction
from PIL import Image

from anxin.demo.people import PersonInventor
from anxin.demo.plan import SEED
from anxin.kernel.access.models import Appointment
from anxin.kernel.cases.appealing import raise_dispute
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Affiliation, Party

PACK = "home_service"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READ = {"materials_read": "yes", "asked_public_security": "yes"}


@transaction.atomic
def bring_home_service(*, agency_code: str, until: datetime) -> int:
    """File the requests of the agency that agency1 signs in for, unless some are there; how many there are."""
    held = Case.objects.filter(pack=PACK).count()
    if held:
        return held
    clerk = _signed_in("agency1")
    agency = Party.objects.get(pk=clerk.organisation_id or 0)
    people = PersonInventor(Random(SEED + 2))
    for place in range(2):
        at = until - (place + 1) * DAY
        person = people.invent()
        said = {
            "agency": agency_code,
            "name": person.name,
            "number": person.id_number,
            "phone": person.phone,
            "started_on": (at.date() - 7 * DAY).isoformat(),
            "training_on": (at.date() - 20 * DAY).isoformat(),
            "authorised_on": (at.date() - 7 * DAY).isoformat(),
        }
        papers = [Sent(name, _paper(), f"{name}.jpg") for name in ("certificate", "authorisation")]
        filed = file_case(
            by=clerk, at=at, pack=PACK, matter="application", said=said, sender=From(party=agency),
            channel=Channel.COUNTER, sent=papers,
        )  # fmt: skip
        if place:
            city = _signed_in("city")
            do_step(by=city, at=at + HOUR, public_id=filed.case.public_id, step="joint_check", said=READ)
    _appeal(_somebody_else(_signed_in("agency2")), until - HOUR)
    return Case.objects.filter(pack=PACK).count()


def _appeal(person: Party, at: datetime) -> None:
    record = Evidence.objects.filter(party=person, kind="health_check").order_by("-pk").first()
    if record is None:
        return
    worker = Actor(Role.WORKER, "从业人员（示例）", party_id=person.pk)
    raise_dispute(by=worker, at=at, pack=PACK, evidence=record, reason="体检单上写的有效期和这里的不一样，请核查。")


def _somebody_else(clerk: Actor) -> Party:
    """A worker of that agency whose code nobody signs in with."""
    taken = Appointment.objects.exclude(party=None).values("party")
    held = Affiliation.objects.filter(organisation=clerk.organisation_id, ended_on=None).exclude(party__in=taken)
    return held.filter(party__evidence__kind="health_check").order_by("pk").select_related("party")[0].party


def _signed_in(username: str) -> Actor:
    return Appointment.objects.select_related("user").get(user__username=username).actor()


@cache
def _paper() -> bytes:
    """A sheet of paper that says nothing."""
    held = BytesIO()
    Image.new("RGB", (120, 170), (250, 248, 240)).save(held, "JPEG")
    return held.getvalue()
