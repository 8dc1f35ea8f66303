"""Areas: six-digit codes of GB/T 2260, read from one dated file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from anxin.decisions.deriving.choosing import chain, prefix

__all__ = ["Area", "areas", "chain", "prefix", "within"]


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


def within(code: str, outer: str) -> bool:
    """Is area `code` the area `outer` or inside it? An empty `outer` holds everything."""
    return code.startswith(prefix(outer)) if outer else True
