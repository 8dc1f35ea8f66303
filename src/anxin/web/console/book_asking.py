"""What a page of a book is asked for in its address: which book, which days, which part."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act
from anxin.kernel.bookkeeping.queries import Days
from anxin.kernel.bookkeeping.rights import Reader, open_book_for
from anxin.kernel.errors import Invalid
from anxin.web.console.guard import DeskRequest

GUARD = Act.SEE_BOOKS


def reader_at(request: DeskRequest, pack: str, kind: str, key: str) -> Reader:
    """The book of the address in the reader's hands. Raises NotFound."""
    return open_book_for(request.actor, request.at, f"{pack}/{kind}/{key}")


def days_asked(given: QueryDict) -> Days:
    """The chosen days; what is no day is left out, and two turned about are taken as they are meant."""
    since, until = _day(given.get("since", "")), _day(given.get("until", ""))
    if since is not None and until is not None and until < since:
        since, until = until, since
    return Days(since, until)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def day_given(given: QueryDict, field: str) -> date:
    """A day that must be there. Raises Invalid."""
    found = _day(given.get(field, ""))
    if found is None:
        raise Invalid(_("This is no day."), field=field, read=given.get(field, "")[:20], allowed="2024-12-31")
    return found
