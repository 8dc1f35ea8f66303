"""What a claim is paid, and why: one computation gives both.

First the item's table of the cycle, then the exclusion matrix against what the person was paid before in the cycle,
then the ceiling. Nothing here reads a clock, a row or a setting: the same scheme, facts and payments give the same fen
and the same words, whenever it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from anxin.kernel.cases.forms import Words
from anxin.kernel.cases.tables import table
from anxin.modules.benefits.enums import FactKind, Pays
from anxin.modules.benefits.phrases import LATEST, said
from anxin.modules.benefits.refusing import yuan
from anxin.modules.benefits.terms import Cell, Cycle, Item, Scheme, Unless

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Before:
    """Another claim of the person in the cycle, and what it was paid, in fen, reversals taken off."""

    claim: str
    item: str
    facts: Facts
    paid: int


@dataclass(frozen=True)
class Decided:
    """`amount`: what the table gives; `payable`: what is left of it, both in fen. `reason`: the key of the row's text,
    "" where no row spoke. `table`: SHA-256 of the table's file. `words`: the explanation, a sentence each."""

    amount: int
    payable: int
    reason: str
    row: int
    table: str
    words: tuple[Words, ...]
    edition: int = LATEST


def decide(
    scheme: Scheme, cycle: Cycle, item: Item, facts: Facts, before: Sequence[Before], edition: int = LATEST
) -> Decided:
    """Decide a claim. `before`: in the order in which they were paid; those paid nothing count for nothing."""
    outside = _outside_cover(cycle, item, facts, edition)
    if outside is not None:
        return Decided(0, 0, "cover", 0, "", (outside,), edition)
    amount, reason, row, sha256, sentence = _by_table(scheme, cycle, item, facts, edition)
    words = [sentence]
    if not amount:
        return Decided(0, 0, reason, row, sha256, tuple(words), edition)
    paid = [one for one in before if one.paid > 0]
    rest = _left_by_others(scheme, cycle, item, facts, amount, paid, words, edition)
    payable = _below_ceiling(cycle, rest, sum(one.paid for one in paid), words, edition) if rest else 0
    return Decided(amount, payable, reason, row, sha256, tuple(words), edition)


def _outside_cover(cycle: Cycle, item: Item, facts: Facts, edition: int) -> Words | None:
    if not item.happened or cycle.covers(day := date.fromisoformat(facts[item.happened])):
        return None
    title = item.facts[item.happened].title
    return said(edition, "cover", title=title, day=day, since=cycle.cover_from, until=cycle.cover_until)


def _by_table(scheme: Scheme, cycle: Cycle, item: Item, facts: Facts, edition: int) -> tuple[int, str, int, str, Words]:
    dated = scheme.table(item.table, cycle)
    if dated is None:
        return 0, "", 0, "", said(edition, "silent", item=item.title)
    compiled = table(dated.dmn)
    known = facts_for_table(item, cycle, facts)
    found = compiled.decide({one.name: known.get(one.name) for one in compiled.inputs}, cycle.cover_from)
    outputs = found.outputs
    if not outputs or outputs.get("amount") is None:
        return 0, "", found.row or 0, dated.sha256, said(edition, "silent", item=item.title)
    amount, reason = whole_fen(outputs["amount"]), str(outputs.get("reason") or "")
    notes = found.annotations
    source = Words(notes.get("legal source", ""), notes.get("legal source (en)", ""))
    text = item.texts.get(reason, Words(reason))
    sentence = said(edition, "row", item=item.title, reason=text, amount=yuan(amount), source=source)
    return amount, reason, found.row or 0, dated.sha256, sentence


def facts_for_table(item: Item, cycle: Cycle, facts: Facts) -> dict[str, Any]:
    """A claim's facts as its table reads them."""
    found = {
        name: date.fromisoformat(value) if item.facts[name].kind is FactKind.DATE else value
        for name, value in facts.items()
    }
    if item.happened:
        found["days_covered"] = (found[item.happened] - cycle.cover_from).days
    return found


def whole_fen(value: object) -> int:
    """An amount that a table gave. Raises TypeError for what is no whole number of fen, or less than nothing."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value) and value >= 0:
        return int(value)
    raise TypeError(f"a table gives whole fen, not {value!r}")


def _left_by_others(
    scheme: Scheme,
    cycle: Cycle,
    item: Item,
    facts: Facts,
    amount: int,
    before: Sequence[Before],
    words: list[Words],
    edition: int,
) -> int:
    """What the matrix leaves of an amount; what it says is added to `words`."""
    rest = amount
    for other in before:
        cell = scheme.cell(item.slug, other.item)
        pays, sentence, article = meets(cell, cycle, facts, other.facts)
        if pays is Pays.LARGER:
            rest = max(0, rest - other.paid)
        elif pays is Pays.FIRST:
            rest = 0
        names = {"other": scheme.items[other.item].title, "paid": yuan(other.paid), "article": article}
        if sentence == "apart":
            names["fact"] = _asked(scheme, cell).title
        words.append(said(edition, sentence, **names))
    if rest != amount:
        words.append(said(edition, "rest", rest=yuan(rest)))
    return rest


def meets(cell: Cell, cycle: Cycle, facts: Facts, others: Facts) -> tuple[Pays, str, Words]:
    """What a cell says of two claims: what it pays, the name of the sentence that says so, and its article."""
    if cell.same and facts.get(cell.same) != others.get(cell.same):
        return Pays.BOTH, "apart", cell.article
    for one in cell.unless:
        if (not one.cycles or cycle.key in one.cycles) and _has(one, facts, others):
            return one.pays, str(one.pays), one.article
    return cell.pays, str(cell.pays), cell.article


def _has(one: Unless, facts: Facts, others: Facts) -> bool:
    return any(_word(held[one.fact]) in one.values for held in (facts, others) if one.fact in held)


def _word(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _asked(scheme: Scheme, cell: Cell) -> Any:
    return next(scheme.items[slug].facts[cell.same] for slug in cell.pair if cell.same in scheme.items[slug].facts)


def _below_ceiling(cycle: Cycle, rest: int, before: int, words: list[Words], edition: int) -> int:
    """What the ceiling leaves room for; the sentence that says so is added to `words`."""
    room = max(0, cycle.ceiling - before)
    payable = min(rest, room)
    known = {"ceiling": yuan(cycle.ceiling), "before": yuan(before), "payable": yuan(payable)}
    if payable < rest:
        words.append(said(edition, "part", cut=yuan(rest - payable), **known))
    else:
        words.append(said(edition, "whole", left=yuan(room - payable), **known))
    return payable
