"""`anxin unions export` and `import`: a union takes along everything about itself, another site takes it in."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from anxin.cli.site import in_terminal_language, now, open_site, operator
from anxin.cli.unions import SERVICE
from anxin.cli.unions_founding import app as app

LARGEST = 256 * 1024 * 1024  # bytes: some 900,000 memberships


@app.command("export")
def export(
    union: str = typer.Argument(metavar="UNION", help="Public id of the union, as `anxin unions list` shows it."),
    file: Path = typer.Argument(metavar="FILE", help="A file that is not there yet."),
    pack: str = SERVICE,
) -> None:
    """Write a union and all below it to a file: tree, memberships and what stands in evidence, past ones too. The file
    holds names and identity numbers; only its owner may read it.

    Changes: the file; a journal entry, which everybody in it finds among those who looked.

    Example: `anxin unions export abcdefghijklmnop ninghai.jsonl`
    """
    open_site()
    from anxin.modules.unions import looking
    from anxin.modules.unions.carried import as_text
    from anxin.modules.unions.taking_along import take_along

    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as no:
        raise typer.BadParameter(f"{file}: {no.strerror}", param_hint="FILE") from None
    try:
        with os.fdopen(opened, "w", encoding="utf-8") as out:
            held = take_along(by=operator(), at=now(), pack=looking.service_named(pack), public_id=union)
            out.write(as_text(held))
    except BaseException:
        file.unlink()
        raise
    _tell(held.counts, held.sha256)


@app.command("import")
def bring_in(file: Path = typer.Argument(metavar="FILE", help="What `anxin unions export` wrote.")) -> None:
    """Take in a union with everything about it, all of it or nothing; brought again, a file changes nothing.

    Changes: unions, their tree, people and memberships that are not on file here; the journal.

    Example: `anxin unions import ninghai.jsonl`
    """
    open_site()
    from anxin.modules.unions import looking
    from anxin.modules.unions.carried import read_text
    from anxin.modules.unions.taking_along import take_in

    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise typer.BadParameter(f"{file}: more than {LARGEST} bytes", param_hint="FILE")
        text = content.decode("utf-8")
    except OSError as no:
        raise typer.BadParameter(f"{file}: {no.strerror}", param_hint="FILE") from None
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{file}: not UTF-8", param_hint="FILE") from None
    held = read_text(text)
    looking.service_named(held.service)
    take_in(by=operator(), at=now(), held=held)
    _tell(held.counts, held.sha256)


def _tell(counts: dict[str, int], sha256: str) -> None:
    unions, links, members, records = (counts[part] for part in ("union", "link", "member", "record"))
    typer.echo(
        in_terminal_language(
            f"工会 {unions}，隶属 {links}，会籍 {members}，凭据 {records}\nSHA-256 {sha256}",
            f"Unions {unions}, tree {links}, memberships {members}, records {records}\nSHA-256 {sha256}",
        )
    )
