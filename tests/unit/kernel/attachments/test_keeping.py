"""Kept: a row and a sealed file, both or neither; read with a line in the journal; erased for good."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from pytest_django import Settings

from anxin.kernel.attachments import sealed_files
from anxin.kernel.attachments.actions import (
    Swept,
    erase_attachments,
    keep_attachment,
    read_attachment,
    sweep_files,
)
from anxin.kernel.attachments.models import Attachment
from anxin.kernel.attachments.photos import Position
from anxin.kernel.attachments.queries import Held, held_in, look_alikes, name_of, position_of, same_bytes
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import verify
from tests.cast import NOON, OPERATOR, Cast
from tests.unit.kernel.attachments.pictures import archive, document, encoded, photo, scene
from tests.unit.kernel.intake.test_killing import run_in_child

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ATTACHMENT_FOLDER = tmp_path / "attachments"
    return tmp_path / "attachments"


def keep(content: bytes | None = None, **options: Any) -> Attachment:
    asked: dict[str, Any] = {"by": OPERATOR, "at": NOON, "name": "隐患.jpg", "wants": "photo", **options}
    return keep_attachment(content=photo() if content is None else content, **asked)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# ------------------------------------------------------------------------------------------------------- keeping


def test_a_photo_is_a_row_and_a_sealed_file(folder: Path, cast: Cast) -> None:
    brought = photo(taken="2021:10:29 09:30:00")
    kept = keep(brought, by=cast.zhou)

    content = read_attachment(by=cast.zhou, at=NOON, attachment=kept, purpose="supervision").content
    held = folder / kept.public_id[:2] / kept.public_id
    assert files(folder) == [kept.public_id]
    assert (held.stat().st_mode & 0o777, held.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert content[:20] not in held.read_bytes()
    row = Attachment.objects.get()
    assert (row.media_type, row.width, row.height, row.size) == ("image/jpeg", 640, 480, len(content))
    assert row.sha256_received == hashlib.sha256(brought).hexdigest()
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert (row.taken_at, row.kept_at, row.kept_by) == (datetime(2021, 10, 29, 1, 30, tzinfo=UTC), NOON, "zhou")
    assert (name_of(row), "隐患" in row.name_sealed) == ("隐患.jpg", False)


def test_the_place_is_in_the_row_alone_sealed_and_only_where_the_form_asks(folder: Path) -> None:
    asked, not_asked = keep(keep_position=True), keep()

    assert (position_of(asked), position_of(not_asked)) == (Position(28.01, 120.651), None)
    assert (not_asked.position_sealed, "120" in asked.position_sealed) == ("", False)
    assert asked.sha256 == not_asked.sha256


def test_the_journal_has_type_size_and_hash_and_never_the_name(cast: Cast) -> None:
    kept = keep(subjects=[cast.fang.public_id], name="王小芳.jpg", keep_position=True)

    entry = Entry.objects.get(act="attachment.keep")
    assert entry.detail == {
        "attachment": kept.public_id, "media_type": "image/jpeg", "size": kept.size, "sha256": kept.sha256,
    }  # fmt: skip
    assert [one.party for one in entry.subjects.all()] == [cast.fang.public_id]


def test_the_same_file_kept_twice_is_two_attachments_with_files_of_their_own(folder: Path) -> None:
    first, second = keep(), keep()

    assert (first.sha256 == second.sha256, len(files(folder))) == (True, 2)
    assert same_bytes(second, among=Attachment.objects.all()) == [first]


def test_what_is_refused_leaves_neither_file_nor_row(folder: Path) -> None:
    for content in (b"", b"<svg/>", photo()[:2000], archive(), document()):
        with pytest.raises(Invalid):
            keep(content)

    assert (files(folder), Attachment.objects.count(), Entry.objects.count()) == ([], 0, 0)


def test_a_row_that_cannot_be_written_leaves_no_file(folder: Path) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        keep(encoded(scene(64, 48)), at=None)

    assert (files(folder), Attachment.objects.count()) == ([], 0)


# --------------------------------------------------------------------------------------------------------- limits


def test_a_request_holds_so_many_and_so_much(settings: Settings, folder: Path) -> None:
    settings.ATTACHMENTS_PER_CASE = 2
    mine = Attachment.objects.all()
    first = keep(beside=mine)
    keep(beside=mine)

    with pytest.raises(Invalid) as too_many:
        keep(beside=mine, place="after")
    assert (too_many.value.field, held_in(mine)) == ("after", Held(2, 2 * first.size))

    settings.ATTACHMENTS_PER_CASE, settings.CASE_LIMIT_BYTES = 9, 3 * first.size - 1
    with pytest.raises(Invalid):
        keep(beside=mine)
    settings.CASE_LIMIT_BYTES = 3 * first.size
    keep(beside=mine)
    assert len(files(folder)) == 3


def test_what_was_erased_takes_no_room() -> None:
    kept = keep()
    erase_attachments(by=OPERATOR, at=NOON, attachments=[kept])

    assert held_in(Attachment.objects.all()) == Held(0, 0)


# -------------------------------------------------------------------------------------------------------- reading


def test_each_reading_is_in_the_journal_with_whom_and_why(cast: Cast) -> None:
    kept = keep()
    read_attachment(by=cast.lin, at=NOON, attachment=kept, purpose="supervision", subjects=[cast.fang.public_id])

    entry = Entry.objects.get(act="attachment.read")
    assert (entry.actor, entry.purpose, entry.is_read) == ("lin", "supervision", True)
    assert entry.detail == {"attachment": kept.public_id, "fields": ["attachment"]}
    assert [one.party for one in entry.subjects.all()] == [cast.fang.public_id]


COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def test_a_photo_may_be_shown_and_a_pdf_is_saved_and_nothing_runs() -> None:
    shown, saved = keep(), keep(document(), wants="file", name='a"b\r\n\u202efdp.exe')

    def sent(kept: Attachment) -> dict[str, str]:
        served = read_attachment(by=OPERATOR, at=NOON, attachment=kept, purpose="supervision")
        return dict(HttpResponse(served.content, headers=served.headers).items())

    assert sent(shown) == COMMON | {
        "Content-Type": "image/jpeg",
        "Content-Disposition": "inline; filename*=utf-8''%E9%9A%90%E6%82%A3.jpg",
    }
    assert sent(saved) == COMMON | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="a_b fdp.pdf"',
    }


def damages(folder: Path, kept: Attachment, other: Attachment) -> Iterator[str]:
    held, content = sealed_files.path_of(kept.public_id), sealed_files.path_of(kept.public_id).read_bytes()
    for name, put in {
        "one bit": bytes([content[0] ^ 1]) + content[1:],
        "cut off": content[:-1],
        "empty": b"",
        "another's": sealed_files.path_of(other.public_id).read_bytes(),
    }.items():
        held.write_bytes(put)
        yield name
    held.unlink()
    yield "gone"


def test_bytes_that_are_not_those_kept_are_never_served(folder: Path) -> None:
    kept, other = keep(), keep()
    for damage in damages(folder, kept, other):
        with pytest.raises(sealed_files.Lost):
            read_attachment(by=OPERATOR, at=NOON, attachment=kept, purpose="supervision")
        assert (damage, Entry.objects.filter(act="attachment.read").count()) == (damage, 0)


def test_a_row_that_names_other_bytes_is_found_out() -> None:
    kept = keep()
    Attachment.objects.update(sha256="0" * 64)
    kept.refresh_from_db()

    with pytest.raises(sealed_files.Lost):
        read_attachment(by=OPERATOR, at=NOON, attachment=kept, purpose="supervision")


# ------------------------------------------------------------------------------------------------------- erasing


@pytest.mark.django_db(transaction=True)
def test_what_is_erased_is_gone_but_for_its_hashes(folder: Path) -> None:
    kept, other = keep(keep_position=True), keep()

    assert erase_attachments(by=OPERATOR, at=NOON, attachments=[kept]) == 1

    row = Attachment.objects.get(pk=kept.pk)
    assert files(folder) == [other.public_id]
    assert (row.name_sealed, row.position_sealed, row.taken_at, row.likeness) == ("", "", None, "")
    assert (row.sha256, row.sha256_received, row.erased_at) == (kept.sha256, kept.sha256_received, NOON)
    assert (name_of(row), position_of(row)) == ("", None)
    with pytest.raises(NotFound):
        read_attachment(by=OPERATOR, at=NOON, attachment=row, purpose="supervision")
    detail = Entry.objects.get(act="attachment.erase").detail
    assert detail == {"attachments": {kept.public_id: kept.sha256}}
    assert erase_attachments(by=OPERATOR, at=NOON, attachments=[kept]) == 0


@pytest.mark.django_db(transaction=True)
def test_an_erasing_that_is_undone_erases_nothing(folder: Path) -> None:
    kept = keep()
    with pytest.raises(RuntimeError), transaction.atomic():
        erase_attachments(by=OPERATOR, at=NOON, attachments=[kept])
        raise RuntimeError

    kept.refresh_from_db()
    assert read_attachment(by=OPERATOR, at=NOON, attachment=kept, purpose="supervision").content


# ------------------------------------------------------------------------------------------------------- sweeping


def age(folder: Path, seconds: int = 3601) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            moment = path.stat().st_mtime - seconds
            os.utime(path, (moment, moment))


def test_files_without_an_attachment_go_after_an_hour_and_others_never(folder: Path) -> None:
    kept, erased = keep(), keep()
    Attachment.objects.filter(pk=erased.pk).update(erased_at=NOON)
    sealed_files.write("a" * 16, b"nobody's")
    (folder / "aa" / f".{'b' * 16}.01234567").write_bytes(b"half")
    (folder / "aa" / "README").write_bytes(b"an operator's own")

    assert sweep_files(by=OPERATOR, at=NOON) == Swept()
    age(folder)
    assert sweep_files(by=OPERATOR, at=NOON) == Swept(unclaimed=1, erased=1, drafts=1)

    assert files(folder) == sorted(["README", kept.public_id])
    assert Entry.objects.get(act="attachments.sweep").detail == {"unclaimed": 1, "erased": 1, "drafts": 1}
    assert sweep_files(by=OPERATOR, at=NOON) == Swept()


def test_a_site_without_attachments_has_nothing_to_sweep() -> None:
    assert sweep_files(by=OPERATOR, at=NOON) == Swept()


@pytest.mark.django_db(transaction=True)
def test_an_act_undone_leaves_a_file_that_is_swept(folder: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        keep()
        raise RuntimeError

    assert (Attachment.objects.count(), len(files(folder))) == (0, 1)
    age(folder)
    assert (sweep_files(by=OPERATOR, at=NOON).unclaimed, files(folder)) == (1, [])


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_statement_no_row_is_without_its_file(folder: Path) -> None:
    content, killed = encoded(scene(64, 48)), 0
    chance = random.Random(20211029)
    for _time in range(10):
        killed += run_in_child(partial(keep, content), chance.randint(1, 9)) != 0

    rows = set(Attachment.objects.values_list("public_id", flat=True))
    assert rows <= set(files(folder))
    age(folder)
    sweep_files(by=OPERATOR, at=NOON)
    assert set(files(folder)) == rows
    for kept in Attachment.objects.all():
        assert read_attachment(by=OPERATOR, at=NOON, attachment=kept, purpose="supervision").content
    assert (killed > 0, verify().whole) == (True, True)


# ------------------------------------------------------------------------------------------------------- repeats


def test_photos_of_the_same_place_are_found_the_likest_first() -> None:
    place = scene(800, 600)
    first = keep(encoded(place))
    sent_on = keep(encoded(place.resize((400, 300)), quality=40))
    other, paper = keep(encoded(scene(800, 600, shift=3))), keep(document(), wants="file")

    among = Attachment.objects.all()
    assert [one for one, _bits in look_alikes(first, among=among)] == [sent_on]
    assert look_alikes(other, among=among) == look_alikes(paper, among=among) == []
    assert same_bytes(first, among=among) == []
