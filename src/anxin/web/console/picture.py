"""From records and outcomes to the timeline picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, zip_longest

from django.utils.translation import gettext as _

from anxin.kernel.evidence.models import Evidence, Standing
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.outcomes.queries import Stretch as Decided
from anxin.web.console import words
from anxin.web.console.freshness import fresh_until
from anxin.web.console.person import BAD_RESULTS
from anxin.web.console.timeline import DAY, Lane, Piece, Timeline, Window, line, stretches, ticks, worded_once
from anxin.web.design.colours import colour_named


def picture(
    window: Window,
    *,
    records: Sequence[Evidence],
    decided: Sequence[Decided],
    history: Sequence[Outcome],
    rule_titles: dict[str, str],
    today: date,
    as_of: date,
) -> Timeline:
    """The whole timeline of one person."""
    return Timeline(
        window=window,
        ticks=ticks(window),
        lanes=tuple(_lanes(window, records, today)),
        strip=worded_once(stretches(window, _strip(decided, window))),
        shown=stretches(window, _shown(history)),
        rules=stretches(window, _rules(decided, rule_titles, window)),
        today_x=line(window, today),
        as_of_x=line(window, as_of),
        as_of=as_of,
    )


def days_of(records: Iterable[Evidence], history: Iterable[Outcome]) -> list[date]:
    """Every day the picture should reach to."""
    days = [day for row in records for day in (row.valid_from, row.valid_until) if day is not None]
    return days + [row.since for row in history]


def _lanes(window: Window, records: Sequence[Evidence], today: date) -> Iterator[Lane]:
    pack = words.pack()
    held = {(row.kind, row.source) for row in records}
    for kind, form in pack.evidence_kinds.items():
        for source in form.sources:
            if (kind, source) in held:
                mine = [row for row in records if (row.kind, row.source) == (kind, source)]
                bars = stretches(window, _bars(mine, today))
                yield Lane(words.kind(kind), words.source(source), bars)


def _bars(records: Sequence[Evidence], today: date) -> Iterator[Piece]:
    """Gone records beneath, then each standing record until it ends or the next one takes over."""
    replaced = {row.replaces_id for row in records}
    stated = [row for row in records if row.standing == Standing.STATED]
    for row in stated:
        if row.pk in replaced:
            yield row.valid_from, _end(row, None), "tl-gone", words.result(row.kind, row.result), None
    standing = sorted((row for row in stated if row.pk not in replaced), key=lambda row: (row.valid_from, row.pk))
    for row, following in zip_longest(standing, standing[1:]):
        yield from _bar(row, following, today)


def _bar(row: Evidence, following: Evidence | None, today: date) -> Iterator[Piece]:
    end = _end(row, following)
    label = words.result(row.kind, row.result)
    if row.is_disputed:
        label = _("%(result)s (disputed)") % {"result": label}
    if row.result in BAD_RESULTS:
        yield row.valid_from, end, "tl-bad", label, None
        return
    fresh = fresh_until(row.kind, row.valid_from, row.valid_until)
    stale_from = fresh + DAY if fresh else None
    if stale_from is None or (end is not None and stale_from >= end):
        yield row.valid_from, end, "tl-good", label, None
        return
    yield row.valid_from, stale_from, "tl-good", label, None
    yield stale_from, end, "tl-due", _("due for refresh"), None


def _end(row: Evidence, following: Evidence | None) -> date | None:
    """The first day it no longer holds: its own end, or earlier the day the next record takes over."""
    own = row.valid_until + DAY if row.valid_until else None
    if following is None:
        return own
    return min(own, following.valid_from) if own else following.valid_from


def _strip(decided: Sequence[Decided], window: Window) -> Iterator[Piece]:
    for piece in decided:
        yield piece.since, _open(piece.until, window), piece.outcome, words.reason(piece.reason), short(piece.outcome)


def _shown(history: Sequence[Outcome]) -> Iterator[Piece]:
    for row in sorted(history, key=lambda row: (row.since, row.pk)):
        yield row.since, row.ended, row.outcome, words.reason(row.reason), ""


def _rules(decided: Sequence[Decided], titles: dict[str, str], window: Window) -> Iterator[Piece]:
    for slug, pieces in groupby(decided, key=lambda piece: piece.rule_set):
        held = list(pieces)
        yield held[0].since, _open(held[-1].until, window), "", titles.get(slug, slug), None


def short(colour: str) -> str:
    return str(colour_named(colour).short)


def _open(until: date, window: Window) -> date | None:
    """None where the picture ends before the stretch does."""
    return until if until <= window.last else None
