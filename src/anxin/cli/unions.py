"""`anxin unions`: who belonged where on a day, and how many; any past day can be asked about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.site import day_of, in_terminal_language, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.journal.actor import Actor
    from anxin.modules.unions.queries import Counted

app = typer.Typer(help="Unions, their tree and their members, as they were on any day.", no_args_is_help=True)
SERVICE = typer.Option("", "--pack", help="The service; not needed where only one has unions.")
ON = typer.Option(None, "--on", metavar="DAY", help="The day asked about, as 2021-10-29; without it, today.")
WHO = typer.Option(None, "--as", metavar="USER", help="The account that looks; without it, the operator.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
LEVELS = {
    "base": ("基层工会", "base union"),
    "federation": ("联合会", "federation"),
    "county": ("县级总工会", "county"),
    "city": ("市级总工会", "city"),
    "province": ("省级总工会", "province"),
    "pool": ("周转库", "pool"),
}
STANDINGS = {
    "none": ("没有入过会", "never a member"),
    "pool": ("在周转库", "in a pool"),
    "member": ("会员", "member"),
    "left": ("已离会", "has left"),
}


def acting(who: str | None) -> Actor:
    """The account that is named, or the operator."""
    return signed_in(who) if who else operator()


@app.command("list")
def list_unions(
    pack: str = SERVICE,
    on: str | None = ON,
    area: str = typer.Option("", "--area", help="Code of an area; without it, everything within reach."),
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Show the tree of unions on a day; each upper number is the sum of its lower ones. Changes nothing.

    Example: `anxin unions list --on 2021-10-29 --area 330226`
    """
    open_site()
    from anxin.modules.unions import looking, queries

    day = day_of(on)
    rows = looking.numbers_seen(by=acting(who), at=now(), pack=looking.service_named(pack), on=day, area=area)
    if as_json:
        head: dict[str, Any] = {"on": day.isoformat(), "members": queries.total(rows), "waiting": queries.waiting(rows)}
        typer.echo(json.dumps({**head, "unions": [as_dict(one) for one in rows]}, ensure_ascii=False))
        return
    for one in rows:
        level = in_terminal_language(*LEVELS[one.union.level])
        typer.echo(f"{'  ' * one.depth}{one.union.party.name}  {level}  {one.members}  [{one.union.party.public_id}]")
    members, waiting = queries.total(rows), queries.waiting(rows)
    typer.echo(in_terminal_language(f"会员 {members}，周转库 {waiting}", f"Members {members}, in pools {waiting}"))


def as_dict(one: Counted) -> dict[str, Any]:
    """A union and its numbers, as JSON has them."""
    return {
        "union": one.union.party.public_id,
        "name": one.union.party.name,
        "level": one.union.level,
        "area": one.union.party.area,
        "depth": one.depth,
        "direct": one.direct,
        "members": one.members,
        "unions": one.unions,
    }


@app.command("show")
def show(
    union: str = typer.Argument(metavar="UNION", help="Public id of the union, as `anxin unions list` shows it."),
    pack: str = SERVICE,
    on: str | None = ON,
    first: int = typer.Option(1, "--from", min=1, help="Number of the first member shown."),
    who: str | None = WHO,
) -> None:
    """Show a union and up to fifty of its members on a day, names masked.

    Changes: a journal entry, which everybody shown finds in their own view.

    Example: `anxin unions show abcdefghijklmnop --on 2021-10-29`
    """
    open_site()
    from anxin.kernel.parties.identifiers import mask_name
    from anxin.modules.unions import looking

    by, at = acting(who), now()
    held = looking.union_seen(by=by, at=at, pack=looking.service_named(pack), public_id=union)
    typer.echo(
        f"{held.party.name}  {in_terminal_language(*LEVELS[held.level])}  {held.founded_on} – {held.ended_on or ''}"
    )
    page, more = looking.open_members(by=by, at=at, union=held, on=day_of(on), first=first - 1)
    for one in page:
        typer.echo(f"{one.public_id}  {mask_name(one.name)}  {one.since} – {one.until or ''}")
    if more:
        typer.echo(
            in_terminal_language(f"还有，从 --from {first + len(page)} 起", f"More from --from {first + len(page)}")
        )


@app.command("status")
def status(
    person: str = typer.Argument(metavar="PERSON", help="Public id of the person."),
    pack: str = SERVICE,
    on: str | None = ON,
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Say how somebody stood on a day: with which union or pool, from when, until when.

    Changes: a journal entry, which the person finds in their own view.

    Example: `anxin unions status abcdefghijklmnop --on 2021-10-15`
    """
    open_site()
    from anxin.modules.unions import looking

    day = day_of(on)
    service = looking.service_named(pack)
    found = looking.open_status(by=acting(who), at=now(), pack=service, public_id=person, on=day)
    if as_json:
        since, until = (str(one) if one else None for one in (found.since, found.until))
        name = found.union.name if found.union else None
        told = {"on": str(day), "standing": found.standing, "union": name, "since": since, "until": until}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    where = found.union.name if found.union else ""
    days = f"{found.since or ''} – {found.until or ''}" if found.since or found.until else ""
    typer.echo(f"{day}  {in_terminal_language(*STANDINGS[found.standing])}  {where}  {days}".rstrip())
