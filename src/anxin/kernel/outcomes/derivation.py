"""The derivation of an outcome as a file that the person takes along: whoever has it computes the outcome again, with
`anxin verify-outcome` and nothing else. It is written as the site holds it, so a row that nobody may have set is told
by the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.decisions.deriving import document
from anxin.decisions.deriving.document import Given, KnownRules, RecordGiven
from anxin.decisions.deriving.verifying import derivation
from anxin.kernel.access.actions import Opened
from anxin.kernel.errors import NotFound
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.evidence.queries import latest_id
from anxin.kernel.journal import roots
from anxin.kernel.journal.chain import moment
from anxin.kernel.outcomes.in_force import rule_set_for
from anxin.kernel.outcomes.models import Outcome, RuleSet
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.queries import area_of


@dataclass(frozen=True)
class DerivationFile:
    """A file's name and bytes; the same outcome gives the same bytes every time."""

    name: str
    content: bytes


def derivation_of_day(opened: Opened, pack: str, *, as_of: date, known_through: int | None = None) -> DerivationFile:
    """How the opened person is decided on a day by what is known (or was known through a record). `NotFound` where
    nothing decides."""
    opened.require("derivation")
    area = area_of(opened.party, pack=pack)
    held = list(RuleSet.objects.filter(pack=pack).order_by("slug"))
    rules = rule_set_for(held, area, as_of) if area is not None else None
    if area is None or rules is None:
        raise _undecided()
    known = latest_id() if known_through is None else known_through
    return _file(opened, _given(opened, rules, held, area, as_of, known), recorded=None)


def derivation_of_outcome(opened: Opened, outcome: Outcome) -> DerivationFile:
    """How an outcome that the site recorded was decided: by the rule sets and records known at that moment."""
    opened.require("derivation")
    if outcome.party_id != opened.party.pk:
        raise _undecided()
    then = Q(applied_at__lte=outcome.decided_at) | Q(pk=outcome.rule_set_id)
    held = list(RuleSet.objects.filter(then, pack=outcome.pack).order_by("slug"))
    given = _given(
        opened, outcome.rule_set, held, _area_then(opened, outcome, held), outcome.since, outcome.known_through
    )
    recorded = {
        "number": outcome.pk,
        "rule_set": outcome.rule_set.slug,
        "row": outcome.row,
        "outcome": outcome.outcome,
        "reason": outcome.reason,
        "since": str(outcome.since),
        "decided_at": moment(outcome.decided_at),
        "cause": outcome.cause,
    }
    return _file(opened, given, recorded=recorded)


def _area_then(opened: Opened, outcome: Outcome, held: list[RuleSet]) -> str:
    """The county of the person's file; the rule set's own area where the file has since moved away from it."""
    area = area_of(opened.party, pack=outcome.pack)
    if area is not None and rule_set_for(held, area, outcome.since) == outcome.rule_set:
        return area
    return outcome.rule_set.area


def _given(opened: Opened, rules: RuleSet, held: list[RuleSet], area: str, as_of: date, known_through: int) -> Given:
    party = opened.party
    return Given(
        about={"pack": rules.pack, "person": party.public_id, "name": mask_name(party.name)},
        as_of=as_of,
        known_through=known_through,
        area=area,
        rules={
            "slug": rules.slug,
            "area": rules.area,
            "effective_from": str(rules.effective_from),
            "decision": rules.decision,
            "output": rules.output,
            "title_zh": rules.title_zh,
            "title_en": rules.title_en,
            "sha256": rules.sha256,
            "applied_at": moment(rules.applied_at),
            "applied_by": rules.applied_by,
        },
        rule_text=rules.dmn,
        parameters=rules.parameters,
        facts_read=rules.facts,
        rules_known=[KnownRules(one.slug, one.area, one.effective_from, one.sha256) for one in held],
        evidence=[_record(row) for row in Evidence.objects.filter(party=party).order_by("pk")],
    )


def _record(row: Evidence) -> RecordGiven:
    return RecordGiven(
        pk=row.pk,
        kind=row.kind,
        source=row.source,
        result=row.result,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        standing=str(row.standing),
        replaces_id=row.replaces_id,
        received_at=moment(row.received_at),
        entered_by=row.submitted_by,
        reason=row.reason,
    )


def _file(opened: Opened, given: Given, *, recorded: dict[str, object] | None) -> DerivationFile:
    content = derivation(given, recorded)
    content[document.SEAL] = roots.seal(document.sealed_part(content))
    name = f"anxin-{opened.party.public_id}-{given.as_of}.json"
    return DerivationFile(name, document.written(content))


def _undecided() -> NotFound:
    return NotFound(
        _("There is no outcome for that day."),
        why=_("The person has no file under this service, or no rule set was in force for the area."),
        todo=_("Ask for a later day, or open the file first."),
    )
