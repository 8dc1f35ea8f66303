"""The scenarios of a draft: those of the rule set it replaces must come out as before, unless the draft says otherwise.

A draft says so in YAML of its own: `changes` (of the situations already tried, what is meant to be decided otherwise,
and how) and `situations` (people worth naming under the new rules).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from anxin.decisions import Compiled
from anxin.kernel.outcomes.in_force import compiled
from anxin.kernel.outcomes.models import RuleDraft
from anxin.packs.documents import Document, read_text, understood
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.forms import Form, Many, Scalar, Text
from anxin.packs.pack import Pack
from anxin.packs.scenarios import Expect, Given, ScenarioFile, Trial, read_scenario, trials

FILE = "scenarios"
LONGEST, DEEPEST = 60_000, 12
SHOWN_AT_MOST = 20


class ChangeExpect(Form):
    """What the draft decides there instead."""

    colour: str
    reason: str


class Change(Form):
    """Situations meant to be decided otherwise: those whose facts are among `given`; a fact left out may be any."""

    title: Text
    given: dict[str, Many[Scalar]]
    expect: ChangeExpect


class DraftSituation(Form):
    """One person on one day under the draft; an input left out is not known."""

    title: Text
    as_of: date
    given: dict[str, Scalar]
    expect: Expect


class DraftScenarios(Form):
    """The scenarios that come with a draft."""

    changes: Many[Change] = ()
    situations: Many[DraftSituation] = ()


@dataclass
class DraftReport:
    """What came of trying: decisions tried, those decided otherwise as meant, what is wrong (at most twenty told)."""

    tried: int = 0
    meant: int = 0
    wrong: int = 0
    told: list[PackError] = field(default_factory=list)
    reached: dict[int, Trial] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.wrong

    def fail(self, error: PackError) -> None:
        self.wrong += 1
        if len(self.told) < SHOWN_AT_MOST:
            self.told.append(error)


def read_draft_scenarios(text: str, *, slug: str) -> tuple[DraftScenarios, Document]:
    """A draft's YAML; an empty text holds none. Raises PackInvalid with every place that cannot be used."""
    if not text.strip():
        return DraftScenarios(), Document(FILE, {})
    _bounded(text, slug)
    document = read_text(text, file=FILE, slug=slug)
    return understood(document, DraftScenarios, slug=slug), document


def _bounded(text: str, slug: str) -> None:
    """An alias can make a small file a huge one, and deep brackets a short one slow."""
    if len(text) > LONGEST:
        raise PackInvalid(slug, [PackError(FILE, 0, f"the file is longer than {LONGEST} characters")])
    depth = 0
    try:
        for event in YAML(pure=True).parse(text):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, AliasEvent):
                what = "aliases (*name) are not used here; write the value out"
                raise PackInvalid(slug, [PackError(FILE, line, what)])
            if depth > DEEPEST:
                raise PackInvalid(slug, [PackError(FILE, line, "the file is nested too deeply")])
    except YAMLError:
        return  # told with its line by whoever reads it


def inherited(pack: Pack, slug: str | None) -> list[Trial]:
    """The decisions that the scenarios ask of a rule set: those of the pack's folder, or, for one that came from a
    draft, what it took over from its own predecessor and what it decided otherwise."""
    if slug is None:
        return []
    held = [trial for scenario in _naming(pack, slug) for trial in trials(scenario) if trial.rules == slug]
    if held:
        return held
    draft = RuleDraft.objects.filter(pack=pack.slug, rule_set__slug=slug).select_related("rule_set").first()
    if draft is None or draft.rule_set is None:
        return []
    return list(_settled(pack, draft))


def _naming(pack: Pack, slug: str) -> list[ScenarioFile]:
    """The scenario files that name a rule set: a truth table takes a while to read."""
    paths = sorted((pack.folder / "scenarios").glob("*.yaml"))
    named = [path.name for path in paths if slug in path.read_text("utf-8", errors="replace")]
    return [read_scenario(pack.folder, f"scenarios/{name}") for name in named]


def _settled(pack: Pack, draft: RuleDraft) -> Iterator[Trial]:
    """Of a published draft: every situation it was tried on, with what its rule set decides (which was as meant)."""
    assert draft.rule_set is not None
    own, _document = read_draft_scenarios(draft.scenarios, slug=pack.slug)
    known = [(one.as_of, dict(one.given)) for one in own.situations]
    known += [(one.as_of, one.given) for one in inherited(pack, draft.replaced or None)]
    table = compiled(draft.rule_set)
    for as_of, given in known:
        decided = _quickly(table, given, as_of, draft.rule_set.output)
        if decided is not None:
            yield Trial(FILE, 0, draft.rule_set.slug, as_of, given, decided)


def run_draft_scenarios(pack: Pack, table: Compiled, text: str, *, replaces: str | None) -> DraftReport:
    """Try a draft's table on everything that the scenarios of the rule set it replaces ask, and on its own.

    A row number may differ (rows move); colour, reason and next change may not, unless one of the draft's changes holds
    for the situation and its colour and reason are decided. A change that nothing bears out is wrong, and so is a row
    that no scenario reaches. Raises PackInvalid for YAML that cannot be read.
    """
    own, document = read_draft_scenarios(text, slug=pack.slug)
    report, outcome, used = DraftReport(), pack.deciding.outcome, set[int]()
    for trial in inherited(pack, replaces):
        _again(report, table, trial, own.changes, used, outcome)
    for place, situation in enumerate(own.situations):
        line = document.line(("situations", place))
        trial = Trial(FILE, line, "", situation.as_of, dict(situation.given), situation.expect)
        report.tried += 1
        got = decided_as(table, trial.given, trial.as_of, outcome)
        if got is not None:
            report.reached.setdefault(got.row, trial)
        if got != situation.expect:
            what = _("On %(day)s with %(known)s it decides otherwise.") % _told(trial)
            report.fail(PackError(FILE, line, what, _said(got), _said(situation.expect)))
    for place, change in enumerate(own.changes):
        if place not in used:
            line = document.line(("changes", place))
            report.fail(PackError(FILE, line, _("No situation already tried changes like this."), change.expect.colour))
    for row in table.rows:
        if row.number not in report.reached:
            what = _("No scenario reaches row %(row)s; name a situation that does.") % {"row": row.number}
            report.fail(PackError(FILE, 0, what))
    return report


def _again(
    report: DraftReport, table: Compiled, trial: Trial, changes: tuple[Change, ...], used: set[int], outcome: str
) -> None:
    report.tried += 1
    got = _quickly(table, trial.given, trial.as_of, outcome)
    if got is not None:
        report.reached.setdefault(got.row, trial)
        if (got.colour, got.reason, got.next_change) == (
            trial.expect.colour, trial.expect.reason, trial.expect.next_change,
        ):  # fmt: skip
            return
        for place, change in enumerate(changes):
            expected = change.expect
            if (got.colour, got.reason) == (expected.colour, expected.reason) and _holds(change, trial.given):
                used.add(place)
                report.meant += 1
                return
    what = _("On %(day)s with %(known)s it decides otherwise, and none of its changes says so.") % _told(trial)
    report.fail(PackError(trial.file, trial.line, what, _said(got), _said(trial.expect)))


def _holds(change: Change, given: Given) -> bool:
    return all(given.get(name) in values for name, values in change.given.items())


def decided_as(table: Compiled, given: Given, as_of: date, outcome: str) -> Expect | None:
    """What a table says of a situation, whose facts are checked; None: no row fires."""
    facts = {one.name: given.get(one.name) for one in table.inputs}
    decision = table.decide(facts, as_of=as_of)
    if decision.row is None:
        return None
    colour, reason = str(decision.outputs[outcome]), str(decision.outputs["reason"])
    return Expect(row=decision.row, colour=colour, reason=reason, next_change=decision.next_change)


def _quickly(table: Compiled, given: Given, as_of: date, outcome: str) -> Expect | None:
    """The same of tens of thousands of situations that are of the right types, as those of a pack are."""
    if table.table.hit_policy != "FIRST":
        return decided_as(table, given, as_of, outcome)
    row, change = table.outlook(given, as_of)
    if row is None:
        return None
    outputs = table.rows[row - 1].outputs
    return Expect.model_construct(
        row=row, colour=str(outputs[outcome]), reason=str(outputs["reason"]), next_change=change
    )


def _told(trial: Trial) -> dict[str, object]:
    known = ", ".join(f"{name} {value}" for name, value in trial.given.items() if value is not None)
    return {"day": trial.as_of, "known": known or _("nothing known")}


def _said(expect: Expect | None) -> str:
    if expect is None:
        return _("no row fires")
    change = expect.next_change or _("never")
    named = {"colour": expect.colour, "reason": expect.reason, "change": change}
    return _("%(colour)s, %(reason)s, next change %(change)s") % named
