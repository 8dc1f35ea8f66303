"""Broken and hostile models are read, or refused with their place; nothing else comes out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from anxin import decisions
from anxin.decisions import DecisionError, Limits
from anxin.decisions.dmn.deciding import Deciding
from anxin.decisions.dmn.model import DecisionNode, Served
from anxin.decisions.dmn.reading import read_model
from anxin.decisions.feel.values import Run
from tests.unit.decisions.dmn import models
from tests.unit.decisions.dmn.models import decision, feel, function, item, of
from tests.unit.decisions.writing import wenzhou

RICH = models.xml(
    item("tGrade", of("string", '"A", "B"')),
    models.given("n", "number"),
    models.given("grade", "tGrade"),
    function(feel("n * 2"), parameters={"n": "number"}),
    decision(f"<context><contextEntry><variable name='a'/>{feel('f(n)')}</contextEntry></context>", knows=["f"]),
    decision(f"<list>{feel('n')}{feel('grade')}</list>", "e", inputs=["n", "grade"], needs=["d"]),
    '<decisionService id="_s" name="s"><outputDecision href="#_e"/><inputData href="#_n"/></decisionService>',
)
PIECES = st.sampled_from(['"', "<", "/>", "<list>", "</text>", 'href="#_e"', "&lt;", "&#x10FFFF;", "null", "?", "\x00"])


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A model with pieces cut out, doubled or put in."""
    source = draw(st.sampled_from([RICH, wenzhou()]))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(source)))
        end = min(len(source), start + draw(st.integers(0, 60)))
        middle = draw(st.sampled_from(["", source[start:end] * 2]) | PIECES)
        source = source[:start] + middle + source[end:]
    return source


@settings(max_examples=150, deadline=None)
@given(broken())
def test_any_broken_model_is_read_or_refused(source: str) -> None:
    try:
        model = decisions.load(source, "broken.dmn")
    except DecisionError as error:
        assert error.place.source == "broken.dmn"
    else:
        assert model.name == "broken.dmn"


@settings(max_examples=150, deadline=None)
@given(broken())
def test_any_model_read_leniently_is_evaluated_or_stopped(source: str) -> None:
    try:
        definitions = read_model(source, "broken.dmn", strict=False)
    except DecisionError:
        return
    deciding = Deciding(definitions)
    for name, key in definitions.named.items():
        if isinstance(definitions.nodes[key], DecisionNode | Served):
            found = deciding.evaluate(name, {}, Run(limits=Limits(steps=10_000)), strict=False)
            assert isinstance(found.diagnostics, tuple)
