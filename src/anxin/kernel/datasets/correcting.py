"""校核纠错: a wrong value is traced to the department that states it and corrected there, and who had read it is told.

Personal Information Protection Law, art. 46; Zhejiang public credit information rules 2017, arts. 30 and 31: marked as
disputed at once, decided by the source. Who had read it stands in the journal.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act, require
from anxin.kernel.access.units import unit_names
from anxin.kernel.datasets.catalogue import dataset, datasets
from anxin.kernel.datasets.models import Consumer, Correction, CorrectionState
from anxin.kernel.datasets.terms import EVIDENCE, FieldTerms
from anxin.kernel.datasets.units import unit_of
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.actions import Statement, mark_disputed, record_evidence, settle_disputes
from anxin.kernel.evidence.facts import in_force, standing
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry, EntrySubject
from anxin.kernel.outcomes.actions import decide_everywhere, shanghai_day
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import ids_of

READS = ("dataset.read", "peer.read")


@transaction.atomic
def report_wrong(*, by: Actor, at: datetime, name: str, field: str, public_id: str, said: str) -> Correction:
    """Say that a value of a person in one's scope is wrong. Its record is marked as disputed at once; `NotFound` in the
    same words whether the person is absent or out of scope."""
    require(by, Act.REPORT_WRONG)
    on = shanghai_day(at)
    terms = dataset(name, on=on)
    wrong = terms.field(field)
    if wrong is None:
        raise Invalid(_("The dataset has no such field."), field="field", read=field[:40])
    if not said.strip() or len(said.strip()) > 300:
        raise Invalid(_("Say what is wrong."), field="said", allowed=_("1 to %(most)s characters") % {"most": 300})
    party = visible_people(by).filter(public_id=public_id, registrations__pack=terms.pack).first()
    if party is None:
        raise NotFound(_("No such person in your scope."), todo=_("Take the number from the person's file."))
    record = _record(party, wrong, on)
    made = Correction.objects.create(
        dataset=name,
        field=field,
        party=party,
        evidence_id=record.pk if record else None,
        source=wrong.source,
        said=said.strip(),
        reported_at=at,
        reported_by=by.label[:80],
        reported_unit="worker" if by.role is Role.WORKER else unit_of(by),
    )
    if record is not None:
        mark_disputed(by=by, at=at, evidence=record, reason=said.strip())
    _written(made, by, at, "dataset.report-wrong")
    return made


def _record(party: Party, field: FieldTerms, on: date) -> Evidence | None:
    """The record in force that the field's value is read from; None for what is no evidence, or not there."""
    if not field.read.startswith(EVIDENCE):
        return None
    kind = field.read.removeprefix(EVIDENCE).partition(".")[0]
    held = list(Evidence.objects.filter(party=party, kind=kind).order_by("pk"))
    return in_force(standing(held), on=on).get((kind, field.source))


@transaction.atomic
def correct(*, by: Actor, at: datetime, correction: Correction, statement: Statement, answer: str = "") -> Correction:
    """The source puts its own record right by a later one, and whoever had read the wrong value is told.

    `Refused` for a statement of another kind or source than the value's."""
    require(by, Act.ENTER_EVIDENCE)
    held = _reported(by, correction)
    wrong = wrong_record(held)
    if wrong is None:
        raise Refused(
            _("This value is no record of a source."),
            rule="dataset.one-source",
            todo=_("Correct the person's file; then say here what was done."),
        )
    if (statement.kind, statement.source) != (wrong.kind, wrong.source):
        raise Refused(
            _("This field has another source."),
            rule="dataset.one-source",
            why=_("It is stated by: %(source)s.") % {"source": wrong.source},
        )
    record_evidence(by=by, at=at, party=held.party, statement=statement, corrects=wrong, reason=held.said[:200])
    settle_disputes(by=by, at=at, evidence=wrong)
    decide_everywhere(by=by, at=at, party_ids=[held.party_id])
    _tell(held, wrong.received_at, at)
    return _settled(held, by, at, CorrectionState.CORRECTED, answer)


@transaction.atomic
def put_right(*, by: Actor, at: datetime, correction: Correction, answer: str) -> Correction:
    """A value that is no record of a source was put right in the person's file: everybody who ever read it is told."""
    require(by, Act.ENTER_EVIDENCE)
    held = _reported(by, correction)
    if wrong_record(held) is not None:
        raise Conflict(_("This value is a record of its source."), todo=_("Enter the right record."))
    if not answer.strip():
        raise Invalid(_("Say what was done."), field="answer")
    _tell(held, None, at)
    return _settled(held, by, at, CorrectionState.CORRECTED, answer)


@transaction.atomic
def reject(*, by: Actor, at: datetime, correction: Correction, answer: str) -> Correction:
    """The source looked into it and found the value right; it says why."""
    require(by, Act.ENTER_EVIDENCE)
    held = _reported(by, correction)
    if not answer.strip():
        raise Invalid(_("Say why."), field="answer")
    wrong = wrong_record(held)
    if wrong is not None:
        settle_disputes(by=by, at=at, evidence=wrong)
    return _settled(held, by, at, CorrectionState.REJECTED, answer)


def wrong_record(held: Correction) -> Evidence | None:
    """The record that the value was read from; None for what is no evidence."""
    return None if held.evidence_id is None else Evidence.objects.filter(pk=held.evidence_id).first()


def _reported(by: Actor, correction: Correction) -> Correction:
    held = Correction.objects.select_for_update(of=("self",)).select_related("party").get(pk=correction.pk)
    if not visible_people(by).filter(pk=held.party_id).exists():
        raise NotFound(_("There is no such report."), todo=_("See the list of reports."))
    if held.state != CorrectionState.REPORTED:
        raise Conflict(_("This report is settled already."), todo=_("Report again if the value is still wrong."))
    return held


def _settled(held: Correction, by: Actor, at: datetime, state: CorrectionState, answer: str) -> Correction:
    held.state, held.answer, held.settled_at, held.settled_by = state, answer.strip()[:300], at, by.label[:80]
    held.save()
    _written(held, by, at, f"dataset.{'correct' if state is CorrectionState.CORRECTED else 'reject'}")
    return held


def _written(held: Correction, by: Actor, at: datetime, act: str) -> None:
    detail = {"correction": held.public_id, "dataset": held.dataset, "field": held.field, "source": held.source}
    journal.write(by=by, at=at, act=act, subjects=[held.party.public_id], detail=detail)


def _same_value(held: Correction, at: datetime) -> dict[str, set[str]]:
    """Dataset → its fields that are read where the wrong one is: of the same kind of record and source."""
    offered = datasets(on=shanghai_day(at))
    wrong = next(one.field(held.field) for one in offered if one.name == held.dataset)
    assert wrong is not None, "it was there when it was reported"
    place = _place(wrong)
    return {one.name: {field.slug for field in one.fields if _place(field) == place} for one in offered}


def _place(field: FieldTerms) -> tuple[str, str]:
    """Where a value comes from: a kind of record and its source, or what is read of the file itself."""
    if field.read.startswith(EVIDENCE):
        return field.read.removeprefix(EVIDENCE).partition(".")[0], field.source
    return field.read, ""


def _tell(held: Correction, since: datetime | None, at: datetime) -> None:
    """List every unit and peer that read the value while it was wrong, each once, by its newest reading."""
    about = EntrySubject.objects.filter(party__in=ids_of(held.party)).values("entry_id")
    read = Entry.objects.filter(act__in=READS, pk__in=about).order_by("seq")
    if since is not None:
        read = read.filter(at__gte=since)
    same = _same_value(held, at)
    newest: dict[str, Entry] = {}
    for entry in read:
        if same.get(str(entry.detail.get("dataset")), set()) & set(entry.detail.get("fields", ())):
            newest[_unit_of_entry(entry)] = entry
    names = unit_names(newest.values())
    Consumer.objects.bulk_create(
        Consumer(
            correction=held,
            unit=unit,
            name=(entry.actor if unit.startswith("peer:") else names[entry.organisation_id, entry.area] or entry.actor)[
                :120
            ],
            read_at=entry.at,
            told_at=at,
        )
        for unit, entry in sorted(newest.items())
    )


def _unit_of_entry(entry: Entry) -> str:
    if "peer" in entry.detail:
        return f"peer:{entry.detail['peer']}"
    if entry.organisation_id is not None:
        held = Party.objects.filter(pk=entry.organisation_id).values_list("public_id", flat=True).first()
        return f"organisation:{held}"
    return f"{entry.role}:{entry.area}"


def corrections_seen(by: Actor) -> QuerySet[Correction]:
    """What somebody may know of: their own reports; all for who answers for sources, and for auditors."""
    held = Correction.objects.select_related("party").prefetch_related("consumers").order_by("-reported_at", "-pk")
    if by.role in (Role.AUDITOR, Role.SYSTEM):
        return held
    if by.role in (Role.PROVINCE, Role.CITY):
        return held.filter(party__in=visible_people(by))
    if by.role is Role.WORKER:
        return held.filter(party=by.party_id)
    return held.filter(reported_unit=unit_of(by))


def correction_named(by: Actor, public_id: str) -> Correction:
    """One of those; `NotFound` in the same words whether hidden or absent."""
    held = corrections_seen(by).filter(public_id=public_id).first()
    if held is None:
        raise NotFound(_("There is no such report."), todo=_("See the list of reports."))
    return held


def told_to(unit: str) -> QuerySet[Consumer]:
    """The corrections that a unit is told of because it had read the wrong value, newest first."""
    return Consumer.objects.select_related("correction__party").filter(unit=unit).order_by("-told_at", "-pk")
