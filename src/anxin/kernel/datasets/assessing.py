"""安全评估, security assessment: when data come together in one unit's hands, a table decides whether somebody looks
into it first, and nothing is given until a named person signed.

Zhejiang Public Data Regulations 2022: assessment is required where aggregation or association may produce secret or
sensitive data. The table is a pack's (`exchange.yaml`, `assessment`); without one on the site nothing is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.tables import ruled
from anxin.kernel.datasets.catalogue import datasets
from anxin.kernel.datasets.models import Assessment, AssessmentTable, Grant, GrantState
from anxin.kernel.datasets.terms import DatasetTerms, Kind, Sharing
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Registration

NAMES_PERSONS = ("name", "number", "masked_number", "file")
LEAST_WORDS = 10
Holds = Mapping[str, Sequence[str]]
"""Dataset → its fields in one unit's hands."""


@dataclass(frozen=True)
class Sensitive:
    """A combination that has to be assessed: what set the rule off, and on which legal source."""

    holds: Mapping[str, tuple[str, ...]]
    trigger: str
    source: str

    def combination(self, unit: str) -> str:
        """What a signature covers: this unit with exactly these data."""
        return hashlib.sha256(json.dumps([unit, self.holds], sort_keys=True).encode()).hexdigest()


def facts_of(holds: Holds, on: date) -> dict[str, object]:
    """What the table may ask: how many datasets; whether two of them can be joined person by person; for each kind of
    field whether one is there; how many people the smallest has at most."""
    terms = [one for one in datasets(on=on) if one.name in holds]  # what was retired since says nothing any more
    fields = [one for each in terms for one in each.fields if one.slug in holds[each.name]]
    kinds = {one.kind for one in fields}
    return {
        "datasets": len(terms),
        # Rows name people by their public id: whatever the fields, two datasets can be laid beside each other.
        "joined": len(terms) > 1,
        "named": any(_names_persons(each, holds[each.name]) for each in terms),
        "people": min(map(_people, terms), default=0),
        **{str(kind): kind in kinds for kind in Kind if kind is not Kind.PLAIN},
    }


def _names_persons(terms: DatasetTerms, slugs: Sequence[str]) -> bool:
    return any(one.slug in slugs and one.read in NAMES_PERSONS for one in terms.fields)


def _people(terms: DatasetTerms) -> int:
    """How many people a dataset has, by the outcomes as kept."""
    if terms.outcomes:
        return Outcome.objects.filter(pack=terms.pack, slot__isnull=False, outcome__in=terms.outcomes).count()
    return Registration.objects.filter(pack=terms.pack).count()


def sensitive(holds: Holds, *, on: date) -> Sensitive | None:
    """Whether the table wants this combination assessed; None: no, or no table is in force that day."""
    kept = {name: tuple(sorted(fields)) for name, fields in sorted(holds.items())}
    for table in _tables(on):
        found = ruled(table.dmn, facts_of(holds, on), on)
        if found is not None and found.outputs.get("assess"):
            trigger, source = found.outputs.get("trigger"), found.outputs.get("source")
            return Sensitive(kept, str(trigger or "assess"), str(source or ""))
    return None


def _tables(on: date) -> list[AssessmentTable]:
    """Of each pack the newest that has begun: what one of them names is assessed."""
    newest = {one.pack: one for one in AssessmentTable.objects.filter(since__lte=on).order_by("since")}
    return [newest[pack] for pack in sorted(newest)]


def holds_of(unit: str, *, on: date) -> dict[str, set[str]]:
    """What a unit has or had by its grants, and what everybody may read: what was read once cannot be unread."""
    free = [one for one in datasets(on=on) if one.sharing is Sharing.UNCONDITIONAL]
    held = {one.name: {field.slug for field in one.fields if field.sharing is Sharing.UNCONDITIONAL} for one in free}
    for grant in Grant.objects.filter(unit=unit, state__in=(GrantState.GRANTED, GrantState.WITHDRAWN)):
        held.setdefault(grant.dataset, set()).update(grant.fields)
    return held


def with_more(unit: str, name: str, fields: Sequence[str], *, on: date) -> dict[str, list[str]]:
    """What the unit would hold with these fields as well; without any, what it holds."""
    held = holds_of(unit, on=on)
    if fields:
        held.setdefault(name, set()).update(fields)
    return {one: sorted(slugs) for one, slugs in held.items()}


def unsigned(unit: str, holds: Holds, *, on: date) -> Sensitive | None:
    """What has to be assessed before the unit holds these, and nobody signed for yet; None: nothing."""
    found = sensitive(holds, on=on)
    if found is None or Assessment.objects.filter(unit=unit, combination=found.combination(unit)).exists():
        return None
    return found


def require_assessed(unit: str, holds: Holds, *, on: date) -> None:
    """`Refused` while a sensitive combination has not been signed for."""
    found = unsigned(unit, holds, on=on)
    if found is not None:
        raise _not_assessed(found)


def _not_assessed(found: Sensitive) -> Refused:
    return Refused(
        _("These data together have to be assessed first."),
        rule=f"dataset.assessment.{found.trigger}",
        why=found.source or _("Brought together they may tell more than each by itself."),
        todo=_("Have the security assessment signed; then decide again."),
        ask=_("Ask the owner of the dataset who signs."),
    )


def blocked(unit: str, *, on: date) -> Sensitive | None:
    """What stops a unit from reading under the grants it has: a rule that came into force after they were given, or a
    dataset that changed, made them sensitive together, and nobody signed for that. None: nothing.

    A signature for the same trigger that covers everything granted is enough, whatever everybody may read beside it."""
    found = sensitive(with_more(unit, "", (), on=on), on=on)
    if found is None:
        return None
    granted: dict[str, set[str]] = {}
    for grant in Grant.objects.filter(unit=unit, state__in=(GrantState.GRANTED, GrantState.WITHDRAWN)):
        granted.setdefault(grant.dataset, set()).update(grant.fields)
    for signed in Assessment.objects.filter(unit=unit, trigger=found.trigger):
        if all(fields <= set(signed.holds.get(name, ())) for name, fields in granted.items()):
            return None
    return found


def require_still_assessed(unit: str, *, on: date) -> None:
    """`Refused` for a unit whose grants a later rule stops."""
    found = blocked(unit, on=on)
    if found is not None:
        raise _not_assessed(found)


@transaction.atomic
def sign_assessment(*, by: Actor, at: datetime, unit: str, holds: Holds, findings: str, measures: str) -> Assessment:
    """A named person signs for a combination. `Refused` for the operator, who is nobody in person; `NotFound` where
    nothing has to be assessed; `Conflict` where it is signed already."""
    require(by, Act.SIGN_ASSESSMENT)
    found = sensitive(holds, on=shanghai_day(at))
    if found is None:
        raise NotFound(_("Nothing has to be assessed here."), todo=_("Decide on the request."))
    for name, said in (("findings", findings), ("measures", measures)):
        if not LEAST_WORDS <= len(said.strip()) <= 1000:
            raise Invalid(
                _("Say what was found and what is done about it."), field=name, allowed=_("10 to 1,000 characters")
            )
    combination = found.combination(unit)
    if Assessment.objects.filter(unit=unit, combination=combination).exists():
        raise Conflict(_("This combination is signed for already."), todo=_("Decide on the request."))
    made = Assessment.objects.create(
        unit=unit,
        combination=combination,
        holds={name: list(fields) for name, fields in found.holds.items()},
        trigger=found.trigger,
        findings=findings.strip(),
        measures=measures.strip(),
        signed_at=at,
        signed_by=by.label[:80],
        signed_by_id=by.user_id,
    )
    detail = {"unit": unit, "trigger": found.trigger, "datasets": sorted(found.holds)}
    journal.write(by=by, at=at, act="dataset.assess", detail=detail)
    return made


@transaction.atomic
def keep_table(*, by: Actor, at: datetime, pack: str, since: date, dmn: str, sha256: str) -> bool:
    """Take a pack's table into force from its day; whether it is new. `Conflict`: that day's table was another."""
    require(by, Act.APPLY_PACK)
    held = AssessmentTable.objects.filter(pack=pack, since=since).first()
    if held is not None:
        if held.sha256 != sha256:
            raise Conflict(
                _("This table was applied before and has been edited."),
                todo=_("Put the change into a file with a later date."),
            )
        return False
    AssessmentTable.objects.create(pack=pack, since=since, dmn=dmn, sha256=sha256, applied_at=at)
    journal.write(by=by, at=at, act="dataset.assess-rule", detail={"pack": pack, "since": since.isoformat()})
    return True
