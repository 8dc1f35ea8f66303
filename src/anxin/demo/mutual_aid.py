"""Invented mutual aid of Hangzhou in the cycle of 2021, shaped so that the published totals come out.

Published (Zhejiang Workers' Daily, December 2021) are 48,687 people and more than 59.12 million yuan to 30 September
2021; here exactly 59,120,000.00 yuan are paid to 48,687 people. Unions, people, hospitals, bills and every single
amount are invented from one seed. The small demonstration has a hundredth of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction
from stdnum.cn import uscc

from anxin.demo.files import Progress, no_progress
from anxin.demo.people import Person, PersonInventor
from anxin.demo.plan import Size
from anxin.demo.timeline import moment
from anxin.kernel.access.models import Appointment, User
from anxin.kernel.cases.models import Seat
from anxin.kernel.cases.seating import seat
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger import queries as books
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.units import fen
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import parties_by_number, party_by_number
from anxin.modules.benefits.approving import approve_all
from anxin.modules.benefits.claiming import decide_now
from anxin.modules.benefits.enums import Happened, Standing
from anxin.modules.benefits.models import Claim, Enrolment, PayRun, Roster, SchemeVersion
from anxin.modules.benefits.paying import pay_run
from anxin.modules.benefits.premiums import match_payment
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import Step, bill_key_of, record, scheme_of, sealed_facts
from anxin.modules.benefits.rosters import process_roster, receive_roster

PACK, SCHEME, CYCLE = "mutual_aid", "mutual_aid/hangzhou", "2021"
SEATS = (
    ("union", PACK, "reception", "330000"),
    ("inspector", PACK, "fund", "330000"),
    ("inspector", PACK, "appeals", "330000"),
    ("supply", PACK, "cashier", "330000"),
    ("province", PACK, "books", "330000"),
    ("reviewer", PACK, "review", "330000"),
)
ENTERS, APPROVES, PAYS = "union", "inspector", "supply"
UNION_DESK = "union_entry"


@dataclass(frozen=True)
class Shape:
    """How many people are paid how much in all (fen), through how many unions; how many more have a claim waiting; what
    was left of earlier years (fen, invented): the premiums of those enrolled here would not do."""

    people: int
    paid: int
    unions: int
    waiting: int
    earlier: int


SHAPES = {
    "full": Shape(48_687, 5_912_000_000, 60, 40, 6_000_000_000),
    "small": Shape(487, 59_120_000, 6, 8, 60_000_000),
}
SEED = 59_120_000
DISTRICTS = ("330102", "330105", "330106", "330108", "330109", "330110", "330111", "330112", "330113", "330114")
HOSPITALS = ("示例市第一医院", "示例市第二医院", "示例市中医院", "示例区人民医院", "示例职业病医院")
RECEIVED, CARRIED, ENTERED = moment(date(2020, 12, 10), 9), date(2021, 1, 4), moment(date(2021, 9, 13), 9)
APPROVED_AT, PAID_ON = moment(date(2021, 9, 28), 9), date(2021, 9, 30)
FIRST_DAY, DAYS = date(2021, 1, 4), 230
LEAST, MOST = 20_000, 470_000  # fen that the first band of the hospital's table can give
FIXED = {"critical": 2_000_000, "women": 1_000_000}
AT_ONCE = 500
Told = Callable[[int], None]


@dataclass(frozen=True)
class Illness:
    """A claim to be: the item, its facts, the hospital and its bill."""

    item: str
    facts: dict[str, object]
    hospital: str = ""
    bill: str = ""


def bring_mutual_aid(*, by: Actor, size: Size, progress: Progress = no_progress) -> None:
    """Rosters, premiums, claims, approvals and one run of payments, each unless it is there. `progress` counts the
    people of each of the four in turn."""
    _seat_at_union(by)
    if PayRun.objects.filter(scheme=SCHEME).exclude(ended_at=None).exists():
        return
    shape, rng = SHAPES[size], Random(SEED)
    people = _people(rng, shape.people + shape.waiting)
    _carry_forward(by, shape)
    told = _told(progress, 2 * len(people) + 2 * shape.people)
    rosters = _rosters(by, shape, people, told)
    _pay_premiums(by, rosters)
    claims = _enter(by, people, list(_illnesses(rng, shape)), told)
    _approve(claims[: shape.people], told)
    _pay(told)


def _seat_at_union(by: Actor) -> None:
    """The clerk who enters for the first of the invented unions."""
    union, user = _union(by, 0), User.objects.get(username=ENTERS)
    if not Seat.objects.filter(user=user, pack=PACK, desk=UNION_DESK).exists():
        seat(by=by, at=RECEIVED, user=user, pack=PACK, desk=UNION_DESK, organisation=union)


def _told(progress: Progress, total: int) -> Told:
    """Adds up the people of each step."""
    counted = [0]

    def told(more: int) -> None:
        counted[0] = min(total, counted[0] + more)
        progress("mutual-aid", counted[0], total)

    return told


def unions_made_up(size: Size) -> int:
    """How many base unions come with mutual aid."""
    return SHAPES[size].unions


def _approve(claims: Sequence[str], told: Told) -> None:
    by = _account(APPROVES)
    for start in range(0, len(claims), AT_ONCE):
        part = claims[start : start + AT_ONCE]
        approve_all(by=by, at=APPROVED_AT, claims=part)
        told(len(part))


def _pay(told: Told) -> None:
    """One run, a chunk at a time; each call goes on with it."""
    by, paid = _account(PAYS), 0
    while True:
        run = pay_run(by=by, at=moment(PAID_ON, 9), scheme=SCHEME, cycle=CYCLE, day=PAID_ON, most=1)
        told(run.claims - paid)
        paid = run.claims
        if run.ended_at is not None:
            return


def _people(rng: Random, many: int) -> list[Person]:
    inventor = PersonInventor(rng)
    return [inventor.invent() for _ in range(many)]


def _account(username: str) -> Actor:
    return Appointment.objects.select_related("user").get(user__username=username).actor()


def _carry_forward(by: Actor, shape: Shape) -> None:
    """What earlier years left, so that the fund can pay what it did."""
    book = books.book_named(f"{PACK}/fund/hangzhou")
    amount = Transfer(AccountName("earlier"), AccountName("fund"), fen(shape.earlier))
    document = Document("carried", (amount,), CARRIED, note="演示：以前年度结余", once="demo-carried")
    ledger.post(by=by, at=moment(CARRIED, 9), book=book, document=document)


def _rosters(by: Actor, shape: Shape, people: Sequence[Person], told: Told) -> list[Roster]:
    found = []
    for serial in range(shape.unions):
        union = _union(by, serial)
        content = _as_csv(people[serial :: shape.unions])
        staff = len(people[serial :: shape.unions])
        held = receive_roster(
            by=by, at=RECEIVED, scheme=SCHEME, cycle=CYCLE, union=union, unit=union, staff=staff, content=content
        )
        found.append(process_roster(by=by, at=RECEIVED + timedelta(minutes=serial), roster=held))
        told(staff)
    return found


def _as_csv(people: Sequence[Person]) -> bytes:
    held = io.StringIO()
    out = csv.writer(held)
    out.writerow(["姓名", "身份证号", "手机号"])
    out.writerows((one.name, one.id_number, one.phone) for one in people)
    return held.getvalue().encode()


def _union(by: Actor, serial: int) -> Party:
    number = _code(serial)
    area = DISTRICTS[serial % len(DISTRICTS)]
    return party_by_number(Numbers.CREDIT_CODE, number) or enter_party(
        by=by,
        at=RECEIVED,
        kind=PartyKind.ORGANISATION,
        name=f"杭州示例企业{serial + 1:02d}工会",
        area=area,
        scheme=Numbers.CREDIT_CODE,
        number=number,
    )


def _code(serial: int) -> str:
    """A unified credit code of a union (81) with a right check digit; the body is invented."""
    body = f"81330100{600_000_000 + serial:09d}"
    return body + uscc.calc_check_digit(body)


def _pay_premiums(by: Actor, rosters: Sequence[Roster]) -> None:
    for serial, roster in enumerate(rosters):
        if roster.payment_id is None:
            match_payment(
                by=by,
                at=RECEIVED + timedelta(days=1),
                scheme=SCHEME,
                cycle=CYCLE,
                union=roster.union,
                reference=f"演示{serial + 1:04d}",
                amount=roster.due,
                received_on=(RECEIVED + timedelta(days=1)).date(),
                rosters=[roster.public_id],
            )


def _illnesses(rng: Random, shape: Shape) -> Iterator[Illness]:
    """One for each person who is paid, with the total to the fen; then those that wait."""
    items = rng.choices(["hospital", "critical", "women"], weights=[970, 16, 4], k=shape.people)
    amounts = iter(_amounts(rng, items.count("hospital"), shape.paid - sum(FIXED.get(item, 0) for item in items)))
    for serial, item in enumerate(items):
        yield _illness(rng, item, serial, next(amounts) if item == "hospital" else 0)
    for serial in range(shape.waiting):
        yield _illness(rng, "hospital", shape.people + serial, rng.randint(LEAST, MOST))


def _amounts(rng: Random, many: int, total: int) -> list[int]:
    """So many amounts between LEAST and MOST that are `total` together."""
    found = [LEAST + int((MOST - LEAST) * rng.betavariate(1.0, 3.6)) for _ in range(many)]
    short = total - sum(found)
    while short:
        step = 1 if short > 0 else -1
        share = max(1, abs(short) // many)
        for place in range(many):
            room = MOST - found[place] if step > 0 else found[place] - LEAST
            moved = step * min(share, room, abs(short))
            found[place] += moved
            short -= moved
    return found


def _illness(rng: Random, item: str, serial: int, amount: int) -> Illness:
    day = (FIRST_DAY + timedelta(days=rng.randrange(DAYS))).isoformat()
    if item == "critical":
        condition = rng.choice(["malignant", "malignant_mild", "heart_attack", "stroke", "kidney_failure"])
        return Illness(item, {"condition": condition, "diagnosed": day})
    if item == "women":
        return Illness(item, {"condition": rng.choice(["breast", "cervix", "ovary"]), "first": True, "diagnosed": day})
    facts = {"kind": "hospital", "self_paid": 50_000 + 2 * amount, "admitted": day}
    return Illness(item, facts, rng.choice(HOSPITALS), f"YS{serial:07d}")


def _enter(by: Actor, people: Sequence[Person], illnesses: Sequence[Illness], told: Told) -> list[str]:
    """Enter the claims, five hundred in one transaction, as a union's clerk would one by one; their public ids."""
    version = version_in_force(SCHEME)
    pairs = iter(zip(people, illnesses, strict=True))
    found: list[str] = []
    while chunk := list(islice(pairs, AT_ONCE)):
        found += _enter_some(by, version, chunk, ENTERED + timedelta(minutes=len(found) // AT_ONCE))
        told(len(chunk))
    return found


@transaction.atomic
def _enter_some(by: Actor, version: SchemeVersion, chunk: list[tuple[Person, Illness]], at: datetime) -> list[str]:
    scheme = scheme_of(version)
    parties = parties_by_number(Numbers.IDENTITY_NUMBER, [person.id_number for person, _illness in chunk])
    rows = Enrolment.objects.select_related("person", "roster__union")
    known = {one.person_id: one for one in rows.filter(scheme=SCHEME, cycle=CYCLE, person__in=parties.values())}
    there = dict(Claim.objects.filter(enrolment__in=known.values()).values_list("person_id", "public_id"))
    held = [
        _claim(version, known[parties[person.id_number].pk], ill, by, at)
        for person, ill in chunk
        if parties[person.id_number].pk not in there
    ]
    claims = Claim.objects.bulk_create(held, batch_size=100)
    if claims:
        kept = decide_now(scheme, claims)
        steps = [
            Step(one, Happened.ENTERED, Standing.ENTERED, kept=each) for one, each in zip(claims, kept, strict=True)
        ]
        record(by=by, at=at, steps=steps)
        subjects, detail = [one.person.public_id for one in claims], {"scheme": SCHEME, "claims": len(claims)}
        journal.write(by=by, at=at, act="benefit.enter", subjects=subjects, detail=detail)
    there |= {one.person_id: one.public_id for one in claims}
    return [there[parties[person.id_number].pk] for person, _illness in chunk]


def _claim(version: SchemeVersion, enrolment: Enrolment, ill: Illness, by: Actor, at: datetime) -> Claim:
    """A claim's row before its first step, as `claiming.begun` makes it one by one."""
    scheme = scheme_of(version)
    item = scheme.items[ill.item]
    return Claim(
        version=version,
        scheme=enrolment.scheme,
        cycle=enrolment.cycle,
        item=item.slug,
        person=enrolment.person,
        enrolment=enrolment,
        facts_sealed=sealed_facts(ill.facts, dict.fromkeys(ill.facts, by.label)),
        bill_key=bill_key_of(scheme, item, ill.hospital, ill.bill) if item.bill else None,
        entered_at=at,
        standing=Standing.ENTERED,
    )
