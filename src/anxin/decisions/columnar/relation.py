"""Evidence turned on its side: one row for each registered party, one column for each fact, as known on a day.

Reads the tables ``evidence`` (id, party_id, kind, source, result, valid_from, valid_until, standing, replaces_id) and
``registration`` (party_id, pack, area). A record counts when it stands ("stated"), no later record known by then names
it in ``replaces_id`` (whatever that record's own standing), and it is valid from ``as_of`` or before. Of several the
one with the greatest (valid_from, id) is the fact. ``known_through`` is the last evidence id known; None for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anxin.decisions.columnar.dialects import DIALECTS, EvidenceHolding
from anxin.decisions.errors import DecisionError, Place

DAYS = ("valid_from", "valid_until")
COLUMNS = ("result", *DAYS)
PLACE = Place("facts_relation")
HOLDING = {name: dialect for name, dialect in DIALECTS.items() if isinstance(dialect, EvidenceHolding)}


@dataclass(frozen=True)
class FactSpec:
    """A fact: the ``column`` of the newest record of a kind from a source (None: from any source)."""

    name: str
    kind: str
    source: str | None
    column: str


@dataclass(frozen=True)
class FactsWhere:
    """Which parties: those with a registration in the pack and one of the areas, or these ids (some thousands)."""

    party_ids: Sequence[int] | None = None
    pack: str | None = None
    areas: Sequence[str] | None = None


def facts_relation(
    *,
    dialect: str,
    facts: Sequence[FactSpec],
    as_of: date,
    known_through: int | None = None,
    where: FactsWhere = FactsWhere(),
) -> str:
    """A parenthesised SELECT: ``party_id``, one column for each fact, ``next_start``; executed without parameters.

    Parties without evidence have a row of nulls. ``next_start`` is the earliest ``valid_from`` after ``as_of`` among
    the records that could become one of these facts. DecisionError for an unknown column, a repeated name, or a dialect
    in which no evidence stands (ClickHouse and Spark decide relations of facts that are made elsewhere).
    """
    if dialect not in HOLDING:
        raise DecisionError("evidence cannot be read in this dialect", place=PLACE, read=dialect, allowed=HOLDING)
    templates = HOLDING[dialect]
    _check(facts)
    if not facts:
        parties = f"SELECT DISTINCT party_id FROM registration{_parties(templates, where)}"
        return f"(SELECT party_id, {templates.no_day} AS next_start FROM ({parties}) AS p)"
    return _pivot(templates, facts, as_of, known_through, where)


def _check(facts: Sequence[FactSpec]) -> None:
    names: set[str] = {"party_id", "next_start"}
    for fact in facts:
        if fact.column not in COLUMNS:
            raise DecisionError("no such column of evidence", place=PLACE, read=fact.column, allowed=COLUMNS)
        if fact.name in names:
            raise DecisionError("two columns have this name", place=PLACE, read=fact.name)
        names.add(fact.name)


def _parties(dialect: EvidenceHolding, where: FactsWhere, of: str = "") -> str:
    tests: list[str] = []
    if where.party_ids is not None:
        tests.append(f"{of}party_id IN ({', '.join(str(int(party)) for party in where.party_ids) or 'NULL'})")
    if where.pack is not None:
        tests.append(f"{of}pack = {dialect.text(where.pack)}")
    if where.areas is not None:
        tests.append(f"{dialect.unindexed(f'{of}area')} IN ({', '.join(map(dialect.text, where.areas)) or 'NULL'})")
    return f" WHERE {' AND '.join(tests)}" if tests else ""


def _matches(dialect: EvidenceHolding, fact: FactSpec) -> str:
    kind = f"e.kind = {dialect.text(fact.kind)}"
    return kind if fact.source is None else f"{kind} AND e.source = {dialect.text(fact.source)}"


def _standing(dialect: EvidenceHolding, known_through: int | None) -> str:
    """The conditions on a record that counts: stated, known by then, and not replaced by one known by then."""
    known = "" if known_through is None else f" AND e.id <= {int(known_through)}"
    later = "" if known_through is None else f" AND r.id <= {int(known_through)}"
    replaced = f"SELECT 1 FROM evidence AS r WHERE r.replaces_id = e.id{later}"
    return f"e.standing = 'stated'{known} AND NOT EXISTS ({replaced})"


def _pivot(
    dialect: EvidenceHolding, facts: Sequence[FactSpec], as_of: date, known_through: int | None, where: FactsWhere
) -> str:
    """One pass over registrations and their records, grouped by party.

    The greatest (valid_from, id) is found as the greatest text "valid_from id value" of fixed widths, so that no sort
    and no window is needed: on SQLite the group order comes from an index, and the join never is quadratic.
    """
    day = dialect.day(as_of)
    packed = "".join(
        f", MAX(CASE WHEN {_matches(dialect, fact)} AND e.valid_from <= {day}"
        f" THEN {dialect.packed('e.valid_from', 'e.id', f'e.{fact.column}', fact.column in DAYS)} END) AS m{index}"
        for index, fact in enumerate(facts)
    )
    wanted = " OR ".join(dict.fromkeys(f"({_matches(dialect, fact)})" for fact in facts))
    start = f"MIN(CASE WHEN e.valid_from > {day} AND ({wanted}) THEN e.valid_from END) AS next_start"
    inner = (
        f"SELECT p.party_id{packed}, {start} FROM registration AS p LEFT JOIN evidence AS e"
        f" ON e.party_id = p.party_id AND {_standing(dialect, known_through)}"
        f"{_parties(dialect, where, 'p.')} GROUP BY p.party_id"
    )
    columns = "".join(
        f", {dialect.unpacked(f'm.m{index}', fact.column in DAYS)} AS {dialect.identifier(fact.name)}"
        for index, fact in enumerate(facts)
    )
    return f"(SELECT m.party_id{columns}, m.next_start FROM ({inner}) AS m)"
