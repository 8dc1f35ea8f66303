"""The site with two services, and one with the home service alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from anxin.kernel.access import shown
from anxin.packs import loading, on_site
from tests.unit.web.console.desks import on_desks
from tests.unit.web.phone.stage import PASSWORD, Stage, account_of
from tests.unit.web.two_services.site import Site, packs_written, with_pests


@pytest.fixture(autouse=True)
def cheap_passwords(settings: Settings) -> None:
    """Hashing that costs a second on purpose would cost one in every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's packs live."""
    monkeypatch.setenv("ANXIN_PACKS", str(tmp_path / "packs"))
    monkeypatch.setattr(loading, "_held", {})
    return packs_written(tmp_path / "packs")


@pytest.fixture
def stage(db: None, folder: Path) -> Stage:
    """One service: the other lies in the folder and was never applied."""
    return on_desks()


@pytest.fixture
def site(stage: Stage, folder: Path) -> Site:
    made = with_pests(stage, folder)
    shown.nobody_says()  # the limits of what is shown are not what is tried here
    on_site.forget()
    return made


@pytest.fixture
def fang(stage: Stage) -> Client:
    """Fang's own phone, signed in, in Chinese."""
    client = Client(headers={"accept-language": "zh-CN"})
    assert client.login(username=account_of(stage.cast.fang, "fang"), password=PASSWORD)
    return client
