"""scenarios/*.yaml: what a rule set must say: a truth table of every combination, or named situations.

The third form, requests, is read by `case_scenarios`, the fourth, benefits, by `schemes_scenarios`,
the fifth, lights, by `buyers_scenarios`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from anxin.packs.documents import Document, read_document, understood
from anxin.packs.faults import PackInvalid
from anxin.packs.forms import Form, Many, Scalar, Text
from anxin.packs.manifest import RuleStem

Given = dict[str, Scalar]
REQUESTS, BENEFITS, LIGHTS = "requests", "benefits", "lights"
KINDS = ("truth_table", "situations", REQUESTS, BENEFITS, LIGHTS)


class Expect(Form):
    """The row that must fire, what it says, and the next day on which that changes by itself (null: never)."""

    row: int
    colour: str
    reason: str
    next_change: date | None


class Case(Form):
    """Some values of some inputs; an input left out stands for all of its values."""

    given: dict[str, Many[Scalar]]
    expect: Expect


class TruthTable(Form):
    """Every combination of `values` under one rule set on one day; the cases cover each exactly once."""

    kind: Literal["truth_table"]
    rules: RuleStem
    as_of: date
    values: dict[str, Many[Scalar]] = Field(min_length=1)
    cases: Many[Case]


class Situation(Form):
    """One person on one day, and what each rule set says; an input left out is not known."""

    title: Text
    as_of: date
    given: dict[str, Scalar]
    expect: dict[RuleStem, Expect]


class Situations(Form):
    """People worth naming."""

    kind: Literal["situations"]
    situations: Many[Situation]


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario file as read; `document` knows the lines."""

    document: Document
    held: TruthTable | Situations


@dataclass(frozen=True)
class Trial:
    """One decision to try: these facts under this rule set on this day must give `expect`. `line` is its place."""

    file: str
    line: int
    rules: str
    as_of: date
    given: Given
    expect: Expect


def read_scenarios(folder: Path) -> list[ScenarioFile]:
    """Every scenario file about the rules of a pack, in order of name. Raises PackInvalid."""
    found = (one for one in scenario_documents(folder) if one.held["kind"] not in (REQUESTS, BENEFITS, LIGHTS))
    return [_scenario(folder, document) for document in found]


def scenario_documents(folder: Path) -> list[Document]:
    """Every scenario file of a pack with its lines, in order of name. Raises PackInvalid."""
    names = [path.name for path in sorted((folder / "scenarios").glob("*.yaml"))]
    return [_document(folder, f"scenarios/{name}") for name in names]


def _document(folder: Path, file: str) -> Document:
    document = read_document(folder, file)
    kind = document.held.get("kind")
    if kind not in KINDS:
        what = "no such kind of scenario"
        raise PackInvalid(folder.name, [document.error(("kind",), what, read=kind, allowed=KINDS)])
    return document


def read_scenario(folder: Path, file: str) -> ScenarioFile:
    """One scenario file about the rules. Raises PackInvalid."""
    return _scenario(folder, _document(folder, file))


def _scenario(folder: Path, document: Document) -> ScenarioFile:
    if document.held["kind"] == "truth_table":
        return ScenarioFile(document, understood(document, TruthTable, slug=folder.name))
    return ScenarioFile(document, understood(document, Situations, slug=folder.name))


def trials(scenario: ScenarioFile) -> Iterator[Trial]:
    """Every single decision a file asks for; the blocks of a truth table are multiplied out."""
    document, held = scenario.document, scenario.held
    if isinstance(held, TruthTable):
        for place, case in enumerate(held.cases):
            line = document.line(("cases", place))
            for given in combinations(held, case):
                yield Trial(document.file, line, held.rules, held.as_of, given, case.expect)
        return
    for place, situation in enumerate(held.situations):
        for stem, expect in situation.expect.items():
            line = document.line(("situations", place, "expect", stem))
            yield Trial(document.file, line, stem, situation.as_of, dict(situation.given), expect)


def combinations(table: TruthTable, case: Case) -> Iterator[Given]:
    """The combinations one case stands for."""
    lists: Mapping[str, tuple[Scalar, ...]] = {
        name: case.given.get(name, every) for name, every in table.values.items()
    }
    for chosen in itertools.product(*lists.values()):
        yield dict(zip(lists, chosen, strict=True))
