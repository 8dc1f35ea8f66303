"""DMN documents written for tests, among them a table worded like Wenzhou's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"

Rule = tuple[Sequence[str], Sequence[str]]


def text(tag: str, content: str) -> str:
    return f"<{tag}><text>{escape(content)}</text></{tag}>"


def table(
    columns: Sequence[str],
    rules: Sequence[Rule],
    *,
    policy: str = "FIRST",
    outputs: Sequence[str] = ("colour", "reason"),
    output_values: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> str:
    """A decisionTable; rules are (input cells, output entries [+ annotations])."""
    lines = [f'<decisionTable hitPolicy="{policy}">']
    for column in columns:
        lines.append(f"<input label={quoteattr(column)}>{text('inputExpression', column)}</input>")
    for output in outputs:
        values = text("outputValues", output_values[output]) if output_values else ""
        lines.append(f"<output name={quoteattr(output)}>{values}</output>")
    lines += [f"<annotation name={quoteattr(note)}/>" for note in notes]
    for cells, entries in rules:
        parts = [text("inputEntry", cell) for cell in cells]
        parts += [text("outputEntry", entry) for entry in entries[: len(outputs)]]
        parts += [text("annotationEntry", entry) for entry in entries[len(outputs) :]]
        lines.append(f"<rule>{''.join(parts)}</rule>")
    return "\n".join([*lines, "</decisionTable>"])


def document(inputs: Mapping[str, str], decisions: Mapping[str, str], *, extra: str = "") -> str:
    """A DMN 1.5 document: inputs by name with their types, decisions by name with their logic."""
    data = [
        f"<inputData name={quoteattr(name)}><variable name={quoteattr(name)} typeRef={quoteattr(kind)}/></inputData>"
        for name, kind in inputs.items()
    ]
    logic = [f"<decision name={quoteattr(name)}>{body}</decision>" for name, body in decisions.items()]
    return f'<definitions xmlns="{NAMESPACE}" name="m">\n{extra}\n' + "\n".join([*data, *logic]) + "\n</definitions>"


WENZHOU_INPUTS = {
    "card": "string",
    "identity_city": "string",
    "identity_ministry": "string",
    "police": "string",
    "health_until": "date",
    "insurance_until": "date",
    "about_to_expire": "days and time duration",
    "as_of": "date",
}
_BAD = '"failed", "abnormal", "invalid"'
_SOON = "< as_of + about_to_expire"
_GONE = "null, < as_of"
WENZHOU_RULES: list[Rule] = [
    (cells, (f'"{colour}"', f'"{reason}"', "the notice", "our reading"))
    for cells, colour, reason in [
        (("null", "-", "-", "-", "-", "-"), "grey", "no-card"),
        (('"invalid"', "-", "-", "-", "-", "-"), "red", "card-invalid"),
        (("-", "-", "-", '"failed"', "-", "-"), "red", "police-failed"),
        (("-", _BAD, "-", "-", "-", "-"), "red", "review-not-passed"),
        (("-", "-", _BAD, "-", "-", "-"), "red", "review-not-passed"),
        (("-", "null", "-", "-", "-", "-"), "grey", "review-pending"),
        (("-", "-", "null", "-", "-", "-"), "grey", "review-pending"),
        (("-", "-", "-", "-", _GONE, _GONE), "red", "both-expired"),
        (("-", "-", "-", "-", _GONE, "-"), "yellow", "health-expired"),
        (("-", "-", "-", "-", "-", _GONE), "yellow", "insurance-expired"),
        (("-", "-", "-", "-", _SOON, _SOON), "yellow", "both-expiring"),
        (("-", "-", "-", "-", _SOON, "-"), "yellow", "health-expiring"),
        (("-", "-", "-", "-", "-", _SOON), "yellow", "insurance-expiring"),
        (("-", "-", "-", "-", "-", "-"), "green", "both-valid"),
    ]
]


def wenzhou(rules: Sequence[Rule] = WENZHOU_RULES, policy: str = "FIRST") -> str:
    """A table in the words of Wenzhou's rules."""
    columns = [name for name in WENZHOU_INPUTS if name not in ("about_to_expire", "as_of")]
    body = table(columns, rules, policy=policy, notes=("legal source", "reading"))
    return document(WENZHOU_INPUTS, {"colour": body})
