"""`anxin parties`: two files that are of one person become one, and two again; which may be."""

from __future__ import annotations

import json

import typer

from anxin.cli.site import in_terminal_language, now, open_site, operator, signed_in

app = typer.Typer(help="Files of people and organisations: duplicates, merges, merge, split.", no_args_is_help=True)
WHO = typer.Option(None, "--as", metavar="USER", help="The account that acts; without it, the operator.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
WHY = typer.Option(..., "--why", help="The reason; both people and whoever looks later read it.")


@app.command("duplicates")
def duplicates(
    area: str = typer.Option("", "--area", help="Code of an area; without it, all that the account may see."),
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """List pairs of files that may be of one person: the same phone, or name, area and organisation. Nothing is merged.

    Changes: one journal entry, which everybody in the list finds in their own view.

    Example: `anxin parties duplicates --area 330282`
    """
    open_site()
    from anxin.kernel.merging.actions import find_duplicates
    from anxin.kernel.parties.identifiers import mask_name

    found = find_duplicates(by=signed_in(who) if who else operator(), at=now(), area=area)
    if as_json:
        pairs = [{"first": one.first.public_id, "second": one.second.public_id, "why": one.why} for one in found]
        typer.echo(json.dumps({"pairs": pairs}))
        return
    for one in found:
        typer.echo(f"{one.first.public_id}  {one.second.public_id}  {mask_name(one.first.name)}  {one.why}")
    if not found:
        typer.echo(in_terminal_language("没有疑似重复的档案。", "No pairs."))


@app.command("merges")
def merges(
    most: int = typer.Option(50, "--most", min=1, max=500, help="So many, the latest."),
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """List the merges that were done, the latest first, with those that were undone.

    Changes: one journal entry, which everybody in the list finds in their own view.

    Example: `anxin parties merges --json`
    """
    open_site()
    from anxin.kernel.merging.foreseeing import list_merges

    found, _more = list_merges(by=signed_in(who) if who else operator(), at=now(), most=most)
    if as_json:
        held = [
            {
                "merge": one.public_id,
                "kept": one.kept.public_id,
                "merged": one.merged.public_id,
                "at": one.merged_at.isoformat(),
                "why": one.reason,
                "undone_at": one.split_at.isoformat() if one.split_at else None,
                "undone_why": one.split_reason,
            }
            for one in found
        ]
        typer.echo(json.dumps({"merges": held}))
        return
    for one in found:
        undone = in_terminal_language("已拆分", "undone") if one.split_at else ""
        files = f"{one.public_id}  {one.kept.public_id}  {one.merged.public_id}"
        typer.echo(f"{files}  {one.merged_at:%Y-%m-%d}  {one.reason}  {undone}".rstrip())
    if not found:
        typer.echo(in_terminal_language("没有合并过档案。", "No merges."))


@app.command("merge")
def merge(
    kept: str = typer.Argument(help="Id of the file that stays."),
    merged: str = typer.Argument(help="Id of the file that becomes part of it."),
    why: str = WHY,
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Merge one file into another: records, cases, codes, belongings and books of both are one person's from now on.

    Changes: every row that names the second file, outcomes, one journal entry; all of it or nothing. `split` undoes it.

    Example: `anxin parties merge 4k2xwzq7m3aa5bcd e7f6ghij2klmnop3 --why 同一人两次登记`
    """
    open_site()
    from anxin.kernel.merging.actions import merge_parties

    done = merge_parties(by=signed_in(who) if who else operator(), at=now(), kept=kept, merged=merged, reason=why)
    _tell(done.public_id, as_json)


@app.command("split")
def split(
    merge: str = typer.Argument(help="Id of the merge, as `anxin parties merge` printed it."),
    why: str = WHY,
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Undo a merge: everything is where it was; what was made since stays with the file that was kept.

    Changes: every row that the merge changed, outcomes, one journal entry; all of it or nothing.

    Example: `anxin parties split e7f6ghij2klmnop3 --why 核实为两人`
    """
    open_site()
    from anxin.kernel.merging.actions import split_parties

    done = split_parties(by=signed_in(who) if who else operator(), at=now(), merge=merge, reason=why)
    _tell(done.public_id, as_json)


def _tell(merge: str, as_json: bool) -> None:
    typer.echo(json.dumps({"merge": merge}) if as_json else merge)
