"""Reading uploads: which are in scope, what a person sees before deciding, what is wrong in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.intake.blocks import BLOCK_ROWS, rows_in
from anxin.kernel.intake.layouts import Column, ColumnType, Layout
from anxin.kernel.intake.models import Problem, Upload, UploadBlock
from anxin.kernel.intake.returned import returned_workbook
from anxin.kernel.intake.rows import Row
from anxin.kernel.intake.saying import Said, all_said, said
from anxin.kernel.intake.shortening import shortened
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.identifiers import mask
from anxin.kernel.reference.areas import prefix

PAGE = 50


@dataclass(frozen=True)
class PreviewRow:
    """A row as shown before the decision: cells by column key, private ones masked; problems by column name ("")."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    problems: tuple[Said, ...]


@dataclass(frozen=True)
class Preview:
    """One page of rows of one kind, good or bad, with the whole file's own problems."""

    upload: Upload
    good: bool
    page: int
    pages: int
    columns: tuple[Column, ...]
    rows: tuple[PreviewRow, ...]
    of_the_file: tuple[Said, ...]


def uploads_visible(by: Actor) -> QuerySet[Upload]:
    """An agency's clerk sees the agency's uploads; a bureau those brought within its area; the system all."""
    held = Upload.objects.order_by("-received_at", "-pk")
    if by.role == Role.SYSTEM:
        return held
    if by.role == Role.AGENCY_CLERK and by.organisation_id:
        return held.filter(organisation_id=by.organisation_id)
    if by.role in (Role.PROVINCE, Role.CITY, Role.COUNTY) and by.area:
        return held.filter(area__startswith=prefix(by.area))
    return held.none()


def upload_of(by: Actor, public_id: str) -> Upload:
    """One upload in the actor's scope; `NotFound` in the same words whether absent or out of scope."""
    held = uploads_visible(by).filter(public_id=public_id).first()
    if held is None:
        raise NotFound(_("No such upload in your scope."), todo=_("Look for it in the list of uploads."))
    return held


def problems_of(upload: Upload) -> list[Said]:
    """Everything wrong with an upload, the whole file's problems first, then by sheet and row."""
    return all_said(upload)


def error_workbook(*, by: Actor, upload: Upload, layout: Layout) -> bytes:
    """The table as brought, with offending cells marked, as .xlsx bytes. It holds whole identity numbers: `Refused`
    for everybody but the desk that brought it."""
    held = upload_of(by, upload.public_id)
    require_same_desk(by, held)
    return returned_workbook(held, layout)


def require_same_desk(by: Actor, upload: Upload) -> None:
    """`Refused` unless the actor sits at the desk that brought the file: the same agency, or the same bureau."""
    desk = (upload.role, upload.organisation_id, "" if upload.organisation_id else upload.area)
    if by.role == Role.SYSTEM or (by.role, by.organisation_id, "" if by.organisation_id else by.area) == desk:
        return
    raise Refused(
        _("Only the desk that brought the file decides on it and gets it back."),
        rule="intake.desk",
        why=_("It holds whole identity numbers; everybody else sees them masked."),
        ask=_("Ask the person who brought the file."),
    )


def preview(*, by: Actor, upload: Upload, layout: Layout, good: bool, page: int = 1, size: int = PAGE) -> Preview:
    """A page of good or bad rows. `size` divides 500, the rows of a block; `page` counts from 1."""
    held = upload_of(by, upload.public_id)
    total = held.rows_good if good else held.rows_bad
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    rows = rows_of_page(held, good, (page - 1) * size, size)
    found = _problems_at(held, rows)
    shown = tuple(_shown(row, held, layout, found) for row in rows)
    whole = tuple(said(each) for each in Problem.objects.filter(upload=held, row__isnull=True).order_by("pk"))
    return Preview(held, good, page, pages, layout.columns, shown, whole)


def all_rows(upload: Upload) -> Iterator[Row]:
    """Every row of an upload, good and bad."""
    for block in UploadBlock.objects.filter(upload=upload).order_by("-good", "number"):
        yield from rows_in(upload, block)


def rows_of_page(upload: Upload, good: bool, start: int, size: int) -> Sequence[Row]:
    """The rows of one page as they were read."""
    block = UploadBlock.objects.filter(upload=upload, good=good, number=start // BLOCK_ROWS).first()
    if block is None:
        return []
    within = start % BLOCK_ROWS
    return rows_in(upload, block)[within : within + size]


def _problems_at(upload: Upload, rows: Sequence[Row]) -> dict[tuple[str, int], list[Said]]:
    found: dict[tuple[str, int], list[Said]] = defaultdict(list)
    numbers = [row.number for row in rows]
    for problem in Problem.objects.filter(upload=upload, row__in=numbers).order_by("pk"):
        found[problem.sheet, problem.row or 0].append(said(problem))
    return found


def _shown(row: Row, upload: Upload, layout: Layout, found: Mapping[tuple[str, int], Sequence[Said]]) -> PreviewRow:
    cells = {column.key: _masked(column, row.values.get(column.key, "")) for column in layout.columns}
    sheet = upload.sheets[row.sheet] if row.sheet < len(upload.sheets) else ""
    return PreviewRow(sheet, row.number, cells, tuple(found.get((sheet, row.number), ())))


def _masked(column: Column, value: str) -> str:
    """What may be shown again of a cell: numbers masked; names whole, for the person who brought them must compare."""
    if column.type in (ColumnType.IDENTITY_NUMBER, ColumnType.PHONE):
        return mask(value)
    if column.type == ColumnType.CHOICE:
        return next((word for word, kept in column.choices.items() if kept == value), value)
    return shortened(value) if column.type != ColumnType.CREDIT_CODE else value
