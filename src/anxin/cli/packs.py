"""`anxin packs`: check, try, plan, apply and begin service packs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer
from rich.text import Text

from anxin.cli.site import now, open_site, operator

if TYPE_CHECKING:
    from anxin.packs import Pack, PackError, Quarantined

T = TypeVar("T", str, int)

app = typer.Typer(no_args_is_help=True, help="Check, try, plan, apply and begin the service packs.")

SLUGS = typer.Argument(None, help="Slugs of packs; without any, all of them.")
SLUG = typer.Argument(help="Slug of the pack.")


@app.command()
def lint(slugs: list[str] | None = SLUGS) -> None:
    """Check packs: every key, name, table, text and scenario. Changes nothing; ends with 1 if there is an error.

    Example: `anxin packs lint home_service`
    """
    open_site()
    from anxin.packs import Quarantined
    from anxin.packs.lint import lint as findings_of

    wrong = 0
    for pack in _chosen(slugs):
        found = pack.errors if isinstance(pack, Quarantined) else tuple(findings_of(pack))
        errors = _print_findings(pack.slug, found)
        wrong += errors
        _say(f"{pack.slug}: {errors} errors, {len(found) - errors} warnings")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def test(slugs: list[str] | None = SLUGS) -> None:
    """Run the scenarios of packs: outcome, reason, row and next change; of requests the desk and the time limits.

    Changes nothing. Ends with 1 if something comes out otherwise than the scenario says.

    Example: `anxin packs test home_service`
    """
    open_site()
    from anxin.cli.progress import bars
    from anxin.packs import Quarantined
    from anxin.packs.case_trying import run_requests
    from anxin.packs.trying import run_scenarios
    from anxin.packs.trying_more import try_modules

    wrong = 0
    for pack in _chosen(slugs):
        if isinstance(pack, Quarantined):
            wrong += _print_findings(pack.slug, pack.errors)
            continue
        with bars() as progress:
            task = progress.add_task(f"{pack.slug}: scenarios", total=None)
            report = run_scenarios(pack, progress=lambda done: progress.update(task, completed=done))  # noqa: B023 -- called in this turn of the loop only
        requests = run_requests(pack)
        _print_findings(pack.slug, [*(failure.as_error() for failure in report.failures), *requests.failures])
        rows = sum(len(reached) for reached in report.reached.values())
        _say(f"{pack.slug}: {report.tried} decisions tried, {report.failed} otherwise; {rows} rows reached")
        if pack.matters:
            rows = sum(len(reached) for reached in requests.reached.values())
            failed = len(requests.failures)
            _say(f"{pack.slug}: {requests.tried} steps of requests tried, {failed} otherwise; {rows} rows reached")
        wrong += report.failed + len(requests.failures)
        for module in try_modules(pack):
            rows = sum(len(reached) for reached in module.reached.values())
            failed = _print_findings(pack.slug, module.failures)
            _say(f"{pack.slug}: {module.tried} {module.of} tried, {failed} otherwise; {rows} rows reached")
            wrong += failed
    raise typer.Exit(1 if wrong else 0)


@app.command()
def plan(slug: str = SLUG) -> None:
    """Say what applying a pack would do, in sentences to be approved. Changes nothing.

    Example: `anxin packs plan home_service`
    """
    open_site()
    from anxin.packs.queries import plan as planned

    found = planned(_one(slug))
    for step in found.steps:
        _say(f"{step.sentence.zh}\n    {step.sentence.en}")
    if not found.changes:
        _say("没有要启用的内容。Nothing to apply.")
    raise typer.Exit(1 if _print_findings(slug, found.errors) else 0)


@app.command()
def apply(
    slug: str = SLUG,
    yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask."),
) -> None:
    """Take a pack's new rule sets and matters into force and decide everybody; without outcomes nobody is decided.

    Changes: adds rule sets and versions of matters, changes the outcomes they decide otherwise, journal entries.
    An applied rule set or table is never edited or removed.

    Example: `anxin packs plan home_service && anxin packs apply home_service`
    """
    open_site()
    from anxin.cli import tables
    from anxin.cli.progress import counting
    from anxin.kernel.outcomes.actions import recolour
    from anxin.packs.actions import apply as applied
    from anxin.packs.queries import plan as planned

    pack = _one(slug)
    wanted = planned(pack)
    for step in wanted.steps:
        _say(f"{step.sentence.zh}\n    {step.sentence.en}")
    if wanted.changes and not wanted.errors and not yes:
        typer.confirm("Apply this?", abort=True)
    at = now()
    applied(pack, by=operator(), at=at)
    if not pack.decides:
        return
    with counting("Deciding everybody anew") as shown:
        changes = recolour(by=operator(), at=at, pack=slug, as_of=at.date(), progress=shown)
    tables.print_changes(changes)


@app.command()
def new(
    slug: str = typer.Argument(help="Slug of the new pack: lower-case words joined by _."),
    zh: str | None = typer.Option(None, "--zh", help="Its name in Chinese."),
    en: str | None = typer.Option(None, "--en", help="Its name in English."),
    shape: str | None = typer.Option(
        None, "--shape", help="colour: it decides a colour; requests: it takes requests; both: a colour with an appeal."
    ),
    office_zh: str | None = typer.Option(None, "--office-zh", help="Who answers, in Chinese."),
    office_en: str | None = typer.Option(None, "--office-en", help="Who answers, in English."),
    days: int | None = typer.Option(None, "--days", help="Within how many working days; 0: the same day."),
    since: str | None = typer.Option(None, "--since", metavar="DAY", help="Its first day; left out: today."),
) -> None:
    """Begin a pack: a folder with every file in place, ready to be changed. Changes: writes that one folder.

    At a terminal it asks for what is not given; elsewhere only --zh is needed.

    Example: `anxin packs new pest_control --zh 有害生物防治员安心码 --en "Pest-control safety code" --shape both`
    """
    open_site()
    from anxin.kernel.errors import Invalid
    from anxin.packs import packs_folder
    from anxin.packs.starting import Office, Shape
    from anxin.packs.starting import new as begun

    usual = Office()
    zh = _asked(zh, "Its name in Chinese", None)
    if not zh:
        raise Invalid("The name in Chinese is missing.", field="zh", todo="Give it with --zh.")
    en = _asked(en, "Its name in English", "")
    shapes = ", ".join(Shape)
    shape = _asked(shape, "What it does", Shape.COLOUR)
    if shape not in list(Shape):
        raise Invalid("There is no such shape.", field="shape", read=shape, allowed=shapes)
    office = usual
    if shape != Shape.COLOUR:
        zh_office = _asked(office_zh, "Who answers, in Chinese", usual.zh)
        en_office = _asked(office_en, "Who answers, in English", usual.en)
        office = Office(zh_office, en_office, int(_asked(days, "Within how many working days", usual.days)))
    day = _day(since or _asked(None, "Its first day", str(_today())))
    folder = begun(slug, root=packs_folder(), since=day, zh=zh, en=en, shape=Shape(shape), office=office)
    _say(f"{folder}\nChange what its texts ask for, then run `anxin packs lint {slug}`.")


def _asked(given: T | None, question: str, usual: T | None) -> T:
    """What was given as an option; else what is typed at a terminal; else what is usual."""
    if given is not None:
        return given
    if sys.stdin.isatty():
        typed: T = typer.prompt(question, default=usual, type=type(usual) if usual is not None else str)
        return typed
    return usual  # type: ignore[return-value]  # -- None only where the caller refuses it


def _day(written: str) -> date:
    from anxin.kernel.errors import Invalid

    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid("This is no day.", field="since", read=written, allowed="2022-01-01") from None


@app.command()
def schema(
    to: Path | None = typer.Option(None, "--to", metavar="FOLDER", help="Write one file each into this folder."),
) -> None:
    """Print the JSON Schema of every file of a pack, for editors. Changes nothing, or writes into --to.

    Example: `anxin packs schema --to build/schemas`
    """
    open_site()
    from anxin.packs.schemas import schemas

    if to is None:
        typer.echo(json.dumps(schemas(), ensure_ascii=False, indent=2))
        return
    for file, held in schemas().items():
        path = to / f"{file.removesuffix('.yaml').replace('/', '-')}.schema.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")
        _say(str(path))


def _chosen(slugs: list[str] | None) -> list[Pack | Quarantined]:
    """The named packs or all of them, quarantined ones among them."""
    from anxin.kernel.errors import NotFound
    from anxin.packs import load_all

    held = {pack.slug: pack for pack in load_all()}
    for slug in slugs or ():
        if slug not in held:
            raise NotFound(f"There is no pack {slug}.", why=f"There are: {', '.join(held) or 'none'}.")
    return [held[slug] for slug in slugs or held]


def _one(slug: str) -> Pack:
    from anxin.packs import current

    return current(slug)


def _today() -> date:
    """The site's day; that of the machine where there is no site yet."""
    from django.db import DatabaseError
    from django.utils import timezone

    try:
        return now().date()
    except DatabaseError:
        return timezone.localdate()


def _print_findings(slug: str, found: Iterable[PackError]) -> int:
    """Print each on stderr as slug/file:line; how many are errors."""
    errors = 0
    for one in found:
        errors += one.severity == "error"
        typer.secho(f"{one.severity}: {slug}/{one}", err=True, fg="red" if one.severity == "error" else "yellow")
    return errors


def _say(text: str) -> None:
    from anxin.cli.tables import console

    console().print(Text(text))
