"""Acts on uploads: stage, confirm, discard, apply. Each can be killed at any point and called again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.intake.arrival import Arrived, Readable, forget, keep, take_in, too_large
from anxin.kernel.intake.blocks import blocks_of, rows_in
from anxin.kernel.intake.checking import Checked, Progress, check_file, scope_of, tell_nobody
from anxin.kernel.intake.layouts import Layout, Layouts
from anxin.kernel.intake.models import Problem, Upload, UploadBlock, UploadState
from anxin.kernel.intake.problems import Flaw, Unreadable
from anxin.kernel.intake.queries import require_same_desk, upload_of
from anxin.kernel.intake.writing import Block, Written
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import decide_everywhere
from anxin.kernel.parties.identifiers import mask_numbers
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal_bytes

TRIES = 5  # of a block that met another writer
COUNTED = ("rows", "left_out", "new_people", "new_files", "joined", "left", "new_evidence", "new_codes", "unchanged")


@dataclass(frozen=True)
class Receipt:
    """What an upload came to. Counts are rows, except where they say what was made. `entry`: number in the journal."""

    upload: str
    file_name: str
    sha256: str
    layout: str
    at: datetime
    by: str
    rows: int
    good: int
    bad: int
    left_out: int
    new_people: int
    new_files: int
    joined: int
    left: int
    new_evidence: int
    new_codes: int
    unchanged: int
    entry: int


def stage(
    *,
    by: Actor,
    at: datetime,
    path: Path | None = None,
    file: Readable | None = None,
    file_name: str = "",
    pack: str,
    layout: str,
    layouts: Layouts,
    again: bool = False,
    progress: Progress | None = None,
) -> Upload:
    """Take a file in, check it, and keep good and bad rows for the person's decision. Nothing is written elsewhere.

    Give `path` or `file` (binary). A file that cannot be taken as a whole comes back in the state `refused`, with its
    problems. The same bytes brought again by the same actor return the upload there is, unless it was discarded or
    `again` is set; a staging that was killed starts over. `Refused` if the role may not bring this layout.
    """
    wanted = _layout(layouts, layout)
    _require_role(by, wanted)
    source = path if path is not None else file
    if source is None:
        raise TypeError("stage() needs path or file")
    given = (file_name or (path.name if path else "")).replace("\\", "/").rpartition("/")[2]
    name = mask_numbers(given)[:200] or "upload"
    arrived = take_in(source)
    if arrived.content is None:
        return _refuse_size(by, at, pack, layout, name, arrived)
    upload = _claim(by, at, pack, layout, name, arrived, again)
    if upload.state == UploadState.STAGING:
        keep(upload.public_id, seal_bytes(arrived.content, context=f"file:{upload.public_id}"))
        _check(upload, arrived.content, by, at, wanted, progress or tell_nobody)
    return upload


def _layout(layouts: Layouts, slug: str) -> Layout:
    if slug not in layouts:
        raise Invalid(_("There is no such layout."), field="layout", read=slug, allowed=", ".join(sorted(layouts)))
    return layouts[slug]


def _require_role(by: Actor, layout: Layout) -> None:
    require(by, Act.UPLOAD)
    if by.role not in (*layout.uploaded_by, Role.SYSTEM):
        raise Refused(
            _("Your role may not bring this table."),
            rule=f"intake.{layout.slug}.uploaded_by",
            why=_("It is open to: %(roles)s.") % {"roles": ", ".join(sorted(layout.uploaded_by))},
            ask=_("Ask the city bureau's administrator for an appointment, or have somebody with the role do it."),
            appeal=_("A refusal you think wrong can be taken to the bureau that runs this site."),
        )


def _new_upload(by: Actor, at: datetime, pack: str, layout: str, name: str, arrived: Arrived) -> Upload:
    area = by.area
    if not area and by.organisation_id:
        area = Party.objects.filter(pk=by.organisation_id).values_list("area", flat=True).first() or ""
    return Upload(
        pack=pack,
        layout=layout,
        file_name=name,
        sha256=arrived.sha256,
        size=arrived.size,
        state=UploadState.STAGING,
        user_id=by.user_id,
        brought_by=by.label[:80],
        role=by.role,
        area=area,
        organisation_id=by.organisation_id,
        received_at=at,
    )


@transaction.atomic
def _refuse_size(by: Actor, at: datetime, pack: str, layout: str, name: str, arrived: Arrived) -> Upload:
    upload = _new_upload(by, at, pack, layout, name, arrived)
    upload.save()
    _record_refused(upload, [too_large(arrived.size)], by, at)
    upload.refresh_from_db()
    return upload


def slot_of(by: Actor, pack: str, layout: str, sha256: str) -> str:
    """What one live upload of the same bytes by the same actor occupies."""
    who = (by.role, by.user_id, by.organisation_id, by.label)
    return hashlib.sha256("\n".join(map(str, (*who, pack, layout, sha256))).encode()).hexdigest()


def _claim(by: Actor, at: datetime, pack: str, layout: str, name: str, arrived: Arrived, again: bool) -> Upload:
    """The live upload of these bytes, or a new one; two at once end up with the same."""
    slot = slot_of(by, pack, layout, arrived.sha256)
    held = Upload.objects.filter(slot=slot).first()
    if held is not None and again and held.state in (UploadState.APPLIED, UploadState.REFUSED):
        Upload.objects.filter(pk=held.pk).update(slot=None)
        held = None
    if held is not None:
        return held
    upload = _new_upload(by, at, pack, layout, name, arrived)
    upload.slot = slot
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:
        return Upload.objects.get(slot=slot)
    return upload


def _check(upload: Upload, content: bytes, by: Actor, at: datetime, layout: Layout, progress: Progress) -> None:
    try:
        checked = check_file(content, layout=layout, pack=upload.pack, by=by, progress=progress)
        _record_staged(upload, checked, by, at)
    except Unreadable as refusal:
        _record_refused(upload, refusal.flaws, by, at)
    upload.refresh_from_db()


@transaction.atomic
def _record_refused(upload: Upload, flaws: Iterable[Flaw], by: Actor, at: datetime) -> None:
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state == UploadState.STAGING:
        held.state = UploadState.REFUSED
        held.save(update_fields=["state"])
        _record_flaws(held, flaws)
        journal.write(by=by, at=at, act="upload.refuse", detail=_detail(held))


@transaction.atomic
def _record_staged(upload: Upload, checked: Checked, by: Actor, at: datetime) -> None:
    """Rows, problems and state appear together. A second staging of the same upload replaces what the first wrote."""
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state == UploadState.STAGING:
        UploadBlock.objects.filter(upload=upload).delete()
        Problem.objects.filter(upload=upload).delete()
        for good, rows in ((True, checked.good), (False, checked.bad)):
            UploadBlock.objects.bulk_create(list(blocks_of(upload, rows, good=good)), batch_size=20)
        _record_flaws(upload, checked.flaws)
        held.encoding, held.sheets, held.state = checked.encoding, checked.sheets, UploadState.STAGED
        held.rows_good, held.rows_bad = len(checked.good), len(checked.bad)
        held.rows_total = held.rows_good + held.rows_bad
        held.save()
        journal.write(by=by, at=at, act="upload.stage", detail=_detail(held))


def _record_flaws(upload: Upload, flaws: Iterable[Flaw]) -> None:
    Problem.objects.bulk_create([_problem(upload, flaw) for flaw in flaws], batch_size=100)


def _problem(upload: Upload, flaw: Flaw) -> Problem:
    return Problem(
        upload=upload,
        sheet=flaw.sheet[:60],
        row=flaw.row,
        column=flaw.column[:60],
        read=flaw.read[:200],
        what=flaw.what,
        allowed=flaw.allowed,
        todo=flaw.todo,
        values=dict(flaw.values),
    )


def _detail(upload: Upload) -> dict[str, Any]:
    return {
        "upload": upload.public_id,
        "layout": upload.layout,
        "sha256": upload.sha256,
        "good": upload.rows_good,
        "bad": upload.rows_bad,
    }


@transaction.atomic
def confirm(*, by: Actor, at: datetime, upload: Upload, layouts: Layouts) -> Upload:
    """The person's decision to take the good rows. `Conflict` unless the upload is waiting for it."""
    held = _waiting(by, upload, layouts)
    if held.state in (UploadState.APPLYING, UploadState.APPLIED):
        return held
    _require_state(held, UploadState.STAGED)
    held.state, held.confirmed_at, held.confirmed_by = UploadState.APPLYING, at, by.label[:80]
    held.save()
    journal.write(by=by, at=at, act="upload.confirm", detail=_detail(held))
    return held


@transaction.atomic
def discard(*, by: Actor, at: datetime, upload: Upload, layouts: Layouts) -> Upload:
    """The person's decision to take nothing. Rows and file are wiped; the same file may be brought again."""
    held = _waiting(by, upload, layouts)
    if held.state == UploadState.DISCARDED:
        return held
    _require_state(held, UploadState.STAGED, UploadState.STAGING)
    UploadBlock.objects.filter(upload=held).delete()
    held.state, held.slot = UploadState.DISCARDED, None
    held.save()
    transaction.on_commit(partial(forget, held.public_id))
    journal.write(by=by, at=at, act="upload.discard", detail=_detail(held))
    return held


def _waiting(by: Actor, upload: Upload, layouts: Layouts) -> Upload:
    """The upload, locked, if the actor sits at the desk that brought it and may bring its layout."""
    seen = upload_of(by, upload.public_id)
    require_same_desk(by, seen)
    _require_role(by, _layout(layouts, seen.layout))
    return Upload.objects.select_for_update().get(pk=seen.pk)


def _require_state(upload: Upload, *states: UploadState) -> None:
    if upload.state not in states:
        raise Conflict(
            _("This upload is not waiting for a decision."),
            why=_("Its state is “%(state)s”.") % {"state": upload.state},
            todo=_("Look at its receipt or problems; bring the file again if needed."),
        )


def apply(*, by: Actor, at: datetime, upload: Upload, layouts: Layouts, progress: Progress | None = None) -> Receipt:
    """Write the good rows of a confirmed upload, a block of 500 a transaction, and decide their people.

    Killed at any point, it goes on at the next block when called again; no row is written twice. Rows that others
    have made impossible since the check are left out and named. `Conflict` unless the upload was confirmed.
    """
    seen = upload_of(by, upload.public_id)
    require_same_desk(by, seen)
    layout = _layout(layouts, seen.layout)
    _require_role(by, layout)
    if seen.state != UploadState.APPLIED:
        _require_state(seen, UploadState.APPLYING)
        tell, done = progress or tell_nobody, seen.rows_applied
        while rows := _write_next(by, at, seen, layout):
            done += rows
            tell("apply", done, seen.rows_good)
        _finish(by, at, seen)
    upload.refresh_from_db()
    return receipt_of(upload)


def _write_next(by: Actor, at: datetime, upload: Upload, layout: Layout) -> int:
    """Write the next block; how many rows it had, 0 when none is left. A block that met another writer is tried
    again from the start, and then sees what the other wrote."""
    for left in reversed(range(TRIES)):
        try:
            return _write_block(by, at, upload, layout)
        except (IntegrityError, OperationalError):
            if not left:
                raise
    return 0


@transaction.atomic
def _write_block(by: Actor, at: datetime, upload: Upload, layout: Layout) -> int:
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    block = UploadBlock.objects.filter(upload=held, good=True, entry__isnull=True).order_by("number").first()
    if block is None:
        return 0
    writer = Block(by=by, at=at, upload=held, layout=layout, scope=scope_of(by))
    written = writer.write(rows_in(held, block))
    _record_flaws(held, written.flaws)
    block.counts = dict(written.counts)
    block.entry = _journal_block(by, at, held, block, written)
    block.save(update_fields=["entry", "counts"])
    held.rows_applied += block.rows
    held.save(update_fields=["rows_applied"])
    if written.changed:
        decide_everywhere(by=by, at=at, party_ids=written.changed)
    return block.rows


def _journal_block(by: Actor, at: datetime, upload: Upload, block: UploadBlock, written: Written) -> int:
    detail = {
        "upload": upload.public_id,
        "layout": upload.layout,
        "block": block.number,
        "counts": {name: written.counts[name] for name in COUNTED if written.counts[name]},
        "records": written.digest,
    }
    entry = journal.write(by=by, at=at, act="upload.apply", subjects=written.changed.values(), detail=detail)
    return entry.seq


@transaction.atomic
def _finish(by: Actor, at: datetime, upload: Upload) -> None:
    """Add the blocks up into the receipt; of two that finish at once the second finds it done."""
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state != UploadState.APPLYING:
        return
    counts: Counter[str] = Counter()
    for block in UploadBlock.objects.filter(upload=held, good=True).defer("sealed"):
        counts.update(block.counts)
    numbers = {name: counts[name] for name in COUNTED if name != "rows"}
    entry = journal.write(by=by, at=at, act="upload.finish", detail={**_detail(held), "counts": numbers})
    held.receipt = {**numbers, "entry": entry.seq, "at": at.isoformat(), "by": by.label}
    held.state, held.applied_at = UploadState.APPLIED, at
    held.save()


def receipt_of(upload: Upload) -> Receipt:
    """The receipt of an applied upload; `Conflict` before that."""
    _require_state(upload, UploadState.APPLIED)
    held = dict(upload.receipt)
    return Receipt(
        upload=upload.public_id,
        file_name=upload.file_name,
        sha256=upload.sha256,
        layout=upload.layout,
        at=timezone.localtime(datetime.fromisoformat(held.pop("at"))),
        by=held.pop("by"),
        rows=upload.rows_total,
        good=upload.rows_good,
        bad=upload.rows_bad,
        **held,
    )
