"""What brought each outcome about, and who: evidence, the day, or a rule set, each with the name that stands for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from anxin.kernel.access.actions import Opened
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import Cause, Outcome
from anxin.kernel.outcomes.queries import history
from anxin.kernel.parties.queries import ids_of

SHOWN = 50


@dataclass(frozen=True)
class Author:
    """Who did what: an act's name in the journal, the role and the label of whoever did it."""

    act: str
    role: str
    label: str


@dataclass(frozen=True)
class Origin:
    """A recorded outcome with the records that came in at that moment and the acts about the person that were written
    down with it. With cause "tick" both are empty: it was the day. With cause "rules" its author applied the rule set.
    """

    outcome: Outcome
    records: tuple[Evidence, ...]
    authors: tuple[Author, ...]


def origins(opened: Opened, pack: str) -> list[Origin]:
    """The newest outcomes of the opened person, each with what brought it about; three queries."""
    opened.require("history")
    opened.require("items")
    rows = list(history(opened, pack)[:SHOWN])
    moments = {row.decided_at for row in rows if row.cause == Cause.EVIDENCE}
    records: dict[datetime, list[Evidence]] = defaultdict(list)
    for record in Evidence.objects.filter(party=opened.party, received_at__in=moments).order_by("pk"):
        records[record.received_at].append(record)
    acts: dict[datetime, list[Author]] = defaultdict(list)
    written = Entry.objects.filter(subjects__party__in=ids_of(opened.party), is_read=False, at__in=moments)
    for entry in written.distinct().order_by("seq"):
        acts[entry.at].append(Author(entry.act, entry.role, entry.actor))
    return [_origin(row, records, acts) for row in rows]


def _origin(row: Outcome, records: dict[datetime, list[Evidence]], acts: dict[datetime, list[Author]]) -> Origin:
    if row.cause == Cause.RULES:
        return Origin(row, (), (Author("rules.apply", "", row.rule_set.applied_by),))
    if row.cause == Cause.TICK:
        return Origin(row, (), ())
    known = [one for one in records[row.decided_at] if one.pk <= row.known_through]
    return Origin(row, tuple(known), tuple(dict.fromkeys(acts[row.decided_at])))


@dataclass(frozen=True)
class Done:
    """One act about a person as the journal has it: when, what, who."""

    at: datetime
    author: Author


def acts_about(opened: Opened) -> list[Done]:
    """The newest acts about the opened person without reads: who entered, corrected, withdrew, issued or ended what."""
    opened.require("history")
    about = Entry.objects.filter(subjects__party__in=ids_of(opened.party), is_read=False)
    written = about.distinct().order_by("-seq")[:SHOWN]
    return [Done(entry.at, Author(entry.act, entry.role, entry.actor)) for entry in written]
