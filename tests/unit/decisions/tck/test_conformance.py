"""The engine against the public conformance cases, where a copy of them lies beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxin.decisions.feel.temporal import Date, DateTime, Time
from anxin.decisions.tck.reporting import Figures, by_level
from anxin.decisions.tck.running import run_folder

KIT = Path(__file__).resolve().parents[4].parent / "shared" / "dmn-tck"
NOW = DateTime(Date(2021, 10, 29), Time(8, 30, 0, offset=8 * 3_600))


@pytest.mark.skipif(not KIT.is_dir(), reason="no conformance cases lie in ../shared/dmn-tck")
def test_every_case_at_hand_of_both_levels_passes() -> None:
    outcomes = list(run_folder(KIT, NOW))

    assert [f"{found.folder} {found.case}" for found in outcomes if found.status != "passed"] == []
    assert by_level(outcomes) == {
        "compliance-level-2": Figures(passed=116, failed=0, not_applicable=0),
        "compliance-level-3": Figures(passed=2_553, failed=0, not_applicable=0),
    }
