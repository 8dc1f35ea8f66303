"""Every act that can stand in the journal has words for whoever reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import anxin
from anxin.web.console.desk_words import acts

pytestmark = pytest.mark.static
WRITTEN = re.compile(r"""\bact=f?"([a-z]+\.[a-z-]+)"|Heading\([^)]*?, "([a-z]+\.[a-z-]+)\"""")


def test_every_act_written_down_has_its_words() -> None:
    source = Path(anxin.__file__).parent
    written = {
        act
        for path in source.rglob("*.py")
        for found in WRITTEN.findall(path.read_text("utf-8"))
        for act in found
        if act
    }

    assert len(written) > 40
    assert written - {slug for slug, _word in acts()} == set()
