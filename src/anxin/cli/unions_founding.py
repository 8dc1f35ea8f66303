"""`anxin unions found`, `place` and `dissolve`: a union begins, stands under another, and ends with a day."""

from __future__ import annotations

import typer

from anxin.cli.site import day_of, now, open_site
from anxin.cli.unions import SERVICE, WHO, acting
from anxin.cli.unions import app as app

UNION = typer.Argument(metavar="UNION", help="Public id of the union, as `anxin unions list` shows it.")


@app.command("found")
def found(
    number: str = typer.Argument(metavar="CREDIT_CODE", help="Unified credit code of the union."),
    name: str = typer.Argument(metavar="NAME", help="Its whole name."),
    area: str = typer.Option(..., "--area", help="Six digits of its county, city or province."),
    level: str = typer.Option("base", "--level", help="base, federation, county, city or province."),
    under: str = typer.Option("", "--under", metavar="UNION", help="Public id of the union above it."),
    since: str | None = typer.Option(None, "--since", metavar="DAY", help="Its first day; without it, today."),
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Enter a union that was approved, below the union above it.

    Changes: the union, its place in the tree, the journal.

    Example: `anxin unions found 81330226MC0000003X 宁海示例工会 --area 330226 --under abcdefghijklmnop`
    """
    open_site()
    from anxin.modules.unions import looking, queries
    from anxin.modules.unions.enums import Level
    from anxin.modules.unions.founding import found_union

    ranks = [one.value for one in Level if one is not Level.POOL]
    if level not in ranks:
        raise typer.BadParameter(f"no level {level!r}; there are {', '.join(ranks)}", param_hint="--level")
    service = looking.service_named(pack)
    made = found_union(
        by=acting(who),
        at=now(),
        pack=service,
        number=number,
        name=name,
        area=area,
        level=Level(level),
        founded_on=day_of(since),
        under=queries.union_named(service, under) if under else None,
    )
    typer.echo(made.party.public_id)


@app.command("place")
def place(
    union: str = UNION,
    under: str = typer.Argument(metavar="UNDER", help="Public id of the union it is to stand under."),
    since: str | None = typer.Option(None, "--since", metavar="DAY", help="The first day there; without it, today."),
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Let a union stand under another from a day on; until the day before it stays where it is.

    Changes: its place in the tree, the journal.

    Example: `anxin unions place abcdefghijklmnop ponmlkjihgfedcba --since 2021-10-29`
    """
    open_site()
    from anxin.modules.unions import looking
    from anxin.modules.unions.moving import place_under
    from anxin.modules.unions.queries import union_named

    service = looking.service_named(pack)
    low, high = union_named(service, union), union_named(service, under)
    place_under(by=acting(who), at=now(), union=low, under=high, first_day=day_of(since))
    typer.echo(f"{low.party.name} < {high.party.name}")


@app.command("dissolve")
def dissolve(
    union: str = UNION,
    until: str = typer.Argument(metavar="DAY", help="Its last day, before today."),
    why: str = typer.Option(..., "--why", help="The reason; everybody in it reads it."),
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """End a union; its members go to the pool of its area from the next day, all of them in the same act.

    Changes: the union, its members' memberships, the journal.

    Example: `anxin unions dissolve abcdefghijklmnop 2021-10-15 --why 单位注销`
    """
    open_site()
    from anxin.modules.unions import looking
    from anxin.modules.unions.moving import dissolve_union
    from anxin.modules.unions.queries import union_named

    held = union_named(looking.service_named(pack), union)
    ended = dissolve_union(by=acting(who), at=now(), union=held, last_day=day_of(until), reason=why.strip()[:200])
    typer.echo(f"{ended.party.name} – {ended.ended_on}")
