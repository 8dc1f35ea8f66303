"""evidence.yaml: the kinds of dated fact a service reads, who says them, who may see what of them and why."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from anxin.packs.forms import Days, Form, Many, Months, Slug, Text

Sharing = Literal["unconditional", "restricted", "not_shared"]
FactColumn = Literal["result", "valid_from", "valid_until"]
Actionable = Literal["renew", "obtain", "none"]
COLUMNS: tuple[FactColumn, ...] = ("result", "valid_from", "valid_until")
# Results that stand for the person.
GOOD = frozenset({"passed", "issued", "working", "cleared", "negative", "normal", "member", "pool", "retained", "seen"})


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


class DerivedNamed(Form):
    """A kind that nobody states: the platform counts, over the records of another kind, the run of consecutive days
    (`every`: P1D) with one of `results` that ends on the newest day. `lengths`: the results that stand for so many days
    or more; below the least of them it is `otherwise`. `lasts`: how long the count may be used; left out: no end."""

    from_: Slug = Field(alias="from")
    results: Many[Slug]
    every: Literal["P1D"]
    lengths: dict[Slug, int]
    otherwise: Slug
    lasts: Days | None = None


class EvidenceKind(Form):
    """One kind of dated fact. `freshness` (months) replaces the pack's own; `is_state`: it lasts until its source ends
    it and is never due for refresh; `household: null` shows nothing. `actionable`: what the person or the agency can do
    about it: `renew` at any time, `obtain` while there is none, or `none`. `derived`: the platform counts it itself."""

    title: Text
    sources: Many[Slug]
    results: dict[Slug, Text]
    fields: dict[Slug, EvidenceField]
    freshness: Months | None = None
    is_state: bool = False
    actionable: Actionable = "none"
    derived: DerivedNamed | None = None
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


class ZonesNamed(Form):
    """Zones drawn on areas: as which kind of evidence and in whose name they stand, in which kind of record it is said
    where somebody stays (its field `area`), and the sorts of zone, the strictest first."""

    kind: Slug
    source: Slug
    stays: Slug
    sorts: Many[Slug]


class FigureNamed(Form):
    """One figure of an area. Counted: people with evidence of a kind (`results`, `within` days or covering the day), or
    standing at one of `outcomes`; without either everybody. `together`: only who shares a stay of that kind with
    another of them. `per`: of so many of `base` (left out: of everybody). `stated`: a list brings it. `matter`: not
    people but organisations for which a request of that matter was solved this year."""

    title: Text
    kind: Slug | None = None
    results: Many[Slug] = ()
    within: Days | None = None
    outcomes: Many[Slug] = ()
    together: Slug | None = None
    per: int | None = None
    base: Slug | None = None
    stated: bool = False
    matter: Slug | None = None


class FiguresNamed(Form):
    """Figures of each area, and the tables (files under tables/) that make a map or an index of them."""

    tables: Many[Slug]
    words: dict[Slug, Text] = {}
    counted: dict[Slug, FigureNamed]


class EvidenceFile(Form):
    """evidence.yaml. `card`: None for a service without one; `zones`: for one that draws them."""

    freshness: Months
    card: CardNamed | None = None
    sources: dict[Slug, Text]
    kinds: dict[Slug, EvidenceKind]
    facts: dict[Slug, FactRead] = {}
    materials: Many[Material] = ()
    zones: ZonesNamed | None = None
    figures: FiguresNamed | None = None
