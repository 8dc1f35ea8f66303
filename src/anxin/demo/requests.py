"""The demonstration's services that carry requests: their packs, who sits at which desk, and invented histories."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from anxin import packs
from anxin.demo import (
    ad_watch,
    buyers,
    care,
    cold_chain,
    export_cover,
    grants,
    hazards,
    mutual_aid,
    unions,
    wage_arrears,
)
from anxin.demo.files import Progress, no_progress
from anxin.demo.home_service_cases import bring_home_service
from anxin.demo.one_click import ASKERS, FIRST_DAY, SUPPLIERS, bring_requests
from anxin.demo.plan import ROSTERS_ARRIVE, Size
from anxin.demo.timeline import moment
from anxin.demo.worker_voice import SHAPES, bring_visits, bring_voices
from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Seat
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.packs.actions import apply as apply_pack

PACKS = (
    "one_click",
    "worker_voice",
    "hazards",
    "wage_arrears",
    "ad_watch",
    unions.PACK,
    care.PACK,
    mutual_aid.PACK,
    grants.PACK,
    export_cover.PACK,
    cold_chain.PACK,
    buyers.PACK,
)
# The demonstration plays 29 October 2021; what was published of December is moved to the same weekdays before that.
EARLIER = timedelta(weeks=8)
FIRST_BATCH: date = FIRST_DAY - EARLIER
SEATS = (
    ("city", "home_service", "city-commerce", "330300"),
    ("county", "home_service", "county-commerce", "330300"),
    ("province", "home_service", "review", "330000"),
    ("supply", "one_click", "county-team", "330000"),
    ("supply", "one_click", "city-coordination", "330000"),
    ("province", "one_click", "province-coordination", "330000"),
    ("union", "worker_voice", "room", "330000"),
    ("union", "worker_voice", "rights", "330000"),
    ("union", "worker_voice", "protection", "330000"),
    ("province", "worker_voice", "review", "330000"),
    *hazards.SEATS,
    *wage_arrears.SEATS,
    *ad_watch.SEATS,
    *care.SEATS,
    *mutual_aid.SEATS,
    *unions.SEATS,
    *grants.SEATS,
    *export_cover.SEATS,
    *buyers.SEATS,
)
AGENCIES = ("agency1", "agency2")
FIRM_DESKS = (
    ("home_service", "agency"),
    (hazards.PACK, hazards.FIRM_DESK),
    (wage_arrears.PACK, wage_arrears.FIRM_DESK),
)


def firms_made_up(size: Size) -> int:
    """How many firms come with the requests: they ask, supply or are visited, and hold nobody."""
    held = ASKERS + SUPPLIERS + SHAPES[size].firms + care.FIRMS + care.UNIONS
    held += grants.bodies_made_up() + export_cover.firms_made_up() + cold_chain.firms_made_up()
    return held + mutual_aid.unions_made_up(size) + unions.unions_made_up(size)


def bring_all(
    *, by: Actor, size: Size, agency_code: str, until: datetime, home: Path, progress: Progress = no_progress
) -> None:
    """Apply the packs, give out the seats and bring the requests in, each unless it is there."""
    start = moment(ROSTERS_ARRIVE, 8)
    for slug in PACKS:
        apply_pack(packs.current(slug), by=by, at=start)
    _give_seats(by, start)
    bring_home_service(agency_code=agency_code, until=until)
    bring_requests(by=by, until=until, first_day=FIRST_BATCH)
    bring_visits(by=by, size=size)
    bring_voices(by=by, size=size, until=until)
    hazards.bring_hazards(firm_code=agency_code, until=until)
    wage_arrears.bring_clues(firm_code=agency_code, until=until)
    ad_watch.bring_adverts(by=by, home=home, until=until)
    grants.bring_grants(firm_code=agency_code, until=until)
    export_cover.bring_exporters(until=until)
    unions.bring_unions(by=by, size=size, progress=progress)
    care.bring_care(by=by, size=size, until=until)
    mutual_aid.bring_mutual_aid(by=by, size=size, progress=progress)


def _give_seats(by: Actor, at: datetime) -> None:
    users = User.objects.in_bulk({username for username, *_desk in SEATS} | set(AGENCIES), field_name="username")
    for username, pack, desk, area in SEATS:
        _seat(by, at, users[username], pack, desk, area, None)
    for username in AGENCIES:
        firm = users[username].appointment.organisation
        for pack, desk in FIRM_DESKS:
            _seat(by, at, users[username], pack, desk, "", firm)


def _seat(by: Actor, at: datetime, user: User, pack: str, desk: str, area: str, firm: Party | None) -> None:
    if not Seat.objects.filter(user=user, pack=pack, desk=desk, area=area).exists():
        seat(by=by, at=at, user=user, pack=pack, desk=desk, area=area, organisation=firm)
