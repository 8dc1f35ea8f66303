"""`anxin token`: a key for another platform."""

from __future__ import annotations

import typer

from anxin.cli.site import now, open_site, operator


def token(
    user: str = typer.Argument(help="Name of the account the key acts for; the key can do what the account may."),
    label: str = typer.Argument(help="What the key is for, so that it can be told from others."),
) -> None:
    """Make an API key for an account and print it once. Changes: adds the key's hash and a journal entry.

    Example: `anxin token agency-01 "front desk system"`, then send it as `Authorization: Bearer …`.
    """
    open_site()
    from anxin.kernel.access.actions import issue_token
    from anxin.kernel.access.queries import account_named
    from anxin.kernel.errors import NotFound

    held = account_named(user)
    if held is None:
        raise NotFound(f"There is no account “{user}”.", todo="Check the name of the account.")
    typer.echo(issue_token(by=operator(), at=now(), user=held, label=label))
