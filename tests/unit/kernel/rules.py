"""A small Wenzhou-like rule set for tests of the kernel, so that they stand without any pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from anxin.kernel.outcomes.actions import RuleSetFile, apply_rule_sets
from anxin.kernel.outcomes.models import RuleSet
from tests.cast import NOON, OPERATOR, PACK

INPUTS = {
    "card": "string",
    "police": "string",
    "health_until": "date",
    "insurance_until": "date",
    "as_of": "date",
    "soon": "days and time duration",
}
Cells = tuple[str, ...]
ROWS: list[tuple[Cells, str, str]] = [
    (("null", "-", "-", "-"), "grey", "no-card"),
    (('"invalid"', "-", "-", "-"), "red", "card-invalid"),
    (("-", '"failed"', "-", "-"), "red", "police-failed"),
    (("-", "-", "null, < as_of", "null, < as_of"), "red", "both-expired"),
    (("-", "-", "null, < as_of", "-"), "yellow", "health-expired"),
    (("-", "-", "-", "null, < as_of"), "yellow", "insurance-expired"),
    (("-", "-", "< as_of + soon", "-"), "yellow", "expiring"),
    (("-", "-", "-", "< as_of + soon"), "yellow", "expiring"),
    (("-", "-", "-", "-"), "green", "both-valid"),
]
FACTS: tuple[dict[str, str | None], ...] = (
    {"name": "card", "kind": "card", "source": "commerce_bureau", "column": "result"},
    {"name": "police", "kind": "police_check", "source": None, "column": "result"},
    {"name": "health_until", "kind": "health_check", "source": "health_institution", "column": "valid_until"},
    {"name": "insurance_until", "kind": "insurance", "source": "insurer", "column": "valid_until"},
    {"name": "unused", "kind": "training", "source": None, "column": "result"},
)


def dmn(rows: Sequence[tuple[Cells, str, str]], name: str = "colour") -> str:
    """The table as DMN 1.5 XML."""
    inputs = "".join(
        f'<inputData id="{n}" name="{n}"><variable name="{n}" typeRef="{kind}"/></inputData>'
        for n, kind in INPUTS.items()
    )
    columns = "".join(
        f'<input id="c-{n}" label="{n}"><inputExpression typeRef="{INPUTS[n]}">'
        f"<text>{n}</text></inputExpression></input>"
        for n in ("card", "police", "health_until", "insurance_until")
    )
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{cell.replace('<', '&lt;')}</text></inputEntry>" for cell in cells)
        + f'<outputEntry><text>"{outcome}"</text></outputEntry><outputEntry><text>"{reason}"</text></outputEntry>'
        + f"<annotationEntry><text>article {number}</text></annotationEntry></rule>"
        for number, (cells, outcome, reason) in enumerate(rows, start=1)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:test">'
        f'{inputs}<decision id="{name}" name="{name}"><variable name="{name}"/>'
        f'<decisionTable hitPolicy="FIRST">{columns}<output name="colour" typeRef="string"/>'
        f'<output name="reason" typeRef="string"/><annotation name="legal source"/>{rules}</decisionTable>'
        "</decision></definitions>"
    )


def rule_set_file(
    slug: str = "wenzhou-2021-01-01",
    *,
    area: str = "330300",
    effective_from: date = date(2021, 1, 1),
    rows: Sequence[tuple[Cells, str, str]] = ROWS,
    soon: str = "P30D",
) -> RuleSetFile:
    return RuleSetFile(
        pack=PACK,
        area=area,
        slug=slug,
        effective_from=effective_from,
        decision="colour",
        output="colour",
        title_zh=slug,
        title_en=slug,
        dmn=dmn(rows),
        parameters={"soon": soon},
        facts=FACTS,
        entry_allowed=("green",),
    )


def applied(*files: RuleSetFile) -> list[RuleSet]:
    return apply_rule_sets(by=OPERATOR, at=NOON, files=files or (rule_set_file(),))
