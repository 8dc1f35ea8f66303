"""The stage with the home-service datasets in the catalogue."""

from __future__ import annotations

import pytest

from anxin import packs
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.packs.exchange import datasets_of
from tests.cast import NOON, OPERATOR, PACK
from tests.unit.web.phone.stage import Stage, on_stage


@pytest.fixture
def stage(db: None) -> Stage:
    stage = on_stage()
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=datasets_of(packs.current(PACK)))
    return stage
