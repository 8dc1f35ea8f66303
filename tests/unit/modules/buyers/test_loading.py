"""Files of firms: taken in whole, gone on with where they stopped, replaced by the next edition."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anxin.firms.records import Firm, Said
from anxin.kernel.errors import Invalid, Refused
from anxin.modules.buyers import loading, queries, shelves
from anxin.modules.buyers.enums import LoadState
from anxin.modules.buyers.loading import load_of, take_in
from anxin.modules.buyers.models import Load
from tests.unit.modules.buyers.stage import AT, PACK, SYSTEM, TODAY, exporter, load

pytestmark = pytest.mark.usefixtures("empty")


def firms(count: int) -> list[Firm]:
    return [Firm(f"{number}", "DE", (Said(f"Beispiel {number} GmbH"),)) for number in range(count)]


def test_a_load_tells_what_it_took_and_the_firms_carry_its_number() -> None:
    held = load("gleif", firms(30))
    assert (held.state, held.rows, held.taken, held.refused, held.ended_at) == (LoadState.DONE, 30, 30, 0, AT)
    found = shelves.firms().by_id("gleif:7")
    assert [(one.id, one.edition) for one in found] == [("gleif:7", held.pk)]


def test_the_next_edition_replaces_the_last_one_and_other_sources_stay() -> None:
    load("gleif", firms(30))
    load("bureau", firms(3))
    load("gleif", firms(20), sha256="b" * 64)
    assert len(shelves.firms()) == 23
    assert shelves.firms().by_id("gleif:25") == []


def test_the_same_file_again_changes_only_when_it_was_seen() -> None:
    first = load("ofac", firms(3))
    again = load("ofac", firms(3), at=AT.replace(hour=9))
    assert (again.pk, again.seen_at, Load.objects.count()) == (first.pk, AT.replace(hour=9), 1)


def test_a_load_cut_short_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "PIECE", 10)
    terms = queries.terms_of(PACK)

    def cut() -> Iterator[Firm]:
        yield from firms(25)[:17]
        raise OSError("the line broke")

    def begun() -> Load:
        return load_of(terms, "gleif", by=SYSTEM, at=AT, published_on=TODAY, file_name="x.csv", sha256="c" * 64)

    with pytest.raises(OSError, match="the line broke"):
        take_in(begun(), terms, cut(), by=SYSTEM, now=lambda: AT)
    stopped = begun()
    assert (stopped.state, stopped.rows, len(shelves.firms())) == (LoadState.BROKEN, 10, 10)
    done = take_in(stopped, terms, firms(25)[stopped.rows :], by=SYSTEM, now=lambda: AT)
    assert (done.state, done.rows, len(shelves.firms())) == (LoadState.DONE, 25, 25)


def test_entries_of_lists_are_no_firms() -> None:
    load("ofac", firms(2))
    assert (len(shelves.firms()), len(shelves.lists())) == (0, 2)


def test_lists_count_as_read_only_when_all_of_them_are() -> None:
    assert queries.screened_at(queries.terms_of(PACK)) is None
    load("ofac", firms(2))
    assert queries.screened_at(queries.terms_of(PACK)) == AT


def test_who_may_not_and_what_is_no_source_is_refused() -> None:
    terms = queries.terms_of(PACK)
    with pytest.raises(Refused):
        load_of(terms, "gleif", by=exporter(), at=AT, published_on=TODAY, file_name="x", sha256="d" * 64)
    with pytest.raises(Invalid):
        load_of(terms, "nosuch", by=SYSTEM, at=AT, published_on=TODAY, file_name="x", sha256="d" * 64)
    assert Load.objects.count() == 0
