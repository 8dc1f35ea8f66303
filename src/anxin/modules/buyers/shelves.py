"""The two indexes of a site: firms, and entries of sanctions lists; folders of the home, opened once by a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from anxin.firms.index import Index


def firms() -> Index:
    """All firms on file."""
    return _opened(Path(settings.FIRM_FOLDER) / "firms")


def lists() -> Index:
    """The entries of sanctions lists."""
    return _opened(Path(settings.FIRM_FOLDER) / "lists")


@lru_cache(maxsize=8)
def _opened(folder: Path) -> Index:
    return Index(folder)
