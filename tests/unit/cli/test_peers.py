"""`anxin peers` between two real sites: two processes, homes, databases and keys, and HTTP on this machine."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from anxin.kernel.peers.identity import PublicKeys
from anxin.proofs.certificates import check
from tests.unit.cli.test_serving import ANXIN, environment, first_answer, free_port

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[3]
GREEN = "home_service.green_workers"
TERMS = ("--purpose", "家政信用查", "--basis", "家政服务信用信息授权书", "--until", "2022-12-31")


class Site:
    """A site in a folder of its own, spoken to as its operator does."""

    def __init__(self, home: Path, port: int) -> None:
        self.port = port
        self.environment = {**environment(home), "ANXIN_ADDRESS": f"http://127.0.0.1:{port}", "PYTHONPATH": str(ROOT)}
        self.anxin("migrate")

    def ran(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=self.environment, text=True, capture_output=True, timeout=120, cwd=ROOT)

    def anxin(self, *arguments: str, ends: int = 0) -> str:
        done = self.ran(ANXIN, *arguments)
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout

    def told(self, *arguments: str) -> Any:
        return json.loads(self.anxin(*arguments, "--json"))

    def people(self, *arguments: str) -> None:
        done = self.ran(sys.executable, "-m", "tests.unit.cli.peer_city", *arguments)
        assert done.returncode == 0, done.stderr

    @contextmanager
    def serving(self) -> Iterator[None]:
        process = subprocess.Popen([ANXIN, "serve", "--port", str(self.port)], env=self.environment, cwd=ROOT)
        try:
            first_answer(f"http://127.0.0.1:{self.port}/api/v1/rule-sets")
            yield
        finally:
            process.kill()
            process.wait()


def test_a_city_and_a_ministry_hold_the_same_and_both_can_show_it(tmp_path: Path) -> None:
    city, ministry = Site(tmp_path / "city", free_port()), Site(tmp_path / "ministry", free_port())
    city.people("stage")
    play_the_same_day(ministry)
    city.anxin("peers", "join", "ministry", ministry.anxin("peers", "invite", "家政信用查").strip())
    ministry.anxin("peers", "join", "wenzhou", city.anxin("peers", "invite", "温州家服云").strip())
    city.anxin("peers", "give", "ministry", GREEN, *TERMS)
    ministry.anxin("peers", "take", "wenzhou", GREEN)

    ministry.anxin("peers", "sync", ends=1)  # nobody serves the city yet
    with city.serving():
        assert "41 changed" in ministry.anxin("peers", "sync")
        (found,) = ministry.told("peers", "reconcile")["reconciliations"]
        assert (found["equal"], found["differences"], found["octets"]) == (True, [], 20)
        city.people("red", "工人510")
        assert "1 changed" in ministry.anxin("peers", "sync")
        assert "0 changed" in ministry.anxin("peers", "sync")
    assert ministry.told("peers", "list")["peers"][0]["datasets"][0]["records"] == 40
    with city.serving():  # killed and begun again
        (found,) = ministry.told("peers", "reconcile")["reconciliations"]
    assert (found["equal"], found["certificate"]["count"]) == (True, 40)

    held = city.told("peers", "list")["peers"][0]["datasets"][0]
    assert (held["records"], held["behind"]) == (40, 0)
    assert held["left_within_seconds_99"] < 60
    ours, theirs = (site.told("peers", "certificates")["certificates"] for site in (city, ministry))
    assert [one["body"] for one in ours] == [one["body"] for one in theirs]
    assert [one["count"] for one in ours] == [40, 41]
    assert checked_without_a_site(tmp_path, {"certificates": ours}) == 0
    spoilt = [{**ours[0], "body": ours[0]["body"].replace('"count":40', '"count":41')}, ours[1]]
    assert checked_without_a_site(tmp_path, {"certificates": spoilt}) == 1
    for one in ours + theirs:
        assert anybody_may_check(one) == one["count"]


def play_the_same_day(site: Site) -> None:
    code = "import django; django.setup(); from anxin.kernel.reference.actions import set_played_day as play;"
    code += "from tests.cast import DAY; play(day=DAY)"
    done = site.ran(sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr


def checked_without_a_site(folder: Path, held: dict[str, Any]) -> int:
    file = folder / "certificates.json"
    file.write_text(json.dumps(held), "utf-8")
    nowhere = environment(folder / "nowhere")
    done = subprocess.run([ANXIN, "peers", "check", file], env=nowhere, text=True, capture_output=True, timeout=120)
    assert not (folder / "nowhere").exists()
    return done.returncode


def anybody_may_check(certificate: dict[str, Any]) -> int:
    signatures = {}
    for key_id, one in certificate["signatures"].items():
        keys = PublicKeys.read(one["keys"])
        assert keys.key_id.hex() == key_id
        signatures[keys.key_id] = (keys.signing, base64.b64decode(one["signature"]))
    return check(certificate["body"].encode(), signatures).count
