"""Keeping the figures of cases that ended, in step with their events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from anxin.kernel.cases.history import Event
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case, Reckoned, ReckonedStint
from anxin.kernel.cases.reckoning import Settled, settled

AT_ONCE = 500


def settle(case: Case, asks: Matter, events: Sequence[Event], *, was_ended: bool) -> None:
    """After an event: keep the figures of a case that has ended, and none of one that goes on."""
    if was_ended:
        ReckonedStint.objects.filter(case=case).delete()
        Reckoned.objects.filter(case=case).delete()
    keep([(case, asks, events)])


def keep(cases: Iterable[tuple[Case, Matter, Sequence[Event]]]) -> None:
    """Keep the figures of all those among them that have ended; none is kept yet."""
    found = [
        (case, figures)
        for case, asks, events in cases
        if case.ended_at is not None and (figures := settled(asks, events, case.ended_at)) is not None
    ]
    Reckoned.objects.bulk_create([_reckoned(case, figures) for case, figures in found], batch_size=AT_ONCE)
    rows = [row for case, figures in found for row in _stints(case, figures)]
    ReckonedStint.objects.bulk_create(rows, batch_size=AT_ONCE)


def _reckoned(case: Case, figures: Settled) -> Reckoned:
    return Reckoned(
        case=case,
        promise=figures.promise,
        on_the_spot=figures.on_the_spot,
        objections=figures.objections,
        rounds=figures.rounds,
    )


def _stints(case: Case, figures: Settled) -> Iterator[ReckonedStint]:
    been = set()
    for stint in figures.stints:
        at = stint.desk
        yield ReckonedStint(
            case=case,
            desk=at.slug,
            area=at.area,
            organisation=at.organisation,
            days=stint.days,
            answered=stint.answered,
            first=at not in been,
        )
        been.add(at)
