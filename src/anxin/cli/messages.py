"""`anxin messages`: what a site that sends no messages would have sent."""

from __future__ import annotations

import json

import typer

from anxin.cli.site import open_site


def messages(
    count: int = typer.Option(10, "--count", "-n", min=1, max=200, help="How many, the newest first."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else."),
) -> None:
    """Show the last short messages: to whom, and what they say. For demonstrations, where none is really sent.

    Changes nothing. A site sends them once ANXIN_MESSAGES names what with (docs/ops/settings.md).

    Example: `anxin messages -n 3`
    """
    open_site()
    from django.utils.timezone import localtime

    from anxin.kernel.messages.queries import last_messages

    told = list(last_messages(count))
    if as_json:
        rows = [
            {"at": one.at.isoformat(), "kind": one.kind, "state": one.state, "to": one.recipient, "text": one.text}
            for one in told
        ]
        typer.echo(json.dumps({"messages": rows}, ensure_ascii=False))
        return
    for one in told:
        typer.echo(f"{localtime(one.at):%Y-%m-%d %H:%M:%S}  {one.state}  {one.recipient}  {one.text}")
    if not told:
        typer.echo("No message has been written yet.")
