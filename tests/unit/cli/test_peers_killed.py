"""Two real sites on a bad line, and either process killed with no warning: in the end both sign that they are equal.

The kernel's own test does so at every statement (`tests/unit/kernel/peers/test_chaos.py`); this one kills processes:
SIGKILL at a moment drawn at random, to the site that gives or to the one that takes, while a proxy on this machine
drops, cuts and delays connections. `KILLS` is small, as each process takes seconds to begin.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.unit.cli.test_peers import GREEN, ROOT, TERMS, Site, play_the_same_day
from tests.unit.cli.test_serving import ANXIN, first_answer, free_port

pytestmark = pytest.mark.static

KILLS = 4


class BadLine:
    """A proxy that spoils three of ten connections: refused, cut after some octets, or held up."""

    def __init__(self, target: int, chance: Random) -> None:
        self.target, self.chance, self.good = target, chance, False
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.door.getsockname()[1])
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(line,), daemon=True).start()

    def _carry(self, line: socket.socket) -> None:
        spoilt = not self.good and self.chance.random() < 0.3
        mishap = self.chance.choice(("drop", "cut", "delay")) if spoilt else ""
        if mishap == "delay":
            time.sleep(self.chance.random())
        with line, contextlib.suppress(OSError):
            if mishap == "drop":
                return
            with socket.create_connection(("127.0.0.1", self.target), 30) as there:
                most = self.chance.randrange(20_000) if mishap == "cut" else None
                back = threading.Thread(target=copied, args=(there, line, most), daemon=True)
                back.start()
                copied(line, there, None)
                back.join(30)


def copied(source: socket.socket, target: socket.socket, most: int | None) -> None:
    """Carry octets over until there are no more; `most`: then the line is cut."""
    done = 0
    with contextlib.suppress(OSError):
        while part := source.recv(4096):
            done += len(part)
            if most is not None and done > most:
                target.shutdown(socket.SHUT_RDWR)
                return
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def lines(target: int, chance: Random) -> Iterator[BadLine]:
    line = BadLine(target, chance)
    try:
        yield line
    finally:
        line.door.close()


class Killable:
    """A command of a site that goes on until it is killed."""

    def __init__(self, site: Site, *arguments: str) -> None:
        self.site, self.arguments = site, arguments
        self.begin()

    def begin(self) -> None:
        out = subprocess.DEVNULL
        self.process = subprocess.Popen(
            [ANXIN, *self.arguments],
            env=self.site.environment,
            cwd=ROOT,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def test_processes_killed_at_random_on_a_bad_line_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = Random(2021)
    city, ministry = Site(tmp_path / "city", free_port()), Site(tmp_path / "ministry", free_port())
    city.people("stage")
    play_the_same_day(ministry)
    with lines(city.port, chance) as line:
        city.anxin("peers", "join", "ministry", ministry.anxin("peers", "invite", "家政信用查").strip())
        card = city.environment | {"ANXIN_ADDRESS": f"http://127.0.0.1:{line.port}"}
        city.environment = card  # its peers reach it by the bad line
        ministry.anxin("peers", "join", "wenzhou", city.anxin("peers", "invite", "温州家服云").strip())
        city.anxin("peers", "give", "ministry", GREEN, *TERMS)
        ministry.anxin("peers", "take", "wenzhou", GREEN)
        at_work = [
            Killable(city, "serve", "--port", str(city.port)),
            Killable(ministry, "peers", "sync", "--every", "1"),
        ]
        try:
            for number in range(KILLS):
                city.people("red", f"工人{505 + number}")
                time.sleep(chance.random() * 3)
                victim = chance.choice(at_work)
                victim.kill()
                victim.begin()
            at_work[1].kill()
            first_answer(f"http://127.0.0.1:{city.port}/api/v1/rule-sets")
            line.good = True
            (found,) = ministry.told("peers", "reconcile")["reconciliations"]
            ministry.anxin("peers", "sync")
        finally:
            for one in at_work:
                one.kill()

    assert found["equal"] is True
    assert found["certificate"]["count"] == 41 - KILLS
    (held,) = city.told("peers", "list")["peers"][0]["datasets"]
    assert (held["records"], held["behind"]) == (41 - KILLS, 0)
    assert city.told("peers", "certificates")["certificates"][0]["body"] == found["certificate"]["body"]
