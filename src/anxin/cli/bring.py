"""`anxin import`: the same door as any upload — stage, look, decide, write, receipt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from anxin.cli.site import SERVICE, meant, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.intake.actions import Receipt
    from anxin.kernel.intake.checking import Progress
    from anxin.kernel.intake.layouts import Layout, Layouts
    from anxin.kernel.intake.models import Upload
    from anxin.kernel.intake.saying import Said
    from anxin.kernel.journal.actor import Actor

SHOWN_AT_MOST = 40
HALF = 0.5
STEPS = {"read": "读取 Reading", "check": "核对 Checking", "apply": "写入 Writing"}


def bring_in(
    file: Path = typer.Argument(exists=True, dir_okay=False, readable=True, help="The .xlsx, .xls, .ods or .csv."),
    layout: str | None = typer.Option(
        None, "--layout", "-l", help="Which table of the pack it is; without it, told by the header row."
    ),
    service: str | None = SERVICE,
    as_user: str | None = typer.Option(
        None, "--as", metavar="USER", help="Bring it as this account, in its scope; without it, as the operator."
    ),
    yes: bool = typer.Option(False, "--yes", "-y", help="Take the good rows without asking."),
    discard: bool = typer.Option(False, "--discard", help="Take nothing and wipe what was read of this file."),
) -> None:
    """Bring a roster or return in: check it, show what is wrong, ask, write the good rows, print the receipt.

    Changes, once you said yes: persons, files, affiliations, evidence, codes and the outcomes that follow. One that
    was stopped goes on where it stood when you run it again; no row is written twice.

    Example: `anxin import rosters/agency-01.xlsx --layout roster --as agency1`
    """
    open_site()
    from anxin.kernel.intake import actions as intake
    from anxin.kernel.intake.models import UploadState
    from anxin.packs import layouts as layouts_of

    pack = meant(service, outcome=False)
    held = layouts_of(pack)
    by = signed_in(as_user) if as_user else operator()
    wanted = layout or told_by_header(file, held)
    with _bars() as shown:
        upload = intake.stage(by=by, at=now(), path=file, pack=pack, layout=wanted, layouts=held, progress=shown)
    show_upload(upload)
    if upload.state == UploadState.REFUSED:
        raise typer.Exit(1)
    if discard:
        intake.discard(by=by, at=now(), upload=upload, layouts=held)
        typer.echo("Wiped. Nothing was written.")
        return
    if upload.state == UploadState.APPLIED:
        typer.echo("It was brought in before; this is its receipt.")
    elif upload.state == UploadState.APPLYING:
        typer.echo("It was stopped on the way; going on where it stood.")
    else:
        _decide(by, upload, held, yes=yes)
    with _bars() as shown:
        receipt = intake.apply(by=by, at=now(), upload=upload, layouts=held, progress=shown)
    show_receipt(receipt)


def _decide(by: Actor, upload: Upload, layouts: Layouts, *, yes: bool) -> None:
    """Ask whether to take the good rows; ends the command where the answer is no or there are none."""
    from anxin.kernel.intake import actions as intake

    if not upload.rows_good:
        typer.echo("No row can be taken. Nothing was written.", err=True)
        raise typer.Exit(1)
    if not yes and not typer.confirm(f"Take the {upload.rows_good:,} good rows?"):
        typer.echo("Nothing was written; the file waits. Run it again to decide, or with --discard to wipe it.")
        raise typer.Exit(1)
    intake.confirm(by=by, at=now(), upload=upload, layouts=layouts)
    upload.refresh_from_db()


def told_by_header(file: Path, layouts: Layouts) -> str:
    """The one layout whose required columns stand in the file, or else the one most of whose columns do, so that its
    missing column can be named; `Invalid` where none or several fit."""
    from anxin.kernel.errors import Invalid

    found = {slug: _headers(file, layouts[slug]) for slug in layouts}
    fitting = [slug for slug, shares in found.items() if 1.0 in shares]
    near = {slug: max(shares, default=0.0) for slug, shares in found.items()}
    likely = [slug for slug, share in near.items() if share > HALF and share == max(near.values())]
    for told in (fitting, likely):
        if len(told) == 1:
            return told[0]
    raise Invalid(
        "The header row does not tell which table this is.",
        field="--layout",
        read=", ".join(fitting) or "no layout's columns",
        allowed=", ".join(layouts),
        todo="Name it with --layout.",
    )


def _headers(file: Path, layout: Layout) -> list[float]:
    """For the rows that could be a header: the share of the layout's columns in it, 1.0 where none required lacks."""
    from anxin.kernel.intake.arrival import take_in
    from anxin.kernel.intake.headers import HEADER_WITHIN, find_header, plain
    from anxin.kernel.intake.problems import Unreadable
    from anxin.kernel.intake.tables import read_table

    content = take_in(file).content
    try:
        table = read_table(content, layout) if content is not None else None
    except Unreadable:
        return []
    if table is None:
        return []
    if any(find_header(sheet.rows, layout) for sheet in table.sheets):
        return [1.0]
    names = {plain(column.name) for column in layout.columns}
    rows = [row for sheet in table.sheets for row in sheet.rows[:HEADER_WITHIN]]
    return [len(names & {plain(cell) for cell in row}) / (len(names) + 1) for row in rows]


@contextmanager
def _bars() -> Iterator[Progress]:
    """One bar for each step the intake tells of."""
    from anxin.cli.progress import bars

    with bars() as progress:
        tasks = {}

        def shown(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(STEPS.get(step, step), total=total)
            progress.update(tasks[step], completed=done, total=total)

        yield shown


def show_upload(upload: Upload) -> None:
    """What was read: how many rows are good, and each problem with its place, what was read, what is allowed."""
    from anxin.cli.tables import console
    from anxin.kernel.intake.queries import problems_of

    out, problems = console(), problems_of(upload)
    out.print(Text(f"{upload.file_name} · {upload.layout} · {upload.state} · {upload.encoding or 'workbook'}"))
    out.print(Text(f"可导入 Good rows: {upload.rows_good:,}   有问题 Bad rows: {upload.rows_bad:,}"))
    for one in problems[:SHOWN_AT_MOST]:
        out.print(_place(upload.file_name, one), Text(f"    {one.what}"), sep="\n")
        for label, text in (("读到 Read", one.read), ("允许 Allowed", one.allowed), ("怎么办 To do", one.todo)):
            if text:
                out.print(Text(f"    {label}: {text}"))
    if len(problems) > SHOWN_AT_MOST:
        out.print(Text(f"… and {len(problems) - SHOWN_AT_MOST:,} more; the console shows all and marks the cells."))


def _place(file_name: str, one: Said) -> Text:
    """Where a problem stands: file, sheet, row, column."""
    row = f"第 {one.row} 行 row {one.row}" if one.row else ""
    return Text(" · ".join(part for part in (file_name, one.sheet, row, one.column) if part), style="bold yellow")


def show_receipt(receipt: Receipt) -> None:
    """What came of it, and the journal entry that says so."""
    from anxin.cli.tables import console

    lines = (
        ("新人员 New persons", receipt.new_people),
        ("新档案 New files", receipt.new_files),
        ("入职 Joined", receipt.joined),
        ("离职 Left", receipt.left),
        ("新凭据 New evidence", receipt.new_evidence),
        ("新码 New codes", receipt.new_codes),
        ("没有变化 Unchanged", receipt.unchanged),
        ("未导入 Left out", receipt.left_out + receipt.bad),
    )
    table = Table("回执 Receipt", receipt.upload)
    for named, count in lines:
        table.add_row(named, f"{count:,}")
    table.add_row("日志 Journal entry", str(receipt.entry))
    console().print(table)
