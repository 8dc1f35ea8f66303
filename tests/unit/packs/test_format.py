"""The published forms of a pack: every key documented, every schema true of the packs we ship."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import jsonschema_rs
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from anxin.packs.allotments import AllotmentsFile, DrawForm, OfferForm, PartForm, WindowForm
from anxin.packs.allotments import BookForm as BookNamed
from anxin.packs.buyers import BuyersFile, CountriesForm, SourceForm
from anxin.packs.buyers_scenarios import LightExpected, LightForm, Lights
from anxin.packs.case_entry import EntryForm
from anxin.packs.case_grades import GradeForm
from anxin.packs.case_itself import AnswersItselfForm
from anxin.packs.case_scenarios import Goes, Happens, Request, Requests, Stands
from anxin.packs.cases import (
    AnswerForm,
    BoardForm,
    CasesFile,
    ClockForm,
    ContestForm,
    DeskForm,
    EffectForm,
    ExtensionForm,
    FieldForm,
    MatterForm,
    RepeatsForm,
    RewardForm,
    SiteForm,
    StepForm,
    SweepForm,
)
from anxin.packs.evidence import (
    CardNamed,
    DerivedNamed,
    EvidenceField,
    EvidenceFile,
    EvidenceKind,
    FactRead,
    FigureNamed,
    FiguresNamed,
    HouseholdView,
    Material,
    ZonesNamed,
)
from anxin.packs.exchange import CountsForm, DatasetForm, ExchangeFile, FieldShared
from anxin.packs.forms import Text
from anxin.packs.inquiries import InquiriesFile, RecordForm
from anxin.packs.layouts import (
    AffiliationForm,
    ColumnForm,
    EvidenceForm,
    IntakeFile,
    LayoutForm,
    MakesForm,
    RegistrationForm,
)
from anxin.packs.ledger import AccountForm, BookForm, LedgerFile, MovementForm, OpenForm
from anxin.packs.manifest import (
    AreaNamed,
    Decides,
    Effective,
    LegalBasis,
    Manifest,
    OutcomeNamed,
    Parameter,
    RuleSetNamed,
    ShownNamed,
)
from anxin.packs.scenarios import Case, Expect, Situation, Situations, TruthTable
from anxin.packs.schemas import FILES, schemas
from anxin.packs.schemes import (
    BookUsed,
    CellForm,
    CycleForm,
    DaysForm,
    FactForm,
    ItemForm,
    LeastShareForm,
    MovementsUsed,
    SchemeForm,
    SchemesFile,
    UnlessForm,
)
from anxin.packs.schemes_scenarios import AdmittedForm, BeforeForm, BenefitForm, Benefits, PaidForm
from anxin.packs.texts import Reason, ReasonsFile
from anxin.packs.tracing import SiteKindForm, TracingFile
from anxin.packs.unions import PoolForm, StandingForm, UnionsFile
from tests.unit.packs.conftest import HOME_SERVICE

PAGE = Path(__file__).resolve().parents[3] / "docs" / "packs" / "format.md"

SECTIONS: dict[str, type[BaseModel]] = {
    "pack.yaml": Manifest,
    "effective": Effective,
    "decides": Decides,
    "legal_basis": LegalBasis,
    "areas.<slug>": AreaNamed,
    "rule_sets.<area>-<date>": RuleSetNamed,
    "shown.<role>": ShownNamed,
    "parameters.<name>": Parameter,
    "outcomes.<key>": OutcomeNamed,
    "evidence.yaml": EvidenceFile,
    "kinds.<slug>": EvidenceKind,
    "kinds.<slug>.derived": DerivedNamed,
    "kinds.<slug>.fields.<name>": EvidenceField,
    "kinds.<slug>.household": HouseholdView,
    "facts.<input>": FactRead,
    "card": CardNamed,
    "materials": Material,
    "zones": ZonesNamed,
    "figures": FiguresNamed,
    "figures.counted.<name>": FigureNamed,
    "intake.yaml": IntakeFile,
    "layouts.<slug>": LayoutForm,
    "columns": ColumnForm,
    "makes": MakesForm,
    "makes.registration": RegistrationForm,
    "makes.affiliation": AffiliationForm,
    "makes.evidence": EvidenceForm,
    "cases.yaml": CasesFile,
    "desks.<slug>": DeskForm,
    "matters.<slug>": MatterForm,
    "form.<key>": FieldForm,
    "answers_by_itself": AnswersItselfForm,
    "entry": EntryForm,
    "clocks.<slug>": ClockForm,
    "clocks.<slug>.extension": ExtensionForm,
    "steps.<key>": StepForm,
    "answer": AnswerForm,
    "contest": ContestForm,
    "effects": EffectForm,
    "repeats": RepeatsForm,
    "reward": RewardForm,
    "grades": GradeForm,
    "board": BoardForm,
    "sweep": SweepForm,
    "sweep.sites.<key>": SiteForm,
    "ledger.yaml": LedgerFile,
    "books.<slug>": BookForm,
    "accounts.<slug>": AccountForm,
    "movements.<slug>": MovementForm,
    "opens": OpenForm,
    "allotments.yaml": AllotmentsFile,
    "offers.<slug>": OfferForm,
    "offers.<slug>.book": BookNamed,
    "stock.<slug>": PartForm,
    "offers.<slug>.window": WindowForm,
    "draw": DrawForm,
    "schemes.yaml": SchemesFile,
    "schemes.<slug>": SchemeForm,
    "schemes.<slug>.book": BookUsed,
    "schemes.<slug>.movements": MovementsUsed,
    "least_share": LeastShareForm,
    "cycles.<key>": CycleForm,
    "cycles.<key>.window": DaysForm,
    "items.<slug>": ItemForm,
    "items.<slug>.facts.<key>": FactForm,
    "exclusions": CellForm,
    "exclusions.unless": UnlessForm,
    "unions.yaml": UnionsFile,
    "standing": StandingForm,
    "pools": PoolForm,
    "inquiries.yaml": InquiriesFile,
    "record": RecordForm,
    "exchange.yaml": ExchangeFile,
    "datasets.<slug>": DatasetForm,
    "datasets.<slug>.fields.<name>": FieldShared,
    "datasets.<slug>.counts": CountsForm,
    "buyers.yaml": BuyersFile,
    "sources.<slug>": SourceForm,
    "countries": CountriesForm,
    "tracing.yaml": TracingFile,
    "sites.<slug>": SiteKindForm,
    "texts/reasons.yaml": ReasonsFile,
    "reasons.<key>": Reason,
    "kind: truth_table": TruthTable,
    "cases": Case,
    "kind: situations": Situations,
    "situations": Situation,
    "expect": Expect,
    "kind: requests": Requests,
    "requests": Request,
    "requests.expect": Goes,
    "requests.then": Happens,
    "requests.then.expect": Stands,
    "kind: benefits": Benefits,
    "benefits": BenefitForm,
    "benefits.before": BeforeForm,
    "benefits.expect": PaidForm,
    "admissions": AdmittedForm,
    "kind: lights": Lights,
    "lights": LightForm,
    "lights.expect": LightExpected,
}


def documented() -> dict[str, list[str]]:
    """The keys that the page explains, by section, in the page's order."""
    parts = re.split(r"^###? ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = {part.splitlines()[0].strip("` "): re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE) for part in parts}
    return {section: keys for section, keys in found.items() if keys}


def keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def inner(annotation: object) -> set[type[BaseModel]]:
    """The models an annotation speaks of, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in get_args(annotation) for model in inner(part)}


def every_model() -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set()
    waiting = set(FILES.values())
    while waiting:
        model = waiting.pop()
        found.add(model)
        for field in model.model_fields.values():
            waiting |= inner(field.annotation) - found
    return found


def test_every_key_of_every_file_is_documented_and_no_other() -> None:
    assert documented() == {section: keys(model) for section, model in SECTIONS.items()}


def test_every_form_has_its_section() -> None:
    assert every_model() - {Text} == set(SECTIONS.values())


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        *((name, name) for name in ("pack.yaml", "evidence.yaml", "intake.yaml", "texts/reasons.yaml")),
        ("scenarios/truth_table.yaml", "scenarios/zhejiang-2020-07-05.yaml"),
        ("scenarios/situations.yaml", "scenarios/compare.yaml"),
        ("cases.yaml", "cases.yaml"),
        ("scenarios/requests.yaml", "scenarios/cases.yaml"),
    ],
)
def test_the_published_schema_accepts_what_the_loader_accepts(schema: str, file: str) -> None:
    held = YAML(typ="safe", pure=True).load(HOME_SERVICE / file)
    as_json = json.loads(json.dumps(held, default=str))

    jsonschema_rs.validator_for(schemas()[schema]).validate(as_json)


def test_the_published_schema_refuses_an_unknown_key() -> None:
    held = YAML(typ="safe", pure=True).load(HOME_SERVICE / "texts/reasons.yaml") | {"reason": {}}

    assert not jsonschema_rs.validator_for(schemas()["texts/reasons.yaml"]).is_valid(held)
