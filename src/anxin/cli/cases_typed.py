"""What every command about cases takes and tells alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from anxin.kernel.cases.enclosing import Sent
    from anxin.kernel.cases.models import Case

NUMBER = typer.Argument(metavar="CASE", help="Number of the case.")
AS = typer.Option(..., "--as", metavar="USER", help="The account that acts; its seats say what it may.")
REASON = typer.Option(..., "--reason", "-r", help="Why; whom it concerns reads it.")
SAID = typer.Option([], "--say", "-s", metavar="KEY=TEXT", help="An answer to a question of the form; may be repeated.")
FILES = typer.Option([], "--file", "-f", metavar="KEY=PATH", help="A photo or PDF for a question; may be repeated.")


def pairs(given: Iterable[str]) -> Mapping[str, str]:
    """KEY=VALUE, each."""
    found = {}
    for one in given:
        key, sign, value = one.partition("=")
        if not sign or not key:
            raise typer.BadParameter(f"{one!r} is not KEY=VALUE.")
        found[key] = value
    return found


def sent(given: Iterable[str]) -> list[Sent]:
    """KEY=PATH, each: the files as they lie there."""
    from anxin.kernel.attachments.examining import require_size
    from anxin.kernel.cases.enclosing import Sent

    found = []
    for one in given:
        [(key, named)] = pairs([one]).items()
        path = Path(named)
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {named!r}.")
        require_size(path.stat().st_size, place=key)
        found.append(Sent(key, path.read_bytes(), path.name))
    return found


def tell(case: Case) -> None:
    """Where the case stands now."""
    from anxin.kernel.cases.wording import stage_word

    typer.echo(f"{case.public_id}  {case.stage}  {stage_word(case.stage)}")
