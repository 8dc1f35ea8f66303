"""The catalogue for other portals: what DCAT-AP 3 demands is there, and nobody is named."""

from __future__ import annotations

import json
from typing import Any

from anxin.kernel.datasets.dcat import CONTEXT, RIGHTS, catalogue
from tests.cast import DAY
from tests.unit.web.phone.stage import Stage

ADDRESS = "https://anxin.example"
# DCAT-AP 3.0.1, tables of mandatory properties.
CATALOGUE_HAS = ("dct:title", "dct:description", "dct:publisher")
DATASET_HAS = ("dct:title", "dct:description")
DISTRIBUTION_HAS = ("dcat:accessURL",)


def made() -> dict[str, Any]:
    return catalogue(on=DAY, address=ADDRESS, name="温州市数据局")


def keys_of(node: object) -> set[str]:
    if isinstance(node, list):
        return {key for one in node for key in keys_of(one)}
    if isinstance(node, dict):
        return set(node) | {key for name, one in node.items() if name != "@context" for key in keys_of(one)}
    return set()


def test_the_obligatory_properties_are_there(stage: Stage) -> None:
    held = made()
    assert all(held.get(name) for name in CATALOGUE_HAS)
    assert held["dct:publisher"]["foaf:name"] == [{"@value": "温州市数据局", "@language": "zh"}]
    assert len(held["dcat:dataset"]) == 4
    for one in held["dcat:dataset"]:
        assert all(one.get(name) for name in DATASET_HAS)
        for distribution in one.get("dcat:distribution", []):
            assert all(distribution.get(name) for name in DISTRIBUTION_HAS)


def test_every_term_is_of_a_vocabulary_that_the_context_names(stage: Stage) -> None:
    prefixes = {key.partition(":")[0] for key in keys_of(made()) if not key.startswith("@")}
    assert prefixes <= set(CONTEXT)


def test_the_class_is_told_and_what_is_not_shared_has_its_reason_and_no_door(stage: Stage) -> None:
    held = {one["dct:identifier"]: one for one in made()["dcat:dataset"]}
    green, papers = held["home_service.green_workers"], held["home_service.training_certificates"]

    assert green["dct:accessRights"] == {"@id": RIGHTS + "RESTRICTED"}
    assert green["dcat:distribution"][0]["dcat:accessURL"]["@id"] == (
        f"{ADDRESS}/api/v1/datasets/home_service.green_workers/rows"
    )
    assert papers["dct:accessRights"] == {"@id": RIGHTS + "NON_PUBLIC"}
    assert "只供主管部门核对" in papers["dct:rights"]["dct:description"][0]["@value"]
    assert "dcat:distribution" not in papers
    columns = {one["csvw:name"]: one["dct:source"] for one in green["csvw:tableSchema"]["csvw:column"]}
    assert (columns["police_check"], columns["identity_review"]) == ("公安机关", "商务部业务系统统一平台")


def test_it_names_nobody_and_is_the_same_each_time(stage: Stage) -> None:
    text = json.dumps(made(), ensure_ascii=False)
    assert text == json.dumps(made(), ensure_ascii=False)
    assert "王小芳" not in text
