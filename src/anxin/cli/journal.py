"""`anxin journal`: check the chain, print its root."""

from __future__ import annotations

import json
import re

import typer

from anxin.cli.site import open_site

app = typer.Typer(no_args_is_help=True, help="Check the hash-chained journal. Changes nothing.")

_KNOWN = re.compile(r"(\d+):([0-9a-f]{64})")


@app.command()
def verify(
    known: str | None = typer.Option(
        None, metavar="SEQ:ROOT", help="A root noted earlier; it must still lie on the chain."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Recompute the whole chain of the journal. Changes nothing; ends with 1 if the chain is broken.

    Example: `anxin journal verify --known 1204:9f2c…`
    """
    noted = _noted(known)
    open_site()
    from anxin.kernel.journal import queries

    verdict = queries.verify(known=noted)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "whole": verdict.whole,
                    "entries": verdict.entries,
                    "root": verdict.root,
                    "broken_at": verdict.broken_at,
                    "why": verdict.why,
                }
            )
        )
    elif verdict.whole:
        typer.echo(f"The chain is whole: {verdict.entries} entries.\nRoot {verdict.entries}:{verdict.root}")
    else:
        typer.echo(f"The chain is broken at entry {verdict.broken_at}: {verdict.why}.", err=True)
        typer.echo(f"Up to entry {verdict.entries} it holds.", err=True)
    raise typer.Exit(0 if verdict.whole else 1)


@app.command()
def root() -> None:
    """Print the newest root as SEQ:ROOT, to be noted elsewhere. Changes nothing.

    Whoever keeps it can later show that nothing before it was altered: anxin journal verify --known SEQ:ROOT.

    Example: `anxin journal root >> roots.txt`
    """
    open_site()
    from anxin.kernel.journal import queries

    newest = queries.entries().first()
    typer.echo(f"{newest.seq}:{newest.hash}" if newest else f"0:{'0' * 64}")


def _noted(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    found = _KNOWN.fullmatch(text.strip().lower())
    if found is None:
        raise typer.BadParameter("write a noted root as SEQ:ROOT, for example 1204: and 64 hexadecimal digits")
    return int(found[1]), found[2]
