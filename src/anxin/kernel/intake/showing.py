"""Showing what waits in an upload: a read of persons like any other, written down before it is served."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Purpose
from anxin.kernel.intake import queries
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.models import Upload
from anxin.kernel.intake.onfile import people_of
from anxin.kernel.intake.rows import Row
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor, Role

MASKED = ("name", "masked_number", "phone")
WHOLE = ("name", "number", "phone")


@transaction.atomic
def show_rows(
    *, by: Actor, at: datetime, upload: Upload, layout: Layout, good: bool, page: int = 1, size: int = queries.PAGE
) -> queries.Preview:
    """A page of an upload's rows, numbers masked. Persons on file find the read under "who looked"."""
    shown = queries.preview(by=by, upload=upload, layout=layout, good=good, page=page, size=size)
    rows = queries.rows_of_page(shown.upload, good, (shown.page - 1) * size, size)
    _write_down(by, at, upload, layout, rows, MASKED)
    return shown


@transaction.atomic
def give_back(*, by: Actor, at: datetime, upload: Upload, layout: Layout) -> bytes:
    """The table as brought, marked, as .xlsx bytes, whole numbers included; only to the desk that brought it."""
    content = queries.error_workbook(by=by, upload=upload, layout=layout)
    _write_down(by, at, upload, layout, queries.all_rows(upload), WHOLE)
    return content


def _write_down(
    by: Actor, at: datetime, upload: Upload, layout: Layout, rows: Iterable[Row], fields: tuple[str, ...]
) -> None:
    known = people_of(list(rows), layout)
    journal.write(
        by=by,
        at=at,
        act="upload.read",
        purpose=Purpose.EMPLOYMENT if by.role == Role.AGENCY_CLERK else Purpose.SUPERVISION,
        subjects=[person.public_id for person in known.values()],
        detail={"upload": upload.public_id, "fields": list(fields)},
        is_read=True,
    )
