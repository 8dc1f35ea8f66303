"""Sweeping the saved pages of a listed site by a matter's table: each hit comes in as a request for a person to judge.

Nothing here decides about a site: a hit is a sentence, the row it met and the law behind the row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from anxin.decisions import Compiled
from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.matter import Matter, SiteListed
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.pages import MOST_FILES, LeftOut, Page, files_under, read_file, sentences
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.cases.swept import OFFENCE
from anxin.kernel.cases.tables import table
from anxin.kernel.errors import Invalid, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day

MOST_HITS = 500
LEGAL_SOURCE = "legal source"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Hit:
    """A sentence that met a row. `origin` is the same for the same sentence of the same site."""

    site: str
    page: str
    sentence: str
    offence: str
    row: int
    source: str
    origin: str


@dataclass
class Swept:
    """What became of a sweep. `new`: requests that came in (in a dry run: would); `known`: hits that were here before.

    `more`: hits beyond the most that one sweep takes in; they come in with the next.
    """

    pages: int = 0
    sentences: int = 0
    hits: list[Hit] = field(default_factory=list)
    new: int = 0
    known: int = 0
    more: int = 0
    left: list[LeftOut] = field(default_factory=list)


def no_progress(_done: int, _total: int) -> None:
    """For who watches nothing."""


def swept_matter(pack: str) -> Matter:
    """The matter of a service that has a sweep. `NotFound` where none in force has."""
    found = next((one for one in matters_in_force(pack) if one.sweep is not None), None)
    if found is None:
        raise NotFound(
            _("This service has no sweep."),
            why=_("None of its matters in force names a table and sites for one."),
            todo=_("Apply the pack first, or choose another service."),
        )
    return found


def listed_site(asks: Matter, name: str) -> tuple[str, SiteListed]:
    """A listed site by its key or its title. `Invalid` for another: pages of a site nobody listed are not read."""
    sites = asks.sweep.sites if asks.sweep is not None else {}
    for key, site in sites.items():
        if name in (key, site.title.zh, site.title.en):
            return key, site
    raise Invalid(
        _("This site is not on the list."),
        field="site",
        read=name,
        allowed=", ".join(f"{key} ({site.title})" for key, site in sites.items()),
        todo=_("Choose a listed one; the list is in the pack."),
    )


def sweep_pages(
    *,
    by: Actor,
    at: datetime,
    pack: str,
    site: str,
    place: Path,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> Swept:
    """Read the saved pages of a site and take in each sentence that meets a row, once: sweeping twice adds nothing.

    Each hit is its own transaction, so that a sweep that is stopped goes on where it stood. A dry run writes nothing.
    """
    require(by, Act.FILE_CASE)
    asks = swept_matter(pack)
    key, listed = listed_site(asks, site)
    reading = _Reading(asks, key, listed, shanghai_day(at))
    files = files_under(place)
    for done, path in enumerate(files[:MOST_FILES], start=1):
        for held in read_file(path, place):
            reading.take(held)
        progress(done, min(len(files), MOST_FILES))
    if len(files) > MOST_FILES:
        why = _("more than %(most)s files; sweep the rest as another folder") % {"most": MOST_FILES}
        reading.swept.left.append(LeftOut(files[MOST_FILES].name, why))
    _take_in(by, at, asks, listed, reading.swept, dry_run=dry_run)
    if not dry_run:
        detail = {"service": pack, "site": key, "pages": reading.swept.pages, "new": reading.swept.new}
        journal.write(by=by, at=at, act="case.sweep", detail=detail)
    return reading.swept


class _Reading:
    """One sweep under way: every sentence once, whatever number of pages it stands on."""

    def __init__(self, asks: Matter, key: str, listed: SiteListed, on: date) -> None:
        self.swept = Swept()
        self._asks, self._key, self._listed, self._on = asks, key, listed, on
        self._table = _table_on(asks, on)
        self._reads = tuple(one.name for one in self._table.inputs)
        self._seen: set[tuple[str, ...]] = set()
        self._origins: set[str] = set()

    def take(self, held: Page | LeftOut) -> None:
        if isinstance(held, LeftOut):
            self.swept.left.append(held)
            return
        self.swept.pages += 1
        for passage in held.passages:
            for sentence in sentences(passage):
                self._judge(held, passage, sentence)

    def _judge(self, page: Page, passage: str, sentence: str) -> None:
        self.swept.sentences += 1
        given = {
            "sentence": sentence,
            "passage": passage,
            "heading": page.heading,
            "site": self._key,
            "medium": self._listed.medium,
        }
        asked = {name: given[name] for name in self._reads}
        told = tuple(asked.values())
        if told in self._seen:
            return
        self._seen.add(told)
        decision = self._table.decide(asked, self._on)
        offence = decision.outputs.get(OFFENCE)
        if decision.row is None or not offence:
            return
        origin = origin_of(self._asks, self._key, sentence)
        if origin in self._origins:
            return
        self._origins.add(origin)
        source = decision.annotations.get(LEGAL_SOURCE, "")
        hit = Hit(self._key, page.name[:200], sentence, str(offence), decision.row, source, origin)
        self.swept.hits.append(hit)


def _table_on(asks: Matter, on: date) -> Compiled:
    held = asks.table(asks.sweep.table, on) if asks.sweep is not None else None
    if held is None:
        raise NotFound(_("No table of this sweep is in force on that day."), todo=_("Look at the dates of the tables."))
    return table(held.dmn)


def origin_of(asks: Matter, site: str, sentence: str) -> str:
    """The number of a hit: the same words on the same site are one, on whatever page they stand."""
    said = "\0".join((asks.pack, asks.slug, site, sentence))
    return f"sweep:{hashlib.sha256(said.encode()).hexdigest()}"


def _take_in(by: Actor, at: datetime, asks: Matter, listed: SiteListed, swept: Swept, *, dry_run: bool) -> None:
    known = _known({hit.origin for hit in swept.hits})
    swept.known = len(known)
    fresh = [hit for hit in swept.hits if hit.origin not in known]
    swept.more = max(0, len(fresh) - MOST_HITS)
    for hit in fresh[:MOST_HITS]:
        if not dry_run:
            _file(by, at, asks, listed, hit)
        swept.new += 1


def _known(origins: set[str]) -> set[str]:
    """Those of the hits that came in before, asked for in parts that every database takes."""
    held, found = sorted(origins), set[str]()
    for start in range(0, len(held), MOST_HITS):
        part = held[start : start + MOST_HITS]
        found |= {str(one) for one in Case.objects.filter(origin__in=part).values_list("origin", flat=True)}
    return found


def _file(by: Actor, at: datetime, asks: Matter, listed: SiteListed, hit: Hit) -> None:
    most = {question.key: question.most for question in asks.form}
    said = {
        "area": listed.area,
        "site": hit.site,
        "medium": listed.medium,
        OFFENCE: hit.offence,
        "page": hit.page[: most["page"]],
        "sentence": hit.sentence[: most["sentence"]],
        "row": str(hit.row),
        "source": hit.source[: most["source"]],
    }
    file_case(
        by=by,
        at=at,
        pack=asks.pack,
        matter=asks.slug,
        said=said,
        sender=From(),
        channel=Channel.SWEEP,
        origin=hit.origin,
    )
