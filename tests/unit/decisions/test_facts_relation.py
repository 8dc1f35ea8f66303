"""The pivot of evidence in the database equals the same choice made in plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
import sqlglot
from hypothesis import given, note, settings
from hypothesis import strategies as st

from anxin.decisions import DecisionError, FactSpec, FactsWhere, facts_relation
from tests.unit.decisions.databases import READINGS, Database, databases, plain

pytestmark = pytest.mark.every_database

AS_OF = date(2021, 10, 29)
SPECS = (
    FactSpec("police", "police_check", "public_security", "result"),
    FactSpec("health", "health_check", "hospital", "result"),
    FactSpec("health_until", "health_check", "hospital", "valid_until"),
    FactSpec("health_from", "health_check", "hospital", "valid_from"),
    FactSpec("any health", "health_check", None, "valid_until"),
)
TABLES = {
    "evidence": "id integer primary key, party_id integer, kind text, source text, result text, valid_from date,"
    " valid_until date, standing text, replaces_id integer",
    "registration": "id integer primary key, party_id integer, pack text, area text",
}
DATES = st.sampled_from([date(2021, 10, 27), date(2021, 10, 28), AS_OF, date(2021, 10, 30), date(2022, 1, 1)])
RECORDS = st.fixed_dictionaries(
    {
        "party_id": st.integers(1, 4),
        "kind": st.sampled_from(["police_check", "health_check", "health_check", "insurance"]),
        "source": st.sampled_from(["public_security", "hospital", "hospital", "it's"]),
        "result": st.sampled_from(["passed", "failed", "未通过", ""]),
        "valid_from": DATES,
        "valid_until": st.one_of(st.none(), DATES, st.just(date(9999, 12, 31))),
        "standing": st.sampled_from(["stated", "stated", "stated", "withdrawn"]),
        "replaces": st.one_of(st.none(), st.none(), st.integers(0, 9)),
    }
)
REGISTRATIONS = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["home_service", "other"]), st.sampled_from(["330302", "330303"])),
    max_size=6,
)


@pytest.fixture(scope="module")
def stores() -> Iterator[list[Database]]:
    with databases() as found:
        for store in found:
            for name, columns in TABLES.items():
                store.cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
        yield found


def fill(store: Database, name: str, rows: Sequence[tuple[Any, ...]]) -> None:
    store.cursor.execute(f"DELETE FROM {name}")
    store.insert(name, [tuple(map(store.stored, row)) for row in rows])


def pivot(evidence: list[dict[str, Any]], parties: set[int], known: int | None) -> list[tuple[Any, ...]]:
    """The same choice, in plain Python."""
    seen = [record for record in evidence if known is None or record["id"] <= known]
    gone = {record["replaces"] for record in seen}
    standing = [record for record in seen if record["standing"] == "stated" and record["id"] not in gone]
    return [line(party, [record for record in standing if record["party_id"] == party]) for party in sorted(parties)]


def line(party: int, records: list[dict[str, Any]]) -> tuple[Any, ...]:
    cells: list[Any] = []
    starts: list[date] = []
    for spec in SPECS:
        fits = [r for r in records if r["kind"] == spec.kind and spec.source in (None, r["source"])]
        begun = [record for record in fits if record["valid_from"] <= AS_OF]
        newest = max(begun, key=lambda record: (record["valid_from"], record["id"]), default=None)
        cells.append(newest[spec.column] if newest else None)
        starts += [record["valid_from"] for record in fits if record["valid_from"] > AS_OF]
    return (party, *cells, min(starts, default=None))


@settings(max_examples=100, deadline=None)
@given(
    records=st.lists(RECORDS, max_size=10),
    registrations=REGISTRATIONS,
    known=st.one_of(st.none(), st.integers(0, 10)),
    ids=st.one_of(st.none(), st.sets(st.integers(1, 5))),
    areas=st.one_of(st.none(), st.just(("330302",))),
)
def test_the_pivot_equals_a_plain_reading_of_the_evidence(
    stores: list[Database],
    records: list[dict[str, Any]],
    registrations: list[tuple[int, str, str]],
    known: int | None,
    ids: set[int] | None,
    areas: tuple[str, ...] | None,
) -> None:
    evidence = [
        {**record, "id": number, "replaces": record["replaces"] if (record["replaces"] or number) < number else None}
        for number, record in enumerate(records, 1)
    ]
    parties = {
        party
        for party, pack, area in registrations
        if pack == "home_service" and area in (areas or (area,)) and (ids is None or party in ids)
    }
    where = FactsWhere(pack="home_service", areas=areas, party_ids=None if ids is None else sorted(ids))
    for store in stores:
        fill(store, "evidence", [(record["id"], *(record[name] for name in RECORD_COLUMNS)) for record in evidence])
        fill(store, "registration", [(number, *found) for number, found in enumerate(registrations)])
        relation = facts_relation(dialect=store.dialect, facts=SPECS, as_of=AS_OF, known_through=known, where=where)
        note(relation)
        assert store.rows(f"SELECT * FROM {relation} AS f") == pivot(evidence, parties, known)


RECORD_COLUMNS = (
    "party_id", "kind", "source", "result", "valid_from", "valid_until", "standing", "replaces",
)  # fmt: skip


def test_a_registered_party_without_evidence_is_a_row_of_nulls(stores: list[Database]) -> None:
    for store in stores:
        fill(store, "evidence", [])
        fill(store, "registration", [(1, 7, "home_service", "330302")])
        relation = facts_relation(dialect=store.dialect, facts=SPECS, as_of=AS_OF)
        assert store.rows(f"SELECT * FROM {relation} AS f") == [(7, None, None, None, None, None, None)]
        nothing = facts_relation(dialect=store.dialect, facts=(), as_of=AS_OF)
        assert store.rows(f"SELECT * FROM {nothing} AS f") == [(7, None)]


def test_words_and_names_are_quoted() -> None:
    spec = FactSpec('a"b', "k'ind", "s\\", "result")
    for dialect in ("sqlite", "postgresql", "duckdb"):
        where = FactsWhere(pack="x' OR '1'='1", areas=("'; --",))
        emitted = facts_relation(dialect=dialect, facts=[spec], as_of=AS_OF, where=where)
        (tree,) = sqlglot.parse(f"SELECT * FROM {emitted} AS f", dialect=READINGS[dialect])
        assert tree is not None
        literals = {literal.this for literal in tree.find_all(sqlglot.exp.Literal) if literal.is_string}
        assert {"x' OR '1'='1", "'; --", "k'ind"} <= literals


@pytest.mark.parametrize(
    ("specs", "said"),
    [
        ([FactSpec("a", "k", None, "reslt")], "did you mean 'result'"),
        ([FactSpec("a", "k", None, "result"), FactSpec("a", "l", None, "result")], "two columns have this name"),
        ([FactSpec("party_id", "k", None, "result")], "two columns have this name"),
    ],
)
def test_a_wrong_fact_is_refused(specs: list[FactSpec], said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        facts_relation(dialect="sqlite", facts=specs, as_of=AS_OF)


def test_dates_come_back_as_dates() -> None:
    assert plain("2021-10-29") == AS_OF


@pytest.mark.parametrize("dialect", ["clickhouse", "spark", "oracle"])
def test_a_database_in_which_no_evidence_stands_is_refused_with_those_that_hold_some(dialect: str) -> None:
    with pytest.raises(DecisionError) as refused:
        facts_relation(dialect=dialect, facts=[], as_of=date(2021, 10, 29))
    assert (refused.value.read, refused.value.allowed) == (dialect, ("sqlite", "postgresql", "duckdb"))
