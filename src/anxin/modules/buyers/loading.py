"""Taking a file of firms in: checked first, then in pieces, so that a load cut short goes on where it was.

A firm stands in the index under its id; the same file again changes nothing but the day it was last seen. Firms that a
newer file of the same source no longer has are taken out at its end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from anxin.firms.index import Index
from anxin.firms.records import Firm, packed
from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.modules.buyers import shelves
from anxin.modules.buyers.enums import LoadState
from anxin.modules.buyers.models import Load
from anxin.modules.buyers.refusing import no_such_source
from anxin.modules.buyers.terms import BuyerTerms

PIECE = 20_000
"""Firms between two commits."""
Told = Callable[[Load], None]


def digest_of(*paths: Path) -> str:
    """SHA-256 of a file, in hex; of several, that of theirs in their order."""
    each = []
    for path in paths:
        with path.open("rb") as file:
            each.append(hashlib.file_digest(file, "sha256").digest())
    return each[0].hex() if len(each) == 1 else hashlib.sha256(b"".join(each)).hexdigest()


def load_of(
    terms: BuyerTerms, source: str, *, by: Actor, at: datetime, published_on: date, file_name: str, sha256: str
) -> Load:
    """The load of a file: a new one, one cut short to go on with, or the finished one, seen again. Raises Invalid."""
    require(by, Act.LOAD_FIRMS)
    if source not in terms.sources:
        raise no_such_source(source)
    held = Load.objects.filter(pack=terms.pack, source=source, sha256=sha256).order_by("-pk").first()
    newest = Load.objects.filter(pack=terms.pack, source=source).order_by("-pk").first()
    if held is not None and held == newest:
        if held.state == LoadState.DONE:
            Load.objects.filter(pk=held.pk).update(seen_at=at)
            held.seen_at = at
            journal.write(by=by, at=at, act="buyers.load.seen", detail={"load": held.pk, "source": source})
        return held
    made = Load.objects.create(
        pack=terms.pack,
        source=source,
        published_on=published_on,
        file_name=file_name[:200],
        sha256=sha256,
        state=LoadState.CHECKED,
        begun_at=at,
        seen_at=at,
    )
    journal.write(by=by, at=at, act="buyers.load", detail={"load": made.pk, "source": source, "file": made.file_name})
    return made


def take_in(
    load: Load,
    terms: BuyerTerms,
    firms: Iterable[Firm],
    *,
    by: Actor,
    now: Callable[[], datetime],
    refused: Callable[[], int] = int,
    told: Told = lambda _load: None,
    helpers: Executor | None = None,
) -> Load:
    """Put the firms in, from row `load.rows` on, and mark the load done. `refused`: how many rows were left out so far.

    `helpers`: processes that read the names meanwhile. What breaks it on the way leaves it to be gone on with; nothing
    is half-written."""
    require(by, Act.LOAD_FIRMS)
    if load.state == LoadState.DONE:
        return load
    index = shelves.lists() if terms.sources[load.source].screens else shelves.firms()
    rest = (replace(one, id=f"{load.source}:{one.id}", edition=load.pk) for one in firms)
    _keep(load, state=LoadState.RUNNING)
    try:
        while piece := list(islice(rest, PIECE)):
            with index.writing() as writing:
                _ = writing.put_with(helpers, map(packed, piece)) if helpers else writing.put(piece)
            _keep(load, taken=load.taken + len(piece), rows=load.rows + len(piece), refused=refused())
            told(load)
        _take_out_older(index, load)
    except BaseException:
        _keep(load, state=LoadState.BROKEN)
        raise
    at = now()
    with transaction.atomic():
        _keep(load, state=LoadState.DONE, ended_at=at, seen_at=at, refused=refused())
        detail = {"load": load.pk, "source": load.source, "taken": load.taken, "refused": load.refused}
        journal.write(by=by, at=at, act="buyers.load.done", detail=detail)
    return load


def _take_out_older(index: Index, load: Load) -> None:
    """Firms of earlier editions of the source that this one did not have."""
    earlier = Load.objects.filter(pack=load.pack, source=load.source, pk__lt=load.pk).values_list("pk", flat=True)
    for edition in earlier:
        while gone := index.of_edition(edition, PIECE):
            with index.writing() as writing:
                writing.remove(one.id for one in gone)


def _keep(load: Load, **changed: object) -> None:
    for key, value in changed.items():
        setattr(load, key, value)
    load.save(update_fields=[*changed])
