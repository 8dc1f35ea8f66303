"""A site with two services: home service as on its stage, and pest control, which is a few files of the starter.

Fang works for Anjia's households and, as a pest controller, for Leju: two files, two cards, two codes. On 29 October
2021 she is green in the one and yellow in the other, where her qualification has run out.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.cache import cache

from anxin.kernel.codes.actions import issue_code
from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.outcomes.actions import recolour
from anxin.kernel.parties import actions as parties
from anxin.packs import load_pack, new
from anxin.packs.actions import apply
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.packs.conftest import HOME_SERVICE
from tests.unit.web.phone.stage import Stage

PESTS = "pest_control"


@dataclass(frozen=True)
class Site:
    """The stage of the home service, and Fang's code as a pest controller."""

    stage: Stage
    pests: Code


def packs_written(folder: Path) -> Path:
    """Both packs in a folder of their own; both read the same card, so that evidence of the one counts in the other."""
    shutil.copytree(HOME_SERVICE, folder / "home_service")
    pests = new(PESTS, root=folder, since=date(2021, 1, 1), zh="除害安心码", en="Pest-control code")
    for file in ("evidence.yaml", "intake.yaml"):
        text = (pests / file).read_text("utf-8")
        (pests / file).write_text(text.replace("bureau", "commerce_bureau"), encoding="utf-8")
    return folder


def with_pests(stage: Stage, folder: Path) -> Site:
    """The second service begins on the stage of the first."""
    apply(load_pack(folder / PESTS), by=OPERATOR, at=NOON)
    fang = stage.cast.fang
    parties.register_party(by=OPERATOR, at=NOON, party=fang, pack=PESTS, area=fang.area)
    parties.start_affiliation(
        by=OPERATOR, at=NOON, party=fang, organisation=stage.cast.leju, role=PESTS, started_on=date(2021, 3, 1)
    )
    for statement in (
        Statement("employment", "firm", date(2021, 3, 1), "working"),
        Statement("qualification", "licensing_body", date(2020, 9, 1), "passed", date(2021, 9, 1)),
    ):
        record_evidence(by=OPERATOR, at=NOON, party=fang, statement=statement)
    code = issue_code(by=OPERATOR, at=NOON, party=fang, pack=PESTS, card_number="CH2021000001")
    recolour(by=OPERATOR, at=NOON, pack=PESTS, as_of=DAY)
    cache.clear()
    return Site(stage, code)
