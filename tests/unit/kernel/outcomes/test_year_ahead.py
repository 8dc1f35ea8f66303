"""The year ahead under rules that are not law yet: every day equal to deciding everybody on that day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.outcomes.actions import RuleSetFile
from anxin.kernel.outcomes.simulation import simulation
from anxin.kernel.outcomes.year_ahead import YearAhead, year_ahead
from tests.cast import DAY, NOON, OPERATOR, OUHAI, Cast
from tests.unit.kernel.outcomes.test_simulation import STRICT, crowd
from tests.unit.kernel.rules import ROWS, applied, rule_set_file

DAYS = (0, 1, 10, 11, 12, 30, 59, 60, 61, 169, 170, 171, 200, 201)


def ahead(file: RuleSetFile) -> YearAhead:
    found = year_ahead(file, as_of=DAY, days=220)
    assert found is not None
    return found


def on_the_day(file: RuleSetFile, day: date, *, new: bool) -> dict[str, int]:
    found: Counter[str] = Counter()
    for move, many in simulation(file, as_of=day).counts.items():
        found[(move.now if new else move.was).outcome] += many
    return dict(found)


def test_each_day_is_what_deciding_everybody_on_that_day_gives(cast: Cast) -> None:
    applied()
    crowd(cast)
    new = rule_set_file("new", rows=STRICT, soon="P15D")
    found = ahead(new)
    for day in (DAY + timedelta(number) for number in DAYS):
        assert (found.old[day], found.new[day]) == (
            on_the_day(new, day, new=False),
            on_the_day(new, day, new=True),
        )


def test_a_record_that_comes_into_force_during_the_year_is_counted_from_its_day(cast: Cast) -> None:
    applied()
    people = crowd(cast)
    begins = DAY + timedelta(60)
    for person in people[:20]:
        for kind, source in (("insurance", "insurer"), ("health_check", "health_institution")):
            renewed = Statement(kind, source, begins, "passed", begins + timedelta(300))
            record_evidence(by=OPERATOR, at=NOON, party=person, statement=renewed)
    new = rule_set_file("new", rows=STRICT)
    found = ahead(new)
    for day in (DAY + timedelta(number) for number in DAYS):
        assert (found.old[day], found.new[day]) == (
            on_the_day(new, day, new=False),
            on_the_day(new, day, new=True),
        )


def test_rules_already_applied_for_a_later_day_take_over_on_both_sides(cast: Cast) -> None:
    later = DAY + timedelta(60)
    applied(rule_set_file(), rule_set_file("wenzhou-2021-12-28", effective_from=later, rows=ROWS[:4] + ROWS[-1:]))
    crowd(cast)
    new = rule_set_file("new", effective_from=DAY, rows=STRICT)
    found = ahead(new)
    assert found.old[later - timedelta(1)] == on_the_day(new, later - timedelta(1), new=False)
    assert found.old[later] == found.new[later] == on_the_day(new, later, new=False)
    assert found.old[later - timedelta(1)] != found.new[later - timedelta(1)]


def test_nearer_rules_of_the_year_take_their_area_out_of_the_new_ones(cast: Cast) -> None:
    county = DAY + timedelta(30)
    applied(rule_set_file(), rule_set_file("ouhai-2021-11-28", area=OUHAI, effective_from=county))
    crowd(cast)
    found = ahead(rule_set_file("new", effective_from=DAY, rows=STRICT))
    assert {sum(counts.values()) for counts in [*found.old.values(), *found.new.values()]} == {51}
    before, after = found.new[county - timedelta(1)], found.new[county]
    assert before["red"] > after["red"]
