"""Some hundred invented residents of the health code on 28 January 2022, with cases in three counties, and the offices
that would look at them."""

from __future__ import annotations

from datetime import date, timedelta

from anxin.demo.residents import invent
from anxin.kernel.access.actions import appoint
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.journal.actor import Role
from anxin.kernel.parties.models import Party, Registration
from anxin.packs import load_pack
from anxin.packs.actions import apply
from anxin.packs.loading import CHECKOUT
from anxin.packs.pack import Pack
from tests.cast import NOON, OPERATOR, agency, noon
from tests.unit.web.phone.stage import PASSWORD

ON = date(2022, 1, 28)
ADDRESS = "/console/figures/health_code/"
XIHU, LUCHENG, SHANGYU = "330106", "330302", "330604"
CASES = {XIHU: 5, LUCHENG: 1, SHANGYU: 7}
# Of seven cities, which then stand where they lie; of the others nobody is registered.
COUNTIES = frozenset(
    {"330102", XIHU, "330203", LUCHENG, "330303", "330304", "330402", "330502", "330602", SHANGYU, "330902"}
)
OFFICES = {
    "province": (Role.PROVINCE, ""),
    "wenzhou": (Role.CITY, "330300"),
    "lucheng": (Role.COUNTY, LUCHENG),
    "auditor": (Role.AUDITOR, ""),
    "gate": (Role.GATE, ""),
}


def residents(people: int = 1200) -> Pack:
    """The service with its residents, cases and offices; an agency's clerk too, who has nothing to do with it."""
    pack = load_pack(CHECKOUT / "health_code")
    apply(pack, by=OPERATOR, at=NOON)
    invent(by=OPERATOR, at=noon(ON), people=people, day=ON)
    Registration.objects.exclude(area__in=COUNTIES).delete()
    for area, cases in CASES.items():
        ill = list(Registration.objects.filter(area=area).order_by("pk")[:cases])
        assert len(ill) == cases, "more residents are needed"
        for one in ill:
            fall_ill(one.party)
    for name, (role, area) in OFFICES.items():
        appoint(by=OPERATOR, at=NOON, username=name, password=PASSWORD, role=role, area=area)
    anjia = agency("安家乐家政", serial=1, area=LUCHENG)
    appoint(by=OPERATOR, at=NOON, username="clerk", password=PASSWORD, role=Role.AGENCY_CLERK, organisation=anjia)
    return pack


def fall_ill(party: Party) -> None:
    """One new case, found the day before."""
    said = Statement("test", "laboratory", ON - timedelta(days=1), "positive", ON)
    record_evidence(by=OPERATOR, at=noon(ON), party=party, statement=said)
