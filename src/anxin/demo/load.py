"""Building the demonstration: files, rule sets, agencies, accounts, a month of history. Idempotent and resumable.

The home's clock is set last; a home whose clock is set is finished, and building it again takes no time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anxin import packs
from anxin.demo.accounts import (
    CITY_AREA,
    PROVINCE_AREA,
    Account,
    draw_passwords,
    ensure_account,
    renew_passwords,
    shown_accounts,
)
from anxin.demo.agencies import Agency
from anxin.demo.buyers import bring_buyers
from anxin.demo.cold_chain import bring_goods
from anxin.demo.files import Progress, WrittenFile, no_progress, planned_files, row_counts, write_files
from anxin.demo.plan import DECISION_DAY, ROSTERS_ARRIVE, SEED, Size
from anxin.demo.population import City, Dossier, build_city
from anxin.demo.public_data import bring_public_data
from anxin.demo.record import Record, read_record, write_record
from anxin.demo.requests import bring_all
from anxin.demo.showcase import Showcase, showcase
from anxin.demo.timeline import Month, live_through, moment
from anxin.demo.visits import planned_happenings
from anxin.kernel.access.models import Appointment
from anxin.kernel.codes.actions import code_slot
from anxin.kernel.codes.cards import card_in_force, issue_card_copy, move_cards
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import Conflict
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind, Registration
from anxin.kernel.parties.queries import party_by_number
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import played_day
from anxin.packs.actions import apply as apply_pack

PACK = "home_service"
FILES_FOLDER = "demo-files"
OPERATOR = Actor.system("demonstration")
# Steps as told to `progress`, in order, in the words a terminal shows.
STEPS: dict[str, tuple[str, str]] = {
    "files": ("写出企业和部门的文件", "Writing the files of agencies and offices"),
    "agencies": ("登记家政企业", "Entering the agencies"),
    "import": ("导入花名册和回传结果（行）", "Importing rosters and returns (rows)"),
    "days": ("从9月27日走到10月29日（天）", "Living from 27 September to 29 October (days)"),
    "accounts": ("开通演示账号", "Opening demonstration accounts"),
    "unions": ("建工会、导入会员花名册、转会（人）", "Founding unions, their rosters, transfers (people)"),
    "mutual-aid": (
        "办理医疗互助：参保、申请、审批、支付（人次）",
        "Mutual aid: rosters, claims, approvals, payments (people)",
    ),
    "requests": ("导入各项办件", "Bringing in the requests"),
}


@dataclass(frozen=True, slots=True)
class Built:
    """A finished demonstration. `codes` maps worker1 (green) and worker2 (yellow) to the public id of their code."""

    size: Size
    seed: int
    folder: Path
    accounts: tuple[Account, ...]
    codes: dict[str, str]
    worked: bool


def build(*, home: Path, size: Size = "full", seed: int = SEED, progress: Progress = no_progress) -> Built:
    """Build the demonstration in `home`, or go on where a killed run stood, or return at once if it is there.

    The database must be migrated. `Conflict` if the home holds another city or a real site's people.
    """
    record = _record(home, size, seed)
    finished = played_day() is not None
    if not finished:
        _build(home, record, progress)
    _keep_codes_checkable()
    return Built(
        size=record.size,
        seed=record.seed,
        folder=home / FILES_FOLDER,
        accounts=shown_accounts(record.passwords),
        codes=_codes_of_workers(),
        worked=not finished,
    )


def _keep_codes_checkable() -> None:
    """Root, key and list of the home's own, in date on the played day; cards signed for the address now served. From
    the day's first moment: a demonstration lives through its day again and again, and no list may lie ahead of it."""
    day = played_day()
    if day is not None:
        midnight = moment(day, 0)
        keep_own_keys(by=OPERATOR, at=midnight)
        move_cards(by=OPERATOR, at=midnight)


def _record(home: Path, size: Size, seed: int) -> Record:
    held = read_record(home)
    if held is None:
        held = _fresh_record(size, seed)
        write_record(home, held)
    elif (held.size, held.seed) != (size, seed):
        raise Conflict(
            f"This home holds the {held.size} city of seed {held.seed}.",
            why="One home holds one invented city.",
            todo=f"Run it as it is (ANXIN_DEMO={held.size}), or set ANXIN_HOME to a new folder.",
        )
    return held


def _fresh_record(size: Size, seed: int) -> Record:
    """A new record with new passwords; those of accounts that outlived a lost record are set to them."""
    people = Registration.objects.filter(pack=PACK).count()
    if people and played_day() is None:
        raise Conflict(
            "This home already holds people of its own.",
            why="The demonstration never mixes invented people with others.",
            todo="Set ANXIN_HOME to a new folder and run the demonstration there.",
        )
    fresh = Record(size=size, seed=seed, passwords=draw_passwords())
    renew_passwords(fresh.passwords)
    return fresh


def _build(home: Path, record: Record, progress: Progress) -> None:
    city = build_city(size=record.size, seed=record.seed)
    files = _files(home, record, city, progress)
    start = moment(ROSTERS_ARRIVE, 8)
    keep_own_keys(by=OPERATOR, at=start)
    service = packs.current(PACK)
    apply_pack(service, by=OPERATOR, at=start)
    offices = enter_agencies(city, at=start, progress=progress)
    shown = showcase(city)
    _open_office_accounts(record, shown, offices, at=start, progress=progress)
    month = Month(
        pack=PACK,
        layouts=service.layouts,
        files=files,
        rows=row_counts(city, files),
        happenings=planned_happenings(shown),
        actor_for=lambda file: _bringer(file, offices),
    )
    live_through(month, progress)
    _open_worker_accounts(record, shown, at=moment(DECISION_DAY, 8), progress=progress)
    keep_own_keys(by=OPERATOR, at=moment(DECISION_DAY, 0))
    _print_cards(moment(DECISION_DAY, 8))
    _bring_requests(home, record, shown, at=moment(DECISION_DAY, 8), progress=progress)
    bring_public_data(by=OPERATOR, at=moment(DECISION_DAY, 8))
    bring_goods(by=OPERATOR, until=moment(DECISION_DAY, 8), passwords=record.passwords)
    bring_buyers(by=OPERATOR, until=moment(DECISION_DAY, 8), passwords=record.passwords)
    set_played_day(day=DECISION_DAY)


def _bring_requests(home: Path, record: Record, shown: Showcase, *, at: datetime, progress: Progress) -> None:
    for username in ("supply", "union", "inspector", "reviewer"):
        ensure_account(by=OPERATOR, at=at, username=username, password=record.passwords[username])
    bring_all(by=OPERATOR, size=record.size, agency_code=shown.agencies[0].code, until=at, home=home, progress=progress)
    progress("requests", 1, 1)


def _files(home: Path, record: Record, city: City, progress: Progress) -> list[WrittenFile]:
    folder = home / FILES_FOLDER
    planned = planned_files(city, folder)
    if not record.files_written or not all(file.path.exists() for file in planned):
        write_files(city, folder, progress)
        record.files_written = True
        write_record(home, record)
    return planned


def enter_agencies(city: City, *, at: datetime, progress: Progress = no_progress) -> dict[int, Party]:
    """Enter every agency that is not there yet; agency number → party."""
    entered: dict[int, Party] = {}
    for done, agency in enumerate(city.agencies, start=1):
        entered[agency.number] = _agency_party(agency, at)
        progress("agencies", done, len(city.agencies))
    return entered


def _agency_party(agency: Agency, at: datetime) -> Party:
    held = party_by_number(Scheme.CREDIT_CODE, agency.code)
    return held or enter_party(
        by=OPERATOR,
        at=at,
        kind=PartyKind.ORGANISATION,
        name=agency.name,
        area=agency.county.code,
        scheme=Scheme.CREDIT_CODE,
        number=agency.code,
        phone=agency.clerk_phone,
    )


def _open_office_accounts(
    record: Record, shown: Showcase, offices: dict[int, Party], *, at: datetime, progress: Progress
) -> None:
    first, second = shown.agencies
    areas = {
        "province": PROVINCE_AREA,
        "city": CITY_AREA,
        "county": first.county.code,
        "gate1": first.county.code,
        "auditor": "",
    }
    for username, area in areas.items():
        ensure_account(by=OPERATOR, at=at, username=username, password=record.passwords[username], area=area)
    for username, agency in (("agency1", first), ("agency2", second)):
        ensure_account(
            by=OPERATOR,
            at=at,
            username=username,
            password=record.passwords[username],
            organisation=offices[agency.number],
        )
    progress("accounts", len(areas) + 2, len(record.passwords))


def _open_worker_accounts(record: Record, shown: Showcase, *, at: datetime, progress: Progress) -> None:
    for username, dossier in (("worker1", shown.in_order), ("worker2", shown.expiring)):
        ensure_account(
            by=OPERATOR, at=at, username=username, password=record.passwords[username], party=_person(dossier)
        )
    progress("accounts", len(record.passwords), len(record.passwords))


def _person(dossier: Dossier) -> Party:
    party = party_by_number(Scheme.IDENTITY_NUMBER, dossier.person.id_number)
    if party is None:
        raise LookupError(f"file {dossier.serial} of the invented city was not imported")
    return party


def _bringer(file: WrittenFile, offices: dict[int, Party]) -> Actor:
    """Who uploads a file: the agency's own clerk, or the city bureau for what other offices return."""
    if file.agency is None:
        return Appointment.objects.select_related("user").get(user__username="city").actor()
    office = offices[file.agency.number]
    held = Appointment.objects.select_related("user").filter(organisation=office, role=Role.AGENCY_CLERK).first()
    if held is not None:
        return held.actor()
    return Actor(Role.AGENCY_CLERK, label=f"agency-{file.agency.number:02d}", organisation_id=office.pk)


def _print_cards(at: datetime) -> None:
    """A card for each of the workers one can sign in as."""
    for code in Code.objects.filter(public__in=_codes_of_workers().values()):
        if card_in_force(code) is None:
            issue_card_copy(by=OPERATOR, at=at, code=code)


def _codes_of_workers() -> dict[str, str]:
    workers = Appointment.objects.filter(role=Role.WORKER, user__username__in=("worker1", "worker2"))
    slots = {
        code_slot(PACK, held.party_id): held.user.get_username()
        for held in workers.select_related("user")
        if held.party_id
    }
    return {slots[code.slot]: code.public for code in Code.objects.filter(slot__in=slots) if code.slot}
