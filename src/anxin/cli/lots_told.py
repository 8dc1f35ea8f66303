"""`anxin lots`: entering sites and lots, papers, what happened, and EPCIS in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anxin.cli.site import day_of, in_terminal_language, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.journal.actor import Actor

app = typer.Typer(help="Lots of goods: follow them, count them, check the books.", no_args_is_help=True)
SERVICE = typer.Option("cold_chain", "--pack", help="The service.")
WHO = typer.Option(None, "--as", metavar="USER", help="The account that acts; without it, the operator.")
URI = typer.Option("", "--uri", help="What others call it in EPCIS, such as urn:epc:id:sgln:….")
SITE = typer.Option(..., "--site", metavar="SITE", help="Public id or whole name of the site.")


def acting(who: str | None) -> Actor:
    """The account that is named, or the operator."""
    return signed_in(who) if who else operator()


@app.command("add-site")
def add_site(
    kind: str = typer.Argument(metavar="KIND", help="A kind of site of the service, such as market."),
    name: str = typer.Argument(metavar="NAME", help="What it is called."),
    area: str = typer.Option(..., "--area", help="Its county (GB/T 2260 code)."),
    keeper: str = typer.Option("", "--keeper", help="Credit code or name of the firm whose people scan there."),
    room: str = typer.Option("", "--room-kg", help="How much it holds, where lots are booked into it."),
    uri: str = URI,
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Enter a place where lots come and go, and print its public id.

    Changes: the site, and a journal entry.

    Example: `anxin lots add-site market "12 号摊" --area 330302 --keeper 91330302MA285KQP0L`
    """
    open_site()
    from anxin.modules.tracing import queries
    from anxin.modules.tracing.entering import enter_site
    from anxin.modules.tracing.event_files import grams

    made = enter_site(
        by=acting(who),
        at=now(),
        pack=pack,
        kind=kind,
        name=name,
        area=area,
        keeper=queries.firm(keeper) if keeper else None,
        room=grams(room) if room else None,
        uri=uri,
    )
    typer.echo(made.party.public_id)


@app.command("sites")
def sites(pack: str = SERVICE, who: str | None = WHO) -> None:
    """Show the sites of an account or of all, with what is there now and the room that is free. Changes nothing.

    Example: `anxin lots sites`
    """
    open_site()
    from anxin.modules.tracing import listing, queries
    from anxin.modules.tracing.rights import sites_of
    from anxin.modules.tracing.rooms import room_of

    terms, today = queries.terms_of(pack), day_of(None)
    for one in listing.sites_with_stock(sites_of(acting(who), pack).order_by("pk"), pack):
        site = one.site
        free = "" if site.room is None else f"{room_of(site, terms, on=today).free / 1000:g} kg"
        free = free and in_terminal_language(f"空位 {free}", f"{free} free")
        lots = in_terminal_language(f"{one.lots} 批", f"{one.lots} lots")
        typer.echo(
            f"{site.party.public_id}  {site.kind}  {site.party.name}  {lots}  {one.grams / 1000:g} kg  {free}".rstrip()
        )


@app.command("add")
def add_lot(
    code: str = typer.Argument(metavar="CODE", help="What is printed on it."),
    name: str = typer.Argument(metavar="NAME", help="What it is."),
    site: str = SITE,
    about: list[str] = typer.Option([], "--about", metavar="KEY=TEXT", help="What a buyer is shown, such as country=."),
    uri: str = URI,
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Enter a lot under its code at the first station that puts it on.

    Changes: the lot, its file under the service, and a journal entry. How much it is, an event says.

    Example: `anxin lots add EC-0117-A 冻虾仁 --site 瓯江冷链首站 --about country=厄瓜多尔`
    """
    open_site()
    from anxin.modules.tracing import queries
    from anxin.modules.tracing.entering import enter_lot

    said = dict(one.partition("=")[::2] for one in about)
    held = queries.site_called(site, pack=pack)
    made = enter_lot(by=acting(who), at=now(), site=held, code=code, name=name, about=said, uri=uri)
    typer.echo(made.code)


@app.command("paper")
def paper(
    code: str = typer.Argument(metavar="CODE", help="The lot."),
    kind: str = typer.Argument(metavar="KIND", help="The paper, such as quarantine."),
    source: str = typer.Argument(metavar="SOURCE", help="Who issued it, such as customs."),
    result: str = typer.Argument(metavar="RESULT", help="What it says, such as passed."),
    since: str = typer.Option(..., "--from", metavar="DAY", help="The day it was issued."),
    until: str | None = typer.Option(None, "--until", metavar="DAY", help="Its last day."),
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Hand in a paper of a lot; the lot is decided at once.

    Changes: the record, what follows from it, and a journal entry.

    Example: `anxin lots paper EC-0117-A test laboratory negative --from 2021-02-01 --until 2021-02-08`
    """
    open_site()
    from anxin.kernel.evidence.actions import Statement
    from anxin.modules.tracing import queries
    from anxin.modules.tracing.handing_in import hand_in
    from anxin.modules.tracing.papers import judge

    held = queries.lot(code, pack=pack)
    said = Statement(kind, source, day_of(since), result, day_of(until) if until else None)
    hand_in(by=acting(who), at=now(), lot=held, paper=said)
    judged = judge(held, day_of(None))
    typer.echo(f"{judged.outcome}  {judged.reason}" if judged else "–")


@app.command("record")
def record(
    file: Path = typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A text table or a workbook."),
    site: str = SITE,
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Record what happened at a site from a table, one event a row, with its own times: all of it or none.

    Columns: time, kind, code, kg, to, made, lost, expected, mark, note, or 时间、事项、溯源码、公斤、去向、变成、
    损耗公斤、预计到货、编号、备注. The same table again changes nothing.

    Changes: events, what they move in the books, and a journal entry each.

    Example: `anxin lots record market.csv --site "12 号摊"`
    """
    open_site()
    from anxin.modules.tracing import queries
    from anxin.modules.tracing.event_files import drafts_of
    from anxin.modules.tracing.recording import record_all

    drafts = drafts_of(queries.site_called(site, pack=pack), file.read_bytes())
    made = record_all(by=acting(who), at=now(), drafts=drafts)
    new = sum(one.now for one in made)
    typer.echo(
        in_terminal_language(
            f"记下 {new} 条，{len(made) - new} 条原来就有", f"{new} recorded, {len(made) - new} stood there already"
        )
    )


@app.command("capture")
def capture(
    file: Path = typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="An EPCIS 2.0 document in JSON-LD."),
    proceed: bool = typer.Option(False, "--proceed", help="Record those that can be, where others cannot."),
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Capture a document of EPCIS 2.0 and print, as one JSON object, what became of it; exit code 1 where something was
    refused.

    Changes: events, what they move in the books, and journal entries; nothing where one is refused without `--proceed`.

    Example: `anxin lots capture events.jsonld`
    """
    open_site()
    from anxin.modules.tracing.epcis.capturing import capture as take
    from anxin.modules.tracing.epcis.capturing import job_told

    held = take(by=acting(who), at=now(), pack=pack, octets=file.read_bytes(), proceeds=proceed)
    typer.echo(json.dumps(job_told(held), ensure_ascii=False))
    if held.errors:
        raise typer.Exit(1)


@app.command("events")
def events(
    code: str = typer.Argument("", metavar="[CODE]", help="Of this lot only."),
    pack: str = SERVICE,
    who: str | None = WHO,
) -> None:
    """Print events as one EPCIS 2.0 document. Changes nothing.

    Example: `anxin lots events EC-0117-A > events.jsonld`
    """
    open_site()
    from anxin.modules.tracing import queries
    from anxin.modules.tracing.epcis import asking
    from anxin.modules.tracing.epcis.writing import exported

    queries.terms_of(pack)
    classes = asking.names_of(queries.lot(code, pack=pack)) if code else []
    found, after = [], ""
    while True:
        page = asking.events(acting(who), pack, asking.Asked(classes=classes), after=after)
        found += page.events
        after = page.after
        if not after:
            break
    typer.echo(json.dumps(exported(found, at=now()), ensure_ascii=False))
