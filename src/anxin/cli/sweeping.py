"""`anxin sweep`: reads the saved pages of a listed site and brings in what a table finds, for a person to judge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anxin.cli.site import now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.cases.sweeping import Swept

SHOWN_AT_MOST = 30
COUNTED = {
    "pages": "读了几页 Pages read",
    "sentences": "几句话 Sentences",
    "hits": "命中 Hits",
    "new": "新收 Brought in",
    "known": "以前收过 Known before",
    "more": "留到下次 Left for the next sweep",
    "left_out": "没有读 Left out",
}


def sweep(
    pack: str = typer.Argument(help="Slug of the service, such as ad_watch."),
    place: Path = typer.Argument(
        exists=True,
        readable=True,
        metavar="FOLDER",
        help="Folder of saved pages (html, txt) and feeds (xml, rss, atom), or one such file.",
    ),
    site: str = typer.Option(..., "--site", help="The listed site whose pages they are, by its key or its name."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would come in."),
    who: str | None = typer.Option(None, "--as", metavar="USER", help="The account that acts; else the operator."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else."),
) -> None:
    """Read saved pages of a listed site sentence by sentence; each hit comes in once, for a person to judge.

    Changes: one request for each new hit, with its journal entries; with --dry-run nothing. Never asks the network, and
    decides about nobody.

    Example: `anxin sweep ad_watch pages/2022-01-26 --site yaolan_daily --dry-run`
    """
    open_site()
    from anxin.cli.progress import counting
    from anxin.kernel.cases.sweeping import sweep_pages

    by = signed_in(who) if who else operator()
    with counting("筛查 Reading pages") as shown:
        swept = sweep_pages(by=by, at=now(), pack=pack, site=site, place=place, dry_run=dry_run, progress=shown)
    if as_json:
        typer.echo(json.dumps(_as_json(swept, dry_run), ensure_ascii=False))
    else:
        _print(swept, dry_run)


def _counts(swept: Swept) -> dict[str, int]:
    held = {"hits": len(swept.hits), "left_out": len(swept.left)}
    return {name: held.get(name, getattr(swept, name, 0)) for name in COUNTED}


def _as_json(swept: Swept, dry_run: bool) -> dict[str, object]:
    hits = [
        {"page": hit.page, "sentence": hit.sentence, "offence": hit.offence, "row": hit.row, "source": hit.source}
        for hit in swept.hits
    ]
    left = [{"file": one.name, "why": one.why} for one in swept.left]
    return {"dry_run": dry_run, **_counts(swept), "found": hits, "not_read": left}


def _print(swept: Swept, dry_run: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from anxin.cli.tables import console

    out = console()
    for hit in swept.hits[:SHOWN_AT_MOST]:
        out.print(Text(f"{hit.page} · 第 {hit.row} 行 row {hit.row} · {hit.offence}", style="bold"))
        out.print(Text(f"    {hit.sentence}"), Text(f"    {hit.source}", style="dim"), sep="\n")
    if len(swept.hits) > SHOWN_AT_MOST:
        out.print(Text(f"… {len(swept.hits) - SHOWN_AT_MOST:,} more; --json shows all."))
    for one in swept.left[:SHOWN_AT_MOST]:
        out.print(Text(f"没有读 left out: {one.name} ({one.why})", style="yellow"))
    table = Table("试扫 Dry run" if dry_run else "筛查 Sweep", "")
    for name, count in _counts(swept).items():
        table.add_row(COUNTED[name], f"{count:,}")
    out.print(table)
