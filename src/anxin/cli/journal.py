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
        None, metavar="ROOT", help="A root noted earlier, signed or as SEQ:HASH; it must still lie on the chain."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Recompute the whole chain of the journal. Changes nothing; ends with 1 if the chain is broken.

    Example: `anxin journal verify --known anxin-root:1204:9f2c…`
    """
    open_site()
    from anxin.kernel.journal import queries

    noted = _noted(known)

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
    """Check the chain and print its newest root, signed by this site, to be kept elsewhere. Changes nothing.

    Whoever keeps it can later show that nothing before it was altered: anxin journal verify --known ROOT.

    Example: `anxin journal root >> roots.txt`
    """
    open_site()
    from anxin.cli.site import now
    from anxin.kernel.journal import queries, roots

    typer.echo(roots.signed(queries.verify(), now()))


@app.command()
def key() -> None:
    """Print the public key that checks this site's signed roots (Ed25519, base64url). Changes nothing.

    Example: `anxin journal key`
    """
    open_site()
    from anxin.kernel.journal import roots

    typer.echo(roots.public_key())


def _noted(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    found = _KNOWN.fullmatch(text.strip().lower())
    if found is None:
        from anxin.kernel.journal import roots

        return roots.checked(text)
    return int(found[1]), found[2]
