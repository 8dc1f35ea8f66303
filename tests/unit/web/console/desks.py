"""The desks of the console's tests: one account each on the stage of 29 October 2021.

Zhou runs the city desk, Lin Lucheng's county desk, An and Le are the clerks of Anjia and Leju, Shen audits,
Hu stands at a gate.
"""

from __future__ import annotations

from django.test import Client

from anxin.kernel.access.actions import appoint
from anxin.kernel.access.models import User
from anxin.kernel.journal.actor import Actor
from tests.built_once import built_once
from tests.cast import NOON, OPERATOR, Cast
from tests.unit.web.phone.stage import PASSWORD, Stage, on_stage

DESKS = ("province", "zhou", "lin", "an", "le", "shen", "hu")


def account(actor: Actor, cast: Cast) -> User:
    """An account appointed to what the actor is; its username is the actor's label, its password `PASSWORD`."""
    organisation = {cast.anjia.pk: cast.anjia, cast.leju.pk: cast.leju}.get(actor.organisation_id or 0)
    return appoint(
        by=OPERATOR,
        at=NOON,
        username=actor.label,
        password=PASSWORD,
        role=actor.role,
        area="" if organisation else actor.area,
        organisation=organisation,
    )


@built_once
def on_desks() -> Stage:
    """The stage with every desk manned."""
    stage = on_stage()
    for name in DESKS:
        account(getattr(stage.cast, name), stage.cast)
    return stage


def at_desk(username: str, *, language: str = "zh-hans") -> Client:
    """A browser signed in at a desk."""
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(username=username))
    return client
