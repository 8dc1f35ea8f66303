"""Finding people: scope, filters, numbers that never enter an address, and every reading in the journal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from anxin.kernel.journal.queries import entries, reads_of
from tests.cast import identity_number
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import Answer, rows, words
from tests.unit.web.phone.stage import Stage

REGISTRY = "/console/registry/"
# Session, account, appointment, day; ids of the page; the gate's people, their numbers, outcomes, agencies; the
# journal's savepoints, head and entry; choices of agencies.
QUERIES = 17
Counting = Callable[[int], AbstractContextManager[object]]


def listed(page: Answer) -> list[str]:
    """The names in the list."""
    return [row.split(" ")[0] for row in rows(page)[1:]]


@pytest.mark.parametrize(
    ("desk", "names"),
    [
        ("zhou", ["周玲", "李梅", "王小芳", "陈丽华"]),
        ("lin", ["周玲", "李梅", "王小芳"]),
        ("an", ["李梅", "王小芳"]),
        ("le", ["陈丽华"]),
    ],
)
def test_every_desk_finds_the_people_of_its_own_scope(stage: Stage, desk: str, names: list[str]) -> None:
    assert listed(at_desk(desk).get(REGISTRY)) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("colour=green", ["王小芳"]),
        ("colour=red", ["陈丽华"]),
        ("reason=no-card", ["周玲"]),
        ("county=330304", ["陈丽华"]),
        ("name=小芳", ["王小芳"]),
        ("due=worsening", ["李梅"]),
        ("due=expiring", []),
        ("colour=purple", ["周玲", "李梅", "王小芳", "陈丽华"]),
    ],
)
def test_the_list_narrows(stage: Stage, query: str, names: list[str]) -> None:
    assert listed(at_desk("zhou").get(f"{REGISTRY}?{query}")) == names


def test_the_list_narrows_to_an_agency(stage: Stage) -> None:
    answer = at_desk("zhou").get(f"{REGISTRY}?agency={stage.cast.anjia.public_id}")
    assert listed(answer) == ["李梅", "王小芳"]


def test_everybody_listed_finds_the_reading_and_nobody_else(stage: Stage) -> None:
    at_desk("zhou").get(f"{REGISTRY}?colour=green")
    read = reads_of(stage.cast.fang.public_id).get()
    assert (read.act, read.actor, read.purpose) == ("party.list", "zhou", "supervision")
    assert read.detail == {"fields": ["agency", "masked_number", "name", "outcome"]}
    assert not reads_of(stage.cast.mei.public_id).exists()


@pytest.mark.parametrize(("query", "how_many"), [("colour=green", 1), ("", 4)])
def test_a_list_takes_the_same_number_of_queries_however_long(
    stage: Stage, django_assert_num_queries: Counting, query: str, how_many: int
) -> None:
    desk = at_desk("zhou")
    desk.get(REGISTRY)  # words of the pack and content types are read once a process
    with django_assert_num_queries(QUERIES):
        answer = desk.get(f"{REGISTRY}?{query}")
    assert len(listed(answer)) == how_many


def test_numbers_are_masked(stage: Stage) -> None:
    page = at_desk("zhou").get(REGISTRY).content.decode()
    assert identity_number(101) not in page
    assert "33**************" in page


def test_a_whole_number_leads_to_the_dossier_and_enters_no_address(stage: Stage) -> None:
    answer = at_desk("zhou").post(f"{REGISTRY}find/", {"typed": f" {identity_number(101).lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/console/people/{stage.cast.fang.public_id}/")


def test_a_name_goes_on_to_the_list(stage: Stage) -> None:
    answer = at_desk("zhou").post(f"{REGISTRY}find/", {"typed": "王"})
    assert answer["Location"] == f"{REGISTRY}?name=%E7%8E%8B"


@pytest.mark.parametrize("typed", [identity_number(103), identity_number(999)])
def test_hidden_and_unknown_numbers_get_the_same_answer(stage: Stage, typed: str) -> None:
    desk = at_desk("an")
    answer = desk.post(f"{REGISTRY}find/", {"typed": typed}, follow=True)
    assert answer.redirect_chain == [(REGISTRY, 302)]
    assert "您的管辖范围内没有此人" in words(answer)


def test_a_wrong_number_is_explained_and_not_repeated(stage: Stage) -> None:
    wrong = identity_number(101)[:-1] + ("0" if identity_number(101)[-1] != "0" else "1")
    answer = at_desk("zhou").post(f"{REGISTRY}find/", {"typed": wrong}, follow=True)
    assert "没有进行查询" in words(answer)
    assert wrong not in answer.content.decode()


def test_an_empty_list_says_so_and_writes_nothing(stage: Stage) -> None:
    before = entries().count()
    answer = at_desk("zhou").get(f"{REGISTRY}?name=nobody")
    assert "管辖范围内没有符合条件的人员" in words(answer)
    assert entries().count() == before
