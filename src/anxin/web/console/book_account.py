"""One account as a clerk's book has it, and the same as a file."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anxin.kernel.bookkeeping import actions
from anxin.kernel.bookkeeping.queries import Days
from anxin.web.console import book_tables
from anxin.web.console.book_asking import GUARD, days_asked, reader_at
from anxin.web.console.book_page import shown
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import SIZE, Leaf, number_asked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@desk(GUARD)
def account(request: DeskRequest, pack: str, kind: str, key: str, number: int) -> HttpResponse:
    """Date, document, summary, counterpart, in, out, balance; with the balances before and after the chosen days."""
    reader, page, days = reader_at(request, pack, kind, key), number_asked(request), days_asked(request.GET)
    opened = actions.open_account(reader=reader, number=number, days=days, start=(page - 1) * SIZE, most=SIZE)
    rows = [{"row": row, "said": book_tables.summary(row.title, row.note, row.reverses)} for row in opened.rows]
    context = shown(reader, opened=opened, leaf=Leaf(rows, page, opened.more), days=days, asked=_asked(days))
    return render(request, "console/books/account.html", context)


def _asked(days: Days) -> str:
    """The chosen days as the files' addresses carry them on."""
    return urlencode({name: str(day) for name, day in (("since", days.since), ("until", days.until)) if day})


@require_safe
@desk(GUARD)
def account_file(request: DeskRequest, pack: str, kind: str, key: str, number: int, form: str) -> HttpResponse:
    """All of the chosen days as a file; written down as taken along."""
    reader = reader_at(request, pack, kind, key)
    opened = actions.export_account(reader=reader, number=number, days=days_asked(request.GET), form=form)
    if form == "csv":
        answer = HttpResponse(book_tables.as_csv(reader.book, opened), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(book_tables.as_workbook(reader.book, opened), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="account-{number}-{request.today.isoformat()}.{form}"'
    return answer
