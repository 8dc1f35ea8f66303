"""A county with its desks, the people at them, and a firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image

from anxin.kernel.access.actions import appoint
from anxin.kernel.cases.applying import apply_matters
from anxin.kernel.cases.enclosing import Sent
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.hazard import HAZARD

LUCHENG, WENZHOU = "330302", "330300"
FIRM_CODE = "91330302MA285KQP0L"
WORDS = "煤气瓶靠近明火"
REQUESTER = Actor.requester()


def picture(shade: int = 90) -> bytes:
    """A small photo."""
    held = BytesIO()
    Image.new("RGB", (64, 48), (shade, 40, 40)).save(held, "JPEG")
    return held.getvalue()


@dataclass(frozen=True)
class Desks:
    """Who sits where."""

    reception: Actor
    fire: Actor
    fire_too: Actor
    emergency: Actor
    review: Actor
    unit: Actor
    firm: Party


def clerk(name: str, *seats: tuple[str, str], pack: str = "hazards", firm: Party | None = None) -> Actor:
    """A clerk with seats: (desk, area)."""
    user = appoint(by=OPERATOR, at=NOON, username=name, password="x", role=Role.CLERK, organisation=firm)
    for desk, area in seats:
        seat(by=OPERATOR, at=NOON, user=user, pack=pack, desk=desk, area=area, organisation=firm)
    return user.appointment.actor()


def opened(matter: Matter = HAZARD) -> Desks:
    """The matter in force and everybody in their seats."""
    apply_matters(by=OPERATOR, at=NOON, matters=[matter])
    firm = enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.ORGANISATION, name="温州示例机械有限公司", area=LUCHENG,
        scheme=Scheme.CREDIT_CODE, number=FIRM_CODE,
    )  # fmt: skip
    return Desks(
        reception=clerk("rui", ("reception", LUCHENG)),
        fire=clerk("huo", ("fire", LUCHENG)),
        fire_too=clerk("xiao", ("fire", LUCHENG)),
        emergency=clerk("ji", ("emergency", WENZHOU)),
        review=clerk("fu", ("review", WENZHOU)),
        unit=clerk("dan", ("unit", ""), firm=firm),
        firm=firm,
    )


def filed(at: datetime = NOON, *, sender: From | None = None, photo: bool = True, **said: str) -> Filed:
    """A hazard reported by somebody with a phone; `said` replaces single answers, an empty one leaves it out."""
    return reported(said, at, sender=sender, photo=photo)


def reported(said: Mapping[str, str], at: datetime = NOON, *, sender: From | None = None, photo: bool = True) -> Filed:
    """The same with the answers as a mapping."""
    answers = {"area": LUCHENG, "trade": "fire", "what": WORDS, "where": "五马街10号", **said}
    return file_case(
        by=REQUESTER,
        at=at,
        pack="hazards",
        matter="report",
        said={key: value for key, value in answers.items() if value},
        sender=sender or From(name="王芳", phone="13800138000"),
        channel=Channel.PHONE,
        sent=[Sent("photo", picture(), "IMG_1.jpg")] if photo else [],
    )


def again(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(pk=case.pk)
