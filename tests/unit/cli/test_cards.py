"""`anxin cards print` as it is typed."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest

from anxin.kernel.codes.models import Card
from anxin.kernel.printing import actions
from anxin.kernel.printing.models import PrintRun
from tests.unit.cli.conftest import Typed
from tests.unit.web.phone.stage import Stage


def test_an_agencys_cards_become_one_file_for_its_owner_only(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    out = tmp_path / "cards.pdf"

    result = typed("cards", "print", "--agency", "安家乐家政", "--out", str(out))

    assert (result.exit_code, result.stdout.strip()) == (0, f"2 cards in {out}")
    assert out.stat().st_mode & 0o777 == 0o600
    assert len(pypdfium2.PdfDocument(io.BytesIO(out.read_bytes()))) == 1


def test_stopped_half_way_the_same_command_goes_on(
    stage: Stage, typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("cards", "print", "--agency", "安家乐家政", "--single", "--out", str(tmp_path / "cards.pdf"))
    with monkeypatch.context() as patched:
        patched.setattr(actions, "draw_run", lambda **_asked: (_ for _ in ()).throw(SystemExit(130)))
        assert typed(*command).exit_code == 130

    result = typed(*command)

    assert "Going on where the last printing stopped." in result.stderr
    assert (PrintRun.objects.count(), Card.objects.count()) == (1, 2)


def test_an_agency_that_is_not_there_is_refused(stage: Stage, typed: Typed, tmp_path: Path) -> None:
    result = typed("cards", "print", "--agency", "无此企业", "--out", str(tmp_path / "cards.pdf"))

    assert result.exit_code == 1
    assert "无此企业" in result.stderr
