"""A file of a source on its way in: gone through once to the end before anything is put in, then taken in by pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from anxin.firms.records import Firm
from anxin.firms.sources import FORMATS, LeftOut, Reading, SourceFault, parts_of
from anxin.kernel.access.rules import Act, require
from anxin.kernel.journal.actor import Actor
from anxin.modules.buyers import queries
from anxin.modules.buyers.loading import Told, digest_of, load_of, take_in
from anxin.modules.buyers.models import Load
from anxin.modules.buyers.refusing import far_fewer, no_firms, no_such_file_beside, no_such_source, not_readable
from anxin.modules.buyers.workbooks import Workbook

FEWER = 0.8
"""An edition with less than this share of the firms of the last one is taken for a file cut short."""
Passed = Callable[[int], None]
STEP = 10_000


class Pass(Protocol):
    """What reads a file."""

    refused: int
    left_out: list[LeftOut]

    def firms(self) -> Iterator[Firm]: ...


@dataclass(frozen=True)
class Checked:
    """What a file holds, before anything of it is put in."""

    firms: int
    refused: int
    left_out: tuple[LeftOut, ...]


def check(
    source: str, path: Path, beside: Mapping[str, Path] | None = None, passed: Passed = lambda _n: None
) -> Checked:
    """Go through a file to its end. Raises Invalid with the place where it cannot be read."""
    reading, count = _reading(source, path, beside or {}), 0
    try:
        for count, _firm in enumerate(reading.firms(), start=1):
            if count % STEP == 0:
                passed(count)
    except SourceFault as fault:
        raise not_readable(fault) from fault
    passed(count)
    if not count:
        raise no_firms()
    return Checked(count, reading.refused, tuple(reading.left_out))


def bring(
    source: str,
    path: Path,
    *,
    by: Actor,
    now: Callable[[], datetime],
    published_on: date,
    beside: Mapping[str, Path] | None = None,
    fewer: bool = False,
    checked: Checked | None = None,
    helpers: Executor | None = None,
    told: Told = lambda _load: None,
) -> Load:
    """Check a file, then take it in, from where it stopped if it had. `fewer`: it may hold far fewer firms than the
    edition before. Raises Invalid, Conflict; then nothing of it is in."""
    require(by, Act.LOAD_FIRMS)
    terms = queries.terms_of(queries.service())
    seen = checked or check(source, path, beside)
    before = queries.last_done(terms.pack, source)
    if before is not None and seen.firms < before.taken * FEWER and not fewer:
        raise far_fewer(seen.firms, before.taken)
    form = terms.sources[source].format
    digest = digest_of(*parts_of(form, path, beside or {}))
    load = load_of(terms, source, by=by, at=now(), published_on=published_on, file_name=path.name, sha256=digest)
    reading = _reading(source, path, beside or {})
    rest = islice(reading.firms(), load.rows, None)
    return take_in(load, terms, rest, by=by, now=now, refused=lambda: reading.refused, told=told, helpers=helpers)


def _reading(source: str, path: Path, beside: Mapping[str, Path]) -> Pass:
    held = queries.terms_of(queries.service()).sources.get(source)
    if held is None:
        raise no_such_source(source)
    if missing := next((one for one in (path, *beside.values()) if not one.is_file()), None):
        raise no_such_file_beside(str(missing))
    return Reading(held.format, path, beside) if held.format in FORMATS else Workbook(path)
