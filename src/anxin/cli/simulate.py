"""`anxin simulate` and `anxin publish`: a rule set tried on everybody, and a draft made law by a second person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.site import SERVICE, SERVICE_NAMED, day_of, meant, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.outcomes.simulation import Simulation
    from anxin.kernel.outcomes.year_ahead import YearAhead
    from anxin.packs import Pack
    from anxin.packs.drafted import Drafted

DAY_BY_DAY = 32  # up to so many days each has its line; beyond, every thirtieth
FILE = typer.Option(..., "--rules", metavar="NEW.dmn", exists=True, dir_okay=False, help="The rule file to try.")
AREA = typer.Option(
    None,
    "--area",
    metavar="AREA",
    help="Whose rules it would be: a code or name. Without it, the area that the file is named after, or everybody.",
)
PARAMETER = typer.Option(
    None, "--parameter", metavar="NAME=VALUE", help="Set a parameter, as P15D; else as in the rule set it replaces."
)


def simulate(
    named: str | None = SERVICE_NAMED,
    rules: Path = FILE,
    area: str | None = AREA,
    as_of: str | None = typer.Option(None, "--as-of", metavar="DAY", help="The day; without it, today."),
    parameter: list[str] | None = PARAMETER,
    year: bool = typer.Option(True, "--year/--no-year", help="Also forecast the coming days under both."),
    days: int = typer.Option(365, "--days", min=1, max=365, help="How many days ahead to forecast."),
    counties: bool = typer.Option(False, "--by-area", help="Also show who moves, county by county."),
    service: str | None = SERVICE,
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else."),
) -> None:
    """Try a rule file on everybody it would decide: who moves from which colour to which, and the year ahead.

    Nobody's colour changes. Changes: one line in the journal, with the counts.

    Example: `anxin simulate home_service --rules new.dmn --area wenzhou --parameter about_to_expire=P15D`
    """
    open_site()
    from anxin.cli.progress import counting
    from anxin.kernel.outcomes import drafting
    from anxin.kernel.outcomes.year_ahead import year_ahead
    from anxin.packs import current

    day, pack = day_of(as_of), meant(named or service)
    file = _drafted(current(pack), rules, area, day, parameter or []).file
    with counting("Deciding twice") as shown:
        found = drafting.simulate(by=operator(), at=now(), file=file, as_of=day, progress=shown)
        ahead = year_ahead(file, as_of=day, days=days) if year else None
    if as_json:
        typer.echo(json.dumps(_as_json(found, ahead), ensure_ascii=False))
    else:
        _print(found, ahead, pack)
        if counties:
            _print_areas(found)


def _drafted(pack: Pack, path: Path, area: str | None, day: date, parameters: list[str]) -> Drafted:
    from anxin.kernel.outcomes.drafting import Draft
    from anxin.packs.drafted import EVERYWHERE, drafted

    named = area or path.stem.partition("-")[0]
    known = {slug: held.code for slug, held in pack.areas.items()} | {
        held.code: held.code for held in pack.areas.values()
    }
    if area is not None and area not in known:
        raise typer.BadParameter(f"no area {area!r}; the pack has {', '.join(pack.areas)}", param_hint="--area")
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path} is not UTF-8.", param_hint="--rules") from None
    content = Draft(text, day, path.stem[:120], parameters=dict(map(_pair, parameters)))
    return drafted(pack, content, area=known.get(named, EVERYWHERE))


def _pair(written: str) -> tuple[str, str]:
    name, sign, value = written.partition("=")
    if not sign:
        raise typer.BadParameter(f"{written!r} is not NAME=VALUE", param_hint="--parameter")
    return name, value


def _as_json(found: Simulation, ahead: YearAhead | None) -> dict[str, Any]:
    areas: dict[str, dict[str, int]] = {}
    for move, many in found.counts.items():
        held = areas.setdefault(move.area, {})
        name = f"{move.was.outcome or '-'}→{move.now.outcome or '-'}"
        held[name] = held.get(name, 0) + many
    reasons = [
        {"from": list(was), "to": list(now_), "people": many} for (was, now_), many in sorted(found.by_reason.items())
    ]
    told = {**found.told(), "reasons": reasons, "areas": areas}
    if ahead is None:
        return told
    both = {"old": ahead.old, "new": ahead.new}
    year = {name: {day.isoformat(): counts for day, counts in days.items()} for name, days in both.items()}
    return {**told, "year": year}


def _print(found: Simulation, ahead: YearAhead | None, pack: str) -> None:
    from rich.table import Table

    from anxin.cli.tables import COLOURS, console
    from anxin.cli.words import COLOUR_WORDS, reason_named, reason_words

    def word(colour: str) -> str:
        held = COLOUR_WORDS.get(colour)
        return f"{held.zh} {held.en}" if held else colour or "无 none"

    title = f"{found.as_of} 试算 Simulation · {', '.join(found.replaces) or '-'} → {found.file.slug}"
    table = Table(title=title, title_justify="left", caption_justify="left")
    table.add_column("从 From \\ 到 To")
    seen = {colour for move in found.matrix for colour in move}
    order = [colour for colour in (*COLOURS, "") if colour in seen] + sorted(seen - {*COLOURS, ""})
    for colour in (*order, ""):
        table.add_column(word(colour) if colour else "合计 Total", justify="right")
    for was in order:
        row = [found.matrix[was, to] for to in order]
        if any(row):
            table.add_row(word(was), *(f"{many:,}" if many else "·" for many in row), f"{sum(row):,}")
    console().print(table)
    words = reason_words(pack)
    for (old, new), many in sorted(found.by_reason.items(), key=lambda one: -one[1]):
        if old.outcome != new.outcome:
            before, after = reason_named(words, old.reason), reason_named(words, new.reason)
            moved = f"{word(old.outcome)} ({before.zh} {before.en}) → {word(new.outcome)} ({after.zh} {after.en})"
            console().print(f"{many:>9,}  {moved}", markup=False)
    console().print(
        f"{found.total:,} 人 people · {found.changed:,} 变色 change colour · sha256 {found.file.sha256[:12]}"
    )
    if ahead is not None:
        _print_ahead(ahead)


def _print_areas(found: Simulation) -> None:
    from rich.table import Table

    from anxin.cli.tables import console
    from anxin.kernel.reference.areas import areas

    moves = [move for move, many in sorted(found.matrix.items(), key=lambda one: -one[1]) if move[0] != move[1]]
    table = Table(title="各县 By county", title_justify="left")
    table.add_column("区划 Area")
    for was, to in moves:
        table.add_column(f"{was or '-'}→{to or '-'}", justify="right")
    by_area: dict[str, dict[tuple[str, str], int]] = {}
    for move, many in found.counts.items():
        held = by_area.setdefault(move.area, {})
        key = (move.was.outcome, move.now.outcome)
        held[key] = held.get(key, 0) + many
    for code in sorted(by_area):
        counts = [by_area[code].get(move, 0) for move in moves]
        if any(counts):
            named = areas().get(code)
            table.add_row(f"{code} {named.zh if named else ''}", *(f"{many:,}" if many else "·" for many in counts))
    console().print(table)


def _print_ahead(ahead: YearAhead) -> None:
    from rich.table import Table

    from anxin.cli.tables import COLOURS, console

    span = "一年预测 The year ahead" if len(ahead.old) > 365 else f"{len(ahead.old) - 1} 天预测 The days ahead"
    table = Table(title=f"{span}: 现行 in force → 新 new", title_justify="left")
    met = {colour for day in ahead.old for colour in (*ahead.old[day], *ahead.new[day])}
    columns = (*COLOURS, *sorted(met - set(COLOURS)))
    for head in ("日期 Day", *columns):
        table.add_column(head, justify="left" if head == "日期 Day" else "right")
    for number, day in enumerate(ahead.old):
        if number % 30 == 0 or len(ahead.old) <= DAY_BY_DAY:
            old, new = ahead.old[day], ahead.new[day]
            table.add_row(f"{day}", *(f"{old.get(one, 0):,} → {new.get(one, 0):,}" for one in columns))
    console().print(table)


def publish(
    draft: str = typer.Argument(help="Public id of the draft, as in its page's address."),
    who: str = typer.Option(..., "--as", metavar="USER", help="The account of the second person."),
    service: str | None = SERVICE,
    yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask."),
) -> None:
    """Make a proposed draft law from its effective date on. Not open to whoever wrote, saved or proposed it.

    Changes: one more applied rule set, which can never be edited; the journal keeps its simulation; everybody is
    decided anew. Without every condition met it changes nothing and says which one is missing.

    Example: `anxin publish gy3tmobyg4zdkmrt --as zhou`
    """
    open_site()
    from anxin.cli.tables import console
    from anxin.kernel.access.rules import Act, require
    from anxin.kernel.outcomes.drafts import draft_of
    from anxin.packs import current
    from anxin.packs.publishing import publish as published
    from anxin.packs.publishing import readiness

    by, at, held = signed_in(who), now(), current(meant(service))
    pack = held.slug
    require(by, Act.PUBLISH_RULES)
    found = draft_of(by, pack, draft)
    for condition in readiness(held, found, by=by, today=at.date()).conditions:
        console().print(f"{'✓' if condition.met else '✗'} {condition.title}", markup=False)
        for error in condition.told:
            console().print(f"    {error}", markup=False)
    if not yes:
        typer.confirm(f"{found.title_zh}, {found.effective_from}, sha256 {found.sha256[:12]}: publish?", abort=True)
    made = published(held, found, by=by, at=at, seen_sha256=found.sha256)
    console().print(f"{made.slug}: {made.sha256}", markup=False)
