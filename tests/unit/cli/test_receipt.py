"""`anxin verify-receipt`: what a receipt proves, told to whoever holds the file and the root."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anxin.cli.main import app
from anxin.kernel.codes.keys import ROOTS, folder
from anxin.kernel.codes.receipts import household_receipt
from tests.cast import NOON
from tests.unit.kernel.codes.test_receipts import AT, Met, met, see

__all__ = ["met"]


@pytest.fixture
def file(met: Met, tmp_path: Path) -> Path:  # -- a fixture of another module is asked for by its name
    see(met.visit, met.fang)
    path = tmp_path / "receipt.json"
    path.write_bytes(household_receipt(at=NOON, token=met.visit.token))
    return path


def told(file: Path, *more: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["verify-receipt", str(file), "--root", str(folder() / ROOTS), *more])
    return ran.exit_code, ran.stdout


def test_it_says_who_signed_and_what(file: Path) -> None:
    code, said = told(file)

    assert code == 0
    for part in (
        "Genuine: signed by http://127.0.0.1:8000",
        "green",
        "2021-10-29 12:00:00",
        "cannot deny",
        "her phone",
    ):
        assert part in said


def test_programs_get_the_same_as_json(file: Path) -> None:
    code, said = told(file, "--json")
    read = json.loads(said)

    assert (code, read["genuine"], read["household_signed"], read["worker_signed"]) == (0, True, AT, AT + 2)


def test_an_altered_receipt_is_none(file: Path) -> None:
    held = json.loads(file.read_text())
    held["household"]["at"] += 1
    file.write_text(json.dumps(held))

    code, said = told(file)

    assert code == 1
    assert "Not a genuine receipt (altered)" in said
