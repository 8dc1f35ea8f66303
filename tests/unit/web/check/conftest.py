"""Every test of the check has a scene, and starts with nothing counted against its address."""

from __future__ import annotations

import pytest

from anxin.web.check.limits import LIMITS
from tests.unit.web.check.scene import Scene, on_scene


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """In a database that other threads see: the desk has one of its own."""
    return on_scene()


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still for the limits: a slow machine gives nothing back."""
    monkeypatch.setattr(LIMITS, "clock", lambda: 0.0)
    LIMITS.clear()
