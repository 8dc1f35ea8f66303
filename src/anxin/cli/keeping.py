"""`anxin retain`: what is over its time goes."""

from __future__ import annotations

import typer

from anxin.cli.site import in_terminal_language, now, open_site, operator


def retain(
    days: int | None = typer.Option(
        None, "--days", min=1, help="Days for which visits are kept; without it, ANXIN_VISIT_DAYS (90)."
    ),
) -> None:
    """Remove what is over its time: old visits nobody commented on, salts of days gone, look-ups. Run it every night.

    Changes: removes those rows for good; a journal entry says how many.

    Example: `anxin retain`
    """
    open_site()
    from anxin.kernel.codes.retention import retain as removed

    gone = removed(by=operator(), at=now(), days=days)
    zh = f"已删除：上门 {gone.visits} 条，日盐 {gone.salts} 个，查码 {gone.lookups} 条，代持 {gone.carryings} 条。"
    en = f"Removed: {gone.visits} visits, {gone.salts} salts, {gone.lookups} look-ups, {gone.carryings} carryings."
    typer.echo(in_terminal_language(zh, en))
