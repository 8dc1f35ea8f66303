"""Colours, cards, requests, holds and corrections of two files, and a process killed in the middle of a merge."""

from __future__ import annotations

import random
import signal
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from anxin.credentials import Status
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.queries import verify as journal_whole
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.ledger.verifying import verify
from anxin.kernel.merging.actions import merge_parties, split_parties
from anxin.kernel.outcomes.actions import decide_everywhere, submit_evidence
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Merge, Party
from tests.cast import NOON, OPERATOR, Cast, everybody
from tests.unit.kernel.codes.printed import at_home, shown, with_card, with_keys
from tests.unit.kernel.intake.test_killing import run_in_child, statements_of
from tests.unit.kernel.ledger import books
from tests.unit.kernel.merging.rowdump import dump
from tests.unit.kernel.rules import applied

LATER = NOON + timedelta(hours=2)
KILLS = 10


def merge(kept: Party, merged: Party) -> str:
    return merge_parties(by=OPERATOR, at=LATER, kept=kept.public_id, merged=merged.public_id, reason="同一人").public_id


def split(merge: str) -> None:
    split_parties(by=OPERATOR, at=LATER, merge=merge, reason="两人")


def colours(person: Party) -> list[str]:
    return list(Outcome.objects.filter(party=person, slot__isnull=False).values_list("outcome", flat=True))


def test_a_card_of_the_merged_file_stands_at_the_colour_of_all_the_evidence_and_then_at_its_own(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    at_home(settings, tmp_path)
    with_keys()
    card = with_card(cast, cast.mei)
    decide_everywhere(by=OPERATOR, at=NOON, party_ids=[cast.fang.pk, cast.mei.pk])
    before = dump()
    assert (colours(cast.fang), colours(cast.mei)) == (["grey"], ["green"])
    merged = merge(cast.fang, cast.mei)
    assert (colours(cast.fang), colours(cast.mei)) == (["green"], [])
    card.refresh_from_db()
    assert (card.code.party, shown(card, LATER)) == (cast.fang, Status.VALID)
    split(merged)
    after = dump()
    lists = {key for key in after if key.startswith("codes.statusshard")}
    assert {key: text for key, text in after.items() if key not in lists} == {
        key: text for key, text in before.items() if key not in lists
    }
    card.refresh_from_db()
    assert shown(card, LATER + timedelta(minutes=2)) == Status.VALID


def test_the_merged_files_second_card_is_out_of_service_until_the_merge_is_undone(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    at_home(settings, tmp_path)
    with_keys()
    card, other = with_card(cast), with_card(cast, cast.mei)
    merged = merge(cast.fang, cast.mei)
    assert (shown(card, LATER), shown(other, LATER)) == (Status.VALID, Status.OUT_OF_SERVICE)
    split(merged)
    later = LATER + timedelta(minutes=2)
    assert (shown(card, later), shown(other, later)) == (Status.VALID, Status.VALID)


def test_a_correction_made_while_merged_goes_back_with_its_record_and_a_new_record_stays(cast: Cast) -> None:
    applied()
    statement = Statement(kind="training", source="bureau", result="passed", valid_from=date(2021, 5, 1))
    first = submit_evidence(by=OPERATOR, at=NOON, party=cast.mei, statement=statement)
    merged = merge(cast.fang, cast.mei)
    cast.fang.refresh_from_db()
    better = submit_evidence(
        by=OPERATOR, at=LATER, party=cast.fang, statement=statement, corrects=first, reason="日期更正"
    )
    fresh = submit_evidence(by=OPERATOR, at=LATER, party=cast.fang, statement=statement)
    split(merged)
    owners = dict(Evidence.objects.values_list("pk", "party"))
    assert owners == {first.pk: cast.mei.pk, better.pk: cast.mei.pk, fresh.pk: cast.fang.pk}


def test_what_is_held_on_an_account_of_both_stands_against_it(cast: Cast) -> None:
    book = books.opened(books.PARCELS)
    ledger.post(by=books.BY, at=NOON, book=book, document=books.brought(5))
    for person in (cast.fang, cast.mei):
        ledger.hold(
            by=books.BY,
            at=NOON,
            book=book,
            movement="give",
            source=books.STOCK,
            target=AccountName("given", person),
            quantity=books.brought(1).transfers[0].quantity,
            until=LATER + timedelta(days=1),
        )
    before = dump()
    with pytest.raises(Conflict):
        merge(cast.fang, cast.mei)
    assert dump() == before


def test_what_is_held_on_an_account_of_one_goes_along_and_can_be_taken(cast: Cast) -> None:
    book = books.opened(books.PARCELS)
    ledger.post(by=books.BY, at=NOON, book=book, document=books.brought(5))
    held = ledger.hold(
        by=books.BY,
        at=NOON,
        book=book,
        movement="give",
        source=books.STOCK,
        target=AccountName("given", cast.mei),
        quantity=books.brought(1).transfers[0].quantity,
        until=LATER + timedelta(days=1),
    )
    before = dump()
    merged = merge(cast.fang, cast.mei)
    assert list(verify(book)) == []
    split(merged)
    assert dump() == before
    merge(cast.fang, cast.mei)
    ledger.take(by=books.BY, at=LATER, hold=held, day=books.DAY)
    assert list(verify(book)) == []


@pytest.mark.django_db(transaction=True)
def test_a_merge_killed_anywhere_is_not_half() -> None:
    cast, chance = everybody(), random.Random(20211029)
    applied()
    book = books.opened()
    ledger.post(by=books.BY, at=NOON, book=book, document=books.premium(cast.anjia, 20_000_000))
    for person in (cast.fang, cast.mei):
        ledger.post(by=books.BY, at=NOON, book=book, document=books.payment(person, 1_000))
    decide_everywhere(by=OPERATOR, at=NOON, party_ids=[cast.fang.pk, cast.mei.pk])
    before = dump()
    most = statements_of(partial(merge, cast.fang, cast.mei))
    back = statements_of(partial(split, Merge.objects.get(split_at=None).public_id))
    assert dump() == before
    for _run in range(KILLS):
        assert run_in_child(partial(merge, cast.fang, cast.mei), chance.randint(1, most)) == signal.SIGKILL
        assert dump() == before
    merged = merge(cast.fang, cast.mei)
    while_merged = dump()
    for _run in range(KILLS):
        assert run_in_child(partial(split, merged), chance.randint(1, back)) == signal.SIGKILL
        assert dump() == while_merged
    split(merged)
    assert dump() == before
    assert list(verify(book)) == []
    assert journal_whole().whole
