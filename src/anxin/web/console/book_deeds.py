"""What is done to a book at a desk: reversing a document, closing a period."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.kernel.bookkeeping import actions
from anxin.web.console.book_asking import GUARD, day_given, reader_at
from anxin.web.console.book_page import place
from anxin.web.console.guard import DeskRequest, desk


@require_POST
@desk(GUARD)
def reverse_document(request: DeskRequest, pack: str, kind: str, key: str, number: int) -> HttpResponse:
    """Write the opposite of a document, with the reason."""
    reader = reader_at(request, pack, kind, key)
    day = day_given(request.POST, "day")
    made = actions.reverse_document(reader=reader, number=number, day=day, reason=request.POST.get("reason", ""))
    messages.success(request, _("Document no. %(no)s is reversed by no. %(made)s.") % {"no": number, "made": made})
    return redirect(reverse("console:book_document", kwargs={**place(reader), "number": made}))


@require_POST
@desk(GUARD)
def close(request: DeskRequest, pack: str, kind: str, key: str) -> HttpResponse:
    """Close the book up to and with a day."""
    reader = reader_at(request, pack, kind, key)
    day = day_given(request.POST, "day")
    actions.close_book(reader=reader, day=day)
    messages.success(request, _("The book is closed up to and with %(day)s.") % {"day": day.isoformat()})
    return redirect(reverse("console:book", kwargs=place(reader)))
