"""Kinds of evidence that the platform counts itself: declared by a pack, counted whenever their records change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.facts import Record, standing
from anxin.kernel.evidence.models import Evidence, Series, Standing
from anxin.kernel.evidence.series import Counting, Difference, difference, timeline
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.actions import lock_parties
from anxin.kernel.parties.models import Party

CHUNK = 500
ACT = "evidence.count"
COUNTED_ANEW = "counted anew"


@dataclass(frozen=True)
class Declared:
    """A counted kind as a pack declares it; `lasts` in days, None: no end."""

    kind: str
    source: str
    counts: str
    results: tuple[str, ...]
    lengths: dict[str, int]
    otherwise: str
    lasts: int | None = None


@transaction.atomic
def declare(*, by: Actor, at: datetime, pack: str, declared: Sequence[Declared]) -> list[str]:
    """Take counted kinds into use and count everybody who has records already; gives the kinds that are new. A kind
    declared otherwise before is a `Conflict`: outcomes already rest on how it was counted."""
    require(by, Act.APPLY_PACK)
    held = {series.kind: series for series in Series.objects.all()}
    made = []
    for one in declared:
        fresh = _series(pack, one)
        known = held.get(one.kind)
        if known is None:
            fresh.save(force_insert=True)
            made.append(one.kind)
        elif _terms(known) != _terms(fresh):
            raise Conflict(
                _("The kind %(kind)s was declared before, and counted otherwise.") % {"kind": one.kind},
                why=_("Outcomes that rest on the count must stay explainable."),
                todo=_("Declare a kind of another name."),
            )
    if made:
        journal.write(by=by, at=at, act="evidence.series", detail={"pack": pack, "kinds": made})
        _count_everybody(by, at, made)
    return made


def _series(pack: str, one: Declared) -> Series:
    return Series(
        pack=pack,
        kind=one.kind,
        source=one.source,
        counts=one.counts,
        results=list(one.results),
        lengths=dict(one.lengths),
        otherwise=one.otherwise,
        lasts=one.lasts,
    )


def _terms(series: Series) -> tuple[object, ...]:
    lengths = sorted(series.lengths.items())
    return series.source, series.counts, sorted(series.results), lengths, series.otherwise, series.lasts


def _count_everybody(by: Actor, at: datetime, kinds: Sequence[str]) -> None:
    sources = Series.objects.filter(kind__in=kinds).values_list("counts", flat=True)
    stated = Evidence.objects.filter(kind__in=list(sources)).order_by("party_id")
    ids = list(stated.values_list("party_id", flat=True).distinct())
    for start in range(0, len(ids), CHUNK):
        count_again(by, at, ids[start : start + CHUNK])


def count_again(by: Actor, at: datetime, party_ids: Collection[int]) -> None:
    """Count every declared kind of some parties and write what differs: the listener of `evidence.changes`."""
    all_series = list(Series.objects.order_by("kind"))
    ids = sorted(set(party_ids))
    for start in range(0, len(ids) if all_series else 0, CHUNK):
        _count_some(by, at, ids[start : start + CHUNK], all_series)


def _count_some(by: Actor, at: datetime, ids: list[int], all_series: Sequence[Series]) -> None:
    lock_parties(ids)
    kinds = {kind for series in all_series for kind in (series.kind, series.counts)}
    held = Evidence.objects.filter(party_id__in=ids, kind__in=kinds).order_by("pk")
    records: dict[int, list[Record]] = defaultdict(list)
    for party, *columns in held.values_list("party_id", *Record._fields):
        records[party].append(Record(*columns))
    made: list[Evidence] = []
    for party, own in records.items():
        stands = standing(own)
        for series in all_series:
            made += _made(by, at, party, series, stands)
    if made:
        Evidence.objects.bulk_create(made, batch_size=CHUNK)
        _write_down(by, at, made)


def _made(by: Actor, at: datetime, party: int, series: Series, stands: Sequence[Record]) -> Iterable[Evidence]:
    """The records that bring one party's marks up to date."""
    counting = Counting(frozenset(series.results), series.lengths, series.otherwise)
    marks = {row.valid_from: row for row in stands if (row.kind, row.source) == (series.kind, series.source)}
    counted = timeline([row for row in stands if row.kind == series.counts], counting)
    found: Difference = difference({day: row.result for day, row in marks.items()}, counted)
    for day, word in sorted((found.added | found.changed).items()):
        yield _mark(by, at, party, series, day, word, replaces=marks.get(day))
    for day in sorted(found.gone):
        row = marks[day]
        yield _mark(by, at, party, series, day, row.result, replaces=row, how=Standing.WITHDRAWN)


def _mark(
    by: Actor,
    at: datetime,
    party: int,
    series: Series,
    day: date,
    word: str | None,
    *,
    replaces: Record | None,
    how: Standing = Standing.STATED,
) -> Evidence:
    return Evidence(
        party_id=party,
        kind=series.kind,
        source=series.source,
        result=word,
        valid_from=day,
        valid_until=None if series.lasts is None else day + timedelta(days=series.lasts),
        standing=how,
        replaces_id=replaces.pk if replaces else None,
        reason=COUNTED_ANEW if replaces else "",
        received_at=at,
        submitted_by=by.label,
    )


def _write_down(by: Actor, at: datetime, made: Sequence[Evidence]) -> None:
    ids = sorted({record.party_id for record in made})
    subjects = Party.objects.filter(pk__in=ids).order_by("pk").values_list("public_id", flat=True)
    detail = {"kinds": sorted({record.kind for record in made}), "records": len(made)}
    journal.write(by=by, at=at, act=ACT, subjects=subjects, detail=detail)
