"""The two invented cities, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxin.demo.files import WrittenFile, write_files
from anxin.demo.population import City, build_city


@pytest.fixture(scope="session")
def full_city() -> City:
    return build_city(size="full")


@pytest.fixture(scope="session")
def small_city() -> City:
    return build_city(size="small")


@pytest.fixture(scope="session")
def small_files(small_city: City, tmp_path_factory: pytest.TempPathFactory) -> list[WrittenFile]:
    return write_files(small_city, tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def small_folder(small_files: list[WrittenFile]) -> Path:
    return small_files[0].path.parent
