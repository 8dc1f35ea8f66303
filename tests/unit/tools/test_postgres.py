"""The temporary PostgreSQL: it answers while it is wanted and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests.postgres import main, running

pytestmark = pytest.mark.static


def socket_folder(address: str) -> Path:
    return Path(parse_qs(urlsplit(address).query)["host"][0])


def test_the_server_answers_and_its_folder_is_gone_afterwards() -> None:
    with running() as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT current_database(), inet_server_addr()").fetchone() == ("anxin", None)
    assert not socket_folder(address).exists()


def test_the_server_is_stopped_when_the_tests_raise() -> None:
    with pytest.raises(ZeroDivisionError), running() as address:
        folder = socket_folder(address)
        pid = int((folder / "data" / "postmaster.pid").read_text("ascii").splitlines()[0])
        raise ZeroDivisionError
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_command_gets_the_address_and_its_exit_code_comes_back() -> None:
    asks = "import os, sys; sys.exit(7 if os.environ['ANXIN_DATABASE'].startswith('postgresql://anxin@/') else 1)"
    assert main(["--", sys.executable, "-c", asks]) == 7


def test_without_a_command_the_usage_is_shown() -> None:
    shown = subprocess.run((sys.executable, "-m", "tests.postgres"), capture_output=True, text=True)
    assert (shown.returncode, shown.stderr) == (2, "usage: python -m tests.postgres -- COMMAND …\n")
