"""`anxin datasets`: the catalogue, rows through the gate, grants, statistics and corrections from the terminal."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.site import day_of, in_terminal_language, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.datasets.models import Grant
    from anxin.kernel.journal.actor import Actor

app = typer.Typer(help="Datasets: who owns what, who may read it, and what may leave.", no_args_is_help=True)
WHO = typer.Option(None, "--as", metavar="USER", help="The account that acts; without it, the operator.")
AS_USER = typer.Option(..., "--as", metavar="USER", help="The account that acts, in its own name.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
NAME = typer.Argument(metavar="DATASET", help="As `pack.slug`; `anxin datasets list` shows them.")
GRANT = typer.Argument(metavar="GRANT", help="Public id of the grant; `anxin datasets grants` shows it.")
WHY = typer.Option(..., "--why", help="The reason; whoever asked sees it.")
SHARING = {
    "unconditional": ("无条件共享", "unconditional"),
    "restricted": ("受限共享", "restricted"),
    "not_shared": ("不共享", "not shared"),
}


def _acting(who: str | None) -> Actor:
    return signed_in(who) if who else operator()


@app.command("list")
def list_datasets(as_json: bool = AS_JSON) -> None:
    """Show the catalogue: each dataset with its class and owner. Changes nothing.

    Example: `anxin datasets list`
    """
    open_site()
    from anxin.kernel.datasets.catalogue import datasets

    held = datasets(on=day_of(None))
    if as_json:
        listed = [{"dataset": one.name, **asdict(one)} for one in held]
        typer.echo(json.dumps({"datasets": listed}, ensure_ascii=False, default=str))
        return
    for one in held:
        typer.echo(f"{one.name}  {one.title}  {in_terminal_language(*SHARING[one.sharing])}  {one.owner}")


@app.command("dcat")
def dcat() -> None:
    """Print the catalogue as DCAT-AP in JSON-LD, as `/catalogue.jsonld` serves it. Changes nothing.

    Example: `anxin datasets dcat > catalogue.jsonld`
    """
    open_site()
    from django.conf import settings

    from anxin.kernel.datasets.dcat import catalogue

    held = catalogue(on=day_of(None), address=settings.PUBLIC_ADDRESS.rstrip("/"), name=settings.PUBLISHER)
    typer.echo(json.dumps(held, ensure_ascii=False, indent=2))


@app.command("rows")
def rows(
    name: str = NAME,
    fields: str = typer.Option(..., "--fields", help="The fields you need, with commas between them."),
    purpose: str = typer.Option(..., "--purpose", help="Why you read; every person read about sees it."),
    who: str = AS_USER,
    after: int = typer.Option(0, "--after", help="`next` of the page before."),
) -> None:
    """Read a page of rows through the gate, as JSON: under a grant, or a county's own people.

    Changes: a journal entry, which everybody in the page finds in their own view; a refusal leaves one as well.

    Example: `anxin datasets rows home_service.registered_workers --fields name,colour --purpose 数据回流 --as lucheng`
    """
    open_site()
    from anxin.kernel.datasets.gate import read_rows

    wanted = [one.strip() for one in fields.split(",") if one.strip()]
    found = read_rows(by=signed_in(who), at=now(), name=name, fields=wanted, purpose=purpose, after=after)
    listed = []
    for one in found.rows:
        marks = {field: day.isoformat() for field, day in found.disputed.get(one.party_id, {}).items()}
        listed.append({"person": one.public_id, **one.values, **({"disputed": marks} if marks else {})})
    typer.echo(json.dumps({"dataset": found.dataset, "rows": listed, "next": found.after}, ensure_ascii=False))


@app.command("statistics")
def statistics(name: str = NAME, who: str | None = WHO, as_json: bool = AS_JSON) -> None:
    """Make the day's statistics of a dataset, or show those made already; small numbers are left out.

    Changes: the day's table and a journal entry, once a day. `anxin tick` does it too.

    Example: `anxin datasets statistics home_service.registered_workers`
    """
    open_site()
    from anxin.kernel.datasets.statistics import count

    made = count(by=_acting(who), at=now(), name=name)
    if as_json:
        cells: list[Any] = [[*key, number] for key, number in made.cells.items()]
        typer.echo(
            json.dumps({"dataset": name, "day": str(made.day), "by": made.by, "cells": cells}, ensure_ascii=False)
        )
        return
    every, hidden = in_terminal_language("合计", "all"), in_terminal_language("不公布", "not shown")
    for key, number in made.cells.items():
        values = "  ".join(every if one is None else one or "–" for one in key)
        typer.echo(f"{values}  {hidden if number is None else number}")


@app.command("ask")
def ask(
    name: str = NAME,
    fields: str = typer.Option(..., "--fields", help="The fields you need, with commas between them."),
    purpose: str = typer.Option(..., "--purpose", help="What they are for."),
    basis: str = typer.Option(..., "--basis", help="The law or rule your duty rests on."),
    until: str = typer.Option(..., "--until", metavar="DAY", help="The last day."),
    who: str = AS_USER,
) -> None:
    """Ask for a dataset that is shared on request, for the account's unit.

    Changes: a request that the owner decides on, and a journal entry.

    Example: `anxin datasets ask PACK.SLUG --fields name --purpose 稳岗补贴 --basis 条例 --until 2021-12-31 --as USER`
    """
    open_site()
    from anxin.kernel.datasets.granting import ask as asking

    wanted = [one.strip() for one in fields.split(",") if one.strip()]
    made = asking(
        by=signed_in(who), at=now(), name=name, fields=wanted, purpose=purpose, basis=basis, until=day_of(until)
    )
    _tell(made)


@app.command("grants")
def grants(who: str = AS_USER, as_json: bool = AS_JSON) -> None:
    """Show requests and grants: of the account's unit, or all for the owner's side. Changes nothing.

    Example: `anxin datasets grants --as wenzhou`
    """
    open_site()
    from anxin.kernel.datasets.granting import grants_seen

    held = list(grants_seen(signed_in(who))[:200])
    if as_json:
        typer.echo(json.dumps({"grants": [_as_dict(one) for one in held]}, ensure_ascii=False))
        return
    for one in held:
        _tell(one)


@app.command("grant")
def grant(grant_id: str = GRANT, who: str = AS_USER) -> None:
    """Grant a request, for the owner's side; never one's own.

    Changes: the grant stands from now on, and a journal entry.

    Example: `anxin datasets grant abcdefghijklmnop --as wenzhou`
    """
    open_site()
    from anxin.kernel.datasets import granting

    by = signed_in(who)
    _tell(granting.grant(by=by, at=now(), asked=granting.grant_named(by, grant_id)))


@app.command("refuse")
def refuse(grant_id: str = GRANT, why: str = WHY, who: str = AS_USER) -> None:
    """Refuse a request and say why.

    Changes: the request is decided, and a journal entry.

    Example: `anxin datasets refuse abcdefghijklmnop --why 与职责无关 --as wenzhou`
    """
    open_site()
    from anxin.kernel.datasets import granting

    by = signed_in(who)
    _tell(granting.refuse(by=by, at=now(), asked=granting.grant_named(by, grant_id), reason=why))


@app.command("withdraw")
def withdraw(grant_id: str = GRANT, why: str = WHY, who: str = AS_USER) -> None:
    """Withdraw a grant: the next read is refused.

    Changes: the grant ends at once, and a journal entry.

    Example: `anxin datasets withdraw abcdefghijklmnop --why 项目结束 --as wenzhou`
    """
    open_site()
    from anxin.kernel.datasets import granting

    by = signed_in(who)
    _tell(granting.withdraw(by=by, at=now(), granted=granting.grant_named(by, grant_id), reason=why))


def _as_dict(one: Grant) -> dict[str, Any]:
    return {
        "grant": one.public_id,
        "dataset": one.dataset,
        "unit": one.unit_name,
        "fields": one.fields,
        "purpose": one.purpose,
        "until": one.until.isoformat(),
        "state": one.state,
        "reason": one.reason,
    }


def _tell(one: Grant) -> None:
    typer.echo(
        f"{one.public_id}  {one.state}  {one.dataset}  {one.unit_name}  {one.purpose}  {one.until}  {one.reason}"
    )


def tell_counted() -> None:
    """Make the day's statistics of every dataset that has some, and say so; part of the nightly tick."""
    from anxin.kernel.datasets.statistics import count, counted_sets

    names = counted_sets(on=day_of(None))
    for name in names:
        count(by=operator(), at=now(), name=name)
    if names:
        typer.echo(in_terminal_language(f"统计表 {len(names)} 张。", f"Statistics of {len(names)} datasets."))
