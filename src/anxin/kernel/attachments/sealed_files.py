"""The bytes on disk: sealed with the site's key, bound to their attachment, whole or not there."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kernel.errors import AnxinError
from anxin.kernel.parties.sealing import seal_bytes, unseal_bytes

NAME = re.compile(r"[a-z2-7]{16}")
DRAFT = re.compile(r"\.[a-z2-7]{16}\.[0-9a-f]{8}")


class Lost(AnxinError):
    """The bytes of an attachment are not there or are not those that were kept."""

    code = "attachment-lost"


def folder() -> Path:
    return Path(settings.ATTACHMENT_FOLDER)


def path_of(public_id: str) -> Path:
    """Spread over folders by the first two letters: 1,024 of them, since a letter is one of 32."""
    return folder() / public_id[:2] / public_id


def _context(public_id: str) -> str:
    return f"attachment:{public_id}"


def write(public_id: str, content: bytes) -> None:
    """Seal and write; when this returns, the file is on disk under its name, and it was never there in part."""
    path = path_of(public_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{public_id}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(seal_bytes(content, context=_context(public_id)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    """A new name too outlives a power cut only once its folder is written; not every system lets one ask for it."""
    with suppress(OSError):
        held = os.open(path, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)


def read(public_id: str) -> bytes:
    """The bytes as they were kept; `Lost` if they are not there or were altered."""
    try:
        return unseal_bytes(path_of(public_id).read_bytes(), context=_context(public_id))
    except (FileNotFoundError, InvalidTag, ValueError):
        raise lost(public_id) from None


def lost(public_id: str) -> Lost:
    """What is said where the bytes are not those of the row."""
    return Lost(
        _("The attachment %(name)s cannot be opened.") % {"name": public_id},
        why=_("Its file is missing, was altered, or was sealed with another key."),
        todo=_("Bring the folder of attachments and the keys back from the same backup as the database."),
    )


def remove(public_id: str) -> None:
    path_of(public_id).unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[tuple[Path, str]]:
    """Files that have lain for so long by the machine's own clock, each with the attachment it is for ("": a draft)."""
    before = time.time() - seconds
    for path in sorted(folder().glob("*/*")):
        with suppress(FileNotFoundError):  # another sweep was first
            ours = NAME.fullmatch(path.name) or DRAFT.fullmatch(path.name)
            if ours and path.stat().st_mtime <= before:
                yield path, path.name if NAME.fullmatch(path.name) else ""
