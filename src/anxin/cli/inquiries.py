"""`anxin inquiries`: who asks to see a person's record, and the person's answers."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from anxin.cli.site import in_terminal_language, now, open_site, signed_in

app = typer.Typer(help="Questions to see a person's record; only the person answers.", no_args_is_help=True)
AS_USER = typer.Option(..., "--as", metavar="USER", help="The worker's own account.")
INQUIRY = typer.Argument(metavar="INQUIRY", help="Public id, as `anxin inquiries list` shows it.")


@app.command("list")
def list_inquiries(
    who: str = AS_USER, as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")
) -> None:
    """Show who asks to see one's record, those that wait first. Changes nothing.

    Example: `anxin inquiries list --as worker1`
    """
    open_site()
    from anxin.modules.inquiries.answering import own_inquiries

    held = own_inquiries(by=signed_in(who), at=now())
    if as_json:
        typer.echo(json.dumps({"inquiries": [asdict(one) for one in held]}, ensure_ascii=False, default=str))
        return
    for one in held:
        typer.echo(f"{one.public_id}  {one.state}  {one.asked_by}  {one.why}  {one.asked_at:%Y-%m-%d %H:%M}")
    if not held:
        typer.echo(in_terminal_language("没有人申请查询。", "Nobody has asked."))


@app.command("answer")
def answer(
    inquiry: str = INQUIRY,
    yes: bool = typer.Option(..., "--yes/--no", help="Let this asker look for the minutes declared, or not."),
    who: str = AS_USER,
) -> None:
    """Say yes or no to one question, in one's own name.

    Changes: the record opens to this asker for some minutes, or stays shut; a journal entry.

    Example: `anxin inquiries answer abcdefghijklmnop --yes --as worker1`
    """
    open_site()
    from anxin.modules.inquiries.answering import answer as answering

    answering(by=signed_in(who), at=now(), public_id=inquiry, granted=yes)
    typer.echo(in_terminal_language("已答复。", "Answered."))


@app.command("withdraw")
def withdraw(inquiry: str = INQUIRY, who: str = AS_USER) -> None:
    """Take a yes back: the next opening shows nothing.

    Changes: the authorisation ends at once; a journal entry.

    Example: `anxin inquiries withdraw abcdefghijklmnop --as worker1`
    """
    open_site()
    from anxin.modules.inquiries.answering import withdraw as withdrawing

    withdrawing(by=signed_in(who), at=now(), public_id=inquiry)
    typer.echo(in_terminal_language("已收回。", "Taken back."))
