"""Graphs: who sees what, circles, decision services, imported models, and what is refused with its place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from anxin.decisions import DecisionError, Limits
from tests.unit.decisions.dmn.models import (
    decision,
    feel,
    function,
    given,
    imported,
    leniently,
    model,
    value,
    whys,
    xml,
)


def refusal(*elements: str) -> DecisionError:
    with pytest.raises(DecisionError) as caught:
        model(*elements)
    return caught.value


def test_a_decision_sees_what_it_requires() -> None:
    source = model(
        given("the age", "number"),
        decision(feel("the age + 1"), "next", inputs=["the age"]),
        decision(feel("next * 2"), needs=["next"]),
    )
    found = source.evaluate("d", {"the age": 20})
    assert (found.value, dict(found.values)) == (42, {"the age": 20, "next": 21, "d": 42})


def test_what_is_not_required_is_not_seen() -> None:
    hidden = decision(feel("1"), "hidden"), decision(feel("2"), "seen")
    found = refusal(*hidden, decision(feel("hiden"), needs=["seen"]))
    assert (found.why, found.read, found.place.decision) == ("nothing has this name", "hiden", "d")
    lenient = leniently(xml(*hidden, decision(feel("hidden = null"), needs=["seen"])), "d")
    assert lenient.value is True


def test_without_any_drawn_requirement_names_are_enough() -> None:
    assert value(model(decision(feel("1"), "a"), decision(feel("a + 1")))) == 2


def test_each_decision_is_evaluated_once_and_only_when_it_is_needed() -> None:
    doubling = [decision(feel("1"), "d0")]
    doubling += [decision(feel(f"d{n} + d{n}"), f"d{n + 1}", needs=[f"d{n}"]) for n in range(60)]
    source = model(*doubling, decision(feel('"a" + 1'), "unneeded"))
    found = source.evaluate("d60", {})
    assert (found.value, found.diagnostics) == (2**60, ())


def test_a_chain_of_thousands_of_decisions_is_no_trouble() -> None:
    chain = [decision(feel("0"), "d0")]
    chain += [decision(feel(f"d{n} + 1"), f"d{n + 1}", needs=[f"d{n}"]) for n in range(3_000)]
    assert value(model(*chain), "d3000") == 3_000


def test_decisions_that_need_each_other_are_refused_with_the_path() -> None:
    circle = decision(feel("b"), "a", needs=["b"]), decision(feel("c"), "b", needs=["c"])
    found = refusal(*circle, decision(feel("b"), "c", needs=["b"]))
    assert (found.why, found.read) == ("a decision needs itself", "b → c → b")


def test_a_decision_that_calls_a_service_that_needs_it_is_refused() -> None:
    served = '<decisionService id="_s" name="s"><outputDecision href="#_d"/></decisionService>'
    assert refusal(served, decision(feel("s()"), knows=["s"])).read == "d → s → d"


def test_functions_may_call_themselves_within_the_limit() -> None:
    recursive = function(feel("if n <= 1 then 1 else n * fact(n - 1)"), "fact", parameters={"n": "number"})
    source = model(recursive, decision(feel("fact(20)"), knows=["fact"]))
    assert value(source) == 2_432_902_008_176_640_000
    endless = model(function(feel("f()")), decision(feel("f()"), knows=["f"]))
    with pytest.raises(DecisionError, match=r"test\.dmn, line 1, decision 'f': .* deep") as caught:
        endless.evaluate("d", {})
    assert caught.value.place.decision == "f"


def test_a_function_sees_its_parameters_and_what_it_requires_only() -> None:
    inner = function(feel("n + 1"), "inner", parameters={"n": "number"})
    outer = function(feel("inner(n) * 2"), "outer", parameters={"n": "number"}, knows="inner")
    assert value(model(inner, outer, decision(feel("outer(1)"), knows=["outer"]))) == 4
    assert refusal(inner, outer, decision(feel("inner(1)"), knows=["outer"])).read == "inner"


def test_a_function_is_evaluated_by_name_too() -> None:
    source = model(function(feel("n + 1"), "next one", parameters={"n": "number"}))
    assert value(source, "next one", n=1) == 2


def test_long_chains_of_functions_and_services_end_at_a_limit_and_not_before() -> None:
    chain = [function(feel(f"f{n + 1}()"), f"f{n}", knows=f"f{n + 1}") for n in range(1_000)]
    source = model(*chain, function(feel("1"), "f1000"), decision(feel("f990()"), knows=["f990"]))
    assert value(source) == 1
    with pytest.raises(DecisionError, match="calls may be nested 150 deep"):
        source.evaluate("f0", {})


def service(*parts: str, type_: str = "") -> str:
    variable = f'<variable name="the service" typeRef="{type_}"/>' if type_ else ""
    return f'<decisionService id="_s" name="the service">{variable}{"".join(parts)}</decisionService>'


def part(kind: str, name: str) -> str:
    return f'<{kind} href="#_{name}"/>'


SERVED = (
    given("x", "number"),
    decision(feel("100"), "given", type_="number"),
    decision(feel("given + x"), "inner", needs=["given"], inputs=["x"]),
    decision(feel("inner * 2"), "answer", needs=["inner"]),
)


def test_a_service_is_a_function_of_its_input_data_then_its_input_decisions() -> None:
    inside = part("outputDecision", "answer"), part("encapsulatedDecision", "inner")
    serving = service(*inside, part("inputDecision", "given"), part("inputData", "x"))
    source = model(*SERVED, serving, decision(feel("the service(1, 2)"), knows=["s"]))
    assert value(source) == 6
    assert value(source, "the service", x=1, given=2) == 6
    assert value(source, "answer", x=1) == 202
    assert value(model(*SERVED, serving, decision(feel("the service(given: 5, x: 1)"), knows=["s"]))) == 12


def test_a_service_of_several_outputs_answers_with_a_context() -> None:
    serving = service(part("outputDecision", "answer"), part("outputDecision", "inner"), part("inputData", "x"))
    assert value(model(*SERVED, serving), "the service", x=1) == {"answer": 202, "inner": 101}


def test_a_service_called_with_the_wrong_type_is_null() -> None:
    serving = service(part("outputDecision", "answer"), part("inputData", "x"))
    source = model(*SERVED, serving, decision(feel('the service("x")'), knows=["s"]))
    assert value(source) is None


def test_a_decision_without_an_expression_is_null_unless_it_is_given() -> None:
    bare = '<decision id="_given" name="given"><variable name="given"/></decision>'
    answer = decision(feel("given + 1"), "answer", needs=["given"])
    assert whys(model(bare), "given") == ["this decision has no expression"]
    serving = service(part("outputDecision", "answer"), part("inputDecision", "given"))
    assert value(model(bare, answer, serving), "the service", given=1) == 2


LIBRARY = xml(
    '<itemDefinition name="tAge"><typeRef>number</typeRef></itemDefinition>',
    given("who", "string"),
    function(feel('"Hello " + name'), "say hello", parameters={"name": "string"}),
    decision(feel('who + "!"'), "shouted", inputs=["who"]),
    namespace="urn:library",
)


def library(namespace: str, location: str) -> str | None:
    return {"urn:library": LIBRARY, "urn:middle": MIDDLE}.get(namespace)


MIDDLE = xml(
    imported("lib", "urn:library"),
    decision(feel("lib.who"), "passed on", inputs=["urn:library#_who"]),
    namespace="urn:middle",
)


def test_imported_elements_are_named_after_their_import() -> None:
    logic = feel("lib.say hello(lib.shouted)")
    mine = decision(logic, needs=["urn:library#_shouted"], knows=["urn:library#_say hello"], type_="string")
    source = model(imported("lib", "urn:library"), mine, find=library)
    for inputs in ({"lib.who": "Li"}, {"lib": {"who": "Li"}}, {"who": "Li"}):
        assert source.evaluate("d", inputs).value == "Hello Li!"
    assert source.evaluate("lib.shouted", {"who": "Li"}).value == "Li!"


def test_an_import_without_a_name_puts_its_names_among_ours() -> None:
    logic = decision(feel("say hello(shouted)"), needs=["urn:library#_shouted"], knows=["urn:library#_say hello"])
    source = model(imported("", "urn:library"), given("age", "tAge"), logic, find=library)
    assert value(source, who="Li") == "Hello Li!"


def test_types_of_an_import_are_named_after_it() -> None:
    logic = decision(feel("age"), inputs=["age"], type_="lib.tAge")
    assert value(model(imported("lib", "urn:library"), given("age", "lib.tAge"), logic, find=library), age=3) == 3


def test_a_model_imported_along_two_paths_may_be_given_two_inputs() -> None:
    logic = decision(
        feel('lib.who + " " + middle.passed on'), needs=["urn:middle#_passed on"], inputs=["urn:library#_who"]
    )
    source = model(imported("lib", "urn:library"), imported("middle", "urn:middle"), logic, find=library)
    assert source.evaluate("d", {"lib": {"who": "a"}, "middle": {"lib": {"who": "b"}}}).value == "a b"
    assert source.evaluate("d", {"lib.who": "a"}).value == "a a"


def test_an_import_that_is_not_found_is_refused() -> None:
    assert refusal(imported("lib", "urn:library")).why == "the imported model is not found"


def test_models_that_import_each_other_are_refused() -> None:
    loop = xml(imported("me", "urn:test"), namespace="urn:loop")
    with pytest.raises(DecisionError) as caught:
        model(imported("loop", "urn:loop"), find=lambda namespace, location: loop)
    assert (caught.value.why, caught.value.read) == ("models import each other", "urn:test → urn:loop → urn:test")


def test_an_href_with_the_models_own_namespace_is_local() -> None:
    assert value(model(decision(feel("1"), "a"), decision(feel("a"), needs=["urn:test#_a"]))) == 1


def test_an_href_that_leads_nowhere_is_refused_with_the_nearest() -> None:
    found = refusal(decision(feel("1"), "colour"), decision(feel("1"), needs=["#_color"]))
    assert (found.read, found.nearest) == ("#_color", "#_colour")


def test_two_things_of_one_name_are_refused() -> None:
    found = refusal(given("d", "number"), decision(feel("1")))
    assert (found.why, found.read) == ("two things have this name", "d")


def test_unknown_decisions_and_inputs_are_refused_with_the_nearest() -> None:
    source = model(given("age", "number"), decision(feel("age"), "the colour", inputs=["age"]))
    with pytest.raises(DecisionError, match="did you mean 'the colour'"):
        source.evaluate("the color", {})
    with pytest.raises(DecisionError, match="no such input; read 'aeg'; allowed: age; did you mean 'age'"):
        source.evaluate("the colour", {"aeg": 1})
    with pytest.raises(DecisionError, match="the input 'age' is a float"):
        source.evaluate("the colour", {"age": 1.5})


def test_an_input_left_out_is_null_and_says_so_once() -> None:
    source = model(given("age", "number"), decision(feel("[age, age]"), inputs=["age"]))
    assert value(source) == [None, None]
    assert whys(source) == ["the input 'age' is not given"]
    assert whys(source, age=None) == []


def test_the_clock_is_never_read() -> None:
    source = model(decision(feel("[today(), now()]")))
    assert value(source) == [None, None]
    assert value(source, as_of=date(2021, 10, 29)) == [date(2021, 10, 29), datetime.combine(date(2021, 10, 29), time())]
    moment = datetime(2021, 10, 29, 8, 30, tzinfo=UTC)
    assert source.evaluate("d", {}, as_of=date(2020, 1, 1), now=moment).value == [date(2021, 10, 29), moment]


def test_the_day_of_decision_is_seen_everywhere() -> None:
    assert value(model(decision(feel("as_of"))), as_of=date(2021, 10, 29)) == date(2021, 10, 29)
    drawn = model(given("as_of", "date"), decision(feel("as_of.year"), inputs=["as_of"]))
    assert value(drawn, as_of=date(2021, 10, 29)) == 2021


def test_a_limit_ends_an_evaluation_with_its_place() -> None:
    source = model(decision(feel("count(for i in 1..1000000000 return i)")))
    with pytest.raises(DecisionError) as caught:
        source.evaluate("d", {}, limits=Limits(steps=10_000, items=10_000))
    assert (caught.value.place.source, caught.value.place.decision) == ("test.dmn", "d")
