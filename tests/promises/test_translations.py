"""Chinese is complete: every text marked for translation, in templates and in Python, has its Chinese."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

pytestmark = pytest.mark.static

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "anxin"
CALLS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")  # a language is named in itself
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def catalogues() -> dict[str, Catalog]:
    """Our Chinese catalogues by path."""
    found = {}
    for path in sorted(PACKAGE.glob("**/locale/zh_Hans/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found[str(path.relative_to(PACKAGE))] = read_po(file, locale="zh_Hans", abort_invalid=True)
    return found


def translations() -> Iterator[tuple[str, Message]]:
    for path, catalogue in catalogues().items():
        for message in catalogue:
            if message.id:
                yield f"{path}:{message.lineno}", message


def variants(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def marked() -> Iterator[tuple[str, str]]:
    """(place, text) of everything that is marked for translation; of a plural its singular."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".html":
            # In brackets, because what is left of a page is indented as no Python is.
            source = f"({templatize(path.read_text('utf-8'), origin=str(path))})"
        elif path.suffix == ".py":
            source = path.read_text("utf-8")
        else:
            continue
        for line, text, _comments, _context in extract("python", io.BytesIO(source.encode()), CALLS):
            yield f"{path.relative_to(PACKAGE)}:{line}", variants(text)[0]


def test_every_marked_text_has_its_chinese() -> None:
    ours = {variants(message.id)[0] for _place, message in translations()}
    missing = [f"{place} {text!r}" for place, text in marked() if text not in ours and not CHINESE.search(text)]
    assert missing == []


def test_no_translation_is_empty_or_unsure() -> None:
    unfinished = [
        f"{place} {message.id!r}"
        for place, message in translations()
        if message.fuzzy or not all(variants(message.string)) or not variants(message.string)
    ]
    assert unfinished == []


def test_translations_keep_the_placeholders() -> None:
    differing = []
    for place, message in translations():
        wanted = set(PLACEHOLDER.findall(variants(message.id)[-1]))
        if any(set(PLACEHOLDER.findall(text)) != wanted for text in variants(message.string)):
            differing.append(f"{place} {message.id!r} → {message.string!r}")
    assert differing == []


def test_one_text_has_one_chinese_in_every_area() -> None:
    """Django lays the catalogues of all areas over each other: of two translations one would win everywhere."""
    chinese: dict[tuple[str | None, str], set[str]] = {}
    for _place, message in translations():
        held = chinese.setdefault((message.context, variants(message.id)[0]), set())
        held.add("\n".join(variants(message.string)))

    assert {text: said for text, said in chinese.items() if len(said) > 1} == {}
