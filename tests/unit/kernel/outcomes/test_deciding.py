"""Outcomes over time: by evidence, by the day, by rule sets; one by one and all at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from anxin.kernel.access.actions import open_party
from anxin.kernel.access.rules import Purpose
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.evidence.actions import Statement, record_evidence, withdraw_evidence
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes import actions, figures, queries
from anxin.kernel.outcomes.models import Cause, Outcome, RuleSet
from anxin.kernel.parties.models import Party
from tests.cast import DAY, NOON, OPERATOR, OUHAI, PACK, Cast, everybody, noon
from tests.unit.kernel.rules import ROWS, applied, rule_set_file

SOURCES = {
    "card": "commerce_bureau",
    "police_check": "public_security",
    "health_check": "health_institution",
    "insurance": "insurer",
}


def state(
    party: Party, kind: str, result: str | None = "passed", *, start: date = DAY, until: date | None = None
) -> Evidence:
    statement = Statement(kind, SOURCES[kind], start, result=result, valid_until=until)
    return actions.submit_evidence(by=OPERATOR, at=noon(max(start, DAY)), party=party, statement=statement)


def complete(party: Party, *, health: date, insurance: date) -> None:
    start = date(2021, 1, 10)
    state(party, "card", "issued", start=start)
    state(party, "police_check", start=start)
    state(party, "health_check", start=start, until=health)
    state(party, "insurance", start=start, until=insurance)


def standing(party: Party) -> tuple[str, str, date | None]:
    row = Outcome.objects.get(party=party, pack=PACK, slot__isnull=False)
    return row.outcome, row.reason, row.next_change


@pytest.fixture
def rules(cast: Cast) -> Iterator[RuleSet]:
    yield applied()[0]


def test_the_colour_follows_the_evidence_in_the_same_transaction(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))

    # On 30 January thirty more days reach past 1 March.
    assert standing(cast.fang) == ("green", "both-valid", date(2022, 1, 31))
    state(cast.fang, "police_check", "failed")
    assert standing(cast.fang) == ("red", "police-failed", None)


def test_history_is_kept_and_each_day_has_one_outcome(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2021, 12, 10), insurance=date(2022, 6, 30))
    actions.tick(by=OPERATOR, at=noon(date(2021, 12, 20)), pack=PACK, to=date(2021, 12, 20))

    rows = list(
        Outcome.objects.filter(party=cast.fang)
        .order_by("pk")
        .values_list("outcome", "reason", "since", "ended", "cause")
    )

    assert rows[-3:] == [
        ("green", "both-valid", DAY, date(2021, 11, 11), Cause.EVIDENCE),
        ("yellow", "expiring", date(2021, 11, 11), date(2021, 12, 11), Cause.TICK),
        ("yellow", "health-expired", date(2021, 12, 11), None, Cause.TICK),
    ]


def test_a_renewal_held_in_advance_is_counted_from_its_day(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2021, 11, 5), insurance=date(2022, 10, 1))
    state(cast.fang, "health_check", start=date(2021, 11, 3), until=date(2022, 11, 2))
    actions.decide_parties(by=OPERATOR, at=NOON, pack=PACK, party_ids=[cast.fang.pk], as_of=DAY, cause=Cause.EVIDENCE)

    assert standing(cast.fang) == ("yellow", "expiring", date(2021, 11, 3))
    actions.tick(by=OPERATOR, at=NOON, pack=PACK, to=date(2021, 11, 3))
    assert standing(cast.fang)[:2] == ("green", "both-valid")


def test_a_tick_looks_only_at_those_who_are_due(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2021, 12, 10), insurance=date(2022, 6, 30))
    complete(cast.mei, health=date(2022, 5, 1), insurance=date(2022, 6, 30))

    days = actions.tick(by=OPERATOR, at=NOON, pack=PACK, to=date(2021, 11, 30))

    assert [(day.day, day.changes.decided, day.changes.changed) for day in days] == [(date(2021, 11, 11), 1, 1)]
    assert actions.tick(by=OPERATOR, at=NOON, pack=PACK, to=date(2021, 11, 30)) == []


def test_the_nearest_and_newest_rule_set_decides_and_a_future_one_is_a_next_change(cast: Cast) -> None:
    all_green = [(("-", "-", "-", "-"), "green", "both-valid")]
    applied(
        rule_set_file("zhejiang-2020-07-05", area="330000", effective_from=date(2020, 7, 5)),
        rule_set_file("wenzhou-2021-12-01", effective_from=date(2021, 12, 1), rows=all_green),
    )
    for person in (cast.fang, cast.hua):
        complete(person, health=date(2021, 1, 11), insurance=date(2021, 1, 11))

    assert standing(cast.fang) == ("red", "both-expired", date(2021, 12, 1))
    actions.tick(by=OPERATOR, at=NOON, pack=PACK, to=date(2021, 12, 1))
    assert standing(cast.fang) == ("green", "both-valid", None)


def test_an_applied_rule_set_is_never_edited(cast: Cast, rules: RuleSet) -> None:
    for edited in (rule_set_file(rows=ROWS[:-1]), rule_set_file(soon="P15D")):
        with pytest.raises(Conflict):
            applied(edited)

    assert RuleSet.objects.count() == 1
    assert applied(rule_set_file()) == [rules]


def test_nobody_but_the_bureau_enters_evidence(cast: Cast, rules: RuleSet) -> None:
    before = Entry.objects.count()
    statement = Statement("police_check", "public_security", DAY, result="passed")
    for by in (cast.an, cast.household, cast.as_worker(cast.fang), cast.shen, cast.province):
        with pytest.raises(Refused):
            actions.submit_evidence(by=by, at=NOON, party=cast.fang, statement=statement)

    assert (Evidence.objects.count(), Entry.objects.count()) == (0, before)


def test_an_explanation_names_row_facts_and_source_and_repeats_the_stored_decision(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2021, 10, 1), insurance=date(2022, 6, 30))
    wrong = state(cast.fang, "police_check", "failed")
    actions.retract_evidence(by=OPERATOR, at=NOON, evidence=wrong, reason="同名")
    opened = open_party(
        by=cast.zhou,
        at=NOON,
        pack=PACK,
        public_id=cast.fang.public_id,
        purpose=Purpose.SUPERVISION,
        fields=["outcome", "items", "history"],
    )

    now = queries.explain(opened, PACK, as_of=DAY)

    assert now is not None
    assert (now.outcome, now.reason, now.row.number, now.row.legal_source) == (
        "yellow",
        "health-expired",
        5,
        "article 5",
    )
    assert now.facts["health_until"] == date(2021, 10, 1)
    stored = list(queries.history(opened, PACK))
    again = [queries.explain_outcome(opened, outcome) for outcome in stored]
    assert [(a.rule_set.pk, a.row.number) for a in again if a] == [(o.rule_set_id, o.row) for o in stored]
    assert [outcome.reason for outcome in stored][:2] == ["health-expired", "police-failed"]


def test_the_strip_of_colours_has_no_gap_and_no_overlap(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2021, 12, 10), insurance=date(2021, 12, 20))
    opened = open_party(
        by=cast.zhou, at=NOON, pack=PACK, public_id=cast.fang.public_id, purpose=Purpose.SUPERVISION, fields=["outcome"]
    )

    strip = queries.timeline(opened, PACK, start=date(2021, 11, 1), end=date(2022, 1, 1))

    assert [(s.since, s.until, s.outcome) for s in strip] == [
        (date(2021, 11, 1), date(2021, 11, 11), "green"),
        (date(2021, 11, 11), date(2021, 12, 11), "yellow"),
        (date(2021, 12, 11), date(2021, 12, 21), "yellow"),
        (date(2021, 12, 21), date(2022, 1, 1), "red"),
    ]


def test_counts_follow_the_scope_of_the_role(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    complete(cast.hua, health=date(2021, 3, 1), insurance=date(2021, 6, 30))
    actions.recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)

    def counted(by: object) -> dict[str, int]:
        return figures.counts(by, PACK, on=DAY).by_outcome  # type: ignore[arg-type]  # -- actors of several roles

    assert counted(cast.zhou) == {"green": 1, "grey": 1, "red": 1}
    assert counted(cast.an) == {"green": 1, "grey": 1}
    assert counted(cast.le) == {"red": 1}
    assert figures.counts_by_area(cast.zhou, PACK, on=DAY)[OUHAI] == {"red": 1}
    assert figures.counts_by_organisation(cast.zhou, PACK, role=PACK, on=DAY) == {
        cast.anjia.public_id: {"green": 1, "grey": 1},
        cast.leju.public_id: {"red": 1},
    }
    assert figures.tally(PACK, as_of=DAY).by_outcome == {"green": 1, "grey": 1, "red": 1}


def test_colours_over_time_agree_with_the_count_of_each_day(cast: Cast, rules: RuleSet) -> None:
    complete(cast.fang, health=date(2021, 12, 10), insurance=date(2022, 6, 30))
    complete(cast.mei, health=date(2021, 11, 20), insurance=date(2021, 11, 25))
    actions.tick(by=OPERATOR, at=NOON, pack=PACK, to=date(2021, 12, 31))

    series = figures.colours_over_time(cast.zhou, PACK, start=DAY, end=date(2021, 12, 31))

    assert len(series) == 64
    for day, counted in series.items():
        assert counted == figures.counts(cast.zhou, PACK, on=day).by_outcome


def offsets() -> st.SearchStrategy[date]:
    return st.integers(-60, 60).map(lambda n: DAY + timedelta(days=n))


STATEMENTS = st.builds(
    lambda kind, word, start, length: Statement(
        kind,
        SOURCES[kind],
        start,
        result={"card": ["issued", "invalid"]}.get(kind, ["passed", "failed"])[word],
        valid_until=None if length is None else start + timedelta(days=length),
    ),
    st.sampled_from(sorted(SOURCES)),
    st.integers(0, 1),
    offsets(),
    st.one_of(st.none(), st.integers(0, 90)),
)


class OneByOneAndAllAtOnce(TestCase):
    @settings(max_examples=30)
    @given(
        st.lists(st.tuples(st.integers(0, 2), STATEMENTS, st.booleans()), max_size=14),
        offsets(),
        st.integers(1, 50),
    )
    def test_ticks_day_by_day_end_where_a_full_recolour_ends(
        self, statements: list[tuple[int, Statement, bool]], start: date, days: int
    ) -> None:
        cast = everybody()
        applied()
        people = (cast.fang, cast.mei, cast.hua)
        for who, statement, taken_back in statements:
            record = record_evidence(by=OPERATOR, at=NOON, party=people[who], statement=statement)
            if taken_back:
                withdraw_evidence(by=OPERATOR, at=NOON, evidence=record, reason="x")
        end = start + timedelta(days=days)

        actions.recolour(by=OPERATOR, at=noon(start), pack=PACK, as_of=start)
        actions.tick(by=OPERATOR, at=noon(end), pack=PACK, to=end)
        ticked = {row.party_id: (row.row, row.next_change) for row in Outcome.objects.filter(slot__isnull=False)}
        again = actions.recolour(by=OPERATOR, at=noon(end), pack=PACK, as_of=end)
        actions.decide_parties(
            by=OPERATOR,
            at=noon(end),
            pack=PACK,
            party_ids=[person.pk for person in people],
            as_of=end,
            cause=Cause.RULES,
        )

        assert (again.decided, again.changed) == (3, 0)
        assert ticked == {
            row.party_id: (row.row, row.next_change) for row in Outcome.objects.filter(slot__isnull=False)
        }
        assert sum(figures.tally(PACK, as_of=end).by_outcome.values()) == 3
