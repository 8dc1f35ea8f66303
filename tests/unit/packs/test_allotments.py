"""allotments.yaml: what does not fit together is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anxin.packs.faults import PackInvalid
from anxin.packs.loading import CHECKOUT, load_pack

pytestmark = pytest.mark.static


def broken(folder: Path, old: str, new: str) -> list[str]:
    """What is said of the service of care with one thing in its allotments.yaml changed."""
    pack = shutil.copytree(CHECKOUT / "care", folder / "care")
    file = pack / "allotments.yaml"
    held = file.read_text("utf-8")
    assert old in held
    file.write_text(held.replace(old, new, 1), "utf-8")
    with pytest.raises(PackInvalid) as said:
        load_pack(pack)
    return [f"{error.file}: {error.what}" for error in said.value.errors]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("until: 2022-02-28}", "until: 2021-01-01}", "the window ends before it begins"),
        ("day: 2021-10-27", "day: 2021-10-20", "the public value is known before applications end"),
        ("rule: points-then-lots", "rule: first-come", "lots need a `draw`, and only lots do"),
        ("rule: first-come", "rule: lots", "lots need a `draw`, and only lots do"),
        ("admission: class_admission", "admission: class_admision", "there is no such table under tables/"),
        ("kind: yes-no", "kind: long-text", "an offer asks only what a table can read"),
        ("      owns_home:", "      age:", "`age` is known already and not asked"),
        ("    proxy: true\n", "    proxies: true\n", "unknown key"),
        ("quantity: 1500", "quantity: 0", "nput should be greater than or equal to 1"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, old: str, new: str, what: str) -> None:
    found = broken(tmp_path, old, new)
    assert any(one.startswith("allotments.yaml") and what in one for one in found), found


def test_the_service_as_shipped_fits() -> None:
    pack = load_pack(CHECKOUT / "care")
    assert list(pack.allotments.offers) == ["parcels", "winter_class", "dormitory"]
    assert [one.published for one in pack.allotments.offers.values()] == [False, False, False]
