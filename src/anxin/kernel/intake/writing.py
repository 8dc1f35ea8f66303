"""Writing one block of good rows: people, files, affiliations, evidence, codes. In the caller's transaction."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from anxin.kernel.codes.actions import AGENCY_LEFT, code_slot
from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.actions import Statement, unsaved
from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.intake.agreement import Agreed, Scope, agreement
from anxin.kernel.intake.belonging import End, Start
from anxin.kernel.intake.layouts import ColumnType, EndsCard, Layout, MakesEvidence
from anxin.kernel.intake.models import Upload
from anxin.kernel.intake.onfile import Known, OnFile, on_file, people_of
from anxin.kernel.intake.problems import Flaw
from anxin.kernel.intake.rows import Row, Values, stated
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.actions import file_number, identifier_row, lock_parties, slot_of
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Identifier, Party, PartyKind, Registration
from anxin.kernel.parties.sealing import phone_index, seal, unseal

ISSUED = "issued"  # the result word of evidence that entitles to a code
BATCH = 200  # rows a statement: SQLite of old builds binds 999 variables
Fact = tuple[Any, ...]
FACT_COLUMNS = ("party_id", "kind", "source", "result", "valid_from", "valid_until", "details")


@dataclass
class Written:
    """What a block made. `flaws` are rows that could no longer be taken; `changed` the parties whose facts moved."""

    counts: Counter[str] = field(default_factory=Counter)
    flaws: list[Flaw] = field(default_factory=list)
    changed: dict[int, str] = field(default_factory=dict)  # party id → public id
    digest: str = ""


@dataclass(frozen=True)
class Task:
    """One row on its way into the tables."""

    row: Row
    agreed: Agreed


class Block:
    """The writing of one block: everything is looked up once, compared, and inserted in few statements."""

    def __init__(self, *, by: Actor, at: datetime, upload: Upload, layout: Layout, scope: Scope) -> None:
        self.by, self.at, self.upload, self.layout, self.scope = by, at, upload, layout, scope
        self.number_key = layout.key_of(ColumnType.IDENTITY_NUMBER) or ""
        self.name_key = layout.key_of(ColumnType.PERSON_NAME) or ""
        self.phone_key = layout.key_of(ColumnType.PHONE) or ""
        self.written = Written()
        self.people: dict[str, Known] = {}

    def write(self, rows: Sequence[Row]) -> Written:
        """Write what can be written; the rest is named in `flaws`."""
        known = people_of(rows, self.layout)
        lock_parties(sorted(person.party_id for person in known.values()))
        found = on_file(rows, self.layout, self.upload.pack, known)  # behind the locks
        tasks = list(self._agreed(rows, found))
        self.people = found.people
        self._enter_people(tasks)
        self._register(tasks, found)
        self._join_and_leave(tasks)
        records = self._state(tasks)
        self._issue_codes(tasks)
        self.written.digest = hashlib.sha256(",".join(str(record.pk) for record in records).encode()).hexdigest()
        self.written.counts["rows"] = len(rows)
        self.written.counts["left_out"] = len(rows) - len(tasks)
        return self.written

    def _agreed(self, rows: Sequence[Row], found: OnFile) -> Iterator[Task]:
        for row in rows:
            agreed = agreement(row.values, found, self.layout, self.scope)
            if isinstance(agreed, Agreed):
                yield Task(row, agreed)
            else:
                self.written.flaws.append(agreed.at(sheet=self.upload.sheets[row.sheet], row=row.number))

    def _person(self, task: Task) -> Known:
        return self.people[task.row.values[self.number_key]]

    def _touch(self, person: Known) -> None:
        self.written.changed[person.party_id] = person.public_id

    def _enter_people(self, tasks: Sequence[Task]) -> None:
        """Persons not yet known. The unique blind index lets one of two racing blocks in; the other starts over."""
        fresh = [task for task in tasks if task.agreed.person is None]
        parties = [self._new_person(task) for task in fresh]
        Party.objects.bulk_create(parties, batch_size=BATCH)
        numbers = [task.row.values[self.number_key] for task in fresh]
        identifiers = [
            identifier_row(party, Scheme.IDENTITY_NUMBER, number)
            for party, number in zip(parties, numbers, strict=True)
        ]
        # In one order everywhere, so that two racing blocks wait for each other and never in a circle.
        identifiers.sort(key=lambda each: each.blind_index)
        Identifier.objects.bulk_create(identifiers, batch_size=BATCH)
        for party, number in zip(parties, numbers, strict=True):
            self.people[number] = Known(party.pk, party.public_id, party.name, party.area)
        self.written.counts["new_people"] = len(parties)
        self._update_phones([task for task in tasks if task.agreed.person is not None])

    def _new_person(self, task: Task) -> Party:
        values, organisation = task.row.values, task.agreed.organisation
        phone = values.get(self.phone_key, "")
        return Party(
            kind=PartyKind.PERSON,
            name=values[self.name_key],
            area=organisation.area if organisation else "",
            phone_sealed=seal(phone, context="phone") if phone else "",
            phone_index=phone_index(phone),
            created_at=self.at,
        )

    def _update_phones(self, tasks: Sequence[Task]) -> None:
        """A phone is no evidence: the newest one replaces the one before."""
        moved = []
        for task in tasks:
            phone, person = task.row.values.get(self.phone_key, ""), self._person(task)
            held = unseal(person.phone_sealed, context="phone") if phone and person.phone_sealed else ""
            if phone != held and phone:
                sealed = seal(phone, context="phone")
                moved.append(Party(pk=person.party_id, phone_sealed=sealed, phone_index=phone_index(phone)))
        Party.objects.bulk_update(moved, ["phone_sealed", "phone_index"], batch_size=BATCH)

    def _register(self, tasks: Sequence[Task], found: OnFile) -> None:
        if not self.layout.makes.registration:
            return
        made = []
        for task in tasks:
            person, organisation = self._person(task), task.agreed.organisation
            if person.party_id not in found.areas and organisation is not None:
                self._touch(person)
                made.append(self._new_file(person.party_id, organisation.area))
        Registration.objects.bulk_create(made, batch_size=BATCH)
        self.written.counts["new_files"] = len(made)

    def _new_file(self, party_id: int, area: str) -> Registration:
        return Registration(
            party_id=party_id,
            pack=self.upload.pack,
            area=area,
            number=file_number(area, party_id),
            registered_at=self.at,
            registered_by=self.by.label,
        )

    def _join_and_leave(self, tasks: Sequence[Task]) -> None:
        belongs = self.layout.makes.affiliation
        if belongs is None:
            return
        starts = [task for task in tasks if isinstance(task.agreed.step, Start)]
        ended = [self._end(task.agreed.step) for task in tasks if isinstance(task.agreed.step, End)]
        for task in tasks:
            if task.agreed.step is not None:
                self._touch(self._person(task))
        Affiliation.objects.bulk_update(
            ended, ["ended_on", "slot", "end_recorded_at", "end_recorded_by"], batch_size=BATCH
        )
        made = [self._start(task, belongs.role) for task in starts]
        Affiliation.objects.bulk_create(sorted(made, key=lambda each: each.party_id), batch_size=BATCH)
        self._move([task for task in starts if task.agreed.step and task.agreed.person])
        self._end_cards([task for task in tasks if isinstance(task.agreed.step, End)])
        self.written.counts.update(joined=len(made), left=len(ended))

    def _end_cards(self, tasks: Sequence[Task]) -> None:
        """Who leaves loses code and card with the affiliation, as in `codes.agency.leave_agency`."""
        card = self.layout.makes.exit
        if card is None or not tasks:
            return
        by_slot = {code_slot(self.upload.pack, self._person(task).party_id): task for task in tasks}
        codes = list(Code.objects.filter(slot__in=list(by_slot)))
        stated = [self._card_invalid(by_slot[code.slot or ""], card) for code in codes]
        ended = {"ended_at": self.at, "end_reason": AGENCY_LEFT, "slot": None}
        Code.objects.filter(pk__in=[code.pk for code in codes]).update(**ended)
        Evidence.objects.bulk_create(stated, batch_size=BATCH)
        self.written.counts["ended_codes"] = len(codes)

    def _card_invalid(self, task: Task, card: EndsCard) -> Evidence:
        row = task.row
        statement = Statement(
            kind=card.kind,
            source=card.source,
            result=card.result,
            valid_from=shanghai_day(self.at),
            origin=f"{self.upload.public_id}:{row.sheet}:{row.number}:exit",
        )
        return unsaved(by=self.by, at=self.at, party_id=self._person(task).party_id, statement=statement)

    def _start(self, task: Task, role: str) -> Affiliation:
        step, person, organisation = task.agreed.step, self._person(task), task.agreed.organisation
        assert isinstance(step, Start) and organisation is not None  # agreement() names both for a start
        over = step.ended_on is not None
        return Affiliation(
            party_id=person.party_id,
            organisation_id=organisation.party_id,
            role=role,
            started_on=step.started_on,
            ended_on=step.ended_on,
            slot=None if over else slot_of(person.party_id, role),
            recorded_at=self.at,
            recorded_by=self.by.label,
            end_recorded_at=self.at if over else None,
            end_recorded_by=self.by.label if over else "",
        )

    def _end(self, step: End) -> Affiliation:
        held = step.affiliation
        held.ended_on, held.slot = step.ended_on, None
        held.end_recorded_at, held.end_recorded_by = self.at, self.by.label
        return held

    def _move(self, tasks: Sequence[Task]) -> None:
        """A person who joins an agency of another county: the file goes along, so that its rules apply."""
        for task in tasks:
            person, organisation, step = self._person(task), task.agreed.organisation, task.agreed.step
            open_now = isinstance(step, Start) and step.ended_on is None
            if organisation is not None and open_now and organisation.area != person.area:
                Party.objects.filter(pk=person.party_id).update(area=organisation.area)
                held = Registration.objects.filter(party_id=person.party_id, pack=self.upload.pack)
                held.update(area=organisation.area)

    def _state(self, tasks: Sequence[Task]) -> list[Evidence]:
        """Evidence that is not on file word for word already."""
        if not self.layout.makes.evidence:
            return []
        held = self._facts_held([self._person(task).party_id for task in tasks])
        made: list[Evidence] = []
        for task in tasks:
            said = [self._evidence(task, each) for each in self.layout.makes.evidence if stated(each, task.row.values)]
            fresh = [record for record in said if fact_of(record) not in held]
            if fresh:
                made += fresh
                self._touch(self._person(task))
            elif task.agreed.step is None:
                self.written.counts["unchanged"] += 1
        Evidence.objects.bulk_create(made, batch_size=BATCH)
        self.written.counts["new_evidence"] = len(made)
        return made

    def _facts_held(self, ids: Sequence[int]) -> set[Fact]:
        kinds = [made.kind for made in self.layout.makes.evidence]
        held = Evidence.objects.filter(party_id__in=ids, kind__in=kinds, source=self.layout.source)
        rows = list(held.values_list("pk", "replaces_id", "standing", *FACT_COLUMNS))
        replaced = {replaces for _pk, replaces, *_rest in rows}
        return {
            fact(*rest) for pk, _replaces, standing, *rest in rows if standing == Standing.STATED and pk not in replaced
        }

    def _evidence(self, task: Task, made: MakesEvidence) -> Evidence:
        values, row = task.row.values, task.row
        statement = Statement(
            kind=made.kind,
            source=self.layout.source,
            result=result_of(made, values),
            valid_from=date.fromisoformat(values[made.valid_from]),
            valid_until=_day(values[made.valid_until]) if made.valid_until else None,
            origin=f"{self.upload.public_id}:{row.sheet}:{row.number}:{made.kind}"[:60],
            details={key: values[key] for key in made.details if values[key]},
        )
        return unsaved(by=self.by, at=self.at, party_id=self._person(task).party_id, statement=statement)

    def _issue_codes(self, tasks: Sequence[Task]) -> None:
        """The scan code of everybody whose card this block says is issued; whoever has one keeps it."""
        if not self.layout.makes.code:
            return
        wanted = {
            code_slot(self.upload.pack, self._person(task).party_id): task for task in tasks if self._issued(task)
        }
        held = set(Code.objects.filter(slot__in=list(wanted)).values_list("slot", flat=True))
        made = [self._new_code(task, slot) for slot, task in wanted.items() if slot not in held]
        Code.objects.bulk_create(made, batch_size=BATCH)
        self.written.counts["new_codes"] = len(made)

    def _issued(self, task: Task) -> bool:
        values = task.row.values
        return any(stated(made, values) and result_of(made, values) == ISSUED for made in self.layout.makes.evidence)

    def _new_code(self, task: Task, slot: str) -> Code:
        person = self._person(task)
        self._touch(person)
        card = next((task.row.values[key] for made in self.layout.makes.evidence for key in made.details), "")
        return Code(
            party_id=person.party_id, pack=self.upload.pack, card_number=card[:40], issued_at=self.at, slot=slot
        )


def result_of(made: MakesEvidence, values: Values) -> str | None:
    """The result word: read from its column, or always the same."""
    return values[made.result] or None if made.result is not None else made.value


def fact_of(record: Evidence) -> Fact:
    """What a record says, without when and by whom: two equal ones are one fact."""
    return fact(*(getattr(record, column) for column in FACT_COLUMNS))


def fact(*columns: Any) -> Fact:
    """The same from the values of FACT_COLUMNS."""
    *said, details = columns
    return (*said, repr(sorted(details.items())))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
