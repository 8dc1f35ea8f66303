"""`anxin journal` as an auditor and an outsider type it, and the root that the nightly tick signs."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from anxin.kernel.access.actions import appoint
from anxin.kernel.codes.visiting import open_code
from anxin.kernel.journal import proving, roots
from anxin.kernel.journal.actor import Role
from anxin.kernel.journal.models import Entry, SignedRoot
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.reference.actions import set_played_day
from anxin.kernel.reference.queries import now
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.cli.conftest import Typed
from tests.unit.web.phone.stage import PASSWORD, Stage, city_account

PUBLISHED = "/.well-known/anxin-journal-roots"


@pytest.fixture
def list_of_roots(stage: Stage, typed: Typed, tmp_path: Path) -> Path:
    """The list as an outsider downloads it after two nights."""
    for days in (1, 2):
        open_code(at=now(), public=stage.fang.public)
        assert typed("tick", "--to", str(DAY + timedelta(days=days))).exit_code == 0
    file = tmp_path / "roots.txt"
    file.write_bytes(Client().get(PUBLISHED).content)
    return file


def test_a_night_after_a_day_without_entries_signs_nothing_and_says_so(stage: Stage, typed: Typed) -> None:
    typed("tick", "--to", str(DAY + timedelta(days=1)))
    assert "Nothing was written since the last root." in typed("tick", "--to", str(DAY + timedelta(days=2))).stdout
    assert SignedRoot.objects.count() == 1


def test_each_night_signs_one_root_and_says_so(stage: Stage, typed: Typed) -> None:
    first, again = (typed("tick", "--to", str(DAY + timedelta(days=1))) for _ in range(2))

    assert "Signed the journal's root up to entry" in first.stdout
    assert "Signed" not in again.stdout
    assert SignedRoot.objects.count() == 1


def test_the_list_is_plain_text_newest_last_and_goes_on_after_an_entry(list_of_roots: Path) -> None:
    remark, *lines = list_of_roots.read_text().splitlines()
    held = [roots.checked(line) for line in lines]

    assert remark == f"# key {roots.public_key()}"
    assert [root.after for root in held] == [0, held[0].seq]
    assert Client().get(PUBLISHED)["Content-Type"].startswith("text/plain")
    assert Client().get(f"{PUBLISHED}/{held[0].seq}").content.decode().splitlines() == [remark, lines[1]]
    assert Client().get(f"{PUBLISHED}/{2**70}").content.decode().splitlines() == [remark]


def test_an_auditor_checks_the_list_and_any_one_root(list_of_roots: Path, typed: Typed) -> None:
    line = list_of_roots.read_text().splitlines()[-1]

    assert typed("journal", "verify", "--file", str(list_of_roots)).exit_code == 0
    assert "Roots noted earlier that lie on it: 1." in typed("journal", "verify", "--root", line).stdout

    Entry.objects.filter(seq=7).update(actor="nobody")
    result = typed("journal", "verify", "--file", str(list_of_roots), "--json")
    assert (result.exit_code, json.loads(result.stdout)["broken_at"]) == (1, 7)


def test_an_outsider_checks_the_hashes_without_the_database(list_of_roots: Path, typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "hashes.txt"
    key = typed("journal", "key").stdout.strip()
    typed("journal", "export", str(file))
    check = ("journal", "check", str(file), "--roots", str(list_of_roots), "--key", key)

    assert typed(*check).exit_code == 0
    lines = file.read_text().splitlines()
    assert typed("journal", "export", "-").stdout.splitlines() == lines
    file.write_text("\n".join([*lines[:4], *lines[5:]]))

    result = typed(*check)
    assert (result.exit_code, "at entry 5" in result.stderr) == (1, True)


def test_the_proof_of_a_line_is_told_from_its_file(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    open_code(at=now(), public=stage.fang.public)
    typed("tick", "--to", str(DAY + timedelta(days=1)))
    fang = stage.cast.fang.public_id
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proving.prove_look(fang, seq=reads_of(fang)[0].seq, on=DAY)))

    told = typed("journal", "look", str(file), "--key", roots.public_key())

    assert (json.loads(told.stdout)["party"], json.loads(told.stdout)["act"]) == (fang, "code.read")
    file.write_text("{")
    assert typed("journal", "look", str(file), "--key", roots.public_key()).exit_code == 1


def test_an_account_is_listed_counted_and_taken_off(stage: Stage, typed: Typed) -> None:
    city_account()
    until = str(DAY + timedelta(days=60))
    assert (
        typed("journal", "hide", "zhou", "--basis", "刑诉法137", "--until", until, "--shown-after", "30").exit_code == 0
    )
    desk = Client()
    assert desk.login(username="zhou", password=PASSWORD)
    assert desk.get(f"/console/people/{stage.cast.fang.public_id}/?hidden=1").status_code == 200

    told = typed("journal", "hidden", "--json").stdout

    assert json.loads(told)["reads"] == [
        {
            "month": "2021-10",
            "role": "city",
            "unit": json.loads(told)["reads"][0]["unit"],
            "reads": 1,
            "still_hidden": 1,
        }
    ]
    assert json.loads(told)["accounts"][0]["basis"] == "刑诉法137"
    assert stage.cast.fang.public_id not in told
    assert typed("journal", "unhide", "zhou").exit_code == 0
    assert typed("journal", "unhide", "zhou").exit_code == 1


def test_after_ten_years_reads_are_emptied_by_the_nightly_command_and_the_pages_still_stand(
    stage: Stage, typed: Typed
) -> None:
    open_code(at=now(), public=stage.fang.public)
    appoint(by=OPERATOR, at=NOON, username="shen", password=PASSWORD, role=Role.AUDITOR)
    set_played_day(day=DAY.replace(year=DAY.year + 10, month=11))

    told = typed("retain").stdout

    assert "Journal: emptied 1 reads and 0 acts over their time." in told
    checked = typed("journal", "verify")
    assert (checked.exit_code, "Of 1 entries the payload was removed" in checked.stdout) == (0, True)
    desk = Client(headers={"accept-language": "zh-CN"})
    assert desk.login(username="shen", password=PASSWORD)
    assert "已到期删除" in desk.get("/console/journal/").content.decode()
    assert reads_of(stage.cast.fang.public_id).count() == 0
