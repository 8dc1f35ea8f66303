"""A street of Binjiang, Hangzhou, on 29 January 2022: a precaution zone, a resident, and who sits at the desks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from anxin.kernel.access.actions import apply_shown, appoint
from anxin.kernel.cases.applying import apply_matters
from anxin.kernel.cases.seating import seat
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.counting import declare
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import apply_rule_sets, submit_evidence
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from anxin.kernel.zones.actions import declare_zone
from anxin.packs import Pack, load_pack
from anxin.packs.counting import counted_kinds
from anxin.packs.loading import CHECKOUT
from anxin.packs.queries import as_rule_set_file, shown_of
from anxin.packs.zoning import terms_of, wanted_zone
from tests.cast import NOON, OPERATOR, noon, worker
from tests.unit.web.phone.stage import PASSWORD

PACK, AREA, CITY, STREET = "health_code", "330108", "330100", "330108001"
ON = date(2022, 1, 29)
MORNING = noon(ON) - timedelta(hours=3)
PHONE = "13800000201"
CAME, LEFT = date(2020, 5, 1), date(2022, 1, 20)


@dataclass(frozen=True)
class Binjiang:
    """Lin (林晓) is said to live in the street still; who sits at the community's, disease control's, review's desk."""

    pack: Pack
    lin: Party
    stay: Evidence
    community: Actor
    control: Actor
    review: Actor

    @property
    def as_lin(self) -> Actor:
        return Actor(Role.WORKER, "林晓", party_id=self.lin.pk)

    def state(self, kind: str, source: str, result: str, start: date, until: date | None = None) -> Evidence:
        said = Statement(kind, source, start, result, until)
        return submit_evidence(by=OPERATOR, at=MORNING, party=self.lin, statement=said)


@cache
def health_code() -> Pack:
    return load_pack(CHECKOUT / PACK)


def in_force() -> Pack:
    """The pack taken into force part by part: whether it lints is for tests of its own."""
    pack = health_code()
    apply_shown(by=OPERATOR, at=NOON, pack=PACK, shown=shown_of(pack))
    files = [as_rule_set_file(pack, rules) for rules in pack.rule_files]
    apply_rule_sets(by=OPERATOR, at=NOON, files=files)
    apply_matters(by=OPERATOR, at=NOON, matters=pack.matters)
    declare(by=OPERATOR, at=NOON, pack=PACK, declared=counted_kinds(pack))
    return pack


def colour(party: Party) -> str:
    return Outcome.objects.get(party=party, pack=PACK, slot__isnull=False).outcome


def binjiang(*, zone: bool = True) -> Binjiang:
    """Apply the pack, enter Lin, seat the desks and, unless told otherwise, draw the zone."""
    pack = in_force()
    lin = worker("林晓", serial=201, area=AREA, phone=PHONE)
    parties.register_party(by=OPERATOR, at=NOON, party=lin, pack=PACK, area=AREA)
    living = Statement("stay", "community", CAME, "living", details={"area": STREET})
    stay = submit_evidence(by=OPERATOR, at=MORNING, party=lin, statement=living)
    if zone:
        draw_zone(pack)
    return Binjiang(
        pack, lin, stay, _at("shequ", "community", AREA), _at("jikong", "disease-control", CITY),
        _at("fuhe", "review", CITY),
    )  # fmt: skip


def draw_zone(pack: Pack) -> None:
    """The street is a precaution zone for two weeks."""
    until = ON + timedelta(days=13)
    wanted = wanted_zone(pack, sort="precaution", area=STREET, start=ON, until=until, reason="第3号通告")
    declare_zone(by=OPERATOR, at=MORNING, terms=terms_of(pack), wanted=wanted)


def _at(name: str, desk: str, area: str) -> Actor:
    user = appoint(by=OPERATOR, at=NOON, username=name, password=PASSWORD, role=Role.CLERK)
    seat(by=OPERATOR, at=NOON, user=user, pack=PACK, desk=desk, area=area)
    return user.appointment.actor()


def hours(count: int) -> datetime:
    return MORNING + timedelta(hours=count)
