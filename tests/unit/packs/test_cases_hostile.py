"""Whatever stands in cases.yaml or in a scenario of requests is refused in words or understood; nothing crashes."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from anxin.packs import PackInvalid, load_pack
from anxin.packs.lint import lint
from tests.unit.packs.test_cases import CASES, VOICES

GONE = object()
INSTEAD: tuple[object, ...] = (GONE, "", "x", "form.x", "answered", -1, 0, [], {}, None, True, ["x"], {"x": "y"})

yaml = YAML(typ="safe", pure=True)


def places(held: Any, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if loc:
        yield loc
    inner = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
    for key, value in inner:
        yield from places(value, (*loc, key))


def changed(held: Any, loc: tuple[str | int, ...], instead: object) -> Any:
    found = at = copy.deepcopy(held)
    for step in loc[:-1]:
        at = at[step]
    if instead is GONE:
        del at[loc[-1]]
    else:
        at[loc[-1]] = instead
    return found


@pytest.mark.parametrize("file", [CASES, "scenarios/requests.yaml"])
def test_no_change_of_one_place_is_more_than_a_finding(tmp_path: Path, file: str) -> None:
    folder = Path(shutil.copytree(VOICES, tmp_path / "voices"))
    held = yaml.load(VOICES / file)
    every = [loc for loc in places(held) if not {"zh", "en"} & set(loc)]

    @given(st.sampled_from(every), st.sampled_from(INSTEAD))
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def try_one(loc: tuple[str | int, ...], instead: object) -> None:
        yaml.dump(changed(held, loc, instead), folder / file)
        try:
            found = lint(load_pack(folder))
        except PackInvalid as fault:
            found = list(fault.errors)
        assert all(one.file and one.what and one.line >= 0 for one in found)

    try_one()
