"""`anxin allotments`: what is handed out from a limited stock, and everything that is done with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.cases_typed import SAID, pairs
from anxin.cli.site import now, open_site, operator, signed_in

if TYPE_CHECKING:
    from anxin.kernel.journal.actor import Actor
    from anxin.modules.allotments.known_people import Named
    from anxin.modules.allotments.models import Application, Offer

app = typer.Typer(help="Parcels, places and rooms handed out from a limited stock.", no_args_is_help=True)
OFFER = typer.Argument(metavar="SERVICE/OFFER", help="The offer, as `anxin allotments list` shows it.")
PART = typer.Argument(metavar="PART", help="Slug of the class, house or load.")
TOKEN = typer.Argument(metavar="LINK", help="The last part of the application's link.")
WHO = typer.Option(None, "--as", metavar="USER", help="The account that acts; without it, the operator.")
NUMBER = typer.Option(..., "--number", help="Identity number.")
NAME = typer.Option(..., "--name", help="Name, as on the identity card.")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else.")


def acting(who: str | None) -> Actor:
    """The account that is named, or the operator."""
    return signed_in(who) if who else operator()


def offer(name: str) -> Offer:
    """The offer of that name."""
    from anxin.modules.allotments.queries import offer_named

    return offer_named(name)


def named(name: str, number: str) -> Named:
    """A person as typed."""
    from anxin.modules.allotments.known_people import Named

    return Named(name, number)


@app.command("list")
def list_offers(as_json: bool = AS_JSON) -> None:
    """Show what is on offer, and figures that add up. Changes nothing.

    Example: `anxin allotments list`
    """
    open_site()
    from anxin.modules.allotments import queries

    found = [figures(one) for one in queries.offers()]
    if as_json:
        typer.echo(json.dumps({"offers": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['offer']}  {one['title']}  {one['since']} – {one['until']}")
        for part in one["parts"]:
            typer.echo("    " + "  ".join(f"{key}={value}" for key, value in part.items()))


def figures(held: Offer) -> dict[str, Any]:
    """An offer and its figures, as JSON has them."""
    from dataclasses import asdict

    from anxin.modules.allotments import queries

    terms = queries.terms_of(held)
    parts: list[dict[str, Any]]
    if queries.is_parcels(held):
        one = queries.parcel_figures(held)
        parts = [{**asdict(one), "left": one.left, "adds_up": one.whole}]
    else:
        parts = [{**asdict(one), "adds_up": one.whole} for one in queries.figures(held, now()).values()]
    head = {"offer": queries.name_of(held), "title": str(terms.title), "kind": str(terms.kind), "rule": str(terms.rule)}
    return {**head, "since": terms.since, "until": terms.until, "parts": parts}


@app.command("apply")
def apply_for(
    name: str = OFFER,
    part: str = PART,
    person: str = NAME,
    number: str = NUMBER,
    guardian: str | None = typer.Option(None, "--guardian", help="Name of whoever asks, where somebody else does."),
    guardian_number: str = typer.Option("", "--guardian-number", help="Their identity number."),
    phone: str = typer.Option("", "--phone", help="Their phone."),
    said: list[str] = SAID,
    who: str | None = WHO,
) -> None:
    """Apply for somebody; prints the application's number, where it stands, and its link.

    Changes: the application, what is held for it, the journal; the persons if they are new.

    Example: `anxin allotments apply care/winter_class yuelong --name 王童 --number 330226201304010010`
    """
    open_site()
    from anxin.modules.allotments.places import apply_for

    asker = named(guardian, guardian_number) if guardian else None
    done = apply_for(
        by=acting(who),
        at=now(),
        offer=offer(name),
        part=part,
        person=named(person, number),
        guardian=asker,
        phone=phone,
        said=pairs(said),
    )
    tell(done.application)
    typer.echo(f"/a/{done.token}")


def tell(one: Application) -> None:
    """Number and standing, with its word."""
    from anxin.modules.allotments.enums import Standing
    from anxin.modules.allotments.explaining import STANDINGS

    typer.echo(f"{one.number:04d}  {one.standing}  {STANDINGS[Standing(one.standing)]}")


@app.command("why")
def why(token: str = TOKEN) -> None:
    """Say where an application stands and why, from the list itself, naming nobody.

    Changes: a journal entry: it is a reading.

    Example: `anxin allotments why Z0x3kq4Vb1uJtq2mO8QxGg`
    """
    open_site()
    from anxin.modules.allotments.explaining import explained
    from anxin.modules.allotments.owning import own_by_link, read_of

    told = explained(read_of(own_by_link(token=token), now()).application, now())
    typer.echo(told.word)
    for line in told.sentences:
        typer.echo(f"· {line}")


@app.command("accept")
def accept(token: str = TOKEN) -> None:
    """Take what is held for an application.

    Changes: the hold becomes a document of the book; the application, the journal.

    Example: `anxin allotments accept Z0x3kq4Vb1uJtq2mO8QxGg`
    """
    open_site()
    from anxin.modules.allotments import owning, places

    tell(places.accept(own=owning.own_by_link(token=token), at=now()))


@app.command("decline")
def decline(token: str = TOKEN) -> None:
    """Give up what is held for an application; it goes to the next.

    Changes: the hold, the application, whoever is next, the journal.

    Example: `anxin allotments decline Z0x3kq4Vb1uJtq2mO8QxGg`
    """
    open_site()
    from anxin.modules.allotments import owning, places

    tell(places.decline(own=owning.own_by_link(token=token), at=now()))


@app.command("withdraw")
def withdraw(token: str = TOKEN) -> None:
    """Withdraw an application, whatever it has come to; what it had goes to the next.

    Changes: the application, what it held or had, whoever is next, the journal.

    Example: `anxin allotments withdraw Z0x3kq4Vb1uJtq2mO8QxGg`
    """
    open_site()
    from anxin.modules.allotments import owning, places

    tell(places.cancel(own=owning.own_by_link(token=token), at=now()))


@app.command("verify-draw")
def verify_draw(file: Path = typer.Argument(help="The published file of a draw.")) -> None:
    """Compute a draw again from its published file. Changes nothing; ends with 1 where something does not follow.

    Needs no site, no database and no network.

    Example: `anxin allotments verify-draw draw-care-dormitory.json`
    """
    from anxin.modules.allotments.lots import faults

    try:
        published = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise typer.BadParameter(f"{file} cannot be read: {fault}.") from None
    found = list(faults(published))
    for one in found:
        typer.echo(f"Not to be relied on: {one}.", err=True)
    if found:
        raise typer.Exit(1)
    typer.echo(f"{len(published['order'])} lots in the order that follows. Digest: {published['announced_sha256']}")


@app.command("draw")
def draw(name: str = OFFER) -> None:
    """Print the published file of a draw. Changes nothing.

    Example: `anxin allotments draw care/dormitory > draw.json`
    """
    open_site()
    from anxin.modules.allotments.drawing import published

    typer.echo(json.dumps(published(offer=offer(name)), ensure_ascii=False, indent=1))
