"""A new trust code: a folder with everything in place, ready to be changed, and no Python."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Template
from xml.sax.saxutils import escape

from pydantic import TypeAdapter, ValidationError

from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.forms import Slug

STARTER = Path(__file__).with_name("starter")


def new(slug: str, *, root: Path, since: date, zh: str, en: str) -> Path:
    """Write a pack that lints green under `root` and return its folder; its texts say where to fill in.

    Raises PackInvalid: the slug is not lower-case words joined by _ or -, or a folder of that name is there.
    """
    folder = root / slug
    try:
        TypeAdapter(Slug).validate_python(slug)
    except ValidationError:
        what = "a slug is lower-case letters, digits and _ or - between them, at most 40"
        raise PackInvalid(slug, [PackError("pack.yaml", 0, what, slug, "pest_control")]) from None
    if folder.exists():
        raise PackInvalid(slug, [PackError("pack.yaml", 0, "a folder of that name is already there", str(folder))])
    said = {
        "slug": slug,
        "since": since.isoformat(),
        "zh": zh,
        "zh_yaml": json.dumps(zh, ensure_ascii=False),  # a JSON text is a quoted YAML text
        "en_yaml": json.dumps(en, ensure_ascii=False),
        "zh_xml": escape(zh, {'"': "&quot;"}),
    }
    for name, text in _starter():
        path = folder / name.replace("SINCE", said["since"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(said), encoding="utf-8")
    return folder


def _starter() -> Iterator[tuple[str, str]]:
    for path in sorted(STARTER.rglob("*")):
        if path.is_file():
            yield path.relative_to(STARTER).as_posix(), path.read_text(encoding="utf-8")
