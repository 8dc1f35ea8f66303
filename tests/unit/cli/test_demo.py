"""`anxin demo`: one command builds the city, prints its table and its doors; a second run changes nothing."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

from tests.unit.cli.test_serving import ANXIN, environment, first_answer, free_port


def test_one_command_builds_and_serves_and_a_second_loses_nothing(tmp_path: Path) -> None:
    port = free_port()
    around = {**environment(tmp_path), "ANXIN_DEMO": "small", "COLUMNS": "120"}

    built = subprocess.run([ANXIN, "demo", "--no-serve"], env=around, text=True, capture_output=True, timeout=300)
    decided = subprocess.run(
        [ANXIN, "decide", "home_service", "--json"], env=around, text=True, capture_output=True, timeout=60
    )
    process = subprocess.Popen(
        [ANXIN, "demo", "--port", str(port)],
        env=around,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        served = first_answer(f"http://127.0.0.1:{port}/api/v1/rule-sets?service=home_service")
    finally:
        process.send_signal(signal.SIGTERM)
        shown, _bars = process.communicate(timeout=60)
    again = subprocess.run(
        [ANXIN, "decide", "home_service", "--json"], env=around, text=True, capture_output=True, timeout=60
    )

    assert (built.returncode, process.returncode) == (0, 0)
    city = json.loads(decided.stdout)
    assert (city["total"], city["as_of"], city["green"]) == (1000, "2021-10-29", 619)
    assert again.stdout == decided.stdout
    assert isinstance(served, list)
    for words in (
        "绿码 green",
        "619",
        "agency1",
        f"http://127.0.0.1:{port}/c/",
        f"http://127.0.0.1:{port}/console/",
        "█▀▀▀▀▀█",
    ):
        assert words in shown
