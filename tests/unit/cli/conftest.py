"""The command as somebody types it, on the stage of the phone pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from typer.testing import CliRunner, Result

from anxin.cli.main import app
from tests.unit.web.phone.stage import Stage, on_stage

Typed = Callable[..., Result]


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An English terminal, wide enough for every line; the language goes back after the test."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    kept = dict(os.environ)
    spoken = translation.get_language()
    yield
    translation.activate(spoken or "zh-hans")
    for name in ("ANXIN_ADDRESS", "ANXIN_HOSTS"):
        if name not in kept:
            os.environ.pop(name, None)


@pytest.fixture
def stage(db: None) -> Stage:
    return on_stage()


@pytest.fixture
def typed() -> Typed:
    """`typed("decide", "home_service")`: run the command; a fault nobody expected fails the test."""

    def run(*arguments: str, answers: str = "") -> Result:
        result = CliRunner().invoke(app, list(arguments), input=answers)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
