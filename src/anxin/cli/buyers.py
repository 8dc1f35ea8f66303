"""`anxin buyers`: firms abroad: taking files of them in, finding one, its light, and what somebody decided of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anxin.cli.lots_told import acting
from anxin.cli.site import day_of, in_terminal_language, now, open_site

if TYPE_CHECKING:
    from anxin.modules.buyers.arriving import Checked
    from anxin.modules.buyers.lighting import Reason

app = typer.Typer(help="Firms abroad: bring in files of them, find one, its light.", no_args_is_help=True)
WHO = typer.Option(None, "--as", metavar="USER", help="The account that acts; without it, the operator.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
FIRM = typer.Argument(metavar="FIRM", help="The firm's id, as `anxin buyers find` shows it.")
COUNTRY = typer.Option("", "--country", metavar="CODE", help="ISO 3166-1 alpha-2, such as DE.")
BIG = 200_000
"""Firms of a file from which further processes read the names."""


@app.command("load")
def load(
    source: str = typer.Argument(help="A source of buyers.yaml, such as gleif."),
    file: Path = typer.Argument(exists=True, dir_okay=False, readable=True, help="The file: plain, .gz or .zip."),
    published: str | None = typer.Option(None, "--published", metavar="DAY", help="Its day; without it, today."),
    relationships: Path | None = typer.Option(
        None, "--relationships", exists=True, dir_okay=False, help="GLEIF's file of parents, beside it."
    ),
    only_check: bool = typer.Option(False, "--check", help="Go through the file and put nothing in."),
    fewer: bool = typer.Option(False, "--fewer", help="It may hold far fewer firms than the edition before."),
    processes: int = typer.Option(2, "--processes", min=1, max=64, help="Processes that read names of a big file."),
    who: str | None = WHO,
) -> None:
    """Check a file of firms to its end, then take it in by pieces. Run it again to go on after a stop.

    Changes: firms of the index, one load with its journal entries; firms an edition no longer has are taken out.

    Example: `anxin buyers load gleif golden-copy.csv.zip --published 2026-11-23`
    """
    open_site()
    from concurrent.futures import ProcessPoolExecutor
    from contextlib import nullcontext
    from multiprocessing import get_context

    from anxin.cli.progress import counting
    from anxin.modules.buyers import arriving

    beside = {"relationships": relationships} if relationships else {}
    with counting("检查 Checking") as shown:
        checked = arriving.check(source, file, beside, lambda seen: shown(seen, seen))
    _tell_left_out(checked)
    if only_check:
        return
    big = checked.firms >= BIG and processes > 1
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn")) if big else nullcontext()
    with counting("收入 Taking in") as shown, pool as helpers:
        done = arriving.bring(
            source,
            file,
            by=acting(who),
            now=now,
            published_on=day_of(published),
            beside=beside,
            fewer=fewer,
            checked=checked,
            helpers=helpers,
            told=lambda held: shown(held.rows, checked.firms),
        )
    typer.echo(in_terminal_language(f"已收入 {done.taken} 家，未收 {done.refused} 行",
                                    f"{done.taken} firms are in, {done.refused} rows left out"))  # fmt: skip


def _tell_left_out(checked: Checked) -> None:
    typer.echo(in_terminal_language(f"可收 {checked.firms} 家，不能收 {checked.refused} 行",
                                    f"{checked.firms} firms, {checked.refused} rows that are none"))  # fmt: skip
    for one in checked.left_out[:20]:
        typer.echo(
            in_terminal_language(
                f"  第 {one.line} 行：{one.why} {one.read}", f"  line {one.line}: {one.why} {one.read}"
            )
        )


@app.command("loads")
def loads(as_json: bool = AS_JSON) -> None:
    """Show the files taken in, the newest first. Changes nothing.

    Example: `anxin buyers loads`
    """
    open_site()
    from anxin.modules.buyers import queries

    held = [
        {"source": one.source, "published": one.published_on.isoformat(), "file": one.file_name, "state": one.state,
         "taken": one.taken, "refused": one.refused, "seen": one.seen_at.isoformat()}
        for one in queries.loads(queries.service())[:100]
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps({"loads": held}, ensure_ascii=False))
        return
    for one in held:
        typer.echo("  ".join(str(one[key]) for key in ("source", "published", "state", "taken", "refused", "file")))


@app.command("find")
def find(
    name: str = typer.Argument(help="The name as it stands on the order, or a number (LEI, register)."),
    country: str = COUNTRY,
    city: str = typer.Option("", "--city", help="Parts firms of the same name."),
    as_json: bool = AS_JSON,
) -> None:
    """Show the firms that a name may mean, the likeliest first, and how sure that is. Changes nothing.

    Example: `anxin buyers find "Nordwal Handels" --country DE`
    """
    open_site()
    from anxin.modules.buyers.searching import search

    answer = search(name, country, city=city)
    if as_json:
        found = [
            {"id": one.firm.id, "name": one.firm.name, "country": one.firm.country, "city": one.firm.city,
             "score": round(one.score, 4), "by": one.by.value}
            for one in answer.found
        ]  # fmt: skip
        typer.echo(json.dumps({"certainty": answer.certainty, "found": found}, ensure_ascii=False))
        return
    said = {
        "sure": ("就是它", "this is it"), "ask": ("请核对是不是", "say whether it is"),
        "unsure": ("不能确定", "not sure"), "none": ("没有相近的企业", "nothing is like it"),
    }[answer.certainty]  # fmt: skip
    typer.echo(in_terminal_language(*said))
    for one in answer.found:
        typer.echo(f"{one.score:.3f}  {one.firm.id}  {one.firm.name}  {one.firm.country} {one.firm.city}".rstrip())


@app.command("light")
def light(
    firm: str = FIRM,
    terms: str = typer.Option("", "--terms", help="How the order is paid: prepaid, short, long."),
    share: int | None = typer.Option(None, "--share", min=0, max=1000, help="Percent of the buyer's yearly purchases."),
    as_json: bool = AS_JSON,
) -> None:
    """Show the light on a firm now, its reasons and what is not known. Changes nothing.

    Example: `anxin buyers light gleif:demo-nordwall --terms short`
    """
    open_site()
    from anxin.modules.buyers.asking import ask
    from anxin.modules.buyers.enums import Terms
    from anxin.modules.buyers.facts import Order

    if terms not in ("", *Terms):
        raise typer.BadParameter(", ".join(Terms), param_hint="--terms")
    shown = ask(firm, at=now(), order=Order(Terms(terms) if terms else None, share))
    held = shown.light
    if as_json:
        told = {
            "firm": firm, "name": shown.subject.first.name, "light": held.colour, "code": held.code,
            "because": dict(held.because.says), "points": held.points, "coverage": held.coverage,
            "reasons": [{"points": one.points, **one.says} for one in held.reasons],
            "unknown": [dict(one.says) for one in held.unknown],
        }  # fmt: skip
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{shown.subject.first.name}  {held.colour}  {_said(held.because)}")
    for reason in held.reasons:
        weight = "" if reason.points is None else f"{reason.points:+d}"
        typer.echo(f"  {weight:>4}  {_said(reason)}")
    for reason in held.unknown:
        typer.echo(f"     ?  {_said(reason)}")


def _said(reason: Reason) -> str:
    return in_terminal_language(reason.says["zh"], reason.says["en"])


@app.command("check")
def check(
    file: Path = typer.Argument(
        exists=True, dir_okay=False, readable=True, help="A table of buyers, at most 500 rows."
    ),
    out: Path = typer.Option(..., "--out", dir_okay=False, help="The workbook to write."),
) -> None:
    """Look up a whole table of buyers, and write it anew with the firm, how sure that is, and the light.

    Changes: nothing but the file written.

    Example: `anxin buyers check buyers.xlsx --out lights.xlsx`
    """
    open_site()
    from collections import Counter

    from anxin.modules.buyers.tables import as_workbook, look_up

    lines = look_up(file.read_bytes(), at=now())
    out.write_bytes(as_workbook(lines))
    counts = Counter(str(line.light.colour) if line.light else "grey" for line in lines)
    typer.echo("  ".join(f"{colour} {count}" for colour, count in sorted(counts.items())))


@app.command("decide")
def decide(
    firm: str = FIRM,
    other: str = typer.Argument(metavar="OTHER", help="The other record, or the entry of a list."),
    same: bool = typer.Option(..., "--same/--other", help="Whether both are one firm."),
    why: str = typer.Option(..., "--why", help="What it was seen by."),
    who: str | None = WHO,
) -> None:
    """Say that two records are one firm, or that they are not.

    Changes: one decision with its journal entry; lights of the firm follow it. `anxin buyers undo` takes it back.

    Example: `anxin buyers decide gleif:demo-nordwall bureau:n --other --why "another address"`
    """
    open_site()
    from anxin.modules.buyers.verdicts import decide as deciding

    made = deciding(by=acting(who), at=now(), firm_id=firm, other_id=other, same=same, why=why)
    typer.echo(in_terminal_language(f"已记为第 {made.pk} 号决定", f"Kept as decision {made.pk}"))


@app.command("undo")
def undo(number: int = typer.Argument(help="The number of the decision."), who: str | None = WHO) -> None:
    """Take a decision about two records back; that it was made stays on record.

    Changes: the decision no longer holds; a journal entry.

    Example: `anxin buyers undo 3`
    """
    open_site()
    from anxin.modules.buyers.verdicts import undo as undoing

    undoing(by=acting(who), at=now(), number=number)
    typer.echo(in_terminal_language("已撤回", "Taken back"))


@app.command("watch")
def watch(who: str | None = WHO) -> None:
    """Judge every watched firm again, and mark the lights that became others, for those who watch. Run it daily.

    Changes: the last light of watched firms. Prints only how many changed: who watches whom is shown to nobody.

    Example: `anxin buyers watch`
    """
    open_site()
    from anxin.modules.buyers.keeping import tell_changes

    told = tell_changes(by=acting(who), at=now())
    typer.echo(in_terminal_language(f"{told} 个关注的买家换了灯", f"{told} watched lights changed"))


@app.command("record")
def record(
    until: str | None = typer.Option(None, "--on", metavar="DAY", help="The day counted to; without it, today."),
    as_json: bool = AS_JSON,
) -> None:
    """Show how the lights came out: of the buyers of each colour, how many paid late. Changes nothing.

    Example: `anxin buyers record`
    """
    open_site()
    from anxin.modules.buyers import queries
    from anxin.modules.buyers.figures import record as counted

    terms = queries.terms_of(queries.service())
    held = counted(through=day_of(until), late_after=terms.late_after)
    if as_json:
        told = [{"light": one.colour, "known": one.known, "bad": one.bad if one.shown else None} for one in held]
        typer.echo(json.dumps({"record": told}))
        return
    for one in held:
        low, high = one.between
        share = f"{one.share:.1%} ({low:.1%}-{high:.1%})" if one.shown else "-"
        typer.echo(f"{one.colour}  {one.known}  {share}")
