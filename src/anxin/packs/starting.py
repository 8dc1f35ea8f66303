"""A new service: a folder with everything in place, ready to be changed, and no Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from pydantic import TypeAdapter, ValidationError

from anxin.kernel.cases.clocks import SHANGHAI, Unit, due_after
from anxin.kernel.errors import Invalid
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.forms import Slug

STARTER = Path(__file__).with_name("starter")
MOST_DAYS = 250
FILED = time(9, 30)


class Shape(StrEnum):
    """What a service is there for. `BOTH`: a colour, and an appeal against what it rests on."""

    COLOUR = "colour"
    REQUESTS = "requests"
    BOTH = "both"


PARTS = {Shape.COLOUR: ("colour",), Shape.REQUESTS: ("requests",), Shape.BOTH: ("colour", "appeal")}


@dataclass(frozen=True)
class Office:
    """The desk that answers requests, and within how many working days (0: the same day, or the next working day)."""

    zh: str = "承办岗"
    en: str = "Office in charge"
    days: int = 5


def new(
    slug: str,
    *,
    root: Path,
    since: date,
    zh: str,
    en: str,
    shape: Shape = Shape.COLOUR,
    office: Office | None = None,
) -> Path:
    """Write a pack that lints green under `root` and return its folder; its texts say where to fill in.

    Raises PackInvalid: the slug is not lower-case words joined by _ or -, or a folder of that name is there;
    Invalid: more working days than a year has.
    """
    folder, office = root / slug, office or Office()
    try:
        TypeAdapter(Slug).validate_python(slug)
    except ValidationError:
        what = "a slug is lower-case letters, digits and _ or - between them, at most 40"
        raise PackInvalid(slug, [PackError("pack.yaml", 0, what, slug, "pest_control")]) from None
    if not 0 <= office.days <= MOST_DAYS:
        raise Invalid("That is no time limit.", field="days", read=str(office.days), allowed=f"0 to {MOST_DAYS}")
    if folder.exists():
        raise PackInvalid(slug, [PackError("pack.yaml", 0, "a folder of that name is already there", str(folder))])
    said = _said(slug, since, zh, en, office)
    for name, text in _starter(shape):
        path = folder / name.replace("SINCE", said["since"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(said), encoding="utf-8")
    return folder


def _said(slug: str, since: date, zh: str, en: str, office: Office) -> dict[str, str]:
    return {
        "slug": slug,
        "since": since.isoformat(),
        "zh": zh,
        "zh_yaml": _yaml(zh),
        "en_yaml": _yaml(en),
        "zh_xml": escape(zh, {'"': "&quot;"}),
        "office_zh_yaml": _yaml(office.zh),
        "office_en_yaml": _yaml(office.en),
        "within": f"{office.days} working day{'' if office.days == 1 else 's'}",
        "due": _last_day(since, office.days),
    }


def _last_day(since: date, days: int) -> str:
    over = due_after(datetime.combine(since, FILED, SHANGHAI), days, Unit.WORKING_DAYS)
    return (over - timedelta(days=1)).date().isoformat()


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON text is a quoted YAML text


def _starter(shape: Shape) -> Iterator[tuple[str, str]]:
    for part in PARTS[shape]:
        for path in sorted((STARTER / part).rglob("*")):
            if path.is_file():
                yield path.relative_to(STARTER / part).as_posix(), path.read_text(encoding="utf-8")
