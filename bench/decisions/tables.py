"""The figures as tables, in Markdown, so that they can be read in a terminal and kept in a document."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from bench.decisions.figures import Measure

HEADS = ("measure", "beside", "ours", "theirs", "ratio", "target")


def show(figures: Sequence[Measure], held: dict[str, Any]) -> None:
    machine, versions = held["machine"], held["versions"]
    print(f"{held['at']}, size {held['size']}, {machine['processors']} processors, load {held['load_before']:.1f}")
    print(", ".join(f"{name} {found}" for name, found in versions.items()))
    for part, of_part in groupby(figures, key=lambda one: one.part):
        print(f"\n### {part}\n")
        print(table(list(of_part)))
    missed = [one for one in figures if one.met is False]
    print(f"\n{sum(one.met is True for one in figures)} targets met, {len(missed)} missed.")


def table(figures: Sequence[Measure]) -> str:
    lines = [f"| {' | '.join(HEADS)} |", "|---|---|---:|---:|---:|---|"]
    return "\n".join([*lines, *map(line, figures)])


def line(one: Measure) -> str:
    theirs = "" if one.theirs is None else f"{number(one.theirs)} {one.unit}"
    ratio = "" if one.ratio is None else f"**{number(one.ratio)} ×**"
    goal = "" if one.met is None else f"{one.goal} {'met' if one.met else 'missed'}"
    name = f"{one.name} ({one.note})" if one.note else one.name
    return f"| {name} | {one.peer} | {number(one.ours)} {one.unit} | {theirs} | {ratio} | {goal} |"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
