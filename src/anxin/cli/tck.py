"""`anxin tck`: run conformance cases of the DMN Technology Compatibility Kit on the engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from anxin.decisions.tck.reporting import Figures
    from anxin.decisions.tck.running import Outcome

DIRECTORY = typer.Argument(
    exists=True, file_okay=False, readable=True, help="A folder of cases, or one that holds such folders."
)
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
WIDEST = 110  # columns of a table that goes into a file

CSV_FILE = typer.Option(None, "--csv", metavar="FILE", help="Write the results in the kit's form (tck_results.csv).")


def tck(directory: Path = DIRECTORY, as_json: bool = AS_JSON, csv_file: Path | None = CSV_FILE) -> None:
    """Run DMN conformance cases and print how many passed, failed and do not apply, by level and folder.

    Each failure is printed with what was expected and what came. Numbers are equal within 0.00000001, as in the kit's
    own runner. Cases that call Java or PMML do not apply. Changes: nothing but the file under `--csv`; ends with 1 if a
    case failed.

    Example: `anxin tck ../shared/dmn-tck`
    """
    from anxin.decisions.tck.reporting import as_json as object_of
    from anxin.decisions.tck.reporting import kit_results

    outcomes = _run(directory)
    if csv_file is not None:
        csv_file.write_text(kit_results(outcomes), "utf-8")
    if as_json:
        typer.echo(json.dumps(object_of(outcomes), ensure_ascii=False))
    else:
        _print(outcomes)
    raise typer.Exit(1 if any(outcome.status == "failed" for outcome in outcomes) else 0)


def _run(directory: Path) -> list[Outcome]:
    """All outcomes, counted on stderr while they come."""
    from anxin.cli.progress import bars
    from anxin.decisions.feel.crossing import into_feel
    from anxin.decisions.tck.running import run_folder

    outcomes: list[Outcome] = []
    with bars() as progress:
        task = progress.add_task("cases", total=None)
        for outcome in run_folder(directory, into_feel(datetime.now().astimezone())):
            outcomes.append(outcome)
            progress.update(task, completed=len(outcomes))
    return outcomes


def _print(outcomes: Sequence[Outcome]) -> None:
    from anxin.decisions.tck.reporting import by_folder, by_level, shown

    console = Console(highlight=False, soft_wrap=True)
    console.width = max(console.width, WIDEST)
    for outcome in outcomes:
        place = f"{outcome.level}/{outcome.folder} {outcome.file} {outcome.case}".rstrip()
        if outcome.comment:
            console.print(Text(f"{place}: {outcome.status}: {outcome.comment}"))
        for one in outcome.failures:
            console.print(Text(f"{place} {one.name}: expected {shown(one.expected)}, got {shown(one.got)}. {one.why}"))
    console.print(_table("folder", by_folder(outcomes)))
    console.print(_table("level", by_level(outcomes)))


def _table(title: str, figures: dict[str, Figures]) -> Table:
    table = Table(title, "passed", "failed", "not applicable", "rate", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, found in figures.items():
        rate = f"{found.rate:.2%}"
        table.add_row(name, str(found.passed), str(found.failed), str(found.not_applicable), rate)
    return table
