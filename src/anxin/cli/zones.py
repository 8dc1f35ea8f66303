"""`anxin zones`: an area drawn as a zone for a time, lifted again, and which zones stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.site import day_of, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.zones.actions import Done
    from anxin.kernel.zones.models import Zone

app = typer.Typer(
    help="Zones: an area drawn for a time. Whoever stays there then is decided by it.", no_args_is_help=True
)
SERVICE = typer.Option("health_code", "--pack", help="Slug of the service.")
WHO = typer.Option(None, "--as", metavar="USER", help="The account that acts; without it, the operator.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")


@app.command("declare")
def declare(
    area: str = typer.Argument(help="Code of the area: 6 digits for a county, 9 or 12 for what lies in it."),
    sort: str = typer.Option(..., "--sort", help="Which sort of zone, as the pack calls it: lockdown, control …"),
    start: str | None = typer.Option(None, "--from", metavar="DAY", help="First day; without it, today."),
    until: str | None = typer.Option(None, "--until", metavar="DAY", help="Last day; without it, until it is lifted."),
    why: str = typer.Option(..., "--why", help="The announcement it rests on."),
    pack: str = SERVICE,
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Draw a zone: whoever stays there has evidence of it and is decided anew; who had left before is not touched.

    Changes: the zone, evidence and outcomes of everybody in it, one journal entry; all of it or nothing.

    Example: `anxin zones declare 330108001 --sort precaution --from 2022-01-29 --until 2022-02-11 --why 第3号通告`
    """
    open_site()
    from anxin.kernel.zones.actions import declare_zone
    from anxin.packs import current
    from anxin.packs.zoning import terms_of, wanted_zone

    held = current(pack)
    last = day_of(until) if until is not None else None
    wanted = wanted_zone(held, sort=sort, area=area, start=day_of(start), until=last, reason=why)
    by = signed_in(who) if who else operator()
    _print_done(declare_zone(by=by, at=now(), terms=terms_of(held), wanted=wanted), as_json)


@app.command("lift")
def lift(
    zone: str = typer.Argument(help="Id of the zone, as `anxin zones list` shows it."),
    on: str | None = typer.Option(None, "--on", metavar="DAY", help="First day without it; without the option, today."),
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Lift a zone: from that day on nobody is in it. Lifted on its first day, it never was.

    Changes: evidence and outcomes of everybody in it, one journal entry; all of it or nothing.

    Example: `anxin zones lift gy3tmobyg4zdkmrt --on 2022-02-08`
    """
    open_site()
    from anxin.kernel.zones.actions import lift_zone

    _print_done(lift_zone(by=signed_in(who) if who else operator(), at=now(), zone=zone, on=day_of(on)), as_json)


@app.command("list")
def list_zones(
    pack: str = SERVICE,
    every: bool = typer.Option(False, "--all", help="Also those that are over or lie ahead."),
    on: str | None = typer.Option(None, "--on", metavar="DAY", help="That stand on this day; without it, today."),
    as_json: bool = AS_JSON,
) -> None:
    """Show the zones of a service. Changes nothing.

    Example: `anxin zones list --all`
    """
    open_site()
    from rich.table import Table

    from anxin.cli.tables import console
    from anxin.kernel.zones.queries import zones

    held = list(zones(operator(), pack, on=None if every else day_of(on)))
    if as_json:
        typer.echo(json.dumps({"zones": [_as_json(zone) for zone in held]}, ensure_ascii=False))
        return
    table = Table(title="划定的区域 Zones", title_justify="left")
    for head in ("编号 Id", "种类 Sort", "区划 Area", "起 From", "止 Until", "解除 Lifted", "依据 Why"):
        table.add_column(head)
    for zone in held:
        words = (zone.ends_on, zone.lifted_on)
        table.add_row(
            zone.public_id, zone.sort, zone.area, f"{zone.starts_on}", *(f"{one or '·'}" for one in words), zone.reason
        )
    console().print(table)


def _as_json(zone: Zone) -> dict[str, Any]:
    return {
        "id": zone.public_id,
        "pack": zone.pack,
        "sort": zone.sort,
        "area": zone.area,
        "from": zone.starts_on.isoformat(),
        "until": zone.ends_on.isoformat() if zone.ends_on else None,
        "lifted_on": zone.lifted_on.isoformat() if zone.lifted_on else None,
        "why": zone.reason,
    }


def _print_done(done: Done, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({**_as_json(done.zone), "people": done.people}, ensure_ascii=False))
    else:
        typer.echo(f"{done.zone.public_id}: {done.people:,} 人 people")
