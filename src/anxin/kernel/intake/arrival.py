"""A file on its way in: read up to the limit, hashed, kept sealed under $ANXIN_HOME/uploads."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.problems import Flaw

PIECE = 1024 * 1024


class Readable(Protocol):
    """An open binary file, or what a web form hands over."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Arrived:
    """What came: its bytes, or None when there are more than allowed (`size` is then what is known of it)."""

    content: bytes | None
    size: int
    sha256: str


def take_in(source: Path | Readable) -> Arrived:
    """Read a file; one larger than the limit is left alone as soon as that is known."""
    limit: int = settings.UPLOAD_LIMIT_BYTES
    if isinstance(source, Path):
        size = source.stat().st_size
        if size > limit:
            return Arrived(None, size, "")
        with source.open("rb") as file:
            return _read(file, limit)
    return _read(source, limit)


def _read(file: Readable, limit: int) -> Arrived:
    pieces, size, digest = [], 0, hashlib.sha256()
    while piece := file.read(PIECE):
        size += len(piece)
        if size > limit:
            return Arrived(None, size, "")
        pieces.append(piece)
        digest.update(piece)
    return Arrived(b"".join(pieces), size, digest.hexdigest())


def too_large(size: int) -> Flaw:
    """What is said of a file beyond the limit; `size` in bytes, as far as it is known."""
    return Flaw(
        _("The file is too large."),
        _("at most %(limit)s MB"),
        _("Split the table into several files."),
        read=f"{size / PIECE:.0f} MB",
        values={"limit": settings.UPLOAD_LIMIT_BYTES // PIECE},
    )


def kept_at(public_id: str) -> Path:
    """Where the sealed bytes of an upload lie."""
    return Path(settings.UPLOAD_FOLDER) / public_id


def forget(public_id: str) -> None:
    """Delete the sealed bytes."""
    kept_at(public_id).unlink(missing_ok=True)


def keep(public_id: str, sealed: bytes) -> None:
    """Write the sealed bytes so that a reader finds all of them or nothing."""
    path = kept_at(public_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
