"""Most tests of the engine touch no database: they run once, not again on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.decisions import databases

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Only modules that open databases by :mod:`tests.unit.decisions.databases` run on every one."""
    for item in items:
        module = getattr(item, "module", None)
        if HERE in item.path.parents and databases.databases not in vars(module).values():
            item.add_marker(pytest.mark.static)
