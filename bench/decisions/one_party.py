"""One party at a time: the safety code's tables beside hand-written Python, other engines, and databases."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from anxin.decisions import Compiled, Decision
from bench.decisions import by_hand
from bench.decisions.figures import Measure, agree, best_of
from bench.decisions.peers import cel, dmn_rules, feel_in_python, fisca, one_row, spiff, zen_tables
from bench.decisions.peers.contender import Contender
from bench.decisions.rule_sets import (
    DAYS,
    NATIONAL_FACTS,
    TODAY,
    WENZHOU_FACTS,
    Facts,
    everyday,
    national,
    national_file,
    torturous,
    wenzhou,
)

Hand = Callable[[Facts, date], "int | None"]
OURS_AT_LEAST = 1000  # decisions a round, so that a round of ours is no blink


def measure(scale: int) -> list[Measure]:
    """``scale`` decisions a round of the quick ones."""
    found = _table("Zhejiang, 11 rows", national(), NATIONAL_FACTS, scale)
    found += _table("Wenzhou, 18 rows, P30D", wenzhou(), WENZHOU_FACTS, scale)
    return found + _others(national(), scale) + _databases(national(), scale)


def _table(name: str, compiled: Compiled, names: Sequence[str], scale: int) -> list[Measure]:
    every = tuple(names)
    hands = _hands(name)
    for day in DAYS:
        people = torturous(every, scale, day)
        rows = [compiled.outcome(facts, day) for facts in people]
        for title, hand in hands:
            agree(rows, [hand(facts, day) for facts in people], f"{name}: {title}")
        agree(rows, [compiled.decide(facts, day).row for facts in people], f"{name}: decide")
    people = everyday(every, scale)
    return _beside_hand(name, compiled, hands, people) + _beside_zen(name, compiled, every, people)


def _hands(name: str) -> list[tuple[str, Hand]]:
    if name.startswith("Zhejiang"):
        return [
            ("row by row", by_hand.national_row_by_row),
            ("thought through", by_hand.national_thought_through),
        ]
    return [("row by row", by_hand.wenzhou_row_by_row), ("thought through", by_hand.wenzhou_thought_through)]


def _beside_hand(name: str, compiled: Compiled, hands: list[tuple[str, Hand]], people: list[Facts]) -> list[Measure]:
    on, outcome, outlook = compiled.on(TODAY), compiled.outcome, compiled.outlook
    works = [
        lambda: [on(facts) for facts in people],
        lambda: [outcome(facts, TODAY) for facts in people],
        lambda: [outlook(facts, TODAY) for facts in people],
        *(partial(_each, hand, people) for _, hand in hands),
    ]
    for work in works:
        work()
    one_day, any_day, ahead, *by_hands = (taken / len(people) * 1e6 for taken in best_of(works, 40, warm=True))
    count, part, goal = len(people), "one party", "<= 1.15 ×"
    row_by_row, thought_through = (f"hand-written Python, {title}" for title, _ in hands)
    return [
        Measure(part, f"{name}: bare, on(day)(facts)", row_by_row, "µs", one_day, by_hands[0], count, goal),
        Measure(part, f"{name}: bare, outcome(facts, day)", row_by_row, "µs", any_day, by_hands[0], count, goal),
        Measure(part, f"{name}: bare, on(day)(facts)", thought_through, "µs", one_day, by_hands[1], count, "<= 1.15 ×"),
        Measure(part, f"{name}: bare, outcome(facts, day)", thought_through, "µs", any_day, by_hands[1], count, goal),
        Measure(part, f"{name}: outlook, exact next change", "", "µs", ahead, None, count, "<= 4 µs"),
    ]


def _each(hand: Hand, people: list[Facts]) -> list[int | None]:
    return [hand(facts, TODAY) for facts in people]


def told(decision: Decision) -> tuple[Any, ...]:
    """All that zen's trace tells, read out: the row, outputs, annotations, and what met every cell."""
    return decision.row, decision.outputs, decision.annotations, decision.because


def _beside_zen(name: str, compiled: Compiled, names: tuple[str, ...], people: list[Facts]) -> list[Measure]:
    found = []
    for days, title in (("days", "days as numbers"), ("text", "ISO dates")):
        engine = zen_tables.of_table(compiled, days)
        for day in DAYS:
            torture = torturous(names, 400, day)
            theirs = [
                zen_tables.row_of(engine.evaluate(zen_tables.KEY, zen_tables.given(facts, day, days)))
                for facts in torture
            ]
            agree([compiled.outcome(facts, day) for facts in torture], theirs, f"{name}: zen-engine, {title}")
        found += _timed_with_zen(name, title, compiled, people, engine, days)
    return found


def _timed_with_zen(
    name: str, title: str, compiled: Compiled, people: list[Facts], engine: Any, days: str
) -> list[Measure]:
    few = people[:250]
    given = [zen_tables.given(facts, TODAY, days) for facts in few]
    requests = [{"key": zen_tables.KEY, "context": facts} for facts in given]
    outcome, decide, evaluate, key, trace = (
        compiled.outcome,
        compiled.decide,
        engine.evaluate,
        zen_tables.KEY,
        {"trace": True},
    )
    on = compiled.on(TODAY)
    works = [
        lambda: [on(facts) for facts in few],
        lambda: [outcome(facts, TODAY) for facts in few],
        lambda: [decide(facts, TODAY) for facts in few],
        lambda: [told(decide(facts, TODAY)) for facts in few],
        lambda: [evaluate(key, facts) for facts in given],
        lambda: [evaluate(key, facts, trace) for facts in given],
    ]
    bare, any_day, decided, explained, plain, traced = (one / len(few) * 1e6 for one in best_of(works, 40, warm=True))
    # By itself: its threads are still busy when it has answered.
    batch = best_of([lambda: engine.evaluate_batch(requests)], 15, warm=True)[0] / len(few) * 1e6
    part, count, zen = "one party", len(few), f"zen-engine, {title}"
    return [
        Measure(part, f"{name}: bare, on(day)(facts)", f"{zen}, evaluate", "µs", bare, plain, count, ">= 40 ×"),
        Measure(part, f"{name}: bare, outcome(facts, day)", f"{zen}, evaluate", "µs", any_day, plain, count, ">= 40 ×"),
        Measure(part, f"{name}: bare, outcome(facts, day)", f"{zen}, evaluate_batch", "µs", any_day, batch, count),
        Measure(
            part, f"{name}: validated, reasons at hand", f"{zen}, with trace", "µs", decided, traced, count, ">= 20 ×"
        ),
        Measure(
            part,
            f"{name}: validated, reasons all read",
            f"{zen}, with trace",
            "µs",
            explained,
            traced,
            count,
            ">= 20 ×",
        ),
    ]


def _others(compiled: Compiled, scale: int) -> list[Measure]:
    contenders = [
        *feel_in_python.contenders(compiled, scale),
        *spiff.contenders(compiled, scale),
        *dmn_rules.contenders(national_file().read_text("utf-8"), scale),
        *fisca.contenders(NATIONAL_FACTS, scale),
        *cel.contenders(compiled, scale),
    ]
    return [_against(compiled, contender, scale) for contender in contenders]


def _against(compiled: Compiled, contender: Contender, scale: int) -> Measure:
    for day in DAYS:
        torture = torturous(NATIONAL_FACTS, contender.decisions, day)
        theirs = [contender.row_of(contender.decide(contender.given(facts, day))) for facts in torture]
        agree([compiled.outcome(facts, day) for facts in torture], theirs, contender.name)
    people = everyday(NATIONAL_FACTS, max(scale, OURS_AT_LEAST))
    given = [contender.given(facts, TODAY) for facts in people[: contender.decisions]]
    outcome, decide = compiled.outcome, contender.decide
    ours, theirs_took = best_of(
        [lambda: [outcome(facts, TODAY) for facts in people], lambda: [decide(facts) for facts in given]], 5, warm=True
    )
    return Measure(
        "one party", "Zhejiang, 11 rows: bare", contender.name, "µs",
        ours / len(people) * 1e6, theirs_took / len(given) * 1e6, len(given), note=contender.note,
    )  # fmt: skip


def _databases(compiled: Compiled, scale: int) -> list[Measure]:
    people = everyday(NATIONAL_FACTS, scale)
    asked = {"SQLite, one row by key": one_row.sqlite_row(people, TODAY)}
    address = os.environ.get("ANXIN_DATABASE", "")
    if address.startswith("postgresql://"):
        asked["PostgreSQL, one row by key, prepared"] = one_row.postgresql_row(address, people, TODAY)
    outcome, keys, found = compiled.outcome, range(len(people)), []
    for name, ask in asked.items():
        agree([outcome(facts, TODAY) for facts in people], [ask(key) for key in keys], name)
        ours, theirs = best_of(
            [lambda: [outcome(facts, TODAY) for facts in people], partial(lambda one: [one(key) for key in keys], ask)],
            7,
        )
        cost = (ours / len(people) * 1e6, theirs / len(people) * 1e6)
        found.append(Measure("one party", "Zhejiang, 11 rows: bare", name, "µs", *cost, len(people)))
    return found
