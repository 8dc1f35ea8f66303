"""`anxin journal`: check the chain, print its root."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anxin.cli.site import in_terminal_language, open_site

if TYPE_CHECKING:
    from anxin.kernel.journal.roots import Root

app = typer.Typer(no_args_is_help=True, help="Check the hash-chained journal. Changes nothing.")

_KNOWN = re.compile(r"(\d+):([0-9a-f]{64})")


@app.command()
def verify(
    known: list[str] = typer.Option(
        [], "--root", "--known", metavar="ROOT", help="A root noted earlier, signed or as SEQ:HASH; several times."
    ),
    file: Path | None = typer.Option(
        None, "--file", exists=True, readable=True, help="The list of signed roots, as it was downloaded."
    ),
    key: str | None = typer.Option(None, "--key", help="The key that signed the roots; without it, this site's own."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Recompute the whole chain of the journal; roots noted earlier must still lie on it. Changes nothing; ends with 1
    if the chain is broken, naming the first entry that does not fit.

    Example: `anxin journal verify --root anxin-root:1180:1204:9f2c…`
    """
    open_site()
    from anxin.kernel.journal import queries, signing

    noted = [_noted(one, key) for one in known]
    noted += signing.read_list(file.read_text("utf-8"), key=key) if file else []
    verdict = queries.verify(known=noted)
    if as_json:
        typer.echo(json.dumps({"whole": verdict.whole, **asdict(verdict)}))
    elif verdict.whole:
        typer.echo(f"The chain is whole: {verdict.entries} entries.\nRoot {verdict.entries}:{verdict.root}")
        if verdict.emptied:
            typer.echo(f"Of {verdict.emptied} entries the payload was removed, their time being over.")
        if noted:
            typer.echo(f"Roots noted earlier that lie on it: {len(noted)}.")
    else:
        typer.echo(f"The chain is broken at entry {verdict.broken_at}: {verdict.why}.", err=True)
        typer.echo(f"Up to entry {verdict.entries} it holds.", err=True)
    raise typer.Exit(0 if verdict.whole else 1)


@app.command()
def root() -> None:
    """Check the whole chain and print its newest root, signed by this site, to be kept elsewhere. Changes nothing.

    Whoever keeps it can later show that nothing before it was altered: anxin journal verify --root ROOT.

    Example: `anxin journal root >> roots.txt`
    """
    open_site()
    from anxin.cli.site import now
    from anxin.kernel.journal import queries, roots, signing

    signing.refuse_broken(queries.verify())
    typer.echo(roots.line_of(signing.current_root(now())))


@app.command()
def export(
    file: Path = typer.Argument(help="Where to write it; - is standard output."),
) -> None:
    """Write the hashes of the chain to a file, a line an entry: with the signed roots, an outsider can check it without
    the database. It names nobody. Changes nothing but that file.

    Example: `anxin journal export hashes.txt`
    """
    open_site()
    from anxin.kernel.journal import outside

    if str(file) == "-":
        for line in outside.exported():
            typer.echo(line)
        return
    with file.open("w", encoding="ascii") as out:
        out.writelines(f"{line}\n" for line in outside.exported())


@app.command()
def check(
    file: Path = typer.Argument(exists=True, readable=True, help="The hashes as `anxin journal export` wrote them."),
    roots_file: Path = typer.Option(..., "--roots", exists=True, readable=True, help="The list of signed roots."),
    key: str = typer.Option(..., "--key", help="The key that signed them, from a place you trust."),
) -> None:
    """Check exported hashes against signed roots, without the database they are of. Changes nothing; ends with 1
    if something does not fit, naming the first entry.

    Example: `anxin journal check hashes.txt --roots roots.txt --key 4mV…`
    """
    open_site()
    from anxin.kernel.journal import outside, signing

    roots = signing.read_list(roots_file.read_text("utf-8"), key=key)
    with file.open(encoding="ascii") as lines:
        verdict = outside.check(lines, roots)
    if verdict.broken_at is not None:
        typer.echo(f"It does not fit at entry {verdict.broken_at}: {verdict.why}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{verdict.entries} entries fit, and {len(roots)} roots lie on them.")


@app.command()
def look(
    file: Path = typer.Argument(exists=True, readable=True, help="The proof of a line, as a person's page gave it."),
    key: str = typer.Option(..., "--key", help="The key that signs the roots, from a place you trust."),
) -> None:
    """Say what the proof of a line shows, from the file alone. Changes nothing; ends with 1 if it does not fit.

    Example: `anxin journal look anxin-look-1204.json --key 4mV…`
    """
    open_site()
    from anxin.kernel.journal.proving import shown_by

    try:
        proof = json.loads(file.read_text("utf-8"))
    except ValueError:
        proof = {}
    shown = shown_by(proof, key=key)
    told = {"party": shown.party, "at": shown.at, **shown.payload, "up_to": shown.root.seq}
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@app.command()
def key() -> None:
    """Print the public key that checks this site's signed roots (Ed25519, base64url). Changes nothing.

    Example: `anxin journal key`
    """
    open_site()
    from anxin.kernel.journal import roots

    typer.echo(roots.public_key())


@app.command()
def hide(
    username: str = typer.Argument(help="The account."),
    basis: str = typer.Option(..., "--basis", help="Law, article and decision; the person reads it when told."),
    until: str = typer.Option(..., "--until", metavar="DAY", help="For how long it may, a year at most."),
    shown_after: int = typer.Option(..., "--shown-after", metavar="DAYS", help="After how many days a read is shown."),
) -> None:
    """Let an account read without the person being told for some days, where an act of law says so.

    Changes: the list of such accounts, and one journal entry. The auditor counts each such read.

    Example: `anxin journal hide case-officer --basis "刑事诉讼法第一百三十七条" --until 2022-01-31 --shown-after 180`
    """
    open_site()
    from anxin.cli.site import day_of, now, operator
    from anxin.kernel.access.hiding import allow_hidden

    last = day_of(until)
    made = allow_hidden(by=operator(), at=now(), username=username, basis=basis, until=last, shown_after=shown_after)
    typer.echo(in_terminal_language(f"已列入，至 {made.until} 止。", f"Listed until {made.until}."))


@app.command()
def unhide(username: str = typer.Argument(help="The account.")) -> None:
    """Take an account off the list of those that may read hidden. What it read stays hidden for its days.

    Changes: the list, and one journal entry.

    Example: `anxin journal unhide case-officer`
    """
    open_site()
    from anxin.cli.site import now, operator
    from anxin.kernel.access.hiding import end_hidden

    end_hidden(by=operator(), at=now(), username=username)
    typer.echo(in_terminal_language("已移出。", "Taken off the list."))


@app.command()
def hidden(as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")) -> None:
    """Count hidden reads by month and unit, and say which accounts may. Names nobody who was read. Changes nothing.

    Example: `anxin journal hidden`
    """
    open_site()
    from anxin.cli.site import now, operator
    from anxin.kernel.access.hiding import hidden_readers
    from anxin.kernel.access.units import unit_names
    from anxin.kernel.journal import queries

    counts = queries.hidden_counts(on=now().date())
    names = unit_names(counts)
    rows = [
        {
            "month": f"{one.month:%Y-%m}",
            "role": one.role,
            "unit": names[one.organisation_id, one.area],
            "reads": one.reads,
            "still_hidden": one.hidden_now,
        }
        for one in counts
    ]
    readers = [
        {"user": one.user.username, "basis": one.basis, "until": str(one.until), "shown_after": one.shown_after}
        for one in hidden_readers(by=operator(), on=now().date())
    ]
    if as_json:
        typer.echo(json.dumps({"reads": rows, "accounts": readers}, ensure_ascii=False))
        return
    for line in [*rows, *readers]:
        typer.echo("  ".join(str(value) for value in line.values()))


def tell_signed() -> None:
    """Sign the day's root and say so; part of the nightly tick."""
    from anxin.cli.site import now
    from anxin.kernel.journal import signing

    at = now()
    done = signing.sign_day(day=at.date(), at=at)
    if done.root is None:
        typer.echo(in_terminal_language("自上次签名以来日志没有新条目。", "Nothing was written since the last root."))
    elif done.made:
        zh, en = f"已签名日志根：至第 {done.root.seq} 条。", f"Signed the journal's root up to entry {done.root.seq}."
        typer.echo(in_terminal_language(zh, en))


def _noted(text: str, key: str | None) -> Root:
    from anxin.kernel.journal import roots

    found = _KNOWN.fullmatch(text.strip().lower())
    return roots.checked(text, key=key) if found is None else roots.Root(int(found[1]), found[2])
