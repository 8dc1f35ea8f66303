"""`anxin deliver` killed at any moment: a receiver that looks at ids takes every message once, and none is stuck."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from pytest_django import Settings

from anxin.kernel.deliveries.actions import post
from anxin.kernel.deliveries.models import Attempt, Delivery, DeliveryState
from anxin.kernel.deliveries.trying import LEASE, try_due
from anxin.kernel.journal.queries import verify
from tests.cast import NOON, OPERATOR
from tests.unit.adapters.receiver import Answer, Receiver, Request, receiving

KILLS, MESSAGES, MOST_A_ROUND, ROUNDS = 15, 40, 3, 40
SENDERS = """
import os, sys
from anxin.cli.site import open_site
open_site()
from anxin.adapters import following, open311, webhook
from anxin.cli.delivering import deliver
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        deliver(every=1, limit=100, retry="")
    print(child, flush=True)
    print(os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
"""
"""A site that is open already and starts one process of `anxin deliver --every 1` for each line it reads, as opening
takes a second and there are many. It tells the process's number, and then what ended it."""


class Counterpart:
    """The other side: it takes each id once, fails or falls silent now and then, and at the request named in `kill_at`
    the sender dies: before the message is taken, between that and the answer, or a moment after."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.taken: Counter[str] = Counter()
        self.sender = 0
        self.kill_at = 0
        self.named = threading.Event()  # set once the sender's number is known

    def answer(self, request: Request) -> Answer:
        self.kill_at -= 1
        moment = self.chance.choice(("before", "between", "after")) if self.kill_at == 0 else ""
        if moment == "before":
            self.kill()
            return Answer(drop=True)
        if moment == "after":
            threading.Timer(self.chance.random() * 0.01, self.kill).start()
        fails = self.chance.random()
        if moment != "between" and fails < 0.3:
            return Answer(500) if fails < 0.2 else Answer(drop=True)
        message = request.headers["webhook-id"]
        if not self.taken[message]:
            self.taken[message] += 1
        if moment == "between":
            self.kill()
        return Answer(drop=fails > 0.95)

    def kill(self) -> None:
        self.named.wait(30)
        os.kill(self.sender, signal.SIGKILL)


def environment(there: Receiver, folder: Path) -> dict[str, str]:
    (folder / "targets.yaml").write_text(
        f"targets:\n  city:\n    kind: webhook\n    url: {there.url}/hook\n    unsigned: true\n"
    )
    held = connection.settings_dict
    address = str(held["NAME"])
    if connection.vendor == "postgresql":
        where = urlencode({"host": held["HOST"], "port": held["PORT"]})
        address = f"postgresql://{held['USER']}:{held['PASSWORD']}@/{held['NAME']}?{where}"
    return {**os.environ, "ANXIN_DATABASE": address, "ANXIN_TARGETS": str(folder / "targets.yaml"), "LC_ALL": "C"}


def time_passes() -> int:
    """Waits and leases are over; how many messages still wait."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    waiting.update(next_try_at=NOON)
    waiting.exclude(leased_until=None).update(leased_until=NOON)
    return waiting.count()


def killed_senders(other: Counterpart, env: dict[str, str]) -> Iterator[int]:
    """Start a sender and have it killed, again and again; the signal that ended each."""
    with subprocess.Popen(
        [sys.executable, "-c", SENDERS], env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as site:
        assert site.stdin is not None
        assert site.stdout is not None
        for _ in range(KILLS):
            other.kill_at = chance_of(other, time_passes())
            other.named.clear()
            print(file=site.stdin, flush=True)
            other.sender = int(site.stdout.readline())
            other.named.set()
            yield int(site.stdout.readline())
        site.stdin.close()


def chance_of(other: Counterpart, waiting: int) -> int:
    """At which request of this round the sender dies."""
    return other.chance.randint(1, min(MOST_A_ROUND, waiting))


@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_every_message_is_taken_once_and_none_is_lost(
    settings: Settings, tmp_path: Path
) -> None:
    chance = random.Random(20211029)
    wanted = {
        post(by=OPERATOR, at=NOON, target="city", kind="case.assigned", about=f"case-{n}", payload={"n": n}).public_id
        for n in range(MESSAGES)
    }
    with receiving() as there:
        other = Counterpart(chance)
        there.answer = other.answer
        settings.TARGETS_FILE = str(tmp_path / "targets.yaml")
        endings = [*killed_senders(other, environment(there, tmp_path))]
        assert endings == [signal.SIGKILL] * KILLS
        for _ in range(ROUNDS):
            if not time_passes():
                break
            try_due(by=OPERATOR, at=NOON + 2 * LEASE, jitter=chance.random)

    assert other.taken == dict.fromkeys(wanted, 1)
    assert set(Delivery.objects.values_list("state", "lease", "last_error")) == {("reached", "", "")}
    assert sum(Delivery.objects.values_list("attempts", flat=True)) == Attempt.objects.count()
    assert verify().whole
