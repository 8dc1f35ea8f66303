"""Test files of the kit: ``testCases`` elements as the kit's schema (testCases.xsd) describes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from anxin.decisions.dmn.xml import Element, parse, read_source
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.reading_times import parse_date, parse_date_time, parse_duration, parse_time
from anxin.decisions.feel.values import Unanswerable, Value

NAMESPACE = "http://www.omg.org/spec/DMN/20160719/testcase"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NUMBERS = ("decimal", "double", "float", "integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
READERS: dict[str, Callable[[str], Value]] = {
    "date": parse_date,
    "time": parse_time,
    "dateTime": parse_date_time,
    "duration": parse_duration,
    "dayTimeDuration": parse_duration,
    "yearMonthDuration": parse_duration,
}


@dataclass(frozen=True)
class Result:
    """What one decision is expected to be worth; ``error``: it must be null because something goes wrong."""

    name: str
    expected: Value
    error: bool


@dataclass(frozen=True)
class Case:
    """One case: what is given by name, and the results expected; ``invocable`` names a service or function to call."""

    id: str
    kind: str
    invocable: str
    inputs: dict[str, Value]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class TestFile:
    """A file of cases and the model they are about."""

    __test__ = False  # not for pytest

    path: Path
    model: Path
    cases: tuple[Case, ...]


def read_cases(path: Path) -> TestFile | None:
    """The cases of a file; None when it is no file of cases, DecisionError when it cannot be read."""
    root = parse(read_source(path, path.name), path.name)
    if root.name != "testCases" or root.namespace != NAMESPACE:
        return None
    model = root.words("modelName")
    if not model or "/" in model or "\\" in model or model.startswith("."):
        raise DecisionError("modelName names a file in the same folder", place=Place(path.name), read=model)
    cases = tuple(_case(element, Place(path.name)) for element in root.all("testCase"))
    return TestFile(path, path.with_name(model), cases)


def _case(element: Element, place: Place) -> Case:
    inputs = {part.attributes.get("name", ""): _value(part, place) for part in element.all("inputNode")}
    results = tuple(_result(part, place) for part in element.all("resultNode"))
    attributes = element.attributes
    kind = attributes.get("type", "decision")
    return Case(attributes.get("id", ""), kind, attributes.get("invocableName", ""), inputs, results)


def _result(element: Element, place: Place) -> Result:
    expected = element.first("expected")
    value = None if expected is None else _value(expected, place)
    error = element.attributes.get("errorResult", "false").strip() in ("true", "1")
    return Result(element.attributes.get("name", ""), value, error)


def _value(element: Element, place: Place) -> Value:
    """What an element of the schema's valueType holds: a value, components or a list."""
    if _is_nil(element):
        return None
    value, items = element.first("value"), element.first("list")
    if value is not None:
        return _plain(value, place)
    if items is not None:
        return None if _is_nil(items) else [_value(item, place) for item in items.all("item")]
    components = list(element.all("component"))
    return {part.attributes.get("name", ""): _value(part, place) for part in components} if components else None


def _is_nil(element: Element) -> bool:
    return element.qualified.get(f"{XSI} nil", "").strip() in ("true", "1")


def _plain(element: Element, place: Place) -> Value:
    if _is_nil(element):
        return None
    kind = element.qualified.get(f"{XSI} type", "").strip().rpartition(":")[2]
    text = element.text.strip()
    try:
        if kind in NUMBERS:
            return Decimal(text)
        if kind == "boolean":
            return text in ("true", "1")
        return READERS[kind](text) if kind in READERS else element.text
    except (Unanswerable, ValueError, InvalidOperation) as error:
        why = f"this is not an xsd:{kind}: {error}"
        raise DecisionError(why, place=place.within(line=element.line), read=text) from None
