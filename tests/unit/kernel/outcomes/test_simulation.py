"""A rule set tried on everybody: counted in the database, equal to deciding each party twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.evidence.queries import records_to_decide
from anxin.kernel.outcomes.actions import RuleSetFile
from anxin.kernel.outcomes.deciding import decided
from anxin.kernel.outcomes.models import Outcome, RuleSet
from anxin.kernel.outcomes.simulation import (
    Move,
    Standing,
    movers,
    rule_set_of,
    sample,
    set_wise,
    simulation,
)
from anxin.kernel.outcomes.year_ahead import year_ahead
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party, Registration
from tests.cast import DAY, LUCHENG, NOON, OPERATOR, OUHAI, PACK, Cast, worker
from tests.unit.kernel.rules import ROWS, Cells, applied, rule_set_file

STRICT: list[tuple[Cells, str, str]] = [
    *ROWS[:4],
    (("-", "-", "null, < as_of", "-"), "red", "health-expired"),
    (("-", "-", "-", "null, < as_of"), "red", "insurance-expired"),
    (("-", "-", "< as_of + soon", "-"), "yellow", "expiring"),
    (("-", "-", "-", "-"), "green", "both-valid"),
]
IN_FEEL = "if ? = null then true else string length(string(?)) > 3 and ? < as_of"


def crowd(cast: Cast) -> list[Party]:
    """Some sixty people: every combination of card, health and insurance, in two areas, with and without an agency."""
    until = [None, DAY - timedelta(40), DAY + timedelta(10), DAY + timedelta(200)]
    made, serial = [], 200
    for card in (None, "issued", "invalid"):
        for health in until:
            for insurance in until:
                serial += 1
                area = LUCHENG if serial % 2 else OUHAI
                made.append(_one(cast, serial, area, card, health, insurance))
    return made


def _one(cast: Cast, serial: int, area: str, card: str | None, health: date | None, insurance: date | None) -> Party:
    person = worker(f"人{serial}", serial=serial, area=area)
    parties.register_party(by=OPERATOR, at=NOON, party=person, pack=PACK, area=area)
    if serial % 3:
        firm = cast.anjia if serial % 3 == 1 else cast.leju
        parties.start_affiliation(
            by=OPERATOR, at=NOON, party=person, organisation=firm, role=PACK, started_on=date(2021, 1, 1)
        )
    since = date(2021, 1, 1)
    said: list[tuple[str, str, str | None, date | None]] = [("card", "commerce_bureau", card, None)]
    said += [("health_check", "health_institution", "passed", health), ("insurance", "insurer", "passed", insurance)]
    for kind, source, result, last in said:
        if result is not None and (kind == "card" or last is not None):
            record_evidence(by=OPERATOR, at=NOON, party=person, statement=Statement(kind, source, since, result, last))
    return person


def by_brute_force(file: RuleSetFile, as_of: date) -> Counter[tuple[Standing, Standing, str]]:
    """Each party of the file's area decided by the interpreter, under the applied and under the new rule set."""
    old, new = list(RuleSet.objects.all()), rule_set_of(file)
    new.effective_from = min(new.effective_from, as_of)
    found: Counter[tuple[Standing, Standing, str]] = Counter()
    for party, area in Registration.objects.values_list("party_id", "area"):
        records = records_to_decide([party]).get(party, [])
        both = []
        for rule_sets in (old, [new]):
            one = decided(records, rule_sets, area=area, as_of=as_of)
            both.append(Standing(one.outcome, one.reason) if one else Standing("", ""))
        found[both[0], both[1], area] += 1
    return found


def counted(file: RuleSetFile, as_of: date) -> Counter[tuple[Standing, Standing, str]]:
    found: Counter[tuple[Standing, Standing, str]] = Counter()
    for move, many in simulation(file, as_of=as_of).counts.items():
        found[move.was, move.now, move.area] += many
    return found


@pytest.mark.parametrize("as_of", [date(2021, 6, 1), DAY, DAY + timedelta(10), date(2022, 6, 1)])
def test_the_database_counts_what_deciding_each_party_twice_gives(cast: Cast, as_of: date) -> None:
    applied()
    crowd(cast)
    new = rule_set_file("wenzhou-2021-12-01", effective_from=date(2021, 12, 1), rows=STRICT, soon="P15D")
    assert counted(new, as_of) == by_brute_force(new, as_of)


def test_the_same_rules_move_nobody(cast: Cast) -> None:
    applied()
    crowd(cast)
    found = simulation(rule_set_file("wenzhou-2022-01-01"), as_of=DAY)
    assert (found.total, found.changed) == (51, 0)
    assert {move for move in found.matrix if move[0] != move[1]} == set()


def test_agencies_are_told_apart_and_those_with_none_stay(cast: Cast) -> None:
    applied()
    crowd(cast)
    found = simulation(rule_set_file("new", rows=STRICT), as_of=DAY)
    with_whom: Counter[int | None] = Counter()
    for move, many in found.counts.items():
        with_whom[move.organisation] += many
    assert with_whom == {None: 16, cast.anjia.pk: 16 + 2, cast.leju.pk: 16 + 1}


def test_only_people_of_the_area_are_decided_and_nearer_rules_stay_in_force(cast: Cast) -> None:
    applied(rule_set_file(), rule_set_file("ouhai-2021-01-01", area=OUHAI))
    crowd(cast)
    city = simulation(rule_set_file("new", rows=STRICT), as_of=DAY)
    county = simulation(rule_set_file("new", area=OUHAI, rows=STRICT), as_of=DAY)
    everybody = simulation(rule_set_file("new", area="", rows=STRICT), as_of=DAY)
    assert {move.area for move in city.counts} == {LUCHENG}
    assert {move.area for move in county.counts} == {OUHAI}
    assert everybody.total == city.total + county.total
    assert everybody.replaces == ("ouhai-2021-01-01", "wenzhou-2021-01-01")


def test_where_no_rule_set_is_in_force_people_come_from_nothing(cast: Cast) -> None:
    crowd(cast)
    found = simulation(rule_set_file("new"), as_of=DAY)
    assert {was for was, _now in found.matrix} == {""}
    assert found.matrix["", "grey"] == 3 + 16


def test_a_fact_read_elsewhere_than_before_is_read_twice(cast: Cast) -> None:
    applied()
    crowd(cast)
    facts = tuple({**fact, "source": "nobody"} if fact["name"] == "card" else fact for fact in rule_set_file().facts)
    found = simulation(replace(rule_set_file("new"), facts=facts), as_of=DAY)
    assert set(found.matrix) == {("grey", "grey"), ("green", "grey"), ("yellow", "grey"), ("red", "grey")}


def test_a_per_cent_sign_in_a_rule_is_only_a_character(cast: Cast) -> None:
    applied()
    crowd(cast)
    odd: list[tuple[Cells, str, str]] = [(('"100%s"', "-", "-", "-"), "red", "card-invalid"), *ROWS]
    assert simulation(rule_set_file("new", rows=odd), as_of=DAY).changed == 0


def test_rules_that_no_database_can_decide_go_party_by_party(cast: Cast) -> None:
    applied()
    crowd(cast)
    cells, outcome, reason = ROWS[4]
    in_feel = ((*cells[:2], IN_FEEL, *cells[3:]), outcome, reason)
    outside = rule_set_file("new", rows=[*ROWS[:4], in_feel, *ROWS[5:]])
    done: list[tuple[int, int]] = []
    found = simulation(outside, as_of=DAY, progress=lambda so_far, total: done.append((so_far, total)))
    assert not set_wise(rule_set_of(outside))
    assert done == [(51, 51)]
    assert found.matrix == simulation(rule_set_file("new"), as_of=DAY).matrix
    assert year_ahead(outside, as_of=DAY) is None


def test_the_movers_are_those_whom_the_matrix_counts(cast: Cast) -> None:
    applied()
    crowd(cast)
    found = simulation(rule_set_file("new", rows=STRICT), as_of=DAY)
    moving = Counter((was.outcome, now.outcome) for _party, was, now in movers(found.file, as_of=DAY))
    assert moving == {move: many for move, many in found.matrix.items() if move[0] != move[1]}
    assert found.changed == sum(moving.values()) > 0


def test_a_sample_holds_a_few_of_each_move_within_the_readers_scope(cast: Cast) -> None:
    applied()
    crowd(cast)
    found = simulation(rule_set_file("new", rows=STRICT), as_of=DAY)
    everywhere = sample(cast.zhou, found, of_each=2)
    assert Counter((was.outcome, now.outcome) for was, now in everywhere.values()) == {
        move: min(2, many) for move, many in found.matrix.items() if move[0] != move[1]
    }
    areas = dict(Party.objects.filter(pk__in=sample(cast.lin, found)).values_list("pk", "area"))
    assert set(areas.values()) == {LUCHENG}
    assert sample(cast.shen, found) == {}


def test_trying_writes_nothing(cast: Cast) -> None:
    applied()
    crowd(cast)
    simulation(rule_set_file("new", rows=STRICT), as_of=DAY)
    assert (Outcome.objects.count(), RuleSet.objects.count()) == (0, 1)


def test_the_journal_gets_counts_and_no_person(cast: Cast) -> None:
    applied()
    crowd(cast)
    told = simulation(rule_set_file("new", rows=STRICT), as_of=DAY).told()
    moves = told["moves"]
    assert isinstance(moves, dict) and sum(moves.values()) == told["total"] == 51
    assert set(told) == {
        "pack", "area", "as_of", "sha256", "parameters", "replaces", "total", "changed", "moves",
    }  # fmt: skip
    assert Move._fields == ("was", "now", "area", "organisation")
