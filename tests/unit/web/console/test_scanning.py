"""The scanner of desks and gates: whatever is scanned or typed is checked on the server and written down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from anxin.kernel.codes import showing
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.minting import mint
from anxin.kernel.codes.showing import Showing, ShowingKind
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.reference.queries import now
from tests.cast import OPERATOR
from tests.unit.web.console.desks import at_desk, on_desks
from tests.unit.web.phone.stage import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db: None, settings: Settings, tmp_path: Path) -> Stage:
    settings.CODE_KEYS_FOLDER = tmp_path / "codes"
    settings.CODE_ADDRESS = "https://c.example.cn"
    stage = on_desks()
    keep_own_keys(by=OPERATOR, at=now() - timedelta(days=1))
    return stage


def result_of(text: str, who: str = "hu") -> str:
    answer = at_desk(who).post("/console/scan/", {"text": text}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_gate_sees_colour_masked_name_and_agency_and_the_person_sees_the_gate(stage: Stage) -> None:
    seen = result_of(stage.fang.public)

    assert "ax-is-green" in seen
    assert ("王**" in seen, "安家乐家政" in seen, "王芳" in seen) == (True, True, False)
    look = reads_of(stage.cast.fang.public_id).first()
    assert look is not None
    assert (look.role, look.actor, look.purpose) == ("gate", "hu", "door-check")


def test_a_credential_is_believed_strictly_and_its_copy_is_stale_three_minutes_later(stage: Stage) -> None:
    shown, copied = (
        mint(stage.fang, ShowingKind.SCREEN, at=now() - ago) for ago in (timedelta(0), timedelta(minutes=4))
    )
    altered = shown.digits[:-4] + ("0000" if shown.digits[-4:] != "0000" else "0001")

    assert "ax-is-green" in result_of(shown.prefix + shown.digits)
    assert "本人手机出示" in result_of(shown.digits)
    assert "<code>stale</code>" in result_of(copied.prefix + copied.digits)
    assert "<code>altered</code>" in result_of(shown.prefix + altered)


@pytest.mark.parametrize("written", ["https://c.example.cn/c/{}", "  {}  ", "{}"])
def test_an_address_and_a_number_typed_with_blanks_are_the_same(stage: Stage, written: str) -> None:
    assert "ax-is-green" in result_of(written.format(stage.fang.public))


def test_a_short_address_of_a_screen_holds_for_its_minutes_only(stage: Stage) -> None:
    fresh, old = (
        showing.seal(Showing(stage.fang.pk, ShowingKind.SCREEN, now() - ago), nonce=b"1234")
        for ago in (timedelta(seconds=20), timedelta(minutes=4))
    )

    assert "ax-is-green" in result_of(f"https://c.example.cn/k/{showing.letters(fresh)}")
    assert "<code>stale</code>" in result_of(f"https://c.example.cn/k/{showing.letters(old)}")


@pytest.mark.parametrize(
    ("text", "code"),
    [("aaaaaaaaaaaaaaaa", "not-found"), ("3" * 400, "unreadable"), ("http://elsewhere.cn/v#123", "wrong-issuer")],
)
def test_what_is_not_ours_is_grey_with_its_reason_code(stage: Stage, text: str, code: str) -> None:
    seen = result_of(text)

    assert "ax-is-grey" in seen
    assert f"<code>{code}</code>" in seen


def test_without_a_script_the_whole_page_comes_with_the_result(stage: Stage) -> None:
    answer = at_desk("an").post("/console/scan/", {"text": stage.hua.public})

    assert answer.status_code == 200
    assert ("<form" in answer.content.decode(), "ax-is-red" in answer.content.decode()) == (True, True)


def test_a_gate_has_the_scanner_and_nothing_else(stage: Stage) -> None:
    gate = at_desk("hu")

    assert gate.get("/console/").headers["Location"] == "/console/scan/"
    paths = ["registry/", f"people/{stage.cast.fang.public_id}/", "uploads/", "feedback/", "journal/"]
    assert [gate.get(f"/console/{path}").status_code for path in paths] == [403, 403, 403, 403, 403]


def test_a_worker_and_a_stranger_are_not_let_in(stage: Stage) -> None:
    assert Client().post("/console/scan/", {"text": stage.fang.public}).status_code == 302
    assert at_desk("shen").get("/console/scan/").status_code == 403
