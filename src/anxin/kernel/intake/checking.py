"""Checking a whole file: from its bytes to good rows, bad rows and what is wrong with them. Reads, never writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.agreement import Agreed, Scope, agreement
from anxin.kernel.intake.headers import find_header, header_flaws, repeated
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.onfile import Known, on_file
from anxin.kernel.intake.problems import Flaw, Unreadable
from anxin.kernel.intake.rows import ReadRow, Row, read_rows, repeated_rows
from anxin.kernel.intake.tables import Table, read_table
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Identifier
from anxin.kernel.parties.sealing import unseal

Progress = Callable[[str, int, int], None]
MOST_ROWS = 200_000
STEP = 2_000


def tell_nobody(step: str, done: int, total: int) -> None:
    """Progress for whoever does not watch."""


@dataclass
class Checked:
    """Rows in file order. `sheets` are the names of all visible sheets."""

    sheets: list[str] = field(default_factory=list)
    encoding: str = ""
    good: list[Row] = field(default_factory=list)
    bad: list[Row] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


def check_file(content: bytes, *, layout: Layout, pack: str, by: Actor, progress: Progress = tell_nobody) -> Checked:
    """Read and judge every row. `Unreadable` if there is no table, or no header with all required columns."""
    with translation.override(None):  # texts are kept as message ids and translated when shown
        table = read_table(content, layout)
        checked = Checked([sheet.name for sheet in table.sheets], table.encoding)
        _sort(_rows(table, layout, progress), layout, checked)
        _compare(checked, layout, pack, scope_of(by), progress)
    return checked


def _rows(table: Table, layout: Layout, progress: Progress) -> list[ReadRow]:
    """All rows of all sheets that have the header; sheets without one are left alone if another has it."""
    headers = [find_header(sheet.rows, layout) for sheet in table.sheets]
    if not any(headers):
        flaws = [_at(flaw, sheet.name) for sheet in table.sheets for flaw in header_flaws(sheet.rows, layout)]
        raise Unreadable(*(flaws or [Flaw(_("The workbook has no visible sheet."))]))
    found: list[ReadRow] = []
    for index, (sheet, header) in enumerate(zip(table.sheets, headers, strict=True)):
        if header is None:
            continue
        if twice := repeated(sheet.rows[header.row - 1], layout):
            raise Unreadable(*(flaw.at(sheet=sheet.name, row=header.row) for flaw in twice))
        for row in read_rows(sheet, index, header, layout, is_text_file=table.is_text):
            found.append(row)
            if len(found) > MOST_ROWS:
                raise Unreadable(Flaw(_("The file holds more than %(most)s rows."), values={"most": MOST_ROWS}))
            if len(found) % STEP == 0:
                progress("read", len(found), len(sheet.rows))
    return found


def _at(flaw: Flaw, sheet: str) -> Flaw:
    return flaw.at(sheet=sheet)


def _sort(rows: Sequence[ReadRow], layout: Layout, checked: Checked) -> None:
    """Good and bad as far as the file alone tells: what stands in the cells, and persons in several rows."""
    twice = repeated_rows([read.row for read in rows], layout, checked.sheets)
    for read in rows:
        again = twice.get((read.row.sheet, read.row.number))
        checked.flaws += [*read.flaws, *([again] if again else [])]
        (checked.bad if read.flaws or again else checked.good).append(read.row)


def _compare(checked: Checked, layout: Layout, pack: str, scope: Scope, progress: Progress) -> None:
    """Move rows that disagree with what is on file from good to bad."""
    good: list[Row] = []
    total = len(checked.good)
    for start in range(0, total, STEP):
        chunk = checked.good[start : start + STEP]
        found = on_file(chunk, layout, pack)
        for row in chunk:
            agreed = agreement(row.values, found, layout, scope)
            if isinstance(agreed, Agreed):
                good.append(row)
            else:
                checked.flaws.append(agreed.at(sheet=checked.sheets[row.sheet], row=row.number))
                checked.bad.append(row)
        progress("check", min(start + STEP, total), total)
    checked.good = good
    checked.bad.sort(key=lambda row: (row.sheet, row.number))


def scope_of(by: Actor) -> Scope:
    """An agency's clerk brings its own people only; a bureau those of its area; the system everybody."""
    if by.role != Role.AGENCY_CLERK:
        return Scope(area=by.area)
    held = by.organisation_id and (
        Identifier.objects.select_related("party")
        .filter(party_id=by.organisation_id, scheme=Scheme.CREDIT_CODE)
        .first()
    )
    if not held:  # a clerk of no agency may bring nothing: no row carries an empty code
        return Scope(organisation=Known(0, "", "", ""), organisation_code="-")
    code = unseal(held.sealed, context=Scheme.CREDIT_CODE)
    return Scope(Known(held.party_id, held.party.public_id, held.party.name, held.party.area), code)
