"""The lines of "what it rests on": each item's conclusion, validity and whether it is due for refresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anxin.kernel.evidence.items import Item
from anxin.kernel.outcomes.in_force import constant
from anxin.kernel.outcomes.queries import Explained
from anxin.packs.evidence import EvidenceKind
from anxin.web.phone.words import pack, said

GOOD = frozenset({"passed", "issued", "working", "cleared"})
NEUTRAL = frozenset({"seeking"})
# A state lasts until its source ends it: its first day says nothing about the age of the information.
STATES = frozenset({"card", "employment", "authorisation"})


@dataclass(frozen=True)
class Note:
    """A dated remark under an item, such as "valid until" and the day."""

    label: str
    day: date


@dataclass(frozen=True)
class ItemLine:
    """One line of the list. `tone` is a colour key: it gives the line its shape beside its word."""

    label: str
    word: str
    tone: str
    notes: tuple[Note, ...] = ()
    refresh_due: bool = False
    disputed: bool = False


def household_lines(explained: Explained) -> list[ItemLine]:
    """What a household may see: the kinds the pack opens to it, conclusion and validity only."""
    return list(_lines(explained, own=False))


def own_lines(explained: Explained) -> list[ItemLine]:
    """What a worker sees of herself: every kind, with the day it was stated."""
    return list(_lines(explained, own=True))


def _lines(explained: Explained, *, own: bool) -> Iterator[ItemLine]:
    held = {(item.kind, item.source): item for item in explained.items}
    soon = _soon(explained)
    for kind, source in _expected(explained, held):
        form = pack().evidence_kinds[kind]
        if form.household is None and not own:
            continue
        label = _label(kind, source, form, own=own)
        item = held.get((kind, source))
        if item is None:
            yield ItemLine(label, _("No record"), "grey")
        else:
            yield _line(label, form, item, explained.as_of, soon, own=own)


def _expected(explained: Explained, held: Mapping[tuple[str, str], Item]) -> list[tuple[str, str]]:
    """Kind and source of every line: what the area asks for and whatever else is held, in the pack's order."""
    kinds = pack().evidence_kinds
    wanted = {("card", "commerce_bureau")} | {key for key in held if key[0] in kinds}
    for material in pack().materials_for(explained.rule_set.area):
        sources = (material.source,) if material.source else kinds[material.kind].sources
        if not any((material.kind, source) in wanted for source in sources):
            wanted.add((material.kind, sources[0]))
    order = [(kind, source) for kind, form in kinds.items() for source in form.sources]
    return [key for key in order if key in wanted]


def _label(kind: str, source: str, form: EvidenceKind, *, own: bool) -> str:
    title = said(form.title if own or form.household is None else form.household.label)
    asked = {material.source for material in pack().materials if material.kind == kind}
    if len(form.sources) > 1 and None not in asked:
        return _("%(item)s · %(source)s") % {"item": title, "source": said(pack().sources[source])}
    return title


def _line(label: str, form: EvidenceKind, item: Item, on: date, soon: timedelta, *, own: bool) -> ItemLine:
    word, tone = _verdict(form, item, on, soon)
    return ItemLine(label, word, tone, tuple(_notes(form, item, own=own)), _refresh_due(item, on), item.disputed)


def _verdict(form: EvidenceKind, item: Item, on: date, soon: timedelta) -> tuple[str, str]:
    result = item.result or ""
    text = form.results.get(result)
    word = said(text) if text else result
    if result in NEUTRAL:
        return word, "grey"
    if result not in GOOD:
        return word, "red"
    if not item.in_date(on):
        return _("Expired"), "red"
    if item.valid_until is not None and item.valid_until < on + soon:
        return _("Expires soon"), "yellow"
    return (_("In date"), "green") if item.valid_until else (word, "green")


def _notes(form: EvidenceKind, item: Item, *, own: bool) -> Iterator[Note]:
    if own and "valid_from" in form.fields:
        yield Note(said(form.fields["valid_from"].title), item.valid_from)
    shown = own or (form.household is not None and "valid_until" in form.household.shows)
    if item.valid_until and shown:
        yield Note(_("Valid until"), item.valid_until)


def _refresh_due(item: Item, on: date) -> bool:
    """Province 2020-07-05: information is refreshed at least every half-year. An end date of its own goes first."""
    if item.kind in STATES or item.valid_until is not None:
        return False
    return _months_later(item.valid_from, pack().freshness(item.kind)) < on


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _soon(explained: Explained) -> timedelta:
    """How early the rule set in force warns of an end; nothing where its text knows no such warning."""
    days = constant(str(explained.rule_set.parameters.get("about_to_expire", "")))
    return days if isinstance(days, timedelta) else timedelta(0)
