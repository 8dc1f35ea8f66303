"""A copy of the home-service pack that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

HOME_SERVICE = Path(__file__).resolve().parents[3] / "packs" / "home_service"

Spoil = Callable[..., Path]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The home-service pack in a folder of its own."""
    return Path(shutil.copytree(HOME_SERVICE, tmp_path / "packs" / "home_service"))


@pytest.fixture
def spoil(copy: Path) -> Spoil:
    """Replace a text, which must stand there once, in one file of the copy; gives the pack's folder."""

    def replace(file: str, old: str, new: str) -> Path:
        path = copy / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return copy

    return replace


def line_of(folder: Path, file: str, text: str) -> int:
    """The line, from 1, on which a text first stands."""
    lines = (folder / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
