"""Every pair of colours used for text is at least 4.5:1 (WCAG 2.1, 1.4.3), read from the tokens themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import anxin.web.design

TOKENS = Path(anxin.web.design.__file__).parent / "static" / "design" / "tokens.css"
LEAST = 4.5

COLOURS = ("green", "yellow", "orange", "red", "grey")
PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("surface", "page", "surface-sunk")],
    ("surface", "brand"),
    ("surface", "brand-deep"),
    ("brand", "surface"),
    ("brand-deep", "brand-soft"),
    *[(f"{colour}-on", colour) for colour in COLOURS],
    *[(f"{colour}-ink", f"{colour}-soft") for colour in COLOURS],
    *[(f"{colour}-ink", "surface") for colour in COLOURS],
]


def tokens(selector: str) -> dict[str, str]:
    """Names and hexadecimal colours set under a selector."""
    block = TOKENS.read_text("utf-8").split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--ax-([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.static
@pytest.mark.parametrize("view", [":root", ".ax-elder"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(view: str, ink: str, ground: str) -> None:
    held = {**tokens(":root"), **tokens(view)}
    assert contrast(held[ink], held[ground]) >= LEAST
