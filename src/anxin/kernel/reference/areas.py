"""Areas: six-digit codes of GB/T 2260, read from one dated file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML


@dataclass(frozen=True)
class Area:
    code: str
    zh: str
    en: str


@cache
def areas() -> dict[str, Area]:
    """Every known area by its code."""
    held = YAML(typ="safe").load(Path(__file__).with_name("areas.yaml").read_text("utf-8"))
    return {code: Area(code, names["zh"], names["en"]) for code, names in held["areas"].items()}


def prefix(code: str) -> str:
    """The digits that all areas inside `code` begin with: 33 for 330000, 3303 for 330300."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def within(code: str, outer: str) -> bool:
    """Is area `code` the area `outer` or inside it? An empty `outer` holds everything."""
    return code.startswith(prefix(outer)) if outer else True


def chain(code: str) -> list[str]:
    """The area itself and what holds it, nearest first: 330302 → 330302, 330300, 330000."""
    found = [code, code[:4] + "00", code[:2] + "0000"]
    return list(dict.fromkeys(found))
