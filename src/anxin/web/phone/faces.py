"""What a page shows of a person: assembled from one opened read, for the eyes it was opened for and no others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from anxin.kernel.access.actions import Opened
from anxin.kernel.codes.models import Code
from anxin.kernel.codes.visiting import Scanned
from anxin.kernel.outcomes.queries import explain
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.queries import organisation_name
from anxin.packs.on_site import service_named
from anxin.packs.pack import Pack
from anxin.web.design.colours import Colour
from anxin.web.phone.items import ItemLine, household_lines, own_lines
from anxin.web.phone.words import colour_in, door_words, in_language, reason_words, remedy_words

TAIL = 4


@dataclass(frozen=True)
class Face:
    """A code as read at a moment. `why` is for the reader of the page; `todo` and `where` are the worker's only."""

    code: str
    colour: Colour
    as_of: datetime
    name: str
    agency: str
    card_number: str
    headline: str
    why: str
    items: list[ItemLine]
    entry_allowed: bool = False
    visits: bool = True
    todo: str = ""
    where: str = ""
    next_change: date | None = None
    legal_source: str = ""
    reading: str = ""
    remedy: str = ""

    @property
    def card_tail(self) -> str:
        """The last four signs of the card's number, enough to compare with the card in hand."""
        return self.card_number[-TAIL:]

    @property
    def code_groups(self) -> str:
        """The code number in groups of four, for reading out and typing in."""
        return " ".join(self.code[start : start + TAIL] for start in range(0, len(self.code), TAIL))


def household_face(scanned: Scanned, address: str) -> Face:
    """The page after a scan; `address` is the short one it was opened by, and the only one it names."""
    opened, pack = scanned.opened, service_named(scanned.code.pack)
    words = door_words(pack, scanned.outcome, scanned.reason)
    explained = scanned.explained
    return Face(
        code=address,
        colour=colour_in(pack, scanned.outcome),
        as_of=opened.at,
        name=mask_name(opened.party.name),
        agency=agency_name(opened, pack),
        card_number=scanned.code.card_number,
        headline=words.title,
        why=words.household,
        items=household_lines(pack, explained) if explained else [],
        visits=pack.manifest.visits,
        entry_allowed=explained is not None and scanned.outcome in explained.rule_set.entry_allowed,
    )


def own_face(pack: Pack, opened: Opened, code: Code | None) -> Face:
    """The worker's own page under a service; `code` is None while none is in use."""
    explained = explain(opened, pack.slug, as_of=opened.at.date())
    words = reason_words(pack, explained.reason if explained else "")
    return Face(
        code=code.public if code else "",
        colour=colour_in(pack, explained.outcome if explained else "grey"),
        as_of=opened.at,
        name=mask_name(opened.party.name),
        agency=agency_name(opened, pack),
        visits=pack.manifest.visits,
        card_number=code.card_number if code else "",
        headline=words.title,
        why=words.title,
        items=own_lines(pack, explained) if explained else [],
        todo=words.worker,
        where=words.where,
        next_change=explained.next_change if explained else None,
        legal_source=in_language(explained.row.legal_source, explained.row.legal_source_en) if explained else "",
        reading=in_language(explained.row.reading, explained.row.reading_en) if explained else "",
        remedy=remedy_words(pack, explained) if explained and explained.outcome != "green" else "",
    )


def agency_name(opened: Opened, pack: Pack) -> str:
    """The agency that holds the opened person under the service on that day, empty if none does."""
    opened.require("agency")
    return organisation_name(opened.party, role=pack.slug, on=opened.at.date())
