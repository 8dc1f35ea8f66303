from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.unit.modules.buyers.stage import applied, furnished


@pytest.fixture
def empty(db: None, tmp_path: Path, settings: Settings) -> None:
    """The light applied, nothing on file."""
    settings.FIRM_FOLDER = tmp_path
    applied(tmp_path)


@pytest.fixture
def stage(db: None, tmp_path: Path, settings: Settings) -> None:
    """The light applied, firms on file, lists read."""
    settings.FIRM_FOLDER = tmp_path
    furnished(tmp_path)
