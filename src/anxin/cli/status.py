"""`anxin status`: the signed lists that tell the colours of cards."""

from __future__ import annotations

import json
import time
from pathlib import Path

import typer

from anxin.cli.site import in_terminal_language, now, open_site

app = typer.Typer(no_args_is_help=True, help="The signed status lists that tell readers the colours of cards.")

LOOK_EVERY = 5.0  # seconds


@app.command()
def publish(
    to: Path = typer.Option(..., "--to", help="Folder that a CDN serves; made if it is not there."),
    watch: bool = typer.Option(False, "--watch", help="Go on until Ctrl-C: look every five seconds."),
) -> None:
    """Write status lists, their index and the keys into a folder, as the site itself serves them.

    Changes: files of the folder that are out of date, each in one step; lists that are due are signed anew. Serve
    /s/index.json as /s, files without ending as application/octet-stream or better, max-age 30.

    Example: `anxin status publish --to /srv/cdn/anxin --watch`
    """
    open_site()
    from anxin.kernel.codes.key_files import KeyFault
    from anxin.kernel.codes.keys import NoKey
    from anxin.kernel.codes.publishing import publish as written

    while True:
        try:
            done = written(to, now())
            if done or not watch:
                typer.echo(in_terminal_language(f"更新了 {done} 个文件。", f"{done} files written."))
        except (NoKey, KeyFault) as fault:
            if not watch:
                raise
            typer.echo(str(fault), err=True)
        if not watch:
            return
        try:
            time.sleep(LOOK_EVERY)
        except KeyboardInterrupt:
            return


@app.command()
def check() -> None:
    """Raise the alarm when a list is past half of its life without being signed anew, or the signer is out.

    Ends with 1 and a sentence for each; run it every few minutes. Changes: lists that are due are signed anew first.

    Example: `anxin status check || mail -s "Anxin: status lists" duty@example.com`
    """
    open_site()
    from anxin.kernel.codes.status_lists import alarms

    found = alarms(now())
    for said in found:
        typer.echo(said, err=True)
    if found:
        raise typer.Exit(1)
    typer.echo(in_terminal_language("状态清单正常。", "The status lists are in order."))


@app.command()
def verify(
    mend: bool = typer.Option(False, "--mend", help="Note what was recomputed, for the next signing."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Recompute every card's status from its outcome and say where a list says something else. Ends with 1 if so.

    Changes nothing, unless --mend: then the differences are noted for the next signing. It sets no colour: the
    outcome does.

    Example: `anxin status verify`
    """
    open_site()
    from contextlib import suppress

    from anxin.kernel.codes import status_lists
    from anxin.kernel.codes.key_files import KeyFault
    from anxin.kernel.codes.keys import NoKey

    at = now()
    with suppress(NoKey, KeyFault):  # a new day is folded in first; without a signer the lists are compared as they are
        for _signed in status_lists.signed_lists(at):
            pass
    found = list(status_lists.differences(at))
    if mend and found:
        status_lists.mend(at=at, found=found)
    if as_json:
        rows = [
            {"list": one.number, "index": one.index, "listed": int(one.listed), "expected": int(one.expected)}
            for one in found
        ]
        typer.echo(json.dumps({"differences": rows, "mended": mend and bool(found)}))
    else:
        for one in found:
            said = f"{one.number}/{one.index}: {one.listed.name.lower()} → {one.expected.name.lower()}"
            typer.echo(said, err=True)
        if not found:
            typer.echo(in_terminal_language("清单与判定一致。", "The lists say what the outcomes say."))
    raise typer.Exit(1 if found else 0)
