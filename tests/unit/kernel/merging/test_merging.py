"""Two files become one person's, and two again: nothing is lost, nothing counts twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.access.queries import visible_organisations, visible_people
from anxin.kernel.codes import actions as codes
from anxin.kernel.codes.models import Code
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.models import Account
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.merging import noting, slots
from anxin.kernel.merging.actions import find_duplicates, merge_parties, split_parties
from anxin.kernel.outcomes import actions as outcomes
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Party, Registration
from anxin.kernel.parties.queries import affiliations_on, ids_of, organisations, party_by_number
from tests.cast import DAY, NOON, OPERATOR, PACK, Cast, everybody, identity_number, worker
from tests.unit.kernel.ledger import books
from tests.unit.kernel.merging.rowdump import dump

LATER = NOON + timedelta(days=1)
WHY = "同一人两次登记"
ROLE = "union_membership"


def merge(kept: Party, merged: Party) -> str:
    done = merge_parties(by=OPERATOR, at=LATER, kept=kept.public_id, merged=merged.public_id, reason=WHY)
    return done.public_id


def split(merge: str) -> None:
    split_parties(by=OPERATOR, at=LATER, merge=merge, reason="核实为两人")


def test_each_column_that_names_a_party_is_dealt_with() -> None:
    """A model with a party's id in a slot has to say how the slot reads under another party."""
    with_slots = {
        model._meta.label_lower
        for model, _field in noting.names_of_party()
        if any(field.name == "slot" for field in model._meta.concrete_fields)
    }
    assert {label for label in with_slots if slots.slot_of(label) is None} == slots.OWN_WAY


def test_split_gives_back_what_merge_took(cast: Cast) -> None:
    codes.issue_code(by=OPERATOR, at=NOON, party=cast.fang, pack=PACK)
    codes.issue_code(by=OPERATOR, at=NOON, party=cast.mei, pack=PACK)
    before = dump()
    merged = merge(cast.fang, cast.mei)
    assert dump() != before
    split(merged)
    assert dump() == before


def test_while_merged_both_numbers_lead_to_one_file_that_is_counted_once(cast: Cast) -> None:
    codes.issue_code(by=OPERATOR, at=NOON, party=cast.fang, pack=PACK)
    codes.issue_code(by=OPERATOR, at=NOON, party=cast.mei, pack=PACK)
    merge(cast.fang, cast.mei)
    found = [party_by_number(Scheme.IDENTITY_NUMBER, identity_number(serial)) for serial in (101, 102)]
    assert found == [cast.fang, cast.fang]
    assert Registration.objects.filter(pack=PACK, party__in=[cast.fang, cast.mei]).count() == 1
    assert Code.objects.filter(slot__isnull=False).count() == 1
    assert set(visible_people(OPERATOR)) == {cast.fang, cast.hua}
    assert set(visible_people(cast.an)) == {cast.fang}
    assert affiliations_on(DAY, PACK).count() == 2
    assert affiliations_on(date(2021, 6, 1), PACK).count() == 2


def test_a_merged_file_takes_nothing_more(cast: Cast) -> None:
    merge(cast.fang, cast.mei)
    with pytest.raises(Conflict):
        parties.start_affiliation(
            by=OPERATOR, at=LATER, party=cast.mei, organisation=cast.leju, role=ROLE, started_on=DAY
        )


def test_two_open_places_stand_against_it_and_nothing_is_changed(cast: Cast) -> None:
    before = dump()
    with pytest.raises(Conflict):
        merge(cast.fang, cast.hua)
    assert dump() == before


def test_organisations_merge_with_their_people(cast: Cast) -> None:
    before = dump()
    merged = merge(cast.anjia, cast.leju)
    assert Affiliation.objects.filter(organisation=cast.anjia, ended_on=None).count() == 3
    assert list(organisations()) == [cast.anjia]
    assert list(visible_organisations(OPERATOR)) == [cast.anjia]
    split(merged)
    assert dump() == before


def test_refused_for_others_kinds_oneself_without_reason_or_right_or_outside_the_area(cast: Cast) -> None:
    def tried(by: object, kept: Party, merged: Party, reason: str = WHY) -> None:
        merge_parties(
            by=by,  # type: ignore[arg-type]  # -- the cast's actors
            at=LATER,
            kept=kept.public_id,
            merged=merged.public_id,
            reason=reason,
        )

    for kept, merged in ((cast.fang, cast.fang), (cast.fang, cast.anjia)):
        with pytest.raises(Conflict):
            tried(OPERATOR, kept, merged)
    with pytest.raises(Invalid):
        tried(OPERATOR, cast.fang, cast.mei, " ")
    with pytest.raises(Refused):
        tried(cast.lin, cast.fang, cast.mei)
    elsewhere = Party.objects.create(kind="person", name="外地", area="330102", created_at=NOON)
    with pytest.raises(NotFound):
        tried(cast.zhou, cast.fang, elsewhere)
    merge(cast.fang, cast.mei)
    with pytest.raises(NotFound):
        tried(OPERATOR, cast.hua, cast.mei)


def test_the_latest_merge_is_undone_first_and_each_once(cast: Cast) -> None:
    third = worker("李小梅", serial=104)
    before = dump()
    first = merge(cast.fang, cast.mei)
    second = merge(third, cast.fang)
    with pytest.raises(Conflict):
        split(first)
    split(second)
    split(first)
    assert dump() == before
    with pytest.raises(Conflict):
        split(first)


def test_the_journal_names_both_and_who_looked_is_read_under_both(cast: Cast) -> None:
    merged = merge(cast.fang, cast.mei)
    entry = Entry.objects.get(act="party.merge")
    both = {cast.fang.public_id, cast.mei.public_id}
    assert set(entry.subjects.values_list("party", flat=True)) == both
    assert (entry.detail["merge"], entry.purpose) == (merged, "correction")
    cast.fang.refresh_from_db()
    assert set(ids_of(cast.fang)) == both
    assert set(reads_of(*both)) == set(reads_of(cast.fang.public_id)) | set(reads_of(cast.mei.public_id))


def test_a_ceiling_counts_both_files_and_the_books_are_whole(cast: Cast) -> None:
    book = books.opened()
    ledger.post(by=books.BY, at=NOON, book=book, document=books.premium(cast.anjia, 20_000_000))
    for person in (cast.fang, cast.mei):
        ledger.post(by=books.BY, at=NOON, book=book, document=books.payment(person, 4_000_000))
    before = dump()
    merged = merge(cast.fang, cast.mei)
    assert Account.objects.get(book=book, owner=cast.fang).balance == 8_000_000
    assert list(verify(book)) == []
    with pytest.raises(Conflict):
        ledger.post(by=books.BY, at=LATER, book=book, document=books.payment(cast.fang, 1))
    split(merged)
    assert dump() == before
    assert list(verify(book)) == []


def test_what_was_paid_while_merged_stays_with_the_kept_file(cast: Cast) -> None:
    book = books.opened()
    ledger.post(by=books.BY, at=NOON, book=book, document=books.premium(cast.anjia, 20_000_000))
    ledger.post(by=books.BY, at=NOON, book=book, document=books.payment(cast.mei, 1_000))
    merged = merge(cast.fang, cast.mei)
    ledger.post(by=books.BY, at=LATER, book=book, document=books.payment(cast.fang, 500))
    split(merged)
    held = dict(Account.objects.filter(kind="benefits").values_list("owner", "balance"))
    assert held == {cast.fang.pk: 500, cast.mei.pk: 1_000}
    assert list(verify(book)) == []


def test_duplicates_are_found_by_phone_or_name_and_written_down(cast: Cast) -> None:
    again = worker("王晓芳", serial=105, phone="13800000001")
    alike = worker("李梅", serial=106)
    parties.start_affiliation(
        by=OPERATOR, at=NOON, party=alike, organisation=cast.anjia, role=PACK, started_on=date(2021, 3, 1)
    )
    found = [(one.first, one.second, one.why) for one in find_duplicates(by=cast.zhou, at=NOON)]
    assert found == [(cast.fang, again, "phone"), (cast.mei, alike, "name")]
    assert Entry.objects.get(act="party.duplicates").subjects.count() == 4


SPELL = st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 40)), st.booleans())
PAID = st.lists(st.integers(1, 3_000_000), max_size=3)


class RandomLives(TestCase):
    """Whatever two files hold, merging loses nothing and undoing gives it back."""

    def lived(self, cast: Cast, person: Party, spells: list[tuple[int, int | None, bool]]) -> None:
        start = date(2021, 1, 1)
        for wait, stay, at_anjia in spells:
            start += timedelta(days=wait)
            held = parties.start_affiliation(
                by=OPERATOR,
                at=NOON,
                party=person,
                organisation=cast.anjia if at_anjia else cast.leju,
                role=ROLE,
                started_on=start,
            )
            if stay is None:
                return
            start += timedelta(days=stay)
            parties.end_affiliation(by=OPERATOR, at=NOON, affiliation=held, ended_on=start)
            start += timedelta(days=1)

    def places(self, people: list[Party], firms: list[Party]) -> list[set[int]]:
        days = [date(2021, 1, 1) + timedelta(days=one) for one in range(0, 400, 3)]
        return [
            set(affiliations_on(day, ROLE).filter(party__in=people).values_list("organisation", flat=True))
            for day in days
        ]

    @settings(max_examples=25)
    @given(
        st.lists(SPELL, max_size=4),
        st.lists(SPELL, max_size=4),
        PAID,
        PAID,
        st.booleans(),
        st.booleans(),
        st.booleans(),
    )
    def test_split_of_merge_is_both(
        self,
        first: list[tuple[int, int | None, bool]],
        second: list[tuple[int, int | None, bool]],
        paid: list[int],
        also: list[int],
        one_code: bool,
        other_code: bool,
        disputed: bool,
    ) -> None:
        cast = everybody()
        self.lived(cast, cast.fang, first)
        self.lived(cast, cast.mei, second)
        book = books.opened()
        ledger.post(by=books.BY, at=NOON, book=book, document=books.premium(cast.anjia, 50_000_000))
        for person, amounts in ((cast.fang, paid), (cast.mei, also)):
            for amount in amounts:
                ledger.post(by=books.BY, at=NOON, book=book, document=books.payment(person, amount, up_to=True))
        for person, has in ((cast.fang, one_code), (cast.mei, other_code)):
            if has:
                codes.issue_code(by=OPERATOR, at=NOON, party=person, pack=PACK)
            outcomes.submit_evidence(
                by=OPERATOR,
                at=NOON,
                party=person,
                statement=Statement(kind="training", source="bureau", result="passed", valid_from=DAY),
            )
        both, firms = [cast.fang, cast.mei], [cast.anjia, cast.leju]
        before, places = dump(), self.places(both, firms)
        total = sum(Account.objects.filter(owner__in=both).values_list("balance", flat=True))
        try:
            merged = merge(cast.fang, cast.mei)
        except Conflict:
            assert dump() == before
            return
        assert self.places(both, firms) == places
        assert Affiliation.objects.filter(party=cast.mei).count() == 0
        assert sum(Account.objects.filter(owner=cast.fang).values_list("balance", flat=True)) == total
        assert list(verify(book)) == []
        split(merged)
        assert dump() == before
        assert list(verify(book)) == []
