"""`anxin residents`: an invented population to try rules of the health code on."""

from __future__ import annotations

from datetime import date

import typer

from anxin.cli.site import now, open_site, operator


def residents(
    people: int = typer.Argument(help="How many residents to invent."),
    day: str = typer.Option("2020-02-17", "--day", metavar="DAY", help="As known on this day."),
    seed: int = typer.Option(1, "--seed", help="The same number gives the same residents."),
    appeals: bool = typer.Option(False, "--appeals", help="And some appeals of that day, most of them answered."),
) -> None:
    """Invent residents in an empty home, to try rules of the health code on. Nobody in it has a number or a phone.

    Changes: takes the pack's rules into force and writes the people, their files and what is said of them. A site that
    holds people refuses.

    Example: `ANXIN_HOME=/srv/trial anxin residents 1000000 --day 2022-01-28`
    """
    open_site()
    from anxin.cli.progress import counting
    from anxin.cli.serving import apply_migrations
    from anxin.demo.appeals import bring_appeals
    from anxin.demo.residents import PACK, invent
    from anxin.packs import current
    from anxin.packs.actions import apply

    apply_migrations()
    apply(current(PACK), by=operator(), at=now())  # first, so that nobody has to be counted
    with counting("Inventing") as shown:
        records = invent(by=operator(), at=now(), people=people, day=date.fromisoformat(day), seed=seed, told=shown)
    if appeals:
        typer.echo(f"{bring_appeals(day=date.fromisoformat(day))} 件申诉 appeals")
    typer.echo(f"{people:,} 人 people · {records:,} 条记录 records · {day}")
