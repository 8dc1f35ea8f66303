"""The tour of the engine prints what it says it prints."""

from __future__ import annotations

import io
import re
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
TOUR = ROOT / "docs" / "decisions" / "tour.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_block_of_the_tour_prints_what_stands_below_it() -> None:
    blocks = [found.groups() for found in BLOCK.finditer(TOUR.read_text("utf-8"))]
    blocks = [(kind, text) for kind, text in blocks if kind in ("python", "text")]
    names: dict[str, Any] = {}
    said, printed = [], []
    with chdir(ROOT):
        for (kind, code), (below, text) in zip(blocks[::2], blocks[1::2], strict=True):
            assert (kind, below) == ("python", "text"), code
            printed.append(run(code, names))
            said.append(text)
    assert printed == said


def run(code: str, names: dict[str, Any]) -> str:
    output = io.StringIO()
    with redirect_stdout(output):
        exec(compile(code, str(TOUR), "exec"), names)
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines()) + "\n"
