"""`anxin decide`, `anxin explain`, `anxin tick`: the three paths of the engine, from the terminal."""

from __future__ import annotations

import json
from datetime import datetime, time

import typer

from anxin.cli.site import SERVICE, SERVICE_NAMED, day_of, meant, now, open_site, operator

AS_OF = typer.Option(None, "--as-of", metavar="DAY", help="The day to decide for, as 2021-10-29; without it, today.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
AREA = typer.Option(
    None, "--rules", metavar="AREA", help="Put everybody under this area's rules: a code or name (ningbo, 330200)."
)


def decide(
    named: str | None = SERVICE_NAMED,
    as_of: str | None = AS_OF,
    rules: str | None = AREA,
    service: str | None = SERVICE,
    as_json: bool = AS_JSON,
) -> None:
    """Decide everybody afresh for a day, inside the database, and print the table. Changes nothing.

    Example: `anxin decide home_service --as-of 2021-10-29 --rules ningbo`
    """
    open_site()
    from anxin.cli import tables
    from anxin.kernel.outcomes import figures

    day, pack = day_of(as_of), meant(named or service)
    area = _area_code(pack, rules)
    found = figures.tally(pack, as_of=day, rules_of=area)
    if as_json:
        typer.echo(json.dumps(tables.tally_as_json(found), ensure_ascii=False))
    else:
        tables.print_tally(found, pack=pack, rules=area)


def _area_code(pack: str, named: str | None) -> str | None:
    """An area given by its six digits or by its name in the pack."""
    if named is None or (named.isdigit() and len(named) == 6):
        return named
    from anxin.packs import current

    areas = current(pack).areas
    if named not in areas:
        raise typer.BadParameter(f"no area {named!r}; the pack has {', '.join(areas)}", param_hint="--rules")
    return areas[named].code


def explain(
    party: str = typer.Argument(help="Public id of the person, or the number of the person's file."),
    as_of: str | None = AS_OF,
    service: str | None = SERVICE,
    rules: str | None = AREA,
    as_json: bool = AS_JSON,
) -> None:
    """Say why a person has the colour: the row, each condition with its fact, the legal source, the next change.

    Changes: the reading is written to the journal, and the person sees it among who looked.

    Example: `anxin explain 330302-0000123 --as-of 2021-11-29`
    """
    open_site()
    from anxin.cli import tables
    from anxin.cli.finding import explained

    pack = meant(service, person=party)
    opened, found = explained(party, pack=pack, day=day_of(as_of), area=_area_code(pack, rules))
    if as_json:
        typer.echo(json.dumps(tables.explanation_as_json(opened, found, pack=pack), ensure_ascii=False))
    else:
        tables.print_explanation(opened, found, pack=pack)


def tick(
    to: str | None = typer.Option(None, "--to", metavar="DAY", help="The last day to turn; without it, today."),
    service: str | None = typer.Option(None, "--service", help="Turn the days of this service only."),
) -> None:
    """Turn the days up to one: decide only whoever is due on each, under every service, let silence count for answers
    nobody contested in time, hand places that nobody took on to those who wait, end holds that ran out, make the
    day's statistics and sign the journal's root. Run it every night.

    Changes: outcomes that are due, one journal entry a day, one signed root; in a demonstration also the played day. A
    tick that was stopped goes on where it stood.

    Example: `anxin tick --to 2021-11-29`
    """
    open_site()
    from anxin.cli import tables
    from anxin.cli.allotments_desk import tell_swept
    from anxin.cli.cases import tell_lapsed
    from anxin.cli.datasets import tell_counted
    from anxin.cli.journal import tell_signed
    from anxin.cli.ledger import tell_expired
    from anxin.cli.progress import counting
    from anxin.kernel.codes.key_acts import keep_own_keys
    from anxin.kernel.outcomes.actions import tick as turn
    from anxin.kernel.outcomes.queries import deciding_packs
    from anxin.kernel.reference import actions as clock
    from anxin.kernel.reference import queries as reference

    day, packs = day_of(to), [meant(service)] if service else deciding_packs()
    turned = []
    for pack in packs:
        with counting("Turning the days") as shown:
            turned.append((pack, turn(by=operator(), at=now(), pack=pack, to=day, progress=shown)))
    if reference.played_day() is not None and to is not None:
        clock.set_played_day(day=day)
        keep_own_keys(by=operator(), at=datetime.combine(day, time(), now().tzinfo))
    for pack, done in turned:
        tables.print_ticked(done, to=day, pack=pack if len(turned) > 1 else "")
    if not service:
        tell_lapsed()
        tell_swept()
        tell_expired()
        tell_counted()
        tell_signed()
