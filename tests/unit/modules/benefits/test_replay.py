"""Fact 2c 4: a claim of 2021 gives the same fen and the same words, whatever was declared since."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from anxin.kernel.cases.forms import Words
from anxin.modules.benefits import claiming, keeping, phrases
from anxin.modules.benefits.models import Claim
from anxin.modules.benefits.replaying import replay
from tests.unit.modules.benefits.stage import (
    CYCLE,
    ENTERS,
    EXCLUSIONS,
    ITEMS,
    LATER,
    MILD,
    OPERATOR,
    PAY_DAY,
    PAYS,
    approved,
    article,
    critical_table,
    cycle,
    enrolled,
    medical_table,
    paid,
    run,
    scheme,
    table,
)


@pytest.mark.django_db
def test_2c4_a_claim_is_replayed_to_the_same_fen_and_the_same_text_after_everything_has_changed() -> None:
    who, *_others = enrolled(1)
    stay = paid(who, "allowance", bill="A1", days="20")
    illness = paid(who, "critical", condition="in-situ")
    costs = paid(who, bill="A2", self_paid="12000000")
    then = {one.pk: [held.then for held in replay(one)] for one in (stay, illness, costs)}
    assert (stay.paid, illness.paid, costs.paid) == (200_000, 600_000, 5_720_000)

    harder = tuple(
        replace(cell, article=article(99), unless=()) if cell.pair == ("critical", "allowance") else cell
        for cell in EXCLUSIONS
    )
    renamed = {
        slug: replace(item, title=Words("新" + item.title.zh), texts=dict.fromkeys(item.texts, Words("新说法")))
        for slug, item in ITEMS.items()
    }
    newer = scheme(
        cycles={CYCLE: cycle(ceiling=1_000_000), "2027": cycle(2027)},
        exclusions=harder,
        items=renamed,
        tables={
            "medical": (medical_table(percent=10), medical_table("2022-06-01", percent=90)),
            "critical": (critical_table(), critical_table("2026-01-01")),
            "allowance": (table("allowance", "2020-01-01", {"days": "number"}, [(("-",), "1", "days")]),),
            "women": scheme().tables["women"],
        },
    )
    keeping.keep_scheme(by=OPERATOR, at=LATER, scheme=newer)

    for one in (stay, illness, costs):
        again = replay(Claim.objects.get(pk=one.pk))
        assert [held.again for held in again] == then[one.pk]
        text = ["\n".join(f"{line.zh}\n{line.en}" for line in held.again.words).encode() for held in again]
        assert text == ["\n".join(f"{line.zh}\n{line.en}" for line in held.words).encode() for held in then[one.pk]]
        assert all(held.same for held in again)


@pytest.mark.django_db
def test_2c4_what_was_paid_after_a_claim_counts_for_nothing_when_it_is_replayed() -> None:
    who, *_others = enrolled(1)
    first = paid(who, bill="A1", self_paid="12000000")
    paid(who, bill="A2", self_paid="1000000")
    assert [held.again.payable for held in replay(first)] == [6_000_000] * 3
    from anxin.modules.benefits import paying

    paying.reverse_payment(by=PAYS, at=LATER, claim=first.public_id, day=PAY_DAY, note="重复")
    assert all(held.same for held in replay(Claim.objects.get(pk=first.pk)))


@pytest.mark.django_db
def test_2c4_a_book_that_was_tampered_with_does_not_replay() -> None:
    from anxin.kernel.ledger.models import Line

    who, *_others = enrolled(1)
    first = paid(who, bill="A1", self_paid="12000000")
    second = paid(who, bill="A2", self_paid="12000000")
    Line.objects.filter(posting__about=f"claim:{first.public_id}").update(amount=1)
    assert [held.same for held in replay(second)] == [True, True, False]


@pytest.mark.django_db
def test_a_claim_is_judged_by_the_table_of_its_cycle_and_not_of_the_day() -> None:
    tables = {**scheme().tables, "medical": (medical_table(), medical_table("2022-02-15", percent=90))}
    who, *_others = enrolled(1, held=scheme(tables=tables))
    assert paid(who, bill="A1").paid == 500_000  # treated and paid before and after the newer table came


@pytest.mark.django_db
def test_a_correction_keeps_the_version_under_which_the_claim_came_in() -> None:
    who, *_others = enrolled(1)
    one = claiming.enter_claim(
        by=ENTERS, at=LATER, scheme="aid/workers", cycle=CYCLE, item="medical", person=who,
        facts={"self_paid": "1000000", "on": "2022-02-01"}, hospital="市一", bill="A1",
    )  # fmt: skip
    newer = {**scheme().tables, "medical": (medical_table(percent=10),)}
    keeping.keep_scheme(by=OPERATOR, at=LATER, scheme=scheme(tables=newer))
    claiming.correct_fact(by=ENTERS, at=LATER, claim=one.public_id, fact="self_paid", value="2000000", source="医院")
    approved(one)
    run()
    assert Claim.objects.get(pk=one.pk).paid == 1_000_000


def test_the_first_edition_of_the_sentences_is_never_changed() -> None:
    held = "".join(f"{name}\n{one.zh}\n{one.en}\n" for name, one in sorted(phrases.EDITIONS[1].items()))
    assert hashlib.sha256(held.encode()).hexdigest() == EDITION_1
    assert len(MILD) == 4


EDITION_1 = "1ab331a69d0d24e4d3b6942c01cffb4b89b0dd04ced91a532dbabda157106f06"
