"""`keys` and `status` as they are typed: a root off line, a list carried to and fro, lists published and watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from anxin.credentials import check, read_key_list
from anxin.kernel.codes import keys
from anxin.kernel.codes.models import StatusShard
from tests.cast import Cast
from tests.unit.cli.conftest import Typed
from tests.unit.kernel.codes.printed import ORIGIN, at_home, with_card, with_keys
from tests.unit.kernel.outcomes.test_deciding import state

PASSPHRASE = "twelve signs and more"


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_home(settings, tmp_path)
    monkeypatch.setenv("ANXIN_ROOT_PASSPHRASE", PASSPHRASE)


def test_a_root_is_made_and_signs_without_home_database_or_django(tmp_path: Path) -> None:
    code = (
        "import sys; from anxin.cli.main import app\n"
        "app(sys.argv[1:], standalone_mode=False)\n"
        "sys.exit('django.conf' in sys.modules)"
    )
    nowhere = tmp_path / "nowhere"
    surroundings = {**os.environ, "ANXIN_HOME": str(nowhere), "ANXIN_ROOT_PASSPHRASE": PASSPHRASE}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)

    made = subprocess.run(
        [sys.executable, "-c", code, "keys", "root", str(tmp_path / "root.pem")],
        env=surroundings,
        capture_output=True,
        text=True,
    )

    assert (made.returncode, made.stderr, nowhere.exists()) == (0, "", False)
    assert made.stdout.split()[0] == (tmp_path / "root.pem.pub").read_text().split()[3]
    assert (tmp_path / "root.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_a_real_sites_keys_from_the_root_to_the_list(typed: Typed, tmp_path: Path) -> None:
    root, asked, signed = tmp_path / "usb" / "root.pem", tmp_path / "keys.json", tmp_path / "keys.cwt"

    thumbprint = typed("keys", "root", str(root)).stdout.split()[0]
    assert typed("keys", "trust", f"{root}.pub").stdout.strip() == thumbprint
    kid = typed("keys", "new", "--days", "400").stdout.strip()
    assert json.loads(typed("keys", "list", "--json").stdout)["keys"][0]["state"] == "waiting"
    typed("keys", "request", "--to", str(asked))
    typed("keys", "sign", "--root", str(root), "--request", str(asked), "--to", str(signed))
    assert typed("keys", "take", str(signed)).exit_code == 0

    said = typed("keys", "list", "--json")
    found = json.loads(said.stdout)
    assert (said.exit_code, found["warnings"], found["issuer"], found["roots"]) == (0, [], ORIGIN, [thumbprint])
    assert [(one["kid"], one["state"], one["uses"]) for one in found["keys"]] == [
        (kid, "listed", ["card", "receipt", "screen", "status"])
    ]
    assert kid in typed("keys", "list").stdout
    assert typed("keys", "withdraw", kid, "--why", "drill").exit_code == 0
    assert typed("keys", "list").exit_code == 1
    assert typed("keys", "withdraw", kid, "--why", "drill").exit_code == 1


@pytest.mark.django_db
def test_wrong_uses_are_told(typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_keys(keys.moment(0))
    root = tmp_path / "root.pem"
    for wrong in (
        ("keys", "root", str(root), "--algorithm", "RSA"),
        ("keys", "new", "--use", "everything"),
        ("keys", "withdraw", "00000000", "--why", "x"),
        ("keys", "trust", __file__),
        ("keys", "take", __file__),
        ("keys", "sign", "--root", str(root)),
    ):
        result = typed(*wrong)
        assert (result.exit_code, "Traceback" in result.output) == (1, False), wrong
    assert typed("keys", "sign", "--root", str(root), "--to", str(root)).exit_code == 2
    monkeypatch.setenv("ANXIN_ROOT_PASSPHRASE", "short")
    assert typed("keys", "root", str(root)).exit_code == 1
    assert not root.exists()


@pytest.mark.django_db
def test_lists_go_into_a_folder_and_only_what_changed_is_written(typed: Typed, cast: Cast, tmp_path: Path) -> None:
    from anxin.kernel.reference.queries import now

    with_keys(now())
    card = with_card(cast, at=now())
    folder = tmp_path / "cdn"

    typed("status", "publish", "--to", str(folder))

    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert files == [
        ".well-known/anxin-issuer",
        ".well-known/anxin-journal-roots",
        ".well-known/anxin-keys",
        ".well-known/jwks.json",
        "s/0",
        "s/1",
        "s/index.json",
    ]
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o644}
    listed = read_key_list(
        (folder / ".well-known/anxin-keys").read_bytes(), roots=keys.pinned_roots(), now=keys.seconds(now())
    )
    assert check(bytes(card.credential), listed, now=keys.seconds(now()))
    assert typed("status", "publish", "--to", str(folder)).stdout.startswith("0 ")


@pytest.mark.django_db
def test_the_alarm_is_quiet_while_lists_are_signed_and_loud_when_the_signer_is_out(typed: Typed, cast: Cast) -> None:
    from anxin.kernel.reference.queries import now

    assert typed("status", "check").exit_code == 1  # no key at all
    with_keys(now())
    with_card(cast, at=now())
    assert typed("status", "check").exit_code == 0

    keys.key_path(keys.held_keys()[0].kid).unlink()

    result = typed("status", "check")
    assert (result.exit_code, "signer is out" in result.stderr) == (1, True)


@pytest.mark.django_db
def test_a_list_that_says_something_else_is_found_and_mended(typed: Typed, cast: Cast) -> None:
    from anxin.kernel.reference.queries import now

    with_keys(now())
    card = with_card(cast, at=now())
    assert typed("status", "verify").exit_code == 0
    state(cast.fang, "police_check", "failed")
    assert typed("status", "verify").exit_code == 0  # it waits for the next signing

    StatusShard.objects.filter(pk=card.shard_id).update(packed=bytes(16_384))
    card.shard.changes.all().delete()

    found = json.loads(typed("status", "verify", "--json").stdout)
    assert found["differences"] == [{"list": card.shard.number, "index": card.index, "listed": 0, "expected": 1}]
    assert typed("status", "verify", "--mend").exit_code == 1
    assert typed("status", "verify").exit_code == 0
