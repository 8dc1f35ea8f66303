"""Recording an event: once, whoever sends it how often; with what it moves; late where it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.errors import AnxinError, Conflict
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.ledger.models import Book
from anxin.modules.tracing import booking, queries
from anxin.modules.tracing.checking import require_form
from anxin.modules.tracing.enums import LEAVES, Happening
from anxin.modules.tracing.models import Event, Line, Lot
from anxin.modules.tracing.naming import Draft, body, digest
from anxin.modules.tracing.papers import require_papers
from anxin.modules.tracing.passing import passage
from anxin.modules.tracing.rights import require_keeper
from anxin.modules.tracing.rooms import require_room


@dataclass(frozen=True)
class Recorded:
    """The event as it stands, and whether it was written now or stood there already."""

    event: Event
    now: bool


@transaction.atomic
def record(*, by: Actor, at: datetime, draft: Draft) -> Recorded:
    """Record an event. The same content again gives the event there is. Raises Refused where the site may not record
    this or the papers do not allow it, Conflict (Short) where more leaves than is there, Invalid for a wrong form."""
    require_keeper(by, draft.site)
    content = body(draft)
    name = digest(content)
    journal.queue()  # one after the other: the same event sent twice at once is one
    held = Event.objects.filter(digest=name).first()
    if held is not None:
        return Recorded(held, now=False)
    terms = queries.terms_of(draft.site.pack)
    require_form(draft, terms, at)
    day = queries.day_of(draft.happened_at)
    if draft.kind is Happening.DECLARE and draft.to is not None:
        require_room(draft, terms, at=at)
    if draft.kind is Happening.ENTER:
        _require_first(draft)
    if draft.kind in LEAVES:
        require_papers((one.lot for one in draft.portions), day)
    book = booking.book_of(draft.site.pack, terms.book)
    wrong = _take_back(by, at, draft) if draft.kind is Happening.ERROR else None
    made = Event.objects.create(
        digest=name,
        pack=draft.site.pack,
        kind=draft.kind,
        site=draft.site,
        to=draft.to,
        happened_at=draft.happened_at,
        recorded_at=at,
        recorded_by=by.label[:80],
        body=content,
        result=passage(draft, terms) if draft.kind is Happening.CHECK else "",
        wrong=wrong,
        expected_on=draft.expected_on,
    )
    _book(by, at, draft, book, made, day)
    detail = {"event": name, "kind": str(draft.kind), "site": draft.site.party.public_id, "late": made.late_days}
    journal.write(by=by, at=at, act="tracing.record", detail=detail)
    return Recorded(made, now=True)


def _book(by: Actor, at: datetime, draft: Draft, book: Book, event: Event, day: date) -> None:
    moved = booking.moves(draft, book)
    rows = [Line(event=event, lot=lot, side=side, grams=grams) for lot, side, grams in booking.entries(draft, moved)]
    if event.wrong is not None:
        rows = [Line(event=event, lot=one, side="seen", grams=0) for one in _lots_of(event.wrong)]
    Line.objects.bulk_create(rows)
    booking.post(by=by, at=at, book=book, moved=moved, to=draft.to, day=day, about=about(event.digest))


def about(name: str) -> str:
    """How the books name an event: they have room for 60 letters."""
    return f"event:{name[:52]}"


def _lots_of(event: Event) -> list[Lot]:
    return list(Lot.objects.filter(pk__in=Line.objects.filter(event=event).values("lot")))


def _require_first(draft: Draft) -> None:
    """A lot is entered at one station: another puts codes of its own on."""
    lots = [one.lot.pk for one in draft.portions]
    before = queries.standing(Event.objects.filter(kind=Happening.ENTER, lines__lot__in=lots)).exclude(site=draft.site)
    if before.exists():
        raise Conflict(
            _("Another station has entered this lot."),
            todo=_("Scan it in; what is packed anew here gets a code of its own."),
        )


def _take_back(by: Actor, at: datetime, draft: Draft) -> Event:
    wrong = queries.event(draft.wrong)
    if wrong.kind == Happening.ERROR or wrong.errors.exists():
        raise Conflict(
            _("This event is declared wrong already, or declares one wrong itself."),
            todo=_("Record anew what should stand."),
        )
    require_keeper(by, wrong.site)
    booking.take_back(by=by, at=at, about=about(wrong.digest), note=(draft.note or "declared wrong")[:200])
    return wrong


@transaction.atomic
def record_all(*, by: Actor, at: datetime, drafts: Sequence[Draft]) -> list[Recorded]:
    """Record events in their order, all or none. Raises what `record` raises, saying which event it was."""
    made = []
    for number, draft in enumerate(drafts, start=1):
        try:
            made.append(record(by=by, at=at, draft=draft))
        except AnxinError as fault:
            if len(drafts) > 1:
                fault.why = _("It is event %(number)s. %(why)s") % {"number": number, "why": fault.why}
            raise
    return made
