"""`serve` and `demo`: the door is bound before anything else, and a stop leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import segno

from anxin.cli import demo, serving
from anxin.kernel.errors import AnxinError, Invalid
from tests.unit.cli.conftest import Typed

ANXIN = Path(sys.executable).with_name("anxin")


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with serving.listening("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AnxinError) as no:
            serving.listening("127.0.0.1", port)

    assert no.value.what == f"Cannot listen on 127.0.0.1:{port}."
    assert "--port" in no.value.todo


def test_codes_carry_the_address_that_is_listened_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANXIN_ADDRESS", raising=False)
    monkeypatch.delenv("ANXIN_HOSTS", raising=False)

    assert serving.announced("127.0.0.1", 9000) == "http://127.0.0.1:9000"
    assert os.environ["ANXIN_HOSTS"] == "localhost,127.0.0.1,[::1]"


def test_an_address_that_the_operator_named_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANXIN_ADDRESS", "https://anxin.example")

    assert serving.announced("127.0.0.1", 9000) == "https://anxin.example"


def test_listening_everywhere_names_an_address_that_a_phone_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANXIN_ADDRESS", raising=False)
    monkeypatch.delenv("ANXIN_HOSTS", raising=False)

    address = serving.announced("0.0.0.0", 9000)

    assert address == f"http://{serving.own_address()}:9000"
    assert serving.own_address() in os.environ["ANXIN_HOSTS"].split(",")


def test_a_city_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANXIN_DEMO", "huge")

    with pytest.raises(Invalid) as no:
        demo.chosen_size()

    assert (no.value.read, no.value.allowed) == ("huge", "full or small")


def test_the_drawn_code_is_the_code() -> None:
    modules = [list(row) for row in segno.make("http://127.0.0.1:8000/c/abcdefgh", micro=False).matrix_iter(border=2)]

    rows = []
    for line in demo.drawn(modules).split("\n"):
        rows += [[sign in "█▀" for sign in line], [sign in "█▄" for sign in line]]

    assert rows[: len(modules)] == [[bool(module) for module in row] for row in modules]


def test_it_does_not_serve_a_database_of_another_version(tmp_path: Path) -> None:
    done = run_anxin(tmp_path, "serve", "--port", str(free_port()))

    assert done.returncode == 1
    assert "anxin migrate" in done.stderr


def test_a_stop_finishes_and_leaves_no_process(tmp_path: Path) -> None:
    port = free_port()
    run_anxin(tmp_path, "migrate")
    process = subprocess.Popen(
        [ANXIN, "serve", "--port", str(port)],
        env=environment(tmp_path),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        answered = first_answer(f"http://127.0.0.1:{port}/api/v1/rule-sets")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()

    assert answered == []
    assert (process.returncode, err) == (0, "")
    assert f"http://127.0.0.1:{port}/" in out
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def environment(home: Path) -> dict[str, str]:
    """A home of its own on SQLite, whatever database the tests use."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANXIN_", "LC_", "LANG"))}
    return {**kept, "ANXIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anxin.config.settings"}


def run_anxin(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ANXIN, *arguments], env=environment(home), text=True, capture_output=True, timeout=120)


def first_answer(address: str, *, seconds: float = 120) -> object:
    """What the address answers once somebody listens there."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return json.load(answer)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_migrate_says_what_it_did(tmp_path: Path) -> None:
    first, second = run_anxin(tmp_path, "migrate"), run_anxin(tmp_path, "migrate")

    assert first.stdout.startswith("The database is up to date (")
    assert second.stdout == "The database was up to date.\n"


def test_a_setting_that_cannot_be_read_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [ANXIN, "decide"], env={**environment(tmp_path), "ANXIN_UPLOAD_LIMIT": "much"}, text=True, capture_output=True
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["What", "Why", "To do"]


def test_a_site_that_is_not_set_up_says_so(tmp_path: Path) -> None:
    done = run_anxin(tmp_path, "decide")

    assert done.returncode == 1
    assert done.stderr.startswith("What: The site's database is not set up.")


def test_demo_and_serve_are_the_same_door(typed: Typed) -> None:
    for command in ("demo", "serve"):
        shown = typed(command, "--help").stdout
        assert "--host" in shown
        assert "--port" in shown
