"""Every setting is documented: an operator finds each `ANXIN_…` variable in one list, and nothing else there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "ops" / "settings.md"
SETTING = re.compile(r"\bANXIN_[A-Z][A-Z_]*[A-Z]\b")


def settings_read() -> set[str]:
    sources = [path for folder in ("src", "tools", "tests", "bench") for path in (ROOT / folder).rglob("*.*")]
    texts = [path.read_text("utf-8") for path in sources if path.suffix in {".py", ".sh"} and path.is_file()]
    return set(SETTING.findall("\n".join(texts)))


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    assert set(SETTING.findall(LIST.read_text("utf-8"))) == settings_read()
