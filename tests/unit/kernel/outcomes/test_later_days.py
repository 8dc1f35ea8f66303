"""Later days of a population: forecasts, recolouring in parts, days turned in parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection

from anxin.kernel.evidence.actions import Statement, record_evidence, withdraw_evidence
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes import actions, figures, queries, recolouring
from anxin.kernel.outcomes.in_force import compiled
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.outcomes.writing import Changes
from anxin.kernel.parties.models import Party
from tests.cast import DAY, NOON, OPERATOR, PACK, Cast, noon
from tests.unit.kernel.rules import ROWS, Cells, applied, rule_set_file

SOURCES = {"card": "commerce_bureau", "police_check": "public_security", "health_check": "health_institution",
           "insurance": "insurer"}  # fmt: skip
IN_FEEL = "if ? = null then true else string length(string(?)) = 10 and ? < as_of"
OUTSIDE: list[tuple[Cells, str, str]] = [
    ((*cells[:2], IN_FEEL if cells[2] == "null, < as_of" else cells[2], *cells[3:]), outcome, reason)
    for cells, outcome, reason in ROWS
]
"""The same table in words that no database has."""


def state(person: Party, kind: str, start: date, *, result: str = "passed", until: date | None = None) -> int:
    said = Statement(kind, SOURCES[kind], start, result=result, valid_until=until)
    return record_evidence(by=OPERATOR, at=NOON, party=person, statement=said).pk


@pytest.fixture
def city(cast: Cast) -> Iterator[list[Party]]:
    """A few people with records that end, start and are withdrawn over the coming year."""
    draw, people = Random(5), [cast.fang, cast.mei, cast.hua]
    for person in people:
        state(person, "card", DAY - timedelta(days=300), result="issued")
        state(person, "police_check", DAY - timedelta(days=300))
        for kind in ("health_check", "insurance"):
            for _ in range(3):
                start = DAY + timedelta(days=draw.randint(-200, 200))
                state(person, kind, start, until=start + timedelta(days=draw.randint(20, 200)))
    state(cast.mei, "police_check", DAY + timedelta(days=120), result="failed")
    wrong = record_evidence(
        by=OPERATOR, at=NOON, party=cast.hua,
        statement=Statement("police_check", "public_security", DAY + timedelta(days=40), result="failed"),
    )  # fmt: skip
    withdraw_evidence(by=OPERATOR, at=NOON, evidence=wrong, reason="x")
    yield people


def standing() -> dict[int, tuple[int, date | None]]:
    return {row.party_id: (row.row, row.next_change) for row in Outcome.objects.filter(pack=PACK, slot__isnull=False)}


@pytest.mark.parametrize("rows", [ROWS, OUTSIDE])
def test_a_forecast_is_what_deciding_everybody_on_each_day_gives(
    city: list[Party], rows: list[tuple[Cells, str, str]]
) -> None:
    takes_over = DAY + timedelta(days=100)
    applied(
        rule_set_file(rows=rows),
        rule_set_file("wenzhou-2022", effective_from=takes_over, soon="P60D", rows=rows),
    )

    found = queries.forecast(PACK, as_of=DAY, days=365)

    assert list(found) == [DAY + timedelta(days=ahead) for ahead in range(366)]
    for day, counted in found.items():
        assert counted == figures.tally(PACK, as_of=day).by_outcome
    assert len({tuple(sorted(counted.items())) for counted in found.values()}) > 5


def test_a_forecast_can_be_for_some_areas_and_under_other_rules(city: list[Party]) -> None:
    applied(rule_set_file(), rule_set_file("ningbo", area="330200", soon="P5D"))

    found = queries.forecast(PACK, as_of=DAY, days=30, areas=["330304"], rules_of="330200")
    everywhere = queries.forecast(PACK, as_of=DAY, days=30, rules_of="330200")

    assert {sum(counted.values()) for counted in found.values()} == {1}
    for day, counted in everywhere.items():
        assert counted == figures.tally(PACK, as_of=day, rules_of="330200").by_outcome


def test_rules_that_no_database_decides_are_decided_party_by_party(city: list[Party]) -> None:
    applied(rule_set_file())
    actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
    inside = standing()
    outside = applied(rule_set_file("outside", effective_from=DAY, rows=OUTSIDE))
    assert compiled(outside[0]).python_only(connection.vendor)

    seen: list[tuple[int, int]] = []
    changes = actions.recolour(
        by=OPERATOR, at=NOON, pack=PACK, as_of=DAY, progress=lambda done, total: seen.append((done, total))
    )

    assert (changes.decided, seen) == (3, [(3, 3)])
    look_again = DAY + timedelta(days=1)
    assert standing() == {
        who: (row, change if change is not None and change < look_again else look_again)
        for who, (row, change) in inside.items()
    }


def test_a_killed_recolouring_goes_on_where_it_stood(city: list[Party], monkeypatch: pytest.MonkeyPatch) -> None:
    applied(rule_set_file())
    monkeypatch.setattr(recolouring, "PART", 1)
    seen: list[int] = []

    class Killed(BaseException):
        pass

    def killed(done: int, total: int) -> None:
        seen.append(done)
        if done == 2:
            raise Killed

    with pytest.raises(Killed):
        actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY, progress=killed)
    assert (len(standing()), seen) == (2, [1, 2])
    again = actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)

    assert (again.decided, again.changed, len(standing())) == (1, 1, 3)
    told = [entry.detail["decided"] for entry in Entry.objects.filter(act=recolouring.ACT).order_by("seq")]
    assert told == [1, 1, 1]
    assert actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY).decided == 3
    assert Outcome.objects.count() == 3


@pytest.mark.parametrize("step", range(1, 7))
def test_a_part_is_whole_or_was_never_there(city: list[Party], monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Whatever call a part dies in, nothing of it stays, and the next run ends where an undisturbed one ends."""
    applied(rule_set_file())
    monkeypatch.setattr(recolouring, "PART", 2)
    places = [
        (actions, "lock_parties"), (actions, "latest_id"), (actions, "current_outcomes"), (actions, "write_outcomes"),
        (recolouring, "entry_detail"), (journal, "write"),
    ]  # fmt: skip
    owner, name = places[step - 1]
    real = getattr(owner, name)
    calls: list[int] = []

    def dies_the_second_time(*arguments: object, **named: object) -> object:
        calls.append(1)
        found = real(*arguments, **named)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(owner, name, dies_the_second_time)
    with pytest.raises(KeyboardInterrupt):
        actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
    assert (len(standing()), Entry.objects.filter(act=recolouring.ACT).count()) == (2, 1)
    again = actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)

    assert (again.decided, again.changed) == (1, 1)
    assert sorted(standing()) == sorted(person.pk for person in city)
    assert Outcome.objects.count() == 3


def test_a_recolouring_under_other_rules_or_on_another_day_starts_anew(
    city: list[Party], monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(rule_set_file())
    monkeypatch.setattr(recolouring, "PART", 2)
    parts = recolouring.parts(PACK, 0)
    first, more = next(parts)
    assert (len(first), more) == (2, True)
    actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)

    assert recolouring.stopped_after(PACK, DAY) == 0
    journal.write(
        by=OPERATOR, at=NOON, act=recolouring.ACT,
        detail=recolouring.entry_detail(PACK, DAY, Changes(), through=first[-1], more=True),
    )  # fmt: skip
    assert recolouring.stopped_after(PACK, DAY) == first[-1]
    assert recolouring.stopped_after(PACK, DAY + timedelta(days=1)) == 0
    applied(rule_set_file("later", effective_from=date(2030, 1, 1)))
    assert recolouring.stopped_after(PACK, DAY) == 0


def test_a_day_is_turned_in_parts_to_the_same_end(city: list[Party], monkeypatch: pytest.MonkeyPatch) -> None:
    applied(rule_set_file())
    actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
    monkeypatch.setattr(recolouring, "PART", 1)
    end = DAY + timedelta(days=200)

    actions.tick(by=OPERATOR, at=noon(end), pack=PACK, to=end)
    ticked = standing()

    assert actions.recolour(by=OPERATOR, at=noon(end), pack=PACK, as_of=end).changed == 0
    assert standing() == ticked
