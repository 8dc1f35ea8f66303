"""From a draft to law: what must be true first, told one by one, and the act itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.decisions import DecisionError
from anxin.kernel.errors import AnxinError, Conflict
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import recolour
from anxin.kernel.outcomes.drafting import publish_draft, require_area, require_second_person
from anxin.kernel.outcomes.drafts import signed_by, simulated
from anxin.kernel.outcomes.models import DraftState, RuleDraft, RuleSet
from anxin.kernel.outcomes.simulation import Progress, simulation
from anxin.packs.draft_scenarios import DraftReport, decided_as, run_draft_scenarios
from anxin.packs.drafted import Drafted, content_of, drafted
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.lint import lint_rules
from anxin.packs.pack import Pack
from anxin.packs.scenarios import Given
from anxin.packs.trying import compiled

TITLES = {
    "proposed": gettext_lazy("It is proposed"),
    "second-person": gettext_lazy("Published by a second person"),
    "effective-date": gettext_lazy("In force from today or later, and from no day that is taken"),
    "lint": gettext_lazy("The table has no error"),
    "scenarios": gettext_lazy("Every scenario comes out as before or as the draft says"),
    "simulation": gettext_lazy("Tried on everybody, with exactly this text"),
}


@dataclass(frozen=True)
class Condition:
    """One thing that must be true before a draft is published; `todo` says how, `told` where it fails."""

    key: str
    met: bool
    todo: str = ""
    told: tuple[PackError, ...] = ()

    @property
    def title(self) -> str:
        return str(TITLES[self.key])


@dataclass(frozen=True)
class Readiness:
    """Every condition; `report` what the scenarios gave, None where the table cannot be read."""

    conditions: tuple[Condition, ...]
    report: DraftReport | None
    drafted: Drafted

    @property
    def ready(self) -> bool:
        return all(one.met for one in self.conditions)

    @property
    def missing(self) -> list[Condition]:
        return [one for one in self.conditions if not one.met]


def readiness(pack: Pack, draft: RuleDraft, *, by: Actor, today: date) -> Readiness:
    """What is there and what is missing for `by` to publish the draft. Reads only."""
    held = drafted(pack, content_of(draft), area=draft.area)
    lint, report = _tables(held, draft)
    return Readiness((*_people(draft, by), _date(held, today), *lint, _simulation(held, draft)), report, held)


def _people(draft: RuleDraft, by: Actor) -> Iterator[Condition]:
    yield Condition("proposed", draft.state == DraftState.PROPOSED, _("Its writer proposes it."))
    mine = signed_by(draft, by)
    yield Condition("second-person", not mine, _("Somebody who has not written, saved or proposed it publishes it."))


def _date(held: Drafted, today: date) -> Condition:
    taken = RuleSet.objects.filter(pack=held.pack.slug, slug=held.rules.stem).exists()
    todo = _("Save the draft with another effective date, from %(today)s on.") % {"today": today}
    return Condition("effective-date", held.rules.effective_from >= today and not taken, todo)


def _tables(held: Drafted, draft: RuleDraft) -> tuple[list[Condition], DraftReport | None]:
    findings, table = lint_rules(held.pack, held.rules)
    errors = tuple(sorted({one for one in findings if one.severity == "error"}))
    lint = Condition("lint", not errors, _("Correct the table at these places."), errors)
    if table is None or errors:
        waiting = _("They are tried as soon as the table has no error.")
        return [lint, Condition("scenarios", False, waiting)], None
    todo = _("Correct the table, or say in the draft's scenarios what is meant to change.")
    replaced = held.replaces.slug if held.replaces else None
    try:
        report = run_draft_scenarios(held.pack, table, draft.scenarios, replaces=replaced)
    except (PackInvalid, DecisionError) as fault:
        told = fault.errors if isinstance(fault, PackInvalid) else (PackError(held.rules.file, 0, str(fault)),)
        return [lint, Condition("scenarios", False, todo, told)], None
    return [lint, Condition("scenarios", report.passed, todo, tuple(report.told))], report


def _simulation(held: Drafted, draft: RuleDraft) -> Condition:
    todo = _("Try it for the day from which it is to be in force; the journal remembers.")
    return Condition("simulation", _seen(held, draft) is not None, todo)


def _seen(held: Drafted, draft: RuleDraft) -> int | None:
    """The number of the journal entry of a simulation of exactly this draft, for its first day."""
    try:
        parameters = held.file.parameters
    except DecisionError:
        return None
    found = simulated(
        draft.pack, area=draft.area, sha256=draft.sha256, parameters=parameters, as_of=draft.effective_from
    )
    return found.seq if found else None


def publish(
    pack: Pack, draft: RuleDraft, *, by: Actor, at: datetime, seen_sha256: str, progress: Progress | None = None
) -> RuleSet:
    """Make the draft law, then decide everybody anew, so that each outcome knows the day on which it takes over.

    `seen_sha256` is the fingerprint of the text that the second person has looked at. `Refused` to its writers,
    `Conflict` naming every condition that is not met and what to do about it.
    """
    require_area(by, draft.area)
    require_second_person(by, draft)
    held = readiness(pack, draft, by=by, today=at.date())
    if seen_sha256 != draft.sha256:
        raise Conflict(
            _("The draft was saved again after you looked at it."),
            why=_("What you would publish is not what you have seen."),
            todo=_("Look at the draft as it stands now, then publish."),
        )
    seen = _seen(held.drafted, draft)
    if not held.ready or seen is None:
        raise _not_ready(held)
    file = held.drafted.file
    tried = simulation(file, as_of=draft.effective_from, progress=progress)
    made = publish_draft(by=by, at=at, draft=draft, file=file, tried=tried, seen=seen)
    recolour(by=by, at=at, pack=pack.slug, as_of=at.date())
    return made


def _not_ready(held: Readiness) -> AnxinError:
    missing = held.missing
    why = " ".join(f"{one.title}: {'; '.join(map(str, one.told[:3])) or '–'}." for one in missing)
    return Conflict(
        _("The draft cannot be published yet."),
        why=_("Not met: %(why)s") % {"why": why},
        todo=" ".join(one.todo for one in missing),
        code="rules.not-ready",
    )


def scenario_file(pack: Pack, draft: RuleDraft) -> str:
    """The scenarios of a draft as a file for the pack's folder: one situation for each row, and the draft's own."""
    held = drafted(pack, content_of(draft), area=draft.area)
    _lint, report = _tables(held, draft)
    lines = [f"# Written when {held.rules.stem} was published from a draft: a situation for each row of the table.",
             "kind: situations", "situations:"]  # fmt: skip
    for row, trial in sorted((report.reached if report else {}).items()):
        given = ", ".join(f"{name}: {'null' if value is None else value}" for name, value in trial.given.items())
        got = _expected(held, trial.given, trial.as_of)
        lines += [
            f"  - title: {{zh: 第 {row} 行, en: Row {row}}}",
            f"    as_of: {trial.as_of}",
            f"    given: {{{given}}}",
            f"    expect: {{{held.rules.stem}: {got}}}",
        ]
    return "\n".join(lines) + "\n"


def _expected(held: Drafted, given: Given, as_of: date) -> str:
    found = decided_as(compiled(held.pack, held.rules), given, as_of, held.pack.deciding.outcome)
    assert found is not None
    change = found.next_change or "null"
    return f"{{row: {found.row}, colour: {found.colour}, reason: {found.reason}, next_change: {change}}}"
