"""A thousand requests at once: none is lost, none is there twice, and a case is answered by one hand."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connections
from pytest_django import Settings

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.history import replay
from anxin.kernel.cases.models import Case, CaseEvent
from anxin.kernel.cases.recording import events_of
from anxin.kernel.errors import Conflict
from anxin.kernel.journal.models import Entry
from tests.cast import NOON
from tests.unit.kernel.cases.scene import LUCHENG, REQUESTER, filed, opened

AT_ONCE, CALLS, SENT_TWICE = 8, 1_000, 300


def together(work: Callable[[int], None], calls: int) -> None:
    """Do it for 0, 1, 2 … in eight threads, each with a connection of its own."""
    numbers = iter(range(calls))
    lock = threading.Lock()

    def take() -> int | None:
        with lock:
            return next(numbers, None)

    def run() -> None:
        try:
            while (number := take()) is not None:
                work(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_thousand_requests_some_sent_twice_lose_and_double_nothing(settings: Settings) -> None:
    opened()
    distinct = CALLS - SENT_TWICE
    said: Counter[bool] = Counter()

    def send(number: int) -> None:
        origin = f"platform:{number // 2 if number < 2 * SENT_TWICE else number - SENT_TWICE}"  # side by side
        answers = {"area": LUCHENG, "trade": "fire", "what": f"通道堵塞 {origin}", "where": "信河街8号"}
        held = file_case(
            by=REQUESTER, at=NOON, pack="hazards", matter="report", said=answers, sender=From(phone="13800138000"),
            channel=Channel.API, origin=origin,
        )  # fmt: skip
        said[held.again] += 1

    together(send, CALLS)

    assert said == {False: distinct, True: SENT_TWICE}
    assert Case.objects.values("origin").distinct().count() == Case.objects.count() == distinct
    kinds = Counter(CaseEvent.objects.values_list("kind", flat=True))
    assert kinds == {"received": distinct, "accepted": distinct, "assigned": distinct}
    assert Entry.objects.filter(act="case.received").count() == distinct


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_answers_at_once_one_counts(settings: Settings) -> None:
    desks = opened()
    case = filed(photo=False).case
    said: Counter[str] = Counter()

    def answer(number: int) -> None:
        try:
            answer_case(
                by=desks.fire, at=NOON, public_id=case.public_id, result=Result.EXPLAINED, text=f"答复 {number}"
            )
            said["answered"] += 1
        except Conflict:
            said["conflict"] += 1

    together(answer, 100)

    assert said == {"answered": 1, "conflict": 99}
    held = Case.objects.get(pk=case.pk)
    assert [event.seq for event in events_of(held)] == [1, 2, 3, 4]
    assert replay(events_of(held)).stage == held.stage
