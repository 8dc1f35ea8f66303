"""`anxin cards`: an agency's cards on paper."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anxin.cli.site import SERVICE, in_terminal_language, meant, now, open_site, operator

if TYPE_CHECKING:
    from anxin.kernel.parties.models import Party

app = typer.Typer(no_args_is_help=True, help="Print cards.")


@app.callback()
def cards() -> None:
    """Print cards."""


@app.command("print")
def print_cards(
    agency: str = typer.Option(..., "--agency", metavar="AGENCY", help="Name or public id of the agency."),
    out: Path = typer.Option(..., "--out", metavar="FILE", help="Where to write the PDF."),
    single: bool = typer.Option(False, "--single", help="One card a page, for card printers; without it, ten on A4."),
    unprinted: bool = typer.Option(False, "--unprinted", help="Only people who have no printed card yet."),
    renew: bool = typer.Option(False, "--renew", help="Replace cards printed before: those count no more at once."),
    service: str | None = SERVICE,
) -> None:
    """Print the cards of everybody at an agency who has a code in use, as one PDF.

    Changes: a card for whoever had none, and a journal entry each, which the person sees. Stopped half-way, the same
    command goes on where it stood.

    Example: `anxin cards print --agency 安家乐家政 --out cards.pdf`
    """
    open_site()
    from anxin.cli.progress import counting
    from anxin.kernel.access.rules import Purpose
    from anxin.kernel.printing import actions
    from anxin.kernel.printing.queries import unfinished_run
    from anxin.kernel.printing.sheets import Layout
    from anxin.packs import current
    from anxin.packs.printing import card_words

    by, at, held, pack = operator(), now(), _agency(agency), meant(service)
    layout = Layout.SINGLE if single else Layout.SHEET
    run = unfinished_run(by, pack, held, layout=layout, renew=renew)
    if run is None:
        run = actions.start_run(
            by=by, at=at, pack=pack, layout=layout, organisation=held, unprinted=unprinted, renew=renew
        )
    else:
        typer.echo(
            in_terminal_language("接着上次没印完的继续。", "Going on where the last printing stopped."), err=True
        )
    with counting(in_terminal_language("制证", "cards")) as shown:
        actions.prepare_run(by=by, at=at, run=run, progress=shown)
    with counting(in_terminal_language("画证", "drawing")) as shown:
        words, purpose = card_words(current(pack)), Purpose.SUPERVISION
        content = actions.draw_run(by=by, at=at, run=run, purpose=purpose, words=words, progress=shown)
    _write(out, content)
    typer.echo(_said(out, run.drawn, run.left_out))


def _agency(named: str) -> Party:
    from anxin.kernel.errors import NotFound
    from anxin.kernel.parties.queries import organisation_named

    held = organisation_named(named)
    if held is None:
        raise NotFound(f"There is no agency “{named}”.", todo="Give the whole name as registered, or the public id.")
    return held


def _write(out: Path, content: bytes) -> None:
    """The whole file or none, readable by its owner only: whoever holds a card can show it."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    draft.replace(out)


def _said(out: Path, printed: int, left_out: int) -> str:
    said = in_terminal_language(f"{printed} 张证在 {out}", f"{printed} cards in {out}")
    gone = in_terminal_language(f"；{left_out} 人的码已停用，未印", f"; {left_out} left out, their code has ended")
    return said + (gone if left_out else "")
