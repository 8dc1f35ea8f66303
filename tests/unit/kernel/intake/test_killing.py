"""An import killed at any point goes on when called again: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake import blocks
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.models import Upload, UploadState
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import verify
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Affiliation, Identifier, Party, Registration
from tests.cast import LUCHENG, Cast, everybody
from tests.unit.kernel.intake.tables import (
    CARDS,
    ROSTER,
    bring,
    card_row,
    flaws,
    roster_row,
    take,
    text_table,
    workbook,
)
from tests.unit.kernel.rules import applied

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, BLOCK = 24, 6
SEEDS = range(8)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_ROWS", BLOCK)


class Killer:
    """Counts statements sent to the database, and kills this process, for good, before the n-th."""

    def __init__(self, at: int | None) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], *rest: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*rest)


def run_in_child(work: Callable[[], object], kill_at: int) -> int:
    """Run in a process of its own that dies before its n-th statement; the signal that ended it, 0 if none did."""
    connections.close_all()  # a connection must not be shared by two processes
    child = os.fork()
    if child == 0:
        try:
            with connection.execute_wrapper(Killer(kill_at)):
                work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.WTERMSIG(status)


def statements_of(work: Callable[[], object]) -> int:
    counter = Killer(None)
    with connection.execute_wrapper(counter):
        work()
    return counter.seen


def carry_through(cast: Cast, content: bytes, layout: Layout) -> intake.Receipt:
    return take(cast.an if layout is ROSTER else cast.zhou, bring_whole(cast, content, layout))


def bring_whole(cast: Cast, content: bytes, layout: Layout) -> Upload:
    return bring(cast.an if layout is ROSTER else cast.zhou, content, layout)


def a_file(seed: int, layout: Layout) -> bytes:
    serials = range(200 + seed * ROWS, 200 + (seed + 1) * ROWS)
    if layout is ROSTER:
        return workbook(layout, [roster_row(serial, trained_on="2021-02-02") for serial in serials])
    return text_table(layout, [card_row(serial, "周小燕") for serial in serials])


def test_a_killed_import_goes_on_without_loss_or_doubling() -> None:
    cast = everybody()
    applied()
    most = {
        layout.slug: statements_of(partial(carry_through, cast, a_file(0, layout), layout))
        for layout in (ROSTER, CARDS)
    }
    chance, killed = random.Random(20211029), 0

    for seed in SEEDS:
        for layout in (ROSTER, CARDS):
            content, kill_at = a_file(seed + 1, layout), chance.randint(1, most[layout.slug])
            ended = run_in_child(partial(carry_through, cast, content, layout), kill_at)
            killed += ended == signal.SIGKILL

            receipt = carry_through(cast, content, layout)

            assert flaws(Upload.objects.get(public_id=receipt.upload)) == []
            assert (receipt.rows, receipt.good, receipt.left_out, receipt.unchanged) == (ROWS, ROWS, 0, 0)
            assert receipt.new_evidence == (2 * ROWS if layout is ROSTER else ROWS)
            assert (receipt.new_people, receipt.joined) == ((ROWS, ROWS) if layout is ROSTER else (0, 0))

    files = len(SEEDS) + 1
    people = files * ROWS
    assert killed == 2 * len(SEEDS)
    assert Party.objects.filter(name="周小燕").count() == people
    assert Identifier.objects.filter(party__name="周小燕").count() == people
    assert Registration.objects.filter(party__name="周小燕", area=LUCHENG).count() == people
    assert Affiliation.objects.filter(party__name="周小燕", ended_on=None).count() == people
    assert Evidence.objects.count() == 3 * people
    assert Code.objects.count() == people
    assert Outcome.objects.filter(party__name="周小燕", slot__isnull=False).count() == people
    assert Upload.objects.filter(state=UploadState.APPLIED).count() == 2 * files
    assert Entry.objects.filter(act="upload.apply").count() == 2 * files * ROWS // BLOCK
    assert verify().whole
