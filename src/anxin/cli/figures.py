"""`anxin figures`: the maps and indices of a service, county by county."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anxin.cli.site import day_of, open_site, operator

if TYPE_CHECKING:
    from anxin.packs import Pack
    from anxin.packs.area_figures import AreaFigures, Said

STATED = typer.Option(
    None,
    "--stated",
    metavar="FILE.csv",
    exists=True,
    dir_okay=False,
    help="Figures nobody counts: area, figure, value.",
)


def figures(
    pack: str = typer.Argument("health_code", help="Slug of the service."),
    on: str | None = typer.Option(None, "--on", metavar="DAY", help="The day; without it, today."),
    stated: Path | None = STATED,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else."),
) -> None:
    """Count the figures of each county and say what the service's tables make of them: maps, hints, an index.

    What is not known is said so and given no points. Changes nothing.

    Example: `anxin figures health_code --on 2022-01-28 --stated opened.csv`
    """
    open_site()
    from anxin.packs import current
    from anxin.packs.area_figures import area_figures, stated_figures

    held, day = current(pack), day_of(on)
    said = stated_figures(held, stated) if stated is not None else None
    rows = area_figures(held, by=operator(), on=day, stated=said)
    if as_json:
        areas = {row.area: {"figures": dict(row.figures), "said": [vars(one) for one in row.said]} for row in rows}
        typer.echo(json.dumps({"pack": pack, "on": day.isoformat(), "areas": areas}, ensure_ascii=False))
    else:
        _print(held, rows, f"{day}")


def _print(pack: Pack, rows: list[AreaFigures], day: str) -> None:
    from rich.table import Table

    from anxin.cli.tables import console
    from anxin.kernel.reference.areas import areas
    from anxin.packs.area_figures import figures_of

    named = figures_of(pack)
    table = Table(title=f"{day} 各县图和指数 Maps and index by county", title_justify="left")
    table.add_column("区划 Area")
    table.add_column("人数 People", justify="right")
    for one in rows[0].said if rows else ():
        words = named.words.get(one.decision)
        table.add_column(f"{words.zh} {words.en}" if words else one.decision)
    for row in rows:
        place = areas().get(row.area)
        people = row.figures.get("people")
        cells = [_cell(one, {key: text.zh for key, text in named.words.items()}) for one in row.said]
        table.add_row(f"{row.area} {place.zh if place else ''}", f"{people:,}" if people is not None else "·", *cells)
    console().print(table)
    typer.echo(
        "界限和分值除公布的以外都属我们的理解，见表中各行。 Limits and points are our reading where unpublished."
    )


def _cell(one: Said, words: dict[str, str]) -> str:
    """A colour with its hint, or points with how many of the figures behind them are known."""
    if "points" in one.outputs:
        points = one.outputs["points"]
        return f"{points if points is not None else '·'} ({one.known}/{one.asked})"
    return " · ".join(words.get(str(value), str(value)) for value in one.outputs.values())
