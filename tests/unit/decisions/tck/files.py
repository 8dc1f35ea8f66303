"""Conformance cases written for these tests, in the kit's form."""

from __future__ import annotations

from pathlib import Path

TYPES = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'


def value(type_: str, text: str) -> str:
    return f'<value xsi:type="xsd:{type_}">{text}</value>'


NIL = '<value xsi:nil="true"/>'


def result(name: str, expected: str, *, error: bool = False) -> str:
    return f'<resultNode name="{name}" errorResult="{str(error).lower()}"><expected>{expected}</expected></resultNode>'


def given(name: str, content: str) -> str:
    return f'<inputNode name="{name}">{content}</inputNode>'


def case(id_: str, *nodes: str, invocable: str = "") -> str:
    asked = f' type="decisionService" invocableName="{invocable}"' if invocable else ""
    return f'<testCase id="{id_}"{asked}>{"".join(nodes)}</testCase>'


def write(folder: Path, model: str, *cases: str, name: str = "0001-own") -> Path:
    """A folder of one model and one file of cases."""
    place = folder / name
    place.mkdir(parents=True)
    (place / f"{name}.dmn").write_text(model, "utf-8")
    namespace = "http://www.omg.org/spec/DMN/20160719/testcase"
    body = f"<modelName>{name}.dmn</modelName>{''.join(cases)}"
    (place / f"{name}-test-01.xml").write_text(f'<testCases xmlns="{namespace}" {TYPES}>{body}</testCases>', "utf-8")
    return place
