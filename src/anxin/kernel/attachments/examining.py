"""A file judged and made fit to be kept, without touching disk or database: what takes time is done before an act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.kernel.attachments.names import cleaned_name
from anxin.kernel.attachments.photos import Position, encoded_anew
from anxin.kernel.attachments.signatures import MediaType, Wants, media_type
from anxin.kernel.errors import Invalid

MB = 1024 * 1024


@dataclass(frozen=True)
class Examined:
    """What will be kept of a file; `content` are the bytes to keep, `received` the hash of those that came."""

    content: bytes = field(repr=False)
    media_type: MediaType
    name: str = field(repr=False)
    received: str
    width: int | None = None
    height: int | None = None
    likeness: str = ""
    taken_at: datetime | None = None
    position: Position | None = field(default=None, repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def examine(content: bytes, *, name: str, wants: Wants, keep_position: bool = False, place: str = "file") -> Examined:
    """Judge a file by its bytes and make it fit to be kept: a photo is encoded anew, a PDF stays as it is.

    `place` is the question of the form, for `Invalid`, which says what is wrong with the file and what to do.
    """
    require_size(len(content), place=place)
    kind = media_type(content, wants=wants, field=place)
    received = hashlib.sha256(content).hexdigest()
    if kind is MediaType.PDF:
        return Examined(content, kind, cleaned_name(name, kind), received)
    photo = encoded_anew(content, kind, side=settings.PHOTO_SIDE, field=place)
    return Examined(
        photo.content,
        MediaType.JPEG,
        cleaned_name(name, MediaType.JPEG),
        received,
        photo.width,
        photo.height,
        photo.likeness,
        photo.taken_at,
        photo.position if keep_position else None,
    )


def require_size(size: int, *, place: str = "file") -> None:
    """`Invalid` beyond the limit; a door asks with the stated length before it reads on."""
    limit = settings.ATTACHMENT_LIMIT_BYTES
    if size > limit:
        raise Invalid(
            _("The file is too large."),
            field=place,
            read=f"{size / MB:.1f} MB",
            allowed=_("at most %(limit)s MB") % {"limit": f"{limit / MB:g}"},
            todo=_("Send a smaller photo, or the document in parts."),
        )
