"""The lines of "what it rests on": each item's conclusion, validity and whether it is due for refresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anxin.kernel.evidence.items import Item
from anxin.kernel.outcomes.in_force import constant
from anxin.kernel.outcomes.queries import Explained
from anxin.packs.evidence import GOOD, EvidenceKind
from anxin.packs.freshness import refresh_due
from anxin.packs.pack import Pack
from anxin.web.phone.words import said

NEUTRAL = frozenset({"seeking", "living", "staying"})


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
    record_id: int | None = None  # the worker's only: it lets her object to this very record
    appeal: str = ""  # the number of her request in which it is being checked


def household_lines(pack: Pack, explained: Explained) -> list[ItemLine]:
    """What a household may see: the kinds the pack opens to it, conclusion and validity only."""
    return list(_Reading(explained, pack, own=False).lines())


def own_lines(pack: Pack, explained: Explained) -> list[ItemLine]:
    """What a worker sees of herself: every kind, with the day it was stated."""
    return list(_Reading(explained, pack, own=True).lines())


@dataclass(frozen=True)
class _Reading:
    """One explained outcome read out item by item, for the person herself (`own`) or for a household."""

    explained: Explained
    pack: Pack
    own: bool

    def lines(self) -> Iterator[ItemLine]:
        held = {(item.kind, item.source): item for item in self.explained.items}
        for kind, source in self._expected(held):
            form = self.pack.evidence_kinds[kind]
            if form.household is None and not self.own:
                continue
            label = self._label(kind, source, form)
            item = held.get((kind, source))
            yield self._line(label, form, item) if item else ItemLine(label, _("No record"), "grey")

    def _expected(self, held: Mapping[tuple[str, str], Item]) -> list[tuple[str, str]]:
        """Kind and source of every line: what the area asks for and whatever else is held, in the pack's order."""
        kinds = self.pack.evidence_kinds
        card = self.pack.evidence.card
        wanted = {key for key in held if key[0] in kinds} | ({(card.kind, card.source)} if card else set())
        for material in self.pack.materials_for(self.explained.rule_set.area):
            sources = (material.source,) if material.source else kinds[material.kind].sources
            if not any((material.kind, source) in wanted for source in sources):
                wanted.add((material.kind, sources[0]))
        order = [(kind, source) for kind, form in kinds.items() for source in form.sources]
        return [key for key in order if key in wanted]

    def _label(self, kind: str, source: str, form: EvidenceKind) -> str:
        title = said(form.title if self.own or form.household is None else form.household.label)
        asked = {material.source for material in self.pack.materials if material.kind == kind}
        if len(form.sources) > 1 and None not in asked:
            return _("%(item)s · %(source)s") % {"item": title, "source": said(self.pack.sources[source])}
        return title

    def _line(self, label: str, form: EvidenceKind, item: Item) -> ItemLine:
        word, tone = self._verdict(form, item)
        record_id = item.record_id if self.own else None
        notes = tuple(self._notes(form, item))
        return ItemLine(label, word, tone, notes, self._refresh_due(item), item.disputed, record_id)

    def _verdict(self, form: EvidenceKind, item: Item) -> tuple[str, str]:
        on, result = self.explained.as_of, item.result or ""
        if self._silent(form) and not (result in GOOD and item.in_date(on)):
            return _("Not in date"), "red"
        text = form.results.get(result)
        word = said(text) if text else result
        if form.derived is not None:
            return word, "grey" if result == form.derived.otherwise else "green"
        if result in NEUTRAL:
            return word, "grey"
        if result not in GOOD:
            return word, "red"
        if not item.in_date(on):
            return _("Expired"), "red"
        if item.valid_until is not None and item.valid_until < on + self._soon():
            return _("Expires soon"), "yellow"
        return (_("In date"), "green") if item.valid_until else (word, "green")

    def _silent(self, form: EvidenceKind) -> bool:
        """Does this reader learn whether an item is in date, and not what it says?"""
        return not self.own and form.household is not None and "result" not in form.household.shows

    def _notes(self, form: EvidenceKind, item: Item) -> Iterator[Note]:
        if self.own and "valid_from" in form.fields:
            yield Note(said(form.fields["valid_from"].title), item.valid_from)
        on, view = self.explained.as_of, form.household
        if item.valid_until and (self.own or (view and view.shows_until(item.result, in_date=item.in_date(on)))):
            yield Note(_("Valid until"), item.valid_until)

    def _refresh_due(self, item: Item) -> bool:
        """Province 2020-07-05: information is refreshed at least every half-year. An end date of its own goes first."""
        return refresh_due(self.pack, item.kind, item.valid_from, item.valid_until, on=self.explained.as_of)

    def _soon(self) -> timedelta:
        """How early the rule set in force warns of an end; nothing where its text knows no such warning."""
        days = constant(str(self.explained.rule_set.parameters.get("about_to_expire", "")))
        return days if isinstance(days, timedelta) else timedelta(0)
