"""Every setting is documented: an operator finds each `ANXIN_…` variable in one list, and nothing else there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password, make_password
from pytest_django import Settings

from tests import conftest

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


def test_the_passwords_of_a_site_are_stretched(settings: Settings) -> None:
    """The tests' own are not: only here the site's hashers work, as Django and OWASP advise them."""
    settings.PASSWORD_HASHERS = conftest.PASSWORD_HASHERS
    kept = make_password("correct horse battery")
    name, rounds, _salt, _hash = kept.split("$")

    assert (name, int(rounds) >= 600_000) == ("pbkdf2_sha256", True)
    assert check_password("correct horse battery", kept)
    assert not check_password("correct horse batter", kept)
