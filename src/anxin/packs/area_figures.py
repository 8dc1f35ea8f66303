"""Maps and indices of a service: figures of each area, and what the pack's tables make of them. A table's limits may be
the pack's own reading; each of its rows says so in its annotations.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxin import decisions
from anxin.decisions import Model
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.area_figures import Counted, Figures
from anxin.kernel.outcomes.area_figures import area_figures as counted_figures
from anxin.packs.cases import TableFile
from anxin.packs.evidence import FigureNamed, FiguresNamed
from anxin.packs.pack import Pack


@dataclass(frozen=True)
class Said:
    """What one decision says of an area: its outputs, and of its figures how many are known."""

    decision: str
    outputs: dict[str, str | int | None]
    known: int
    asked: int


@dataclass(frozen=True)
class AreaFigures:
    """An area with its figures and what the tables say of them."""

    area: str
    figures: Mapping[str, int | None]
    said: tuple[Said, ...]


def _model(file: TableFile) -> Model:
    return decisions.load(file.dmn, name=file.file)


def figures_of(pack: Pack) -> FiguresNamed:
    """What the pack says of figures. Conflict for a service that has none."""
    if pack.evidence.figures is None:
        raise Conflict(
            f"The service {pack.slug} has no figures of areas.",
            why="Its evidence.yaml has no `figures`.",
            todo="Choose a service that has maps.",
        )
    return pack.evidence.figures


def area_figures(
    pack: Pack, *, by: Actor, on: date, stated: Mapping[str, Mapping[str, int]] | None = None
) -> list[AreaFigures]:
    """Every registered area with its figures on a day and what the tables then in force say. `stated`: area → figure →
    number, for those that nobody counts; what is not there is not known, and its points are not given."""
    named = figures_of(pack)
    counted = {name: _as_counted(one) for name, one in named.counted.items() if not one.stated}
    models = [_model(file) for name in named.tables if (file := _in_force(pack, name, on)) is not None]
    found: Figures = counted_figures(by, pack.slug, on=on, counted=counted)
    rows = []
    for area, held in found.items():
        own = (stated or {}).get(area, {})
        figures = {name: own.get(name) if one.stated else held[name] for name, one in named.counted.items()}
        rows.append(AreaFigures(area, figures, tuple(_said(models, figures))))
    return rows


def _as_counted(one: FigureNamed) -> Counted:
    return Counted(
        kind=one.kind or "",
        results=one.results,
        within=one.within.days if one.within else None,
        outcomes=one.outcomes,
        together=one.together or "",
        per=one.per,
        base=one.base or "",
    )


def _in_force(pack: Pack, name: str, on: date) -> TableFile | None:
    """The newest file of that table on a day."""
    files = [file for file in pack.tables if file.name == name and file.since <= on]
    return max(files, key=lambda file: file.since, default=None)


def _said(models: list[Model], figures: Mapping[str, int | None]) -> Iterator[Said]:
    for model in models:
        for decision, table in model.tables.items():
            asked = [name for name in model.inputs if any(name == column.text for column in table.columns)]
            given = {name: figures[name] for name in asked}
            value = model.evaluate(decision, given).value
            outputs = value if isinstance(value, dict) else {"points": value}
            known = sum(1 for number in given.values() if number is not None)
            yield Said(decision, {name: _plain(held) for name, held in outputs.items()}, known, len(asked))


def _plain(value: object) -> str | int | None:
    return value if value is None or isinstance(value, str) else int(str(value))


def stated_figures(pack: Pack, path: Path) -> dict[str, dict[str, int]]:
    """Figures that somebody states, from a CSV with the columns area, figure, value (whole numbers). Raises Invalid."""
    known = [name for name, one in figures_of(pack).counted.items() if one.stated]
    found: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            figure, value = row.get("figure") or "", row.get("value") or ""
            if figure not in known:
                raise Invalid("Nobody states this figure.", field="figure", read=figure, allowed=", ".join(known))
            if not value.isdecimal():
                raise Invalid("A figure is a whole number.", field="value", read=value, allowed="0, 1, 2 …")
            found.setdefault(row.get("area") or "", {})[figure] = int(value)
    return found
