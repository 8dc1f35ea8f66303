"""`anxin demo --peers`: a city and a ministry, two processes with two homes, and both signed that they are equal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from anxin.cli import demo_peers
from anxin.kernel.errors import Invalid
from tests.unit.cli.test_serving import ANXIN, environment, free_port

pytestmark = pytest.mark.static


def test_two_sites_come_up_equal_and_a_stop_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    around = {**environment(tmp_path), "ANXIN_DEMO": "small", "COLUMNS": "120"}
    command = [str(ANXIN), "demo", "--peers", "--port", str(port)]
    process = subprocess.Popen(command, env=around, text=True, stdout=subprocess.PIPE, start_new_session=True)
    try:
        ministry, city = (told(home, process) for home in (tmp_path / "ministry", tmp_path))
    finally:
        process.send_signal(signal.SIGTERM)
        shown, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert f"http://127.0.0.1:{port + 1}/console/peers/" in shown
    assert (ministry["direction"], city["direction"]) == ("taken", "given")
    assert ministry["certificate"]["body"] == city["certificate"]["body"]
    assert (ministry["records"], city["records"], city["certificate"]["count"]) == (619, 619, 619)
    assert (tmp_path / "ministry" / "keys").is_dir()


def told(home: Path, process: subprocess.Popen[str]) -> dict[str, Any]:
    """How the one dataset stands in a home, once there is a certificate."""
    until = time.monotonic() + 240
    while time.monotonic() < until and process.poll() is None:
        done = subprocess.run([ANXIN, "peers", "list", "--json"], env=environment(home), text=True, capture_output=True)
        found = [one for peer in json.loads(done.stdout)["peers"] for one in peer["datasets"]] if done.stdout else []
        if found and found[0]["certificate"]:
            held: dict[str, Any] = found[0]
            return held
        time.sleep(2)
    raise AssertionError("no certificate")


def test_the_two_sites_meet_on_this_machine_only() -> None:
    with pytest.raises(Invalid) as no:
        demo_peers.require_here("192.0.2.7")

    assert no.value.read == "192.0.2.7"
