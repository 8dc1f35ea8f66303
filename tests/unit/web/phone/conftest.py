"""The stage of the phone pages, and browsers that speak Chinese."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.unit.web.phone.stage import PASSWORD, Stage, account_of, on_stage


@pytest.fixture(autouse=True)
def no_misses_yet() -> None:
    """Every test starts without wrong guesses counted against its address."""
    cache.clear()


@pytest.fixture(autouse=True)
def cheap_passwords(settings: Settings) -> None:
    """Hashing that costs a second on purpose would cost one in every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def stage(db: None) -> Stage:
    return on_stage()


@pytest.fixture
def client() -> Client:
    """A browser with no cookies that prefers Chinese."""
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def fang(stage: Stage, client: Client) -> Client:
    """Fang's own phone, signed in."""
    assert client.login(username=account_of(stage.cast.fang, "fang"), password=PASSWORD)
    return client


Signed = Callable[[str], Client]


@pytest.fixture
def signed_in() -> Signed:
    """A browser signed in under that username."""

    def browser(username: str) -> Client:
        client = Client(headers={"accept-language": "zh-CN"})
        assert client.login(username=username, password=PASSWORD)
        return client

    return browser
