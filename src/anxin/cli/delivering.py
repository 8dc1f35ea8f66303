"""`anxin deliver`: messages for other systems go out, and what they did with ours is asked."""

from __future__ import annotations

import random
import time

import typer

from anxin.cli.site import in_terminal_language, now, open_site, operator


def deliver(
    every: int = typer.Option(0, "--every", min=0, metavar="SECONDS", help="Go on, round after round; 0: one round."),
    limit: int = typer.Option(100, "--limit", min=1, help="Messages a round."),
) -> None:
    """Send what waits for other systems (targets.yaml), and ask after what they took. Several may run at once.

    Changes: deliveries and their attempts; a journal entry for each attempt. Killed at any moment, the next round goes
    on: a message goes out again under the same id.

    Example: `anxin deliver --every 30`
    """
    open_site()
    from anxin.adapters.following import ask_states
    from anxin.kernel.deliveries.actions import try_due
    from anxin.kernel.deliveries.queries import figures

    chance = random.Random()
    while True:
        taken = try_due(by=operator(), at=now(), jitter=chance.random, limit=limit)
        asked = ask_states(by=operator(), at=now(), limit=limit)
        waiting = sum(one.waiting for one in figures())
        given_up = sum(one.given_up for one in figures())
        zh = f"送达 {taken} 条，对方状态变化 {asked} 条，待送 {waiting} 条，已放弃 {given_up} 条。"
        en = f"Taken: {taken}; changed there: {asked}; waiting: {waiting}; given up: {given_up}."
        typer.echo(in_terminal_language(zh, en))
        if not every:
            break
        time.sleep(every)
    if given_up:
        raise typer.Exit(1)
