"""`export-outcome` and `verify-outcome` as they are typed; the second on a machine that has no site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from anxin.decisions.deriving.document import digest, written
from anxin.kernel.access.actions import appoint
from anxin.kernel.journal import roots
from anxin.kernel.journal.actor import Role
from anxin.kernel.journal.queries import reads_of
from tests.cast import NOON, OPERATOR
from tests.unit.cli.conftest import Typed
from tests.unit.web.phone.stage import PASSWORD, Stage

ALONE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "sqlite3", "psycopg", "ninja"}:
            raise ImportError(f"{name} is not to be had")
sys.meta_path.insert(0, Blocked())
from anxin.cli.main import app
app(sys.argv[1:])
"""


@pytest.fixture
def proof(stage: Stage, typed: Typed, tmp_path: Path) -> Path:
    path = tmp_path / "proof.json"
    result = typed("export-outcome", stage.cast.mei.public_id, "--to", str(path))
    assert (result.exit_code, result.stdout.strip()) == (0, str(path))
    return path


def alone(folder: Path, *arguments: str, language: str = "en_GB.UTF-8") -> subprocess.CompletedProcess[str]:
    """The command in a process in which no Django can be imported, without a home folder."""
    nowhere = {"HOME": str(folder / "home"), "ANXIN_HOME": str(folder / "site"), "LC_ALL": language}
    return subprocess.run(
        [sys.executable, "-c", ALONE, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=nowhere | {"PATH": os.environ["PATH"]},
    )


def test_the_outcome_is_computed_again_without_a_site(proof: Path, tmp_path: Path) -> None:
    found = alone(tmp_path, "verify-outcome", str(proof))

    assert (found.returncode, found.stderr) == (0, "")
    assert "on 2021-10-29 the outcome is yellow (insurance-expiring), row " in found.stdout
    assert "Every byte follows." in found.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["proof.json"]


def test_it_speaks_chinese_in_a_chinese_terminal(proof: Path, tmp_path: Path) -> None:
    assert "逐字节相符。" in alone(tmp_path, "verify-outcome", str(proof), language="zh_CN.UTF-8").stdout


def test_the_reading_is_written_down(stage: Stage, proof: Path) -> None:
    (entry,) = reads_of(stage.cast.mei.public_id)

    assert (entry.role, entry.purpose, entry.detail["fields"]) == (
        "system",
        "supervision",
        ["derivation", "history", "outcome"],
    )


def test_a_touched_file_ends_with_one_and_names_the_part(proof: Path, typed: Typed) -> None:
    held = json.loads(proof.read_bytes())
    held["evidence"][0]["entered_by"] = "somebody"
    proof.write_bytes(written(held))
    said = typed("verify-outcome", str(proof))

    assert said.exit_code == 1
    assert "Changed after the export: the evidence." in said.stderr


def test_a_forger_who_mends_the_digests_fails_at_the_seal(proof: Path, typed: Typed) -> None:
    held = json.loads(proof.read_bytes())
    held["evidence"][0]["entered_by"] = "somebody"
    held["digests"]["evidence"] = digest(held["evidence"])
    proof.write_bytes(written(held))
    said = json.loads(typed("verify-outcome", str(proof), "--json").stdout)

    assert (said["holds"], said["faults"], said["seal"]["good"]) == (False, [], False)
    assert said["seal"]["said_en"] == "The seal is not over this file: it was changed."


def test_the_issuer_publishes_the_key_of_its_seals(proof: Path) -> None:
    published = json.loads(Client().get("/.well-known/anxin-issuer").content)

    assert published["journal_key"] == json.loads(proof.read_bytes())["seal"]["key"]


def test_the_seal_is_by_the_key_that_is_asked_for(proof: Path, typed: Typed) -> None:
    assert typed("verify-outcome", str(proof), "--key", roots.public_key()).exit_code == 0
    assert typed("verify-outcome", str(proof), "--key", "A" * 43).exit_code == 1


@pytest.mark.parametrize("seal", [None, {}, [], {"algorithm": "Ed25519", "key": "é", "signature": ""}])
def test_a_seal_that_is_none_is_refused(proof: Path, typed: Typed, seal: object) -> None:
    held = json.loads(proof.read_bytes())
    held["seal"] = seal
    if seal is None:
        del held["seal"]
    proof.write_bytes(written(held))

    assert typed("verify-outcome", str(proof)).exit_code == 1


def test_a_clerk_exports_within_scope_only(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    for name, firm in (("an", stage.cast.anjia), ("le", stage.cast.leju)):
        role = Role.AGENCY_CLERK
        appoint(by=OPERATOR, at=NOON, username=name, password=PASSWORD, role=role, organisation=firm)
    person, path = stage.cast.mei.public_id, str(tmp_path / "mei.json")

    assert typed("export-outcome", person, "--to", path, "--as", "le").exit_code == 1
    assert typed("export-outcome", person, "--to", path, "--as", "an").exit_code == 0
    assert typed("verify-outcome", path).exit_code == 0


def test_a_day_and_an_earlier_outcome_are_exported_too(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    assert typed("export-outcome", stage.cast.mei.public_id, "--to", str(path), "--as-of", "2021-11-29").exit_code == 0
    assert json.loads(path.read_bytes())["decided"]["outcome"] == "yellow"
    assert typed("export-outcome", stage.cast.mei.public_id, "--to", str(path), "--outcome", "999999").exit_code == 1


def test_what_is_no_file_is_told_in_words(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")

    assert "cannot be used" in typed("verify-outcome", str(tmp_path / "absent.json")).stderr
    assert "not a derivation that can be checked" in typed("verify-outcome", str(tmp_path / "x.json")).stderr
