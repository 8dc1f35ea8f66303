"""`anxin benefits`: mutual aid: what it offers, rosters, premiums and settlement records in, figures, who was paid."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.site import day_of, now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.journal.actor import Actor
    from anxin.modules.benefits.models import Roster
    from anxin.modules.benefits.settling import RowBrought
    from anxin.modules.benefits.terms import Scheme

app = typer.Typer(help="Mutual aid: rosters, premiums, claims, payments.", no_args_is_help=True)
SCHEME = typer.Argument(metavar="SERVICE/SCHEME", help="The scheme, as `anxin benefits schemes` shows it.")
CYCLE = typer.Argument(metavar="CYCLE", help="Key of the cycle, such as 2022-1.")
FILE = typer.Argument(metavar="FILE", help="A table: CSV in UTF-8 or GB18030, or a workbook.")
WHO = typer.Option(None, "--as", metavar="USER", help="The account that acts; without it, the operator.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")
UNION = typer.Option(..., "--union", metavar="CREDIT_CODE", help="Unified credit code of the base union.")
SINCE = typer.Option(None, "--since", metavar="DAY", help="Paid on this day or later.")
UNTIL = typer.Option(None, "--until", metavar="DAY", help="Paid on this day or earlier; the fund at its end.")
PAGE = 500
RISKY = ("=", "+", "-", "@", "\t", "\r")


def acting(who: str | None) -> Actor:
    """The account that is named, or the operator."""
    return signed_in(who) if who else operator()


def terms_of(name: str) -> Scheme:
    """The scheme of that name, as it is in force."""
    from anxin.modules.benefits.queries import version_in_force
    from anxin.modules.benefits.recording import scheme_of

    return scheme_of(version_in_force(name))


def content_of(file: Path) -> bytes:
    """The bytes of a file; a wrong path is a wrong use of the command."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise typer.BadParameter(f"{file} cannot be read: {fault}.") from None


def tell_json(told: object) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(told, ensure_ascii=False))


def _day(text: str | None) -> date | None:
    return day_of(text) if text else None


@app.command("schemes")
def schemes(as_json: bool = AS_JSON) -> None:
    """Show the schemes in force with their cycles: window, cover, premium, ceiling. Changes nothing.

    Example: `anxin benefits schemes`
    """
    open_site()
    from anxin.modules.benefits.queries import schemes_in_force
    from anxin.modules.benefits.recording import scheme_of
    from anxin.modules.benefits.refusing import yuan

    held = [scheme_of(one) for one in schemes_in_force()]
    if as_json:
        tell_json({"schemes": [_as_json(one) for one in held]})
        return
    for one in held:
        typer.echo(f"{one.pack}/{one.slug}  {one.title}")
        for cycle in one.cycles.values():
            window = f"{cycle.window_from} – {cycle.window_until}"
            typer.echo(f"    {cycle.key}  {window}  {yuan(cycle.premium)}  {yuan(cycle.ceiling)}")


def _as_json(one: Scheme) -> dict[str, Any]:
    cycles = [
        {
            "cycle": cycle.key,
            "window_from": cycle.window_from.isoformat(),
            "window_until": cycle.window_until.isoformat(),
            "premium": cycle.premium,
            "ceiling": cycle.ceiling,
        }
        for cycle in one.cycles.values()
    ]
    return {"scheme": f"{one.pack}/{one.slug}", "title": str(one.title), "items": list(one.items), "cycles": cycles}


@app.command("roster")
def roster(
    name: str = SCHEME,
    cycle: str = CYCLE,
    file: Path = FILE,
    union: str = UNION,
    unit: str = typer.Option("", "--unit", metavar="CREDIT_CODE", help="The unit; left out: the union itself."),
    staff: int = typer.Option(..., "--staff", min=1, help="All who work there, enrolled or not."),
    received: datetime | None = typer.Option(
        None, "--received", help="When it reached the door, Shanghai time, where that was before now."
    ),
    check: bool = typer.Option(False, "--check", help="Say what would become of it, and write nothing."),
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Receive a unit's roster and enrol its people; the moment of receipt decides whether it is in time.

    Changes: the roster, the people of it, the journal; with --check nothing. The same file again is the same roster.

    Example: `anxin benefits roster mutual_aid/hangzhou 2022-1 staff.csv --union 81330100MC0000001A --staff 120`
    """
    open_site()
    from anxin.modules.benefits import by_number, rosters
    from anxin.modules.benefits.terms import SHANGHAI

    by, at, content = acting(who), now(), content_of(file)
    entering = by_number.organisation_of(union)
    if check:
        _tell_check(by, at, name, cycle, entering, staff, content, as_json)
        return
    held = rosters.receive_roster(
        by=by,
        at=at,
        scheme=name,
        cycle=cycle,
        union=entering,
        unit=by_number.organisation_of(unit) if unit else entering,
        staff=staff,
        content=content,
        received_at=received.replace(tzinfo=SHANGHAI) if received else None,
    )
    _tell_roster(rosters.process_roster(by=by, at=at, roster=held), as_json)


def _tell_check(
    by: Actor, at: datetime, name: str, cycle: str, union: Any, staff: int, content: bytes, as_json: bool
) -> None:
    from anxin.modules.benefits.previewing import check_roster
    from anxin.modules.benefits.refusing import yuan

    found = check_roster(by=by, at=at, scheme=name, cycle=cycle, union=union, staff=staff, content=content)
    faults = [[one.row, one.what] for one in found.faults]
    refused = str(found.refusal) if found.refusal else ""
    if as_json:
        told = {"rows": found.rows, "people": found.people, "due": found.due, "faults": faults, "refused": refused}
        tell_json(told)
        return
    typer.echo(refused or f"{found.people} / {found.rows}  {yuan(found.due)}")
    for row, what in faults:
        typer.echo(f"{row}: {what}", err=True)


def _tell_roster(held: Roster, as_json: bool) -> None:
    from anxin.modules.benefits.refusing import moment, yuan

    if as_json:
        told = {
            "roster": held.public_id,
            "state": held.state,
            "received_at": held.received_at.isoformat(),
            "people": held.people,
            "due": held.due,
            "faults": held.faults,
        }
        tell_json(told)
        return
    typer.echo(f"{held.public_id}  {held.state}  {moment(held.received_at)}  {held.people}  {yuan(held.due)}")
    for row, what in held.faults:
        typer.echo(f"{row}: {what}", err=True)


@app.command("rosters")
def list_rosters(
    name: str = SCHEME, cycle: str = typer.Option("", "--cycle", help="Only this cycle."), as_json: bool = AS_JSON
) -> None:
    """List the rosters of a scheme, the newest first: state, people, what is due and whether it came in; no names.

    Changes nothing.

    Example: `anxin benefits rosters mutual_aid/hangzhou --cycle 2022-1`
    """
    open_site()
    from anxin.modules.benefits.queries import rosters
    from anxin.modules.benefits.refusing import yuan

    rows: list[dict[str, Any]] = [
        {
            "roster": one.public_id,
            "cycle": one.cycle,
            "unit": one.unit.name,
            "state": one.state,
            "people": one.people,
            "due": one.due,
            "paid": one.payment_id is not None,
        }
        for one in rosters(terms_name(name), cycle)
    ]
    if as_json:
        tell_json({"rosters": rows})
        return
    for row in rows:
        paid = "paid" if row["paid"] else "unpaid"
        typer.echo(f"{row['roster']}  {row['cycle']}  {row['state']}  {row['people']}  {yuan(row['due'])}  {paid}")


def terms_name(name: str) -> str:
    """The name of a scheme in force. Raises NotFound."""
    terms_of(name)
    return name


@app.command("premium")
def premium(
    name: str = SCHEME,
    cycle: str = CYCLE,
    rosters: list[str] = typer.Argument(metavar="ROSTER…", help="Public ids of the rosters the money is for."),
    union: str = UNION,
    reference: str = typer.Option(..., "--reference", help="The bank's reference."),
    amount: int = typer.Option(..., "--fen", min=0, help="How much came in, in fen."),
    on: str | None = typer.Option(None, "--on", metavar="DAY", help="The day it came in; without it, today."),
    who: str | None = WHO,
) -> None:
    """Match money that came in to the rosters it is for; booked is what is exactly due.

    Changes: the payment, the book, the journal.

    Example: `anxin benefits premium mutual_aid/hangzhou 2022-1 ROSTER --union CODE --reference B1 --fen 960000`
    """
    open_site()
    from anxin.modules.benefits import by_number
    from anxin.modules.benefits.premiums import difference, match_payment

    made = match_payment(
        by=acting(who),
        at=now(),
        scheme=name,
        cycle=cycle,
        union=by_number.organisation_of(union),
        reference=reference,
        amount=amount,
        received_on=day_of(on),
        rosters=rosters,
    )
    typer.echo(f"{made.reference}  {made.state}  {difference(made)}".rstrip())


@app.command("settlements")
def settlements(
    name: str = SCHEME,
    file: Path = FILE,
    source: str = typer.Option(..., "--source", help="The hospital or insurer that the records come from."),
    who: str | None = WHO,
    as_json: bool = AS_JSON,
) -> None:
    """Take settlement records in; whom something is due is offered it and sent a link. Ends with 1 where a row could
    not be taken.

    Changes: the records, the offers, messages, the journal. The same file again changes nothing.

    Example: `anxin benefits settlements mutual_aid/hangzhou records.csv --source 示例市第一医院`
    """
    open_site()
    from anxin.modules.benefits.settling import bring_file

    taken = bring_file(by=acting(who), at=now(), scheme=name, source=source, content=content_of(file))
    faults = [one for one in taken if one.fault]
    if as_json:
        tell_json({"taken": [_taken(one) for one in taken]})
    else:
        for one in taken:
            said = one.fault or f"{one.item}  {one.became}  {one.claim.public_id if one.claim else ''}"
            typer.echo(f"{one.row}: {said}".rstrip(), err=bool(one.fault))
    if faults:
        raise typer.Exit(1)


def _taken(one: RowBrought) -> dict[str, Any]:
    number = one.claim.public_id if one.claim else None
    return {
        "row": one.row,
        "item": one.item,
        "became": one.became,
        "claim": number,
        "told": one.told,
        "fault": one.fault,
    }


@app.command("figures")
def figures(name: str = SCHEME, since: str | None = SINCE, until: str | None = UNTIL, as_json: bool = AS_JSON) -> None:
    """Show people paid, sums and the fund's balance, from the book alone. Changes nothing.

    Example: `anxin benefits figures mutual_aid/hangzhou --until 2021-09-30`
    """
    open_site()
    from dataclasses import asdict

    from anxin.modules.benefits import queries
    from anxin.modules.benefits.booking import book_of
    from anxin.modules.benefits.figures import carried
    from anxin.modules.benefits.refusing import yuan

    scheme = terms_of(name)
    book = book_of(scheme)
    sums = queries.benefit_sums(scheme, book, since=_day(since), until=_day(until))
    fund = queries.fund(scheme, book, on=_day(until))
    if as_json:
        held = {**asdict(fund), "carried": carried(fund)}
        tell_json({"scheme": name, "people": sums.people, "paid": sums.fen, "fund": held})
        return
    typer.echo(f"{sums.people:,}  {yuan(sums.fen)}")
    for word, fen in {"carried": carried(fund), **asdict(fund)}.items():
        typer.echo(f"    {word:10} {yuan(fen):>18}")


@app.command("beneficiaries")
def beneficiaries(
    name: str = SCHEME,
    file: Path = typer.Option(..., "--csv", metavar="FILE", help="Where to write the list."),
    since: str | None = SINCE,
    until: str | None = UNTIL,
    who: str | None = WHO,
) -> None:
    """Write down who was paid how much, person by person, as a table. An auditor's account gets the names masked.

    Changes: the file, and a journal entry for each page: it is a reading, and the people find it.

    Example: `anxin benefits beneficiaries mutual_aid/hangzhou --csv paid.csv --as books`
    """
    open_site()
    from anxin.modules.benefits.refusing import yuan
    from anxin.modules.benefits.showing import beneficiaries_of

    by, at, start, total = acting(who), now(), 0, 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("编号", "姓名", "金额（元）"))
        while page := beneficiaries_of(
            by=by, at=at, scheme=name, since=_day(since), until=_day(until), start=start, most=PAGE
        ):
            rows.writerows((one.public_id, _harmless(one.name), yuan(one.fen)) for one in page)
            start, total = start + len(page), total + sum(one.fen for one in page)
    typer.echo(f"{start:,}  {yuan(total)}")


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell
