"""Rosters: received at the door, read later, judged by the moment of receipt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from stdnum.cn import ric

from anxin.kernel.cases.enums import Duty
from anxin.kernel.cases.tables import table
from anxin.kernel.errors import AnxinError, Invalid, Refused
from anxin.kernel.intake.plain_rows import rows_of
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import checked_identity_number
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal, unseal
from anxin.modules.benefits.enrolling import Wanted, enrol, enrolled_in
from anxin.modules.benefits.enums import RosterState
from anxin.modules.benefits.models import Roster
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import cycle_of, scheme_of
from anxin.modules.benefits.refusing import no_such_roster, out_of_window, refused, too_few
from anxin.modules.benefits.rights import require
from anxin.modules.benefits.terms import Cycle, Scheme

ROWS, CHUNK, MOST_FAULTS = "roster-rows", 1_000, 1_000
COLUMNS = {
    "姓名": "name", "name": "name",
    "身份证号": "id_number", "身份证号码": "id_number", "证件号码": "id_number", "id_number": "id_number",
    "手机号": "phone", "手机": "phone", "手机号码": "phone", "phone": "phone",
    "退休": "retired", "是否退休": "retired", "retired": "retired",
}  # fmt: skip
YES = {"是", "yes", "1", "true"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row: its number below the header, counted from 1, and the words."""

    row: int
    what: str


@transaction.atomic
def receive_roster(
    *,
    by: Actor,
    at: datetime,
    scheme: str,
    cycle: str,
    union: Party,
    unit: Party,
    staff: int,
    content: bytes,
    received_at: datetime | None = None,
) -> Roster:
    """Take a roster in. `received_at`: when it reached our door, where that was before this call (a queue); the window
    is judged by it, however late it is read. The same file again is the same roster. Raises Refused outside the
    window."""
    version = version_in_force(scheme)
    terms = scheme_of(version)
    chosen = cycle_of(terms, cycle)
    require(by, at, terms, Duty.ENTER, union)
    received = received_at or at
    if received > at:
        raise Invalid(_("Nothing is received before it is sent."), field="received_at", read=received.isoformat())
    if not chosen.in_window(received):
        raise out_of_window(terms, chosen, received)
    journal.queue()
    sha256 = hashlib.sha256(content).hexdigest()
    held = Roster.objects.filter(version__name=version.name, cycle=cycle, unit=unit, sha256=sha256).first()
    if held is not None:
        return held
    rows = rows_of(content, COLUMNS)
    made = Roster.objects.create(
        version=version,
        cycle=cycle,
        union=union,
        unit=unit,
        staff=staff,
        sha256=sha256,
        rows_sealed=seal(json.dumps(rows, ensure_ascii=False), context=ROWS),
        received_at=received,
        received_by=by.label[:80],
        user_id=by.user_id,
        state=RosterState.RECEIVED,
    )
    detail = {
        "scheme": version.name,
        "cycle": cycle,
        "roster": made.public_id,
        "received": received.isoformat(),
        "rows": len(rows),
        "sha256": sha256,
    }
    journal.write(by=by, at=at, act="benefit.roster", subjects=[union.public_id, unit.public_id], detail=detail)
    return made


def process_roster(*, by: Actor, at: datetime, roster: Roster) -> Roster:
    """Read a roster and enrol its people, a thousand at a time: what was enrolled before an interruption stays, and
    calling again goes on. A roster of too few people is refused whole; a faulty row is left out and named."""
    held = Roster.objects.select_related("version", "union", "unit").get(pk=roster.pk)
    if held.state != RosterState.RECEIVED:
        return held
    scheme = scheme_of(held.version)
    cycle = cycle_of(scheme, held.cycle)
    require(by, at, scheme, Duty.ENTER, held.union)
    rows: list[dict[str, str]] = json.loads(unseal(held.rows_sealed, context=ROWS))
    wanted, faults = read_rows(scheme, cycle, rows)
    try:
        require_share(scheme, len(wanted), held.staff)
    except Refused as said:
        return _finish(by, at, held, RosterState.REFUSED, [Fault(0, str(said))])
    for start in range(0, len(wanted), CHUNK):
        faults += [
            Fault(row, what)
            for row, what in enrol(
                by=by, at=at, roster=held, premium=cycle.premium, wanted=wanted[start : start + CHUNK]
            )
        ]
    return _finish(by, at, held, RosterState.ENROLLED, sorted(faults, key=lambda one: one.row))


def require_share(scheme: Scheme, people: int, staff: int) -> None:
    """`Refused` where a unit enrols less of its staff than the scheme wants."""
    least = scheme.least_share
    if least is None:
        return
    wanted = staff if staff < least.whole_under else -(-staff * least.percent // 100)
    if people < wanted:
        raise too_few(scheme, people, staff, wanted)


def read_rows(scheme: Scheme, cycle: Cycle, rows: Sequence[Mapping[str, str]]) -> tuple[list[Wanted], list[Fault]]:
    """The people of a roster who can be taken, and what is wrong with the other rows."""
    wanted: dict[str, Wanted] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, 1):
        try:
            one = _person(row, number)
            admit(scheme, cycle, one.number, retired=row.get("retired", "").casefold() in YES)
            if one.number in wanted:
                raise Invalid(_("The same person stands in row %(row)s.") % {"row": wanted[one.number].row})
            wanted[one.number] = one
        except AnxinError as fault:
            faults.append(Fault(number, fault_words(fault)))
    return list(wanted.values()), faults


def fault_words(fault: AnxinError) -> str:
    """What is wrong with a row, in the reader's language: what, and what may stand there, or why."""
    if isinstance(fault, Invalid) and fault.allowed:
        return " ".join((fault.what, _("What may stand there: %(allowed)s") % {"allowed": fault.allowed}))
    return str(fault)


def _person(row: Mapping[str, str], number: int) -> Wanted:
    name = row.get("name", "")
    if not name:
        raise Invalid(_("The name is missing."), field="name")
    return Wanted(number, name[:120], checked_identity_number(row.get("id_number", "")), row.get("phone", "")[:20])


def admit(scheme: Scheme, cycle: Cycle, number: str, *, retired: bool) -> None:
    """`Refused`, with the words of the row, for whom the admission table does not take."""
    if not scheme.admission:
        return
    dated = scheme.table(scheme.admission, cycle)
    if dated is None:
        return
    compiled = table(dated.dmn)
    known: dict[str, Any] = {
        "age": age_on(cycle.cover_from, number),
        "sex": "male" if int(number[16]) % 2 else "female",
        "retired": retired,
    }
    found = compiled.decide({one.name: known.get(one.name) for one in compiled.inputs}, cycle.cover_from)
    if found.outputs.get("admitted") is not True:
        reason = str(found.outputs.get("reason") or "")
        source = found.annotations.get("legal source", "")
        raise refused(scheme, f"admission.{reason or 'none'}", str(scheme.texts.get(reason, reason)), why=source)


def age_on(day: date, number: str) -> int:
    """Whole years of the holder of an identity number on a day."""
    born = ric.get_birth_date(number)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@transaction.atomic
def _finish(by: Actor, at: datetime, roster: Roster, state: RosterState, faults: Sequence[Fault]) -> Roster:
    journal.queue()
    held = Roster.objects.select_for_update(of=("self",)).select_related("version", "union", "unit").get(pk=roster.pk)
    if held.state != RosterState.RECEIVED:
        return held
    cycle = cycle_of(scheme_of(held.version), held.cycle)
    held.state, held.processed_at, held.rows_sealed = state, at, ""
    held.people = enrolled_in(held)
    held.due = held.people * cycle.premium
    held.faults = [[one.row, one.what] for one in faults[:MOST_FAULTS]]
    held.save()
    detail = {"roster": held.public_id, "state": state, "people": held.people, "due": held.due, "faults": len(faults)}
    journal.write(by=by, at=at, act="benefit.roster-read", subjects=[held.union.public_id], detail=detail)
    return held


def roster_named(public_id: str) -> Roster:
    """A roster by its number. Raises NotFound."""
    held = Roster.objects.select_related("version", "union", "unit", "payment").filter(public_id=public_id).first()
    if held is None:
        raise no_such_roster()
    return held


def waiting() -> Iterator[Roster]:
    """Rosters that were received and not read yet, the first received first."""
    yield from Roster.objects.filter(state=RosterState.RECEIVED).order_by("received_at", "pk")
