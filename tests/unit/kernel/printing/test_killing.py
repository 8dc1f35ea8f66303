"""A printing killed at any point goes on when called again: everybody has one card, and nothing is written twice."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from anxin.kernel.access.rules import Purpose
from anxin.kernel.codes.models import Card
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import verify
from anxin.kernel.printing import actions
from anxin.kernel.printing.queries import CardWords, run_of
from anxin.kernel.printing.sheets import Layout
from tests.cast import NOON, OPERATOR, PACK
from tests.unit.kernel.intake.test_killing import run_in_child
from tests.unit.web.phone.stage import on_stage

pytestmark = pytest.mark.django_db(transaction=True)
LAST_STATEMENT = 60  # a little beyond what a run of three cards takes


def finished(public_id: str) -> None:
    run = run_of(OPERATOR, public_id)
    actions.prepare_run(by=OPERATOR, at=NOON, run=run)
    words = CardWords("居家上门服务证")
    actions.draw_run(by=OPERATOR, at=NOON, run=run, purpose=Purpose.SUPERVISION, words=words)


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_printing_goes_on(
    seed: int, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CARD_FOLDER = tmp_path / "cards"
    monkeypatch.setattr(actions, "CHUNK", 1)
    on_stage()
    run = actions.start_run(by=OPERATOR, at=NOON, pack=PACK, layout=Layout.SHEET)
    chance = random.Random(seed)

    for _kill in range(3):
        run_in_child(partial(finished, run.public_id), chance.randrange(1, LAST_STATEMENT))
    finished(run.public_id)

    held = run_of(OPERATOR, run.public_id)
    assert (held.prepared, held.drawn, actions.kept_pdf(held) is not None) == (3, 3, True)
    assert Card.objects.count() == 3
    assert Entry.objects.filter(act="card.print").count() == 3
    assert verify().whole
