"""Chinese is complete: every text of the shared design and of the phone has its translation, and pages show it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import anxin.web

WEB = Path(anxin.web.__file__).parent
AREAS = ("design", "phone")
PLACEHOLDER = re.compile(r"%\((\w+)\)")

pytestmark = pytest.mark.static


def catalogue(area: str) -> Catalog:
    with (WEB / area / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def said_in_python(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def said_in_template(file: Path) -> Iterator[str]:
    source = file.read_text("utf-8")
    yield from re.findall(r'{% translate "(.+?)"[^%]*%}', source)
    for text in re.findall(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", source, re.S):
        yield re.sub(r"{{ (\w+) }}", r"%(\1)s", text)


def said(area: str) -> set[str]:
    """Every text of an area that is meant for people."""
    python = (text for file in (WEB / area).rglob("*.py") for text in said_in_python(file))
    templates = (text for file in (WEB / area).rglob("*.html") for text in said_in_template(file))
    return {*python, *templates}


@pytest.mark.parametrize("area", AREAS)
def test_every_text_has_a_chinese_one(area: str) -> None:
    held = {message.id for message in catalogue(area) if message.id and message.string and not message.fuzzy}
    assert said(area) - held == set()


@pytest.mark.parametrize("area", AREAS)
def test_no_translation_is_left_over_or_empty(area: str) -> None:
    found = [message for message in catalogue(area) if message.id]
    assert [message.id for message in found if not message.string or message.fuzzy] == []
    allowed = said(area) | {", "}  # written inside a template filter
    assert {str(message.id) for message in found} - allowed == set()


@pytest.mark.parametrize("area", AREAS)
def test_translations_keep_their_placeholders(area: str) -> None:
    def names(text: object) -> set[str]:
        return set(PLACEHOLDER.findall(str(text)))

    assert [m.id for m in catalogue(area) if m.id and names(m.id) != names(m.string)] == []
