"""The stage with its desks."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import Stage


@pytest.fixture(autouse=True)
def cheap_passwords(settings: Settings) -> None:
    """Hashing that costs a second on purpose would cost one in every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """Figures kept from another test would be of another city."""
    cache.clear()


@pytest.fixture
def stage(db: None) -> Stage:
    return on_desks()
