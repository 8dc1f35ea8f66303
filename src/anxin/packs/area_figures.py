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
from anxin.decisions import Compiled
from anxin.kernel.cases.served import organisations_served
from anxin.kernel.errors import Conflict, Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.area_figures import Counted, Figures
from anxin.kernel.outcomes.area_figures import area_figures as counted_figures
from anxin.packs.cases import TableFile
from anxin.packs.evidence import FigureNamed, FiguresNamed
from anxin.packs.pack import Pack


@dataclass(frozen=True)
class Said:
    """What one decision says of an area: its outputs, of its figures how many are known, and the rows that said it."""

    decision: str
    outputs: dict[str, str | int | None]
    known: int
    asked: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class AreaFigures:
    """An area with its figures and what the tables say of them."""

    area: str
    figures: Mapping[str, int | None]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class InForce:
    """A decision of a table in force: the figure that each of its columns tests, its outputs' names, and its rows."""

    decision: str
    file: TableFile
    columns: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: Compiled

    @property
    def asked(self) -> tuple[str, ...]:
        """The figures it looks at, each once."""
        return tuple(dict.fromkeys(name for name in self.columns if name in self._inputs))

    @property
    def _inputs(self) -> set[str]:
        return {held.name for held in self.rules.inputs}


def tables_in_force(pack: Pack, on: date) -> list[InForce]:
    """Every decision of the service's tables of figures as they are in force on a day, in the order it names them."""
    files = (_in_force(pack, name, on) for name in figures_of(pack).tables)
    return [table for file in files if file is not None for table in _decisions(file)]


def _decisions(file: TableFile) -> Iterator[InForce]:
    model = decisions.load(file.dmn, name=file.file)
    for decision, table in model.tables.items():
        columns, outputs = (column.text for column in table.columns), (output.name for output in table.outputs)
        yield InForce(decision, file, tuple(columns), tuple(outputs), model.compile(decision))


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
    counted = {name: _as_counted(one) for name, one in named.counted.items() if not (one.stated or one.matter)}
    tables = tables_in_force(pack, on)
    found: Figures = counted_figures(by, pack.slug, on=on, counted=counted)
    served = {
        name: organisations_served(pack.slug, one.matter, on) for name, one in named.counted.items() if one.matter
    }
    rows = []
    for area in _areas(found, stated, served):
        held, own = found.get(area, {}), (stated or {}).get(area, {})
        figures = {name: own.get(name) if one.stated else held.get(name) for name, one in named.counted.items()}
        for name, counts in served.items():
            figures[name] = _of_base(counts.get(area, 0), named.counted[name], figures)
        rows.append(AreaFigures(area, figures, tuple(_said(table, figures, on) for table in tables)))
    return rows


def _areas(
    found: Figures, stated: Mapping[str, Mapping[str, int]] | None, served: Mapping[str, Mapping[str, int]]
) -> list[str]:
    """Every area with people of the service; where organisations are counted, theirs and those of the list too."""
    if not served:
        return list(found)
    more = set(stated or ()).union(*served.values()) - set(found)
    return [*found, *sorted(more)]


def _of_base(count: int, one: FigureNamed, figures: Mapping[str, int | None]) -> int | None:
    """The count itself, or its share of what a list states; not known without the list."""
    if one.per is None:
        return count
    base = figures.get(one.base or "")
    return count * one.per // base if base else None


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


def _said(table: InForce, figures: Mapping[str, int | None], on: date) -> Said:
    given = {held.name: figures[held.name] for held in table.rules.inputs}
    found = table.rules.decide(given, on)
    outputs = {name: _plain(found.outputs.get(name)) for name in table.outputs}
    known = sum(1 for name in table.asked if figures[name] is not None)
    return Said(table.decision, outputs, known, len(table.asked), found.rows)


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
