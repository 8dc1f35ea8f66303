"""`anxin packs new` asks at a terminal, takes options anywhere, and refuses what it cannot use before it writes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from anxin.packs import load_pack
from anxin.packs.case_trying import run_requests
from anxin.packs.lint import lint
from anxin.packs.trying import run_scenarios
from tests.unit.cli.conftest import Typed


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANXIN_PACKS", str(tmp_path / "packs"))
    (tmp_path / "packs").mkdir()
    return tmp_path / "packs"


@pytest.mark.parametrize("shape", ["colour", "requests", "both"])
def test_every_answer_may_come_as_an_option(packs: Path, typed: Typed, shape: str) -> None:
    made = typed(
        "packs", "new", "pests", "--zh", "防制", "--en", "Pests", "--shape", shape, "--office-zh", "发证机构",
        "--office-en", "Licensing body", "--days", "10", "--since", "2022-01-28",
    )  # fmt: skip

    pack = load_pack(packs / "pests")
    assert (made.exit_code, lint(pack), run_scenarios(pack).failures, run_requests(pack).failures) == (0, [], [], [])
    assert (pack.decides, [one.slug for one in pack.matters]) == {
        "colour": (True, []),
        "requests": (False, ["request"]),
        "both": (True, ["appeal"]),
    }[shape]
    assert [(one.desk("office").title.zh, one.terms[0].amount) for one in pack.matters] in (
        [],
        [("发证机构", 10)],
    )


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ((), "The name in Chinese is missing."),
        (("--zh", "防制", "--shape", "green"), "There is no such shape. Read: green."),
        (("--zh", "防制", "--since", "tomorrow"), "This is no day. Read: tomorrow."),
        (("--zh", "防制", "--shape", "both", "--days", "400"), "That is no time limit. Read: 400."),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_written(
    packs: Path, db: None, typed: Typed, options: tuple[str, ...], what: str
) -> None:
    refused = typed("packs", "new", "pests", *options)

    assert (refused.exit_code, refused.stderr.splitlines()[0]) == (1, f"What: {what}")
    assert list(packs.iterdir()) == []


def test_at_a_terminal_it_asks_for_what_is_not_given(packs: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).parent / "anxin"), "packs", "new", "asked", "--en", "Asked"]
    environment = {**os.environ, "ANXIN_HOME": str(tmp_path / "home"), "ANXIN_PACKS": str(packs)}
    asking = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.write(ours, "问一问\nsomething\nrequests\n\n\n3\n2022-01-28\n".encode())
    os.close(theirs)
    assert asking.wait(60) == 0
    os.close(ours)

    pack = load_pack(packs / "asked")
    (matter,) = pack.matters
    assert (pack.title.zh, pack.title.en, pack.manifest.effective.from_.isoformat()) == (
        "问一问",
        "Asked",
        "2022-01-28",
    )
    assert (matter.desk("office").title.zh, matter.terms[0].amount, lint(pack)) == ("承办岗", 3, [])
