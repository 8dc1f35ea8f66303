"""Keeping, reading and erasing attachments. Whether somebody may is for the part that owns the request to say first.

A file is on disk before its row is written, and goes only once the row says so: whenever a process is killed, there is
at most a file too many, never a row without one; `sweep_files` clears those away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from anxin.kernel.attachments import sealed_files
from anxin.kernel.attachments.examining import MB, Examined, examine
from anxin.kernel.attachments.models import Attachment
from anxin.kernel.attachments.photos import plausible
from anxin.kernel.attachments.queries import NAME, POSITION, held_in, name_of
from anxin.kernel.attachments.signatures import MediaType, Wants
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import new_public_id
from anxin.kernel.parties.sealing import seal

UNCLAIMED_SECONDS = 3600  # no act takes an hour between writing a file and committing its row
CHUNK = 500


def keep_attachment(
    *,
    by: Actor,
    at: datetime,
    content: bytes,
    name: str,
    wants: Wants,
    keep_position: bool = False,
    subjects: Iterable[str] = (),
    place: str = "file",
    beside: QuerySet[Attachment] | None = None,
) -> Attachment:
    """Judge a file and keep it; see `examine` and `keep_examined`. Outside a transaction where that is possible:
    unpacking a large photo takes a second, in which others could not write."""
    examined = examine(content, name=name, wants=wants, keep_position=keep_position, place=place)
    return keep_examined(by=by, at=at, examined=examined, subjects=subjects, place=place, beside=beside)


@transaction.atomic
def keep_examined(
    *,
    by: Actor,
    at: datetime,
    examined: Examined,
    subjects: Iterable[str] = (),
    place: str = "file",
    beside: QuerySet[Attachment] | None = None,
) -> Attachment:
    """Keep what was examined. `beside` is what the same request holds already, whose row the caller has locked:
    `Invalid` at `place` where there is no room left. The journal has type, size and hash, never the name."""
    if beside is not None:
        _require_room(examined, beside, place)
    public_id = new_public_id()
    sealed_files.write(public_id, examined.content)
    try:
        made = Attachment.objects.create(
            public_id=public_id,
            media_type=examined.media_type,
            size=len(examined.content),
            sha256_received=examined.received,
            sha256=examined.sha256,
            width=examined.width,
            height=examined.height,
            likeness=examined.likeness,
            taken_at=plausible(examined.taken_at, at=at),
            position_sealed=seal(str(examined.position), context=POSITION) if examined.position else "",
            name_sealed=seal(examined.name, context=NAME),
            kept_at=at,
            kept_by=by.label,
        )
        journal.write(by=by, at=at, act="attachment.keep", subjects=subjects, detail=_told(made))
    except BaseException:
        sealed_files.remove(public_id)
        raise
    return made


def _require_room(examined: Examined, beside: QuerySet[Attachment], place: str) -> None:
    held, most, limit = held_in(beside), settings.ATTACHMENTS_PER_CASE, settings.CASE_LIMIT_BYTES
    if held.count >= most or held.size + len(examined.content) > limit:
        raise Invalid(
            _("There is no room for another photo or file with this request."),
            field=place,
            read=_("%(count)d with %(size)s MB together")
            % {"count": held.count + 1, "size": f"{(held.size + len(examined.content)) / MB:.1f}"},
            allowed=_("at most %(count)d with %(size)s MB together") % {"count": most, "size": f"{limit / MB:g}"},
            todo=_("Send those that show most. Whoever deals with it asks for more if they are needed."),
        )


def _told(attachment: Attachment) -> dict[str, object]:
    return {
        "attachment": attachment.public_id,
        "media_type": str(attachment.media_type),
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


@dataclass(frozen=True)
class Served:
    """What a door sends: the bytes, with the headers that keep a browser from running anything in them."""

    content: bytes = field(repr=False)
    headers: Mapping[str, str]


@transaction.atomic
def read_attachment(
    *, by: Actor, at: datetime, attachment: Attachment, purpose: str, subjects: Iterable[str] = ()
) -> Served:
    """Open an attachment for somebody who may see it, and write that down; `NotFound` once it was erased,
    `sealed_files.Lost` if its bytes are not those that were kept."""
    if attachment.erased_at is not None:
        raise _erased()
    content = sealed_files.read(attachment.public_id)
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise sealed_files.lost(attachment.public_id)
    detail = {"attachment": attachment.public_id, "fields": ["attachment"]}
    journal.write(by=by, at=at, act="attachment.read", purpose=purpose, subjects=subjects, detail=detail, is_read=True)
    return Served(content, headers(attachment))


def _erased() -> NotFound:
    return NotFound(
        _("This photo or file is no longer kept."),
        why=_("It was erased when its time was over; what was decided with it stays."),
    )


def headers(attachment: Attachment) -> dict[str, str]:
    """Only what was encoded anew here may be shown in the page; everything else is saved, and nothing runs."""
    shown = attachment.media_type == MediaType.JPEG
    return {
        "Content-Type": str(attachment.media_type),
        "Content-Disposition": content_disposition_header(not shown, name_of(attachment)) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


@transaction.atomic
def erase_attachments(
    *, by: Actor, at: datetime, attachments: Sequence[Attachment], subjects: Iterable[str] = ()
) -> int:
    """Erase for good, when the time of keeping that the service states is over; how many were still there. Hashes stay
    in row and journal, so that a copy somebody else kept can be told to be the one."""
    ids = [one.pk for one in attachments]
    there = list(Attachment.objects.select_for_update().filter(pk__in=ids, erased_at__isnull=True).order_by("pk"))
    if not there:
        return 0
    Attachment.objects.filter(pk__in=[one.pk for one in there]).update(
        erased_at=at, name_sealed="", position_sealed="", taken_at=None, likeness=""
    )
    detail = {"attachments": {one.public_id: one.sha256 for one in there}}
    journal.write(by=by, at=at, act="attachment.erase", subjects=subjects, detail=detail)
    for one in there:
        transaction.on_commit(partial(sealed_files.remove, one.public_id))
    return len(there)


@dataclass(frozen=True)
class Swept:
    """How many files of no attachment, of an erased one, and half-written were removed."""

    unclaimed: int = 0
    erased: int = 0
    drafts: int = 0


def sweep_files(*, by: Actor, at: datetime) -> Swept:
    """Remove what a killed process or an act undone left behind, once it has lain for an hour. A line in the journal
    if there was anything. Run by `tick`; harmless beside everything else."""
    drafts, named = [], {}
    for path, public_id in sealed_files.older_than(UNCLAIMED_SECONDS):
        if public_id:
            named[public_id] = path
        else:
            drafts.append(path)
    known = _known(list(named))
    unwanted = {public_id: path for public_id, path in named.items() if known.get(public_id, True)}
    for path in (*drafts, *unwanted.values()):
        path.unlink(missing_ok=True)
    erased = sum(public_id in known for public_id in unwanted)
    swept = Swept(len(unwanted) - erased, erased, len(drafts))
    if swept != Swept():
        journal.write(by=by, at=at, act="attachments.sweep", detail=asdict(swept))
    return swept


def _known(public_ids: Sequence[str]) -> dict[str, bool]:
    """Of these, the ones with a row, each with whether it was erased. Looked up after the folder was listed: a row
    committed meanwhile is found."""
    known: dict[str, bool] = {}
    for start in range(0, len(public_ids), CHUNK):
        rows = Attachment.objects.filter(public_id__in=public_ids[start : start + CHUNK])
        known |= {public_id: moment is not None for public_id, moment in rows.values_list("public_id", "erased_at")}
    return known
