"""A process that files and dispatches, killed at any statement: no half case, and no case without its message."""

from __future__ import annotations

import random
import signal
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from anxin.kernel.cases.dispatching import assign_case
from anxin.kernel.cases.enums import Stage
from anxin.kernel.cases.filing import Channel, Filed, From, file_case
from anxin.kernel.cases.history import DeskAt, replay
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import events_of
from anxin.kernel.deliveries.models import Delivery
from anxin.kernel.journal.queries import verify
from tests.cast import NOON
from tests.unit.kernel.cases.scene import LUCHENG, REQUESTER, Desks, opened
from tests.unit.kernel.intake.test_killing import run_in_child, statements_of

KILLS = 20
TARGETS = """
targets:
  fire: {kind: webhook, url: 'https://a.cn', unsigned: true, desks: [hazards/fire/330302]}
"""


def file(number: int, trade: str) -> Filed:
    said = {"area": LUCHENG, "trade": trade, "what": f"通道堵塞 {number}", "where": "信河街8号"}
    return file_case(
        by=REQUESTER, at=NOON, pack="hazards", matter="report", said=said, sender=From(phone="13800138000"),
        channel=Channel.API, origin=f"p:{trade}:{number}",
    )  # fmt: skip


def work(desks: Desks, number: int) -> None:
    """One case that goes to the other system by the table, and one that somebody sends there."""
    file(number, "fire")
    held = file(number, "gas").case
    if Case.objects.get(pk=held.pk).desk != "fire":
        assign_case(by=desks.reception, at=NOON, public_id=held.public_id, desk="fire", reason="归消防管")


def flawed(case: Case) -> bool:
    """Columns that are not what the events amount to, or a case at the other system's desk without its one message."""
    state = replay(events_of(case))
    desk = state.desk or DeskAt("")
    as_told = (state.stage, desk.slug, desk.area, state.hops, state.result or "", case.events.count())
    messages = Delivery.objects.filter(about=case.public_id, kind="case.assigned").count()
    wanted = int(case.stage == Stage.ASSIGNED and case.desk == "fire")
    return as_told != (case.stage, case.desk, case.desk_area, case.hops, case.result, case.seq) or messages != wanted


@pytest.mark.django_db(transaction=True)
def test_a_killed_filing_leaves_no_half_case_and_no_case_without_its_message(
    settings: Settings, tmp_path: Path
) -> None:
    settings.TARGETS_FILE = str(tmp_path / "targets.yaml")
    (tmp_path / "targets.yaml").write_text(TARGETS)
    desks, chance = opened(), random.Random(20211029)
    work(desks, 0)  # what a process asks once and keeps
    most = statements_of(partial(work, desks, KILLS + 1)) * 9 // 10  # it asks now and then for something anew

    for number in range(1, KILLS + 1):
        assert run_in_child(partial(work, desks, number), chance.randint(1, most)) == signal.SIGKILL
        assert [case.public_id for case in Case.objects.all() if flawed(case)] == []
        work(desks, number)

    assert [case.public_id for case in Case.objects.all() if flawed(case)] == []
    assert Case.objects.filter(stage=Stage.ASSIGNED, desk="fire").count() == 2 * (KILLS + 2)
    assert Delivery.objects.count() == 2 * (KILLS + 2)
    assert verify().whole
