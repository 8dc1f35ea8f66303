"""evidence.yaml: the kinds of dated fact a service reads, who says them, who may see what of them and why."""

from __future__ import annotations

from typing import Literal

from anxin.packs.forms import Form, Many, Months, Slug, Text

Sharing = Literal["unconditional", "restricted", "not_shared"]
FactColumn = Literal["result", "valid_from", "valid_until"]
Actionable = Literal["renew", "obtain", "none"]
COLUMNS: tuple[FactColumn, ...] = ("result", "valid_from", "valid_until")
GOOD = frozenset({"passed", "issued", "working", "cleared"})  # results that stand for the person


class EvidenceField(Form):
    """One field of a kind; `purpose` is shown to the person it is about."""

    title: Text
    sharing: Sharing
    purpose: Text


class HouseholdView(Form):
    """What a household may see of one item: its label and some of conclusion and validity, never more. Without
    `result` it learns whether the item is in date and nothing else: one not passed looks as one that is over."""

    label: Text
    shows: Many[Literal["result", "valid_until"]]

    def in_date(self, result: str | None, *, in_date: bool) -> bool:
        """Whether the item is in date as this household sees it."""
        return in_date and ("result" in self.shows or result in GOOD)

    def shows_until(self, result: str | None, *, in_date: bool) -> bool:
        """Whether it sees the last day: of an item without a conclusion only while it is in date."""
        return "valid_until" in self.shows and ("result" in self.shows or self.in_date(result, in_date=in_date))


class EvidenceKind(Form):
    """One kind of dated fact. `freshness` (months) replaces the pack's own; `is_state`: it lasts until its source ends
    it and is never due for refresh; `household: null` shows nothing. `actionable`: what the person or the agency can do
    about it: `renew` at any time, `obtain` while there is none, or `none`."""

    title: Text
    sources: Many[Slug]
    results: dict[Slug, Text]
    fields: dict[Slug, EvidenceField]
    freshness: Months | None = None
    is_state: bool = False
    actionable: Actionable = "none"
    household: HouseholdView | None


class FactRead(Form):
    """Where a table's input is read: the record in force of that kind and source, and its column."""

    kind: Slug
    source: Slug | None = None
    column: FactColumn


class Material(Form):
    """One item that must be there with this result before a card may be issued; `in_date`: and not be over."""

    kind: Slug
    result: Slug
    source: Slug | None = None
    in_date: bool = False
    areas: Many[Slug] = ()


class CardNamed(Form):
    """How the card itself stands in evidence: its kind, who states it, and the results for in force and not."""

    kind: Slug
    source: Slug
    issued: Slug
    invalid: Slug


class EvidenceFile(Form):
    """evidence.yaml. `card`: None for a service without one."""

    freshness: Months
    card: CardNamed | None = None
    sources: dict[Slug, Text]
    kinds: dict[Slug, EvidenceKind]
    facts: dict[Slug, FactRead] = {}
    materials: Many[Material] = ()
