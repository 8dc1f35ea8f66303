"""The published corpus in the page's own JavaScript: what Python refuses, the browser refuses for the same reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.journeys.verifier.conftest import OLD_PHONE, ROOT, InBrowser

pytestmark = [pytest.mark.browser, pytest.mark.static]

CORPUS = json.loads((ROOT / "docs" / "codes" / "refused.json").read_text("utf-8"))
BROWSERS = {"today's browser": "", "an old phone": OLD_PHONE}


def said(in_browser: InBrowser, entries: list[dict[str, Any]], verifier: str, without: str) -> dict[str, Any]:
    answers = in_browser("answers", {"corpus": CORPUS, "entries": entries, "verifier": verifier}, without=without)
    return {entry["kind"] + ": " + entry["name"]: answer for entry, answer in zip(entries, answers, strict=True)}


@pytest.mark.parametrize("without", BROWSERS.values(), ids=BROWSERS)
@pytest.mark.parametrize("verifier", ["source", "shipped"])
def test_every_fault_is_refused_with_its_reason(in_browser: InBrowser, verifier: str, without: str) -> None:
    expected = {entry["kind"] + ": " + entry["name"]: entry["reason"] for entry in CORPUS["refused"]}
    found = said(in_browser, CORPUS["refused"], verifier, without)
    assert {name: answer for name, answer in found.items() if answer != expected[name]} == {}
    assert len(found) == len(CORPUS["refused"])


@pytest.mark.parametrize("without", BROWSERS.values(), ids=BROWSERS)
@pytest.mark.parametrize("verifier", ["source", "shipped"])
def test_what_stands_beside_a_fault_is_accepted(in_browser: InBrowser, verifier: str, without: str) -> None:
    expected = {entry["kind"] + ": " + entry["name"]: entry["expect"] for entry in CORPUS["accepted"]}
    assert said(in_browser, CORPUS["accepted"], verifier, without) == expected
