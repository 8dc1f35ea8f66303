"""Acts on outcomes. Nobody sets a colour: evidence, the date, or a published rule set does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence import actions as evidence_acts
from anxin.kernel.evidence import changes as evidence_changes
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import latest_id, records_to_decide
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes import recolouring, setwise
from anxin.kernel.outcomes.applied import forget
from anxin.kernel.outcomes.deciding import outlook, ruling
from anxin.kernel.outcomes.in_force import compiled
from anxin.kernel.outcomes.models import Cause, Outcome, RuleRow, RuleSet
from anxin.kernel.outcomes.recolouring import Progress
from anxin.kernel.outcomes.writing import Changes, Wanted, current_outcomes, write_outcomes
from anxin.kernel.parties.actions import lock_parties
from anxin.kernel.parties.models import Party, Registration

CHUNK = 500


@dataclass(frozen=True)
class RuleSetFile:
    """One dated DMN file of a pack, ready to be applied; `facts` as `FactSpec` field mappings."""

    pack: str
    area: str
    slug: str
    effective_from: date
    decision: str
    output: str
    title_zh: str
    title_en: str
    dmn: str
    parameters: dict[str, str] = field(default_factory=dict)
    facts: tuple[dict[str, str | None], ...] = ()
    entry_allowed: tuple[str, ...] = ()
    tells_change: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.dmn.encode()).hexdigest()


@transaction.atomic
def apply_rule_sets(*, by: Actor, at: datetime, files: Sequence[RuleSetFile]) -> list[RuleSet]:
    """Take dated rule sets into force-to-be. One already applied under the same name must be the same bytes with the
    same parameters (`Conflict`). Outcomes follow with `recolour`."""
    require(by, Act.APPLY_PACK)
    applied = [_apply_one(by, at, file) for file in files]
    detail = {"rule_sets": [{"slug": rules.slug, "sha256": rules.sha256} for rules in applied]}
    journal.write(by=by, at=at, act="rules.apply", detail=detail)
    return applied


def _apply_one(by: Actor, at: datetime, file: RuleSetFile) -> RuleSet:
    held = RuleSet.objects.filter(pack=file.pack, slug=file.slug).first()
    if held is None:
        return _create(by, at, file)
    if (held.sha256, held.parameters) != (file.sha256, file.parameters):
        raise Conflict(
            _("Rule set %(slug)s was applied before with other content.") % {"slug": file.slug},
            why=_("A published rule set is never edited; past outcomes must stay explainable by it."),
            todo=_("Put the change into a new file with a later effective date."),
        )
    return held


def _create(by: Actor, at: datetime, file: RuleSetFile) -> RuleSet:
    made = RuleSet.objects.create(
        pack=file.pack,
        area=file.area,
        slug=file.slug,
        effective_from=file.effective_from,
        decision=file.decision,
        output=file.output,
        title_zh=file.title_zh,
        title_en=file.title_en,
        sha256=file.sha256,
        dmn=file.dmn,
        parameters=file.parameters,
        facts=list(file.facts),
        entry_allowed=list(file.entry_allowed),
        tells_change=file.tells_change,
        applied_at=at,
        applied_by=by.label,
    )
    RuleRow.objects.bulk_create(
        [
            RuleRow(
                rule_set=made,
                number=row.number,
                outcome=str(row.outputs[file.output]),
                reason=str(row.outputs["reason"]),
                legal_source=row.annotations.get("legal source", ""),
                reading=row.annotations.get("reading", ""),
                legal_source_en=row.annotations.get("legal source (en)", ""),
                reading_en=row.annotations.get("reading (en)", ""),
            )
            for row in compiled(made).rows
        ]
    )
    forget(file.pack)
    return made


@transaction.atomic
def submit_evidence(
    *, by: Actor, at: datetime, party: Party, statement: Statement, corrects: Evidence | None = None, reason: str = ""
) -> Evidence:
    """Record a statement and decide its party anew, in one transaction."""
    require(by, Act.ENTER_EVIDENCE)
    made = evidence_acts.record_evidence(
        by=by, at=at, party=party, statement=statement, corrects=corrects, reason=reason
    )
    decide_everywhere(by=by, at=at, party_ids=[party.pk])
    return made


@transaction.atomic
def retract_evidence(*, by: Actor, at: datetime, evidence: Evidence, reason: str) -> Evidence:
    """Withdraw a record and decide its party anew, in one transaction."""
    require(by, Act.WITHDRAW_EVIDENCE)
    made = evidence_acts.withdraw_evidence(by=by, at=at, evidence=evidence, reason=reason)
    decide_everywhere(by=by, at=at, party_ids=[evidence.party_id])
    return made


def decide_everywhere(*, by: Actor, at: datetime, party_ids: Iterable[int]) -> None:
    """Decide parties under every service they have a file with: new evidence is read by all of them. What follows from
    it, such as a count of days, is written first."""
    ids = sorted(set(party_ids))
    evidence_changes.tell(by, at, ids)
    for pack in _packs_of(ids):
        decide_parties(by=by, at=at, pack=pack, party_ids=ids, as_of=shanghai_day(at), cause=Cause.EVIDENCE)


def _packs_of(ids: list[int]) -> list[str]:
    found = set[str]()
    for start in range(0, len(ids), CHUNK):
        files = Registration.objects.filter(party_id__in=ids[start : start + CHUNK])
        found.update(files.values_list("pack", flat=True).distinct())
    return sorted(found)


def shanghai_day(at: datetime) -> date:
    return timezone.localtime(at).date()


@transaction.atomic
def decide_parties(
    *, by: Actor, at: datetime, pack: str, party_ids: Iterable[int], as_of: date, cause: Cause
) -> Changes:
    """Decide some registered parties by the interpreter and write what changed. Not journaled by itself: it belongs
    to the act that caused it (evidence, tick), whose entry names the parties."""
    ids, changes = sorted(set(party_ids)), Changes()
    rule_sets = list(RuleSet.objects.filter(pack=pack))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        lock_parties(chunk)
        changes += write_outcomes(
            _wanted(chunk, rule_sets, pack, as_of),
            current_outcomes(pack, chunk),
            pack=pack,
            at=at,
            as_of=as_of,
            known_through=latest_id(),
            cause=cause,
        )
    return changes


def _wanted(ids: list[int], rule_sets: list[RuleSet], pack: str, as_of: date) -> Iterable[Wanted]:
    areas = dict(Registration.objects.filter(pack=pack, party_id__in=ids).values_list("party_id", "area"))
    rulings = {area: ruling(rule_sets, area=area, as_of=as_of) for area in set(areas.values())}
    records = records_to_decide(areas)
    for party_id, area in areas.items():
        rules = rulings[area]
        if rules is not None:
            row, change = outlook(records.get(party_id, ()), rules, as_of=as_of)
            yield Wanted(party_id, rules.rule_set, row, change)


def recolour(
    *,
    by: Actor,
    at: datetime,
    pack: str,
    as_of: date,
    cause: Cause = Cause.RULES,
    progress: Progress | None = None,
) -> Changes:
    """Decide the whole population and write what changed, some thousand parties in one transaction with its journal
    entry; a killed recolouring of the same day and rule sets goes on where it stood. Gives this call's changes."""
    total = Registration.objects.filter(pack=pack).count()
    changes, after = Changes(), recolouring.stopped_after(pack, as_of)
    done = Registration.objects.filter(pack=pack, party_id__lte=after).count()
    for ids, more in recolouring.parts(pack, after):
        with transaction.atomic():
            part = _recolour_part(at, pack, ids, as_of, cause)
            detail = recolouring.entry_detail(pack, as_of, part, through=ids[-1] if ids else after, more=more)
            journal.write(by=by, at=at, act=recolouring.ACT, detail=detail)
        changes += part
        done += len(ids)
        if progress is not None:
            progress(done, total)
    return changes


def _recolour_part(at: datetime, pack: str, ids: list[int], as_of: date, cause: Cause) -> Changes:
    """Decide some parties set-wise, inside the database where it can, and write what changed."""
    lock_parties(ids)
    known_through = latest_id()
    found = (
        Wanted(one.party_id, one.rule_set, one.row, one.next_change)
        for one in setwise.decisions(pack, as_of, known_through=known_through, party_ids=ids)
    )
    held = current_outcomes(pack, ids)
    return write_outcomes(found, held, pack=pack, at=at, as_of=as_of, known_through=known_through, cause=cause)


@dataclass(frozen=True)
class TickedDay:
    day: date
    changes: Changes


def tick(*, by: Actor, at: datetime, pack: str, to: date, progress: Progress | None = None) -> list[TickedDay]:
    """Turn the days up to `to`: decide only parties whose next change is due, some thousand in one transaction with
    its journal entry, so that a killed tick goes on where it stood."""
    done: list[TickedDay] = []
    while (day := _next_due(pack)) is not None and day <= to:
        done.append(TickedDay(day, _tick_day(by, at, pack, day)))
        if progress is not None:
            progress(day.toordinal(), to.toordinal())
    return done


def _next_due(pack: str) -> date | None:
    due: date | None = Outcome.objects.filter(pack=pack, ended__isnull=True).aggregate(day=Min("next_change"))["day"]
    return due


def _tick_day(by: Actor, at: datetime, pack: str, day: date) -> Changes:
    due = Outcome.objects.filter(pack=pack, ended__isnull=True, next_change__lte=day)
    ids = sorted(due.values_list("party_id", flat=True))
    changes = Changes()
    for start in range(0, len(ids), recolouring.PART):
        part = ids[start : start + recolouring.PART]
        with transaction.atomic():
            decided = decide_parties(by=by, at=at, pack=pack, party_ids=part, as_of=day, cause=Cause.TICK)
            journal.write(by=by, at=at, act="outcomes.tick", detail=_detail(pack, day, decided))
        changes += decided
    return changes


def _detail(pack: str, day: date, changes: Changes) -> dict[str, object]:
    moves = {f"{old or 'new'}→{new}": how_many for (old, new), how_many in sorted(changes.moves.items())}
    return {"pack": pack, "day": day.isoformat(), "decided": changes.decided, "moves": moves}
