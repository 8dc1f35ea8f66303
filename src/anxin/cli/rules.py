"""`anxin rules`: check decision tables, try their scenarios, and say in words how two of them differ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from anxin.cli.site import open_site, terminal_language

if TYPE_CHECKING:
    from anxin.decisions import Comparison, Difference, Finding
    from anxin.packs.rules import Rules
    from anxin.packs.trying import Failure, ScenarioReport

app = typer.Typer(no_args_is_help=True, help="Check decision tables, try their scenarios, compare two of them.")

AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
SERVICE = typer.Option(
    None, "--service", help="Service whose parameters, rule sets and words are used; left out: the one that fits."
)


@app.command()
def lint(
    named: str = typer.Argument(metavar="FILE|SERVICE", help="A .dmn file, or the slug of a service."),
    service: str | None = SERVICE,
    as_json: bool = AS_JSON,
) -> None:
    """Find holes, contradictions and dead rows in tables, each with an example. Changes nothing.

    Tables are swept column by column, so that nothing is overlooked where every condition tests one fact; where more
    could be wrong, it is said. Ends with 1 if there is an error.

    Example: `anxin rules lint packs/home_service/rules/wenzhou-2021-01-01.dmn`
    """
    open_site()
    found = [(rules, one) for rules, findings in _checked(named, service) for one in findings]
    wrong = sum(one.severity == "error" for _rules, one in found)
    if as_json:
        held = [_finding_as_json(rules, one) for rules, one in found]
        _print_json({"findings": held, "errors": wrong, "warnings": len(found) - wrong})
    else:
        for rules, one in found:
            _say(f"{one.severity}: {_place(rules, one)}: {one.said(terminal_language())}")
        _say(f"{named}: {wrong} errors, {len(found) - wrong} warnings")
    raise typer.Exit(1 if wrong else 0)


def _checked(named: str, service: str | None) -> list[tuple[Rules, list[Finding]]]:
    from anxin.packs import current
    from anxin.packs.rules import pack_of, rows_reached, rules_named, rules_of

    if named.endswith(".dmn"):
        rules = rules_named(named, pack_of(service, named))
        return [(rules, rules.findings())]
    held = current(named)
    reached, table = rows_reached(held), held.deciding.table
    return [(rules, rules.findings({table: reached[rules.stem]})) for rules in rules_of(held)]


def _place(rules: Rules, found: Finding) -> str:
    place = found.place
    parts = [f"{rules.file}:{place.line}" if place.line else rules.file]
    parts += [f"decision {place.decision}"] if place.decision else []
    parts += [f"row {place.rule}"] if place.rule else []
    parts += [f"column {place.column}"] if place.column else []
    return " · ".join(parts)


def _finding_as_json(rules: Rules, found: Finding) -> dict[str, Any]:
    return {
        "file": rules.file,
        "line": found.place.line,
        "decision": found.place.decision,
        "row": found.place.rule,
        "column": found.place.column,
        "kind": found.kind,
        "severity": found.severity,
        "message_zh": found.said("zh"),
        "message_en": found.said("en"),
        "example": _plain(found.example),
        "as_of": found.as_of.isoformat() if found.as_of else None,
    }


def _plain(facts: Any) -> dict[str, Any]:
    """Facts as JSON holds them: dates and durations as text."""
    return {name: value if isinstance(value, bool | int | None) else str(value) for name, value in facts.items()}


@app.command()
def test(slug: str = typer.Argument(metavar="SERVICE", help="Slug of the service."), as_json: bool = AS_JSON) -> None:
    """Run the scenarios of a pack on the engine: outcome, reason, row and next change. Changes nothing.

    Ends with 1 if a decision comes out otherwise than its scenario says.

    Example: `anxin rules test home_service --json`
    """
    open_site()
    from anxin.cli.progress import bars
    from anxin.packs import current
    from anxin.packs.trying import run_scenarios

    pack = current(slug)
    with bars() as progress:
        task = progress.add_task(f"{slug}: scenarios", total=None)
        report = run_scenarios(pack, progress=lambda done: progress.update(task, completed=done))
    if as_json:
        _print_json(_report_as_json(report))
    else:
        for failure in report.failures:
            _say(f"error: {slug}/{failure.as_error()}")
        rows = sum(len(reached) for reached in report.reached.values())
        _say(f"{slug}: {report.tried} decisions tried, {report.failed} otherwise; {rows} rows reached")
    raise typer.Exit(1 if report.failed else 0)


def _report_as_json(report: ScenarioReport) -> dict[str, Any]:
    return {
        "tried": report.tried,
        "failed": report.failed,
        "reached": {stem: sorted(rows) for stem, rows in report.reached.items()},
        "failures": [_failure_as_json(failure) for failure in report.failures],
    }


def _failure_as_json(failure: Failure) -> dict[str, Any]:
    error, trial = failure.as_error(), failure.trial
    return {
        "file": error.file,
        "line": error.line,
        "rules": trial.rules,
        "as_of": trial.as_of.isoformat(),
        "given": _plain(trial.given),
        "expected": error.allowed,
        "got": error.read,
    }


@app.command()
def diff(
    before: str = typer.Argument(metavar="A", help="A .dmn file, or a rule set of the pack."),
    after: str = typer.Argument(metavar="B", help="The same, to compare it with."),
    service: str | None = SERVICE,
    decision: str | None = typer.Option(None, "--decision", help="Table to compare; without it, the pack's."),
    output: list[str] | None = typer.Option(None, "--output", help="Outputs that count; without it, the outcome."),
    as_json: bool = AS_JSON,
) -> None:
    """Say in words which situations change their outcome from one table to another, with an example of each.

    Changes nothing. Ends with 1 if something differs, 0 if the tables say the same.

    Example: `anxin rules diff zhejiang-2020-07-05 wenzhou-2021-01-01`
    """
    open_site()
    from anxin.decisions import compare
    from anxin.packs.rules import pack_of, rules_named

    held = pack_of(service, before, after)
    one, two = rules_named(before, held), rules_named(after, held)
    tables = one.compiled(decision), two.compiled(decision)
    named = {column.name for table in tables for column in table.table.outputs}
    wanted = output or ([held.deciding.outcome] if held and held.decides and held.deciding.outcome in named else [])
    found = compare(*tables, wanted, two.value)
    if as_json:
        differences = [_difference_as_json(held) for held in found.differences]
        _print_json({"before": before, "after": after, "complete": found.complete, "differences": differences})
    else:
        _print_differences(found, before, after)
    raise typer.Exit(1 if found.differences else 0)


def _difference_as_json(held: Difference) -> dict[str, Any]:
    return {
        "before": None if held.before is None else _plain(held.before),
        "after": None if held.after is None else _plain(held.after),
        "situation_zh": held.words.said("zh"),
        "situation_en": held.words.said("en"),
        "example": _plain(held.example),
        "as_of": held.as_of.isoformat(),
        "row_before": held.row_before,
        "row_after": held.row_after,
    }


def _print_differences(found: Comparison, before: str, after: str) -> None:
    from anxin.decisions import grouped

    language = terminal_language()
    for change, together in grouped(found.differences):
        _say(change.said(language))
        for one in together:
            _say(f"  · {one.words.said(language)}\n      {one.example_words.said(language)}")
    zh = f"{before} → {after}：{len(found.differences)} 种情况不同" + (
        "" if found.complete else "（可能还有，没有查完）"
    )
    en = f"{before} → {after}: {len(found.differences)} situations differ" + (
        "" if found.complete else " (there may be more: the search was partial)"
    )
    _say(zh if language.startswith("zh") else en)


def _print_json(held: dict[str, Any]) -> None:
    typer.echo(json.dumps(held, ensure_ascii=False))


def _say(text: str) -> None:
    from anxin.cli.tables import console

    console().print(Text(text))
