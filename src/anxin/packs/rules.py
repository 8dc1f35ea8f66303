"""The rule sets of a pack, or single rule files, as the checks of the engine take them: with parameters and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from anxin import decisions
from anxin.decisions import Compiled, Finding, Model
from anxin.decisions.checking.lint import lint_document
from anxin.decisions.feel.plain import Value
from anxin.decisions.wording import Words
from anxin.kernel.errors import NotFound
from anxin.packs.explaining import PackNaming, outcome_words
from anxin.packs.loading import load_all
from anxin.packs.on_site import service_named
from anxin.packs.pack import Pack
from anxin.packs.scenarios import TruthTable, read_scenarios
from anxin.packs.trying import parameters


@dataclass(frozen=True)
class Rules:
    """A rule file to be checked: its name, its text, and the pack it belongs to, if any."""

    file: str
    stem: str
    dmn: str
    pack: Pack | None

    def model(self) -> Model:
        """What the file says. Raises DecisionError."""
        return decisions.load(self.dmn, name=self.file)

    def known(self) -> dict[str, timedelta]:
        """The pack's constants for this rule set; for one the pack does not know, those last published."""
        if self.pack is None:
            return {}
        last = {name: list(held.values.values())[-1] for name, held in self.pack.parameters.items()}
        return {**last, **parameters(self.pack, self.stem)}

    def compiled(self, decision: str | None = None) -> Compiled:
        """The deciding table, ready to decide. Raises DecisionError."""
        model = self.model()
        named = decision or (self.pack.deciding.table if self.pack is not None and self.pack.decides else None)
        if named not in model.tables and decision is None and model.tables:
            named = list(model.tables)[-1]
        return model.compile(named or "", parameters=self._asked(model))

    def _asked(self, model: Model) -> dict[str, timedelta]:
        return {name: value for name, value in self.known().items() if name in model.inputs}

    def findings(self, reached: Mapping[str, set[int]] | None = None) -> list[Finding]:
        """Everything the checks find; a file that cannot be read is one finding."""
        return lint_document(self.dmn, self.file, self.known(), reached, self.value)

    def value(self, fact: str, value: Value) -> Words | None:
        """What the pack calls a result or an outcome."""
        if self.pack is None:
            return None
        outcome = (
            self.pack.outcomes.get(str(value)) if self.pack.decides and fact == self.pack.deciding.outcome else None
        )
        return outcome_words(self.pack, str(value)) if outcome else PackNaming(self.pack).value(fact, value)


def rules_of(pack: Pack) -> list[Rules]:
    """Every rule file of a pack."""
    return [Rules(held.file, held.stem, held.dmn, pack) for held in pack.rule_files]


def rules_named(named: str, pack: Pack | None) -> Rules:
    """A file by its path, or a rule set of the pack by its name. Raises NotFound."""
    path = Path(named)
    if path.suffix == ".dmn" and path.is_file():
        return Rules(path.name, path.stem, path.read_text("utf-8"), pack)
    held = pack.rule_file(path.stem if path.suffix == ".dmn" else named) if pack is not None else None
    if held is None:
        known = ", ".join(one.stem for one in pack.rule_files) if pack is not None else "none"
        raise NotFound(f"There is no rule file or rule set {named}.", why=f"The pack's rule sets: {known}.")
    return Rules(held.file, held.stem, held.dmn, pack)


def pack_of(service: str | None, *tables: str) -> Pack | None:
    """The pack whose parameters, facts and words are meant: by its name, or the only one that has these rule sets, or
    whose facts and parameters these files ask for. None where that does not tell."""
    if service:
        return service_named(service)
    fitting = [pack for pack in load_all() if isinstance(pack, Pack) and pack.decides and _fits(pack, tables)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(pack: Pack, tables: tuple[str, ...]) -> bool:
    known = {"as_of", *pack.parameters, *(fact.name for fact in pack.facts)}
    for named in tables:
        path = Path(named)
        if path.suffix == ".dmn" and path.is_file():
            if path.resolve().parents[1] != pack.folder.resolve() and not _inputs(path) <= known:
                return False
        elif pack.rule_file(path.stem if path.suffix == ".dmn" else named) is None:
            return False
    return True


def _inputs(path: Path) -> set[str]:
    """The names that a rule file reads; none of one that cannot be read."""
    try:
        return set(decisions.load(path.read_text("utf-8"), name=path.name).inputs)
    except (decisions.DecisionError, UnicodeDecodeError):
        return set()


def rows_reached(pack: Pack) -> dict[str, set[int]]:
    """The rows that the scenarios of a pack ask for, by rule set."""
    reached: dict[str, set[int]] = {held.stem: set() for held in pack.rule_files}
    for scenario in read_scenarios(pack.folder):
        if isinstance(scenario.held, TruthTable):
            reached.setdefault(scenario.held.rules, set()).update(case.expect.row for case in scenario.held.cases)
            continue
        for situation in scenario.held.situations:
            for stem, expect in situation.expect.items():
                reached.setdefault(stem, set()).add(expect.row)
    return reached
