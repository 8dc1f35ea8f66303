"""Runs that print the cards of many: through the gate, once each, taken up again after a kill, out with the code."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from pytest_django import Settings

from anxin.kernel.access.rules import Purpose
from anxin.kernel.codes.actions import end_code
from anxin.kernel.codes.cards import card_in_force, card_text
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.models import Card
from anxin.kernel.codes.showing import letters
from anxin.kernel.errors import Invalid, NotFound, Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.printing import actions
from anxin.kernel.printing.models import PrintRun
from anxin.kernel.printing.queries import CardWords, cards_of, last_whole_day, run_of
from anxin.kernel.printing.sheets import Layout
from bench.codes.reading import by_zxing
from tests.cast import NOON, OPERATOR, PACK
from tests.unit.web.phone.stage import Stage, on_stage

WORDS = CardWords("居家上门服务证", "12345")


@pytest.fixture
def stage(db: None, settings: Settings, tmp_path: Path) -> Stage:
    settings.CARD_FOLDER = tmp_path / "cards"
    settings.CODE_KEYS_FOLDER = tmp_path / "keys"
    made = on_stage()
    keep_own_keys(by=OPERATOR, at=NOON)
    return made


def asked(by: Actor, *, renew: bool = False, layout: Layout = Layout.SHEET) -> PrintRun:
    return actions.start_run(by=by, at=NOON, pack=PACK, layout=layout, renew=renew)


def printed(by: Actor, run: PrintRun, purpose: str = Purpose.EMPLOYMENT) -> bytes:
    actions.prepare_run(by=by, at=NOON, run=run)
    return actions.draw_run(by=by, at=NOON, run=run, purpose=purpose, words=WORDS)


def texts(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(content))]


def codes_on(content: bytes) -> set[str]:
    """Every square that a scan of the paper at 200 dots an inch shows."""
    pages = pypdfium2.PdfDocument(io.BytesIO(content))
    return {text for page in pages for text in by_zxing(page.render(scale=200 / 72, grayscale=True).to_numpy())}


def test_a_clerk_prints_the_cards_of_her_own_people_and_no_others(stage: Stage) -> None:
    content = printed(stage.cast.an, asked(stage.cast.an))

    fang, mei = card_in_force(stage.fang), card_in_force(stage.mei)
    assert fang and mei and card_in_force(stage.hua) is None
    assert codes_on(content) == {
        card_text(fang),
        card_text(mei),
        f"http://127.0.0.1:8000/c/{letters(bytes.fromhex(fang.card_id))}",
        f"http://127.0.0.1:8000/c/{letters(bytes.fromhex(mei.card_id))}",
    }


def test_what_stands_on_a_card_names_nobody_and_shows_no_colour(stage: Stage) -> None:
    run = actions.start_run(by=stage.cast.an, at=NOON, pack=PACK, layout=Layout.SINGLE, chosen=[stage.fang.public])
    [words] = texts(printed(stage.cast.an, run))

    lines = [
        "居家上门服务证",
        "纸质证",
        "王**",
        "安家乐家政",
        "WZ202100386",
        "127.0.0.1:8000",
        "与手机上的安心码同等效力",
        "12345",
    ]
    assert [line for line in lines if line not in words.replace("\r\n", "")] == []
    for secret in ("王小芳", "小芳", "13800000001", "人民路", "绿", "黄", "红"):
        assert secret not in words


def test_everybody_on_the_cards_finds_the_printing_in_their_journal(stage: Stage) -> None:
    printed(stage.cast.an, asked(stage.cast.an))

    held = Entry.objects.filter(actor="an").order_by("seq")
    assert [(entry.act, entry.purpose) for entry in held] == [
        ("cards.print", ""),
        ("card.print", ""),
        ("card.print", ""),
        ("party.list", "employment"),
    ]


def test_printing_again_prints_the_same_card(stage: Stage) -> None:
    printed(stage.cast.an, asked(stage.cast.an))
    printed(stage.cast.an, asked(stage.cast.an))

    assert Card.objects.count() == 2


def test_replacing_puts_a_new_card_in_the_place_of_the_old_one(stage: Stage) -> None:
    printed(stage.cast.an, asked(stage.cast.an))
    before = card_in_force(stage.fang)
    printed(stage.cast.an, asked(stage.cast.an, renew=True))
    after = card_in_force(stage.fang)

    assert before and after and before.card_id != after.card_id
    assert set(Card.objects.filter(ended_at__isnull=False).values_list("end_reason", flat=True)) == {"replaced"}


def test_a_run_stopped_between_chunks_goes_on_and_makes_no_card_twice(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "CHUNK", 1)
    run = asked(stage.cast.zhou)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.prepare_run(by=stage.cast.zhou, at=NOON, run=run, progress=stop)
    assert Card.objects.count() == 1
    seen: list[int] = []
    held = run_of(stage.cast.zhou, run.public_id)
    actions.prepare_run(by=stage.cast.zhou, at=NOON, run=held, progress=lambda done, total: seen.append(done))

    assert (Card.objects.count(), seen, len(cards_of(run))) == (3, [2, 3], 3)


def test_whoever_lost_the_code_meanwhile_is_left_out(stage: Stage) -> None:
    run = asked(stage.cast.an)
    end_code(by=OPERATOR, at=NOON, code=stage.mei, reason="lost")
    content = printed(stage.cast.an, run)

    assert (run.left_out, run.drawn) == (1, 1)
    assert len(codes_on(content)) == 2


def test_the_file_is_sealed_and_gone_after_a_day(stage: Stage, settings: Settings) -> None:
    run = asked(stage.cast.an)
    content = printed(stage.cast.an, run)
    [path] = list(Path(settings.CARD_FOLDER).iterdir())

    assert actions.kept_pdf(run) == content
    assert (path.stat().st_mode & 0o777, b"%PDF" in path.read_bytes()) == (0o600, False)
    yesterday = path.stat().st_mtime - 25 * 3600
    os.utime(path, (yesterday, yesterday))
    assert actions.kept_pdf(run) is None


def test_another_agency_sees_nothing_of_a_run(stage: Stage) -> None:
    run = asked(stage.cast.an)

    with pytest.raises(NotFound):
        run_of(stage.cast.le, run.public_id)


@pytest.mark.parametrize("who", ["shen", "lin", "province", "household"])
def test_roles_without_the_duty_print_nothing(stage: Stage, who: str) -> None:
    with pytest.raises(Refused):
        asked(getattr(stage.cast, who))


def test_choosing_nobody_or_too_many_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="码正在使用"):
        actions.start_run(by=stage.cast.an, at=NOON, pack=PACK, layout=Layout.SHEET, chosen=[stage.hua.public])
    monkeypatch.setattr(actions, "MOST_CARDS", 1)
    with pytest.raises(Invalid):
        asked(stage.cast.an)


def test_the_day_on_a_card_is_the_last_whole_one() -> None:
    assert last_whole_day(NOON).isoformat() == "2021-10-28"
    assert last_whole_day(NOON.replace(hour=0) + timedelta(days=1)).isoformat() == "2021-10-29"
