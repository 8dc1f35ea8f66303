"""Small DMN models written for these tests, and their evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from anxin import decisions
from anxin.decisions import Evaluation, Model
from anxin.decisions.dmn.deciding import Deciding
from anxin.decisions.dmn.reading import Find, read_model
from anxin.decisions.feel.crossing import into_feel, out_of_feel
from anxin.decisions.feel.values import Run

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(*elements: str, namespace: str = "urn:test", find: Find | None = None) -> Model:
    """A strict model of these elements."""
    return decisions.load(xml(*elements, namespace=namespace), "test.dmn", find=find)


def xml(*elements: str, namespace: str = "urn:test") -> str:
    return f'<definitions xmlns="{NAMESPACE}" name="m" namespace="{namespace}">{"".join(elements)}</definitions>'


def leniently(source: str, name: str, inputs: Mapping[str, object] | None = None) -> Evaluation:
    """What a model that may be broken gives."""
    deciding = Deciding(read_model(source, "test.dmn", strict=False))
    given = {name: into_feel(value) for name, value in (inputs or {}).items()}
    found = deciding.evaluate(name, given, Run(), strict=False)
    return Evaluation(out_of_feel(found.value), found.diagnostics)


def value(source: Model, name: str = "d", as_of: date | None = None, **inputs: object) -> object:
    """What a decision is worth for inputs whose names are plain words."""
    return source.evaluate(name, inputs, as_of=as_of).value


def whys(source: Model, name: str = "d", **inputs: object) -> list[str]:
    """Why anything became null on the way to a decision."""
    return [found.why for found in source.evaluate(name, inputs).diagnostics]


def given(name: str, type_: str = "") -> str:
    reference = f" typeRef={quoteattr(type_)}" if type_ else ""
    return f'<inputData id="_{name}" name={quoteattr(name)}><variable name={quoteattr(name)}{reference}/></inputData>'


def feel(text: str, type_: str = "") -> str:
    reference = f" typeRef={quoteattr(type_)}" if type_ else ""
    return f"<literalExpression{reference}><text>{escape(text)}</text></literalExpression>"


def decision(
    logic: str,
    name: str = "d",
    *,
    needs: Sequence[str] = (),
    inputs: Sequence[str] = (),
    knows: Sequence[str] = (),
    type_: str = "",
) -> str:
    """A decision of that logic; ``needs`` decisions, ``inputs`` and ``knows`` functions by name or by href."""
    requirements = [_information("requiredDecision", one) for one in needs]
    requirements += [_information("requiredInput", one) for one in inputs]
    requirements += [_knowledge(one) for one in knows]
    reference = f" typeRef={quoteattr(type_)}" if type_ else ""
    variable = f"<variable name={quoteattr(name)}{reference}/>"
    return f'<decision id="_{name}" name={quoteattr(name)}>{variable}{"".join(requirements)}{logic}</decision>'


def function(logic: str, name: str = "f", *, parameters: Mapping[str, str] | None = None, knows: str = "") -> str:
    """A business knowledge model; parameters by name with their types."""
    formal = [f"<formalParameter name={quoteattr(one)}{_typed(kind)}/>" for one, kind in (parameters or {}).items()]
    required = _knowledge(knows) if knows else ""
    return (
        f'<businessKnowledgeModel id="_{name}" name={quoteattr(name)}><variable name={quoteattr(name)}/>'
        f"<encapsulatedLogic>{''.join(formal)}{logic}</encapsulatedLogic>{required}</businessKnowledgeModel>"
    )


def _typed(kind: str) -> str:
    return f" typeRef={quoteattr(kind)}" if kind else ""


def _information(kind: str, name: str) -> str:
    return f"<informationRequirement><{kind} href={quoteattr(_href(name))}/></informationRequirement>"


def _knowledge(name: str) -> str:
    return f"<knowledgeRequirement><requiredKnowledge href={quoteattr(_href(name))}/></knowledgeRequirement>"


def _href(name: str) -> str:
    return name if "#" in name else f"#_{name}"


def item(name: str, body: str, *, collection: bool = False) -> str:
    return f'<itemDefinition name={quoteattr(name)} isCollection="{str(collection).lower()}">{body}</itemDefinition>'


def of(type_: str, allowed: str = "", constraint: str = "") -> str:
    """What an item definition of a type holds."""
    listed = f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    whole = f"<typeConstraint><text>{escape(constraint)}</text></typeConstraint>" if constraint else ""
    return f"<typeRef>{type_}</typeRef>{listed}{whole}"


def imported(alias: str, namespace: str) -> str:
    return f'<import name="{alias}" namespace="{namespace}" importType="{NAMESPACE}" locationURI="{namespace}.dmn"/>'
