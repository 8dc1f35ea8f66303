"""Requests of the home-service code in the demonstration: an application under way, one whose papers were checked, an
appeal about a health check, a worker who wants to leave, an agency that asks for a code anew, and two complaints after
visits. All of them wait for somebody; no colour changes."""

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
from anxin.kernel.cases.clocks import SHANGHAI
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.codes.models import Visit
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.models import Affiliation, Party
from anxin.kernel.parties.sealing import unseal

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
    other = _signed_in("agency2")
    appealing, leaving, wanted = _others(other, 3)
    _appeal(appealing, until - HOUR)
    _exit(leaving, _number(Party.objects.get(pk=other.organisation_id or 0)), until - 2 * DAY)
    _reissue(clerk, wanted, agency_code, until - 3 * DAY)
    _complaints(clerk, until - 2 * HOUR)
    return Case.objects.filter(pack=PACK).count()


def _appeal(person: Party, at: datetime) -> None:
    record = Evidence.objects.filter(party=person, kind="health_check").order_by("-pk").first()
    if record is None:
        return
    worker = Actor(Role.WORKER, "从业人员（示例）", party_id=person.pk)
    raise_dispute(by=worker, at=at, pack=PACK, evidence=record, reason="体检单上写的有效期和这里的不一样，请核查。")


def _exit(person: Party, agency_code: str, at: datetime) -> None:
    """The worker asks herself; her agency confirms first."""
    worker = Actor(Role.WORKER, "从业人员（示例）", party_id=person.pk)
    said = {
        "agency": agency_code,
        "asked_by": "worker",
        "number": _number(person),
        "ended_on": (at.date() + 2 * DAY).isoformat(),
    }
    file_case(
        by=worker, at=at, pack=PACK, matter="exit", said=said, sender=From(party=person), channel=Channel.PHONE
    )  # fmt: skip


def _reissue(clerk: Actor, person: Party, agency_code: str, at: datetime) -> None:
    """The old agency has not recorded the exit yet: the county bureau steps in."""
    agency = Party.objects.get(pk=clerk.organisation_id or 0)
    said = {
        "agency": agency_code,
        "left_before": "no",
        "name": person.name,
        "number": _number(person),
        "started_on": at.date().isoformat(),
        "authorised_on": at.date().isoformat(),
    }
    file_case(
        by=clerk, at=at, pack=PACK, matter="reissue", said=said, sender=From(party=agency), channel=Channel.PHONE,
        sent=[Sent("authorisation", _paper(), "authorisation.jpg")],
    )  # fmt: skip


def _complaints(clerk: Actor, at: datetime) -> None:
    """Of the agency's own visits: one complaint that it answered and the household has still to judge, one for the
    bureau."""
    visits = Visit.objects.filter(organisation=clerk.organisation_id).select_related("code__party", "organisation")
    told = (("charge", "说好两小时，按三小时收的钱。"), ("safety", "走后发现阳台的花盆碎了，没有告诉我们。"))
    for place, (visit, (topic, what)) in enumerate(zip(visits.order_by("-confirmed_at"), told, strict=False)):
        worker, day = visit.code.party, visit.confirmed_at.astimezone(SHANGHAI).date()
        said = {
            "topic": topic,
            "what": what,
            "worker": mask_name(worker.name),
            "visited_on": day.isoformat(),
            "area": worker.area,
        }
        filed = file_case(
            by=Actor.household(), at=at, pack=PACK, matter="complaint", said=said, sender=From(), visited=visit,
            channel=Channel.PHONE,
        )  # fmt: skip
        if not place:
            answer_case(
                by=clerk, at=at + HOUR, public_id=filed.case.public_id, result=Result.SOLVED,
                text="多收的一小时已经退回。", said={"remedy": "退回四十元，向住户道歉"},
            )  # fmt: skip


def _number(party: Party) -> str:
    """The identity number or credit code, in full."""
    held = party.identifiers.order_by("pk")[0]
    return unseal(held.sealed, context=held.scheme)


def _others(clerk: Actor, count: int) -> list[Party]:
    """Workers of that agency whose codes nobody signs in with."""
    taken = Appointment.objects.exclude(party=None).values("party")
    held = Affiliation.objects.filter(organisation=clerk.organisation_id, ended_on=None).exclude(party__in=taken)
    checked = held.filter(party__evidence__kind="health_check").order_by("pk").select_related("party").distinct()
    return [one.party for one in checked[:count]]


def _signed_in(username: str) -> Actor:
    return Appointment.objects.select_related("user").get(user__username=username).actor()


@cache
def _paper() -> bytes:
    """A sheet of paper that says nothing."""
    held = BytesIO()
    Image.new("RGB", (120, 170), (250, 248, 240)).save(held, "JPEG")
    return held.getvalue()
