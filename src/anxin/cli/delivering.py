"""`anxin deliver`: messages for other systems go out, and what they did with ours is asked."""

from __future__ import annotations

import random
import time

import typer

from anxin.cli.site import in_terminal_language, now, open_site, operator
from anxin.kernel.errors import AnxinError


def deliver(
    every: int = typer.Option(0, "--every", min=0, metavar="SECONDS", help="Go on, round after round; 0: one round."),
    limit: int = typer.Option(100, "--limit", min=1, help="Messages a round."),
    retry: str = typer.Option("", "--retry", metavar="TARGET", help="First let everything for this target go again."),
) -> None:
    """Send what waits for other systems (targets.yaml), ask after what they took, and tell requesters what the
    organisation concerned did. Several may run at once.

    Changes: deliveries and their attempts; a journal entry for each attempt. Killed at any moment, the next round goes
    on: a message goes out again under the same id.

    Example: `anxin deliver --every 30`
    """
    open_site()
    from anxin.kernel.deliveries.actions import retry_all

    if retry:
        count = retry_all(by=operator(), at=now(), target=retry)
        typer.echo(in_terminal_language(f"重新发送 {count} 条。", f"To be tried again: {count}."))
    chance = random.Random()
    while every:
        try:
            _round(limit, chance)
        except AnxinError as fault:  # a targets file that is being mended; the next round reads it again
            typer.echo(str(fault), err=True)
        time.sleep(every)
    if _round(limit, chance):
        raise typer.Exit(1)


def _round(limit: int, chance: random.Random) -> int:
    """One round; how many messages are given up."""
    from anxin.adapters.following import ask_states
    from anxin.kernel.cases.postponing import catch_up
    from anxin.kernel.deliveries.queries import figures
    from anxin.kernel.deliveries.trying import try_due

    catch_up()
    taken = try_due(by=operator(), at=now(), jitter=chance.random, limit=limit)
    asked = ask_states(by=operator(), at=now(), limit=limit)
    known = figures()
    waiting, given_up = sum(one.waiting for one in known), sum(one.given_up for one in known)
    zh = f"送达 {taken} 条，对方状态变化 {asked} 条，待送 {waiting} 条，已放弃 {given_up} 条。"
    en = f"Taken: {taken}; changed there: {asked}; waiting: {waiting}; given up: {given_up}."
    typer.echo(in_terminal_language(zh, en))
    return given_up
