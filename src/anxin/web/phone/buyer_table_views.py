"""A table of buyers goes up and comes back with their lights; nothing of it is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin.kernel.attachments.examining import require_size
from anxin.kernel.errors import AnxinError, Invalid
from anxin.kernel.reference import queries as reference
from anxin.modules.buyers.tables import MOST_ROWS, as_workbook, look_up
from anxin.web.phone.limits import asks_too_much, note_question

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_http_methods(["GET", "POST"])
def buyers_table(request: HttpRequest) -> HttpResponse:
    """The form, or the table with the lights as a workbook."""
    if request.method == "GET":
        return render(request, "phone/buyers_table.html")
    try:
        body = _filled(request)
    except AnxinError as fault:
        return render(request, "phone/buyers_table.html", {"fault": fault}, status=400)
    answer = HttpResponse(body, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="buyers.xlsx"'
    return answer


def _filled(request: HttpRequest) -> bytes:
    sent = request.FILES.get("file")
    if sent is None:
        raise Invalid(_("No file was sent."), field="file", todo=_("Choose the table."))
    require_size(sent.size or 0)
    if asks_too_much(request):
        raise Invalid(_("Too many questions in one minute from here."), todo=_("Wait a minute, then send it again."))
    note_question(request, MOST_ROWS // 5)
    return as_workbook(look_up(sent.read(), at=reference.now()))
