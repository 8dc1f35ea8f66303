"""`anxin lots`: following goods, whether the books come out, how many arrivals nobody had entered; and what
`lots_told` records."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta

import typer

from anxin.cli import lots_told
from anxin.cli.lots_told import SERVICE, WHO, acting
from anxin.cli.site import day_of, in_terminal_language, now, open_site

ON = typer.Option(None, "--on", metavar="DAY", help="The day asked about, as 2021-02-01; without it, today.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")


app = lots_told.app


@app.command("trace")
def trace(
    code: str = typer.Argument(metavar="CODE", help="The code on the package."),
    pack: str = SERVICE,
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Show every lot, site and hand that is concerned by a lot, before it and after it.

    Changes: a journal entry, since it names who handled goods.

    Example: `anxin lots trace PACK-A1`
    """
    open_site()
    from anxin.modules.tracing import following, looking, queries

    told = following.told(looking.follow(by=acting(who), at=now(), lot=queries.lot(code, pack=pack)))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told["steps"]:
        late = in_terminal_language(f"晚报 {one['late']} 天", f"late by {one['late']} days") if one["late"] else ""
        typer.echo(
            f"{one['at']}  {one['lot']}  {one['kind']}  {one['site']}  {one['to']}  {one['by']}  {late}".rstrip()
        )


@app.command("unaffected")
def unaffected(
    code: str = typer.Argument(metavar="CODE", help="The code of the lot that is the cause."),
    other: str = typer.Argument(metavar="OTHER", help="The code of a lot to prove in or not in."),
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Print, as one JSON object, the signed division of all lots by a trace, and the proof for one of them.

    Changes: a journal entry, as for a trace.

    Example: `anxin lots unaffected PACK-A1 OTHER-7`
    """
    open_site()
    from anxin.kernel.peers import identity
    from anxin.modules.tracing import looking, queries

    said = looking.divide(by=acting(who), at=now(), lot=queries.lot(code, pack=pack))
    told = {
        "statement": said.body.decode(),
        "signature": said.signature.hex(),
        "key": identity.own().public.signing.hex(),
        "proof": said.proof(other),
    }
    typer.echo(json.dumps(told, ensure_ascii=False))


@app.command("balances")
def balances(pack: str = SERVICE, on: str | None = ON, as_json: bool = AS_JSON) -> None:
    """Say of each lot and site at the end of a day what came, went, was lost and is there; exit code 1 where that does
    not come out. Changes nothing.

    Example: `anxin lots balances --on 2021-02-01`
    """
    open_site()
    from anxin.modules.tracing.balances import balances as every

    rows = every(pack, day_of(on))
    broken = [one for one in rows if not one.holds]
    if as_json:
        typer.echo(json.dumps({"balances": [vars(one) for one in rows], "broken": len(broken)}))
    else:
        for one in rows:
            mark = "" if one.holds else "  !"
            typer.echo(f"{one.site}  {one.lot}  {one.came} = {one.went} + {one.stock} + {one.lost}{mark}")
    if broken:
        raise typer.Exit(1)


@app.command("arrivals")
def arrivals(pack: str = SERVICE, on: str | None = ON, as_json: bool = AS_JSON) -> None:
    """Count the lots that arrived on a day, and those no first station had entered. Changes nothing.

    Example: `anxin lots arrivals --on 2021-02-01`
    """
    open_site()
    from anxin.modules.tracing.arrivals import arrivals as counted

    start = datetime.combine(day_of(on), time(), tzinfo=now().tzinfo)
    seen = counted(pack, since=start, until=start + timedelta(days=1))
    if as_json:
        typer.echo(json.dumps({"lots": seen.lots, "unentered": seen.unentered, "per_thousand": seen.per_thousand}))
        return
    without = len(seen.unentered)
    typer.echo(
        in_terminal_language(
            f"到货 {seen.lots} 批，没有首站赋码 {without} 批",
            f"{seen.lots} lots came, {without} without a first station",
        )
    )
    for code in seen.unentered:
        typer.echo(code)
