"""Runs the scenarios of a pack on the decision engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from anxin import decisions
from anxin.decisions import Compiled
from anxin.packs.faults import PackError
from anxin.packs.pack import Pack, RuleFile
from anxin.packs.scenarios import Expect, Trial, read_scenarios, trials

Progress = Callable[[int], None]
SHOWN_AT_MOST = 50


@dataclass(frozen=True)
class Failure:
    """One decision that came out otherwise; `got` is what the engine says."""

    trial: Trial
    got: Expect | None

    def as_error(self) -> PackError:
        known = ", ".join(f"{name} {value}" for name, value in self.trial.given.items() if value is not None)
        what = f"{self.trial.rules} on {self.trial.as_of} with {known or 'nothing known'} decides otherwise"
        return PackError(self.trial.file, self.trial.line, what, _said(self.got), _said(self.trial.expect))


def _said(expect: Expect | None) -> str:
    if expect is None:
        return "no row fires"
    return f"row {expect.row}, {expect.colour}, {expect.reason}, next change {expect.next_change or 'never'}"


@dataclass
class ScenarioReport:
    """What came of trying: how many decisions, which of them failed, and which rows fired in each rule set."""

    tried: int = 0
    failed: int = 0
    failures: list[Failure] = field(default_factory=list)
    reached: dict[str, set[int]] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.failed == 0


def compiled(pack: Pack, rules: RuleFile) -> Compiled:
    """The rule file ready to decide, with the pack's parameters. Raises DecisionError."""
    return decisions.load(rules.dmn, name=rules.file).compile(
        pack.deciding.table, parameters=parameters(pack, rules.stem)
    )


def parameters(pack: Pack, stem: str) -> dict[str, timedelta]:
    """The constants of one rule set by name."""
    return {name: held.values[stem] for name, held in pack.parameters.items() if stem in held.values}


def run_scenarios(pack: Pack, *, progress: Progress | None = None) -> ScenarioReport:
    """Try every decision the scenarios ask for; at most fifty failures are kept, all are counted.

    Raises PackInvalid for a scenario file that cannot be read, DecisionError for a rule file.
    """
    rule_sets = {rules.stem: compiled(pack, rules) for rules in pack.rule_files}
    report = ScenarioReport(reached={stem: set() for stem in rule_sets})
    outcome = pack.deciding.outcome if pack.decides else ""
    for scenario in read_scenarios(pack.folder):
        for trial in trials(scenario):
            _try(report, rule_sets, trial, outcome)
            if progress is not None:
                progress(report.tried)
    return report


def _try(report: ScenarioReport, rule_sets: Mapping[str, Compiled], trial: Trial, outcome: str) -> None:
    report.tried += 1
    got = _decided(rule_sets[trial.rules], trial, outcome) if trial.rules in rule_sets else None
    if got is not None:
        report.reached[trial.rules].add(got.row)
    if got != trial.expect:
        report.failed += 1
        if len(report.failures) < SHOWN_AT_MOST:
            report.failures.append(Failure(trial, got))


def _decided(rules: Compiled, trial: Trial, outcome: str) -> Expect | None:
    asked = {given.name: trial.given.get(given.name) for given in rules.inputs}
    decision = rules.decide(asked, as_of=trial.as_of)
    if decision.row is None:
        return None
    colour, reason = str(decision.outputs[outcome]), str(decision.outputs["reason"])
    return Expect(row=decision.row, colour=colour, reason=reason, next_change=decision.next_change)
