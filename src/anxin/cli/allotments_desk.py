"""`anxin allotments …`: what desks and firms do with a stock."""

from __future__ import annotations

import typer

from anxin.cli.allotments import NAME, NUMBER, OFFER, PART, WHO, acting, figures, named, offer, tell
from anxin.cli.allotments import app as app
from anxin.cli.site import in_terminal_language, now, open_site, operator

MANY = typer.Argument(metavar="QUANTITY", min=1, help="How many.")
FIRM = typer.Argument(metavar="CREDIT_CODE", help="Unified credit code of the firm.")
NOTE = typer.Option("", "--note", "-n", help="A word that stays with the document.")


def told(name: str) -> None:
    """The figures as they stand now."""
    for part in figures(offer(name))["parts"]:
        typer.echo("  ".join(f"{key}={value}" for key, value in part.items()))


@app.command("stock")
def stock(name: str = OFFER, who: str | None = WHO) -> None:
    """Enter, once, as much as the service declares of each part.

    Changes: documents of the book, the journal; asked again, nothing.

    Example: `anxin allotments stock care/winter_class`
    """
    open_site()
    from anxin.modules.allotments.stocking import stock_as_declared

    stock_as_declared(by=acting(who), at=now(), offer=offer(name))
    told(name)


@app.command("bring")
def bring(name: str = OFFER, part: str = PART, many: int = MANY, note: str = NOTE, who: str | None = WHO) -> None:
    """Enter more of a part; those who wait are offered it at once.

    Changes: a document of the book, whoever is next, the journal.

    Example: `anxin allotments bring care/winter_class yuelong 2 --as keeper`
    """
    open_site()
    from anxin.modules.allotments.stocking import bring

    bring(by=acting(who), at=now(), offer=offer(name), part=part, quantity=many, note=note)
    told(name)


@app.command("take-out")
def take_out(
    name: str = OFFER,
    part: str = PART,
    many: int = MANY,
    note: str = typer.Option(..., "--note", "-n", help="Why."),
    who: str | None = WHO,
) -> None:
    """Take places or rooms out that are free; what is held or taken stays.

    Changes: a document of the book, the journal.

    Example: `anxin allotments take-out care/winter_class yuelong 1 -n "A smaller room" --as keeper`
    """
    open_site()
    from anxin.modules.allotments.stocking import take_out

    take_out(by=acting(who), at=now(), offer=offer(name), part=part, quantity=many, note=note)
    told(name)


@app.command("sweep")
def sweep(who: str | None = WHO) -> None:
    """Put down what ran out in every offer, and offer what is free to those who wait. To be run every few minutes;
    `anxin tick` does it too.

    Changes: holds that ran out, applications, the journal.

    Example: `anxin allotments sweep`
    """
    open_site()
    from anxin.modules.allotments import places, queries

    for one in queries.offers():
        places.sweep(by=acting(who), at=now(), offer=one)
        typer.echo(queries.name_of(one))


def tell_swept() -> None:
    """Sweep every offer, and say how many there were."""
    from anxin.modules.allotments import places, queries

    many = [places.sweep(by=operator(), at=now(), offer=one) for one in queries.offers()]
    if many:
        zh, en = f"过期的名额已放回，共 {len(many)} 项供给。", f"Offers swept of what ran out: {len(many)}."
        typer.echo(in_terminal_language(zh, en))


@app.command("missed")
def missed(
    application: str = typer.Argument(metavar="APPLICATION", help="Public id of the application."),
    note: str = typer.Option(..., "--note", "-n", help="How it is known that nobody came."),
    who: str | None = WHO,
) -> None:
    """Write down that nobody came for a place; it is free again.

    Changes: a document of the book, the application, whoever is next, the journal.

    Example: `anxin allotments missed abcdefghijklmnop -n "Three days absent" --as counter`
    """
    open_site()
    from anxin.modules.allotments import owning, places

    by = acting(who)
    own = owning.own_at_desk(by=by, at=now(), public_id=application)
    tell(places.no_show(by=by, at=now(), own=own, note=note))


@app.command("allot")
def allot(name: str = OFFER, firm: str = FIRM, many: int = MANY, note: str = NOTE, who: str | None = WHO) -> None:
    """Give parcels of the store to a firm.

    Changes: a document of the book, the journal.

    Example: `anxin allotments allot care/parcels 91330302MA285KQP0L 20 --as approver`
    """
    open_site()
    from anxin.modules.allotments.known_people import firm_of
    from anxin.modules.allotments.parcels import allot

    allot(by=acting(who), at=now(), offer=offer(name), firm=firm_of(firm), quantity=many, note=note)
    told(name)


@app.command("hand-out")
def hand_out(
    name: str = OFFER,
    firm: str = FIRM,
    person: str = NAME,
    number: str = NUMBER,
    proxy: str = typer.Option("", "--proxy", help="Name of whoever comes instead."),
    proxy_number: str = typer.Option("", "--proxy-number", help="Their identity number."),
    consent: str = typer.Option("", "--consent", help="The number that the receiver's phone got."),
    who: str | None = WHO,
) -> None:
    """Hand one parcel of a firm to a person, or to whoever comes for them.

    Changes: a document of the book, who came for whom, the journal.

    Example: `anxin allotments hand-out care/parcels 91330302MA285KQP0L --name 王芳 --number 330302198001011234`
    """
    open_site()
    from anxin.modules.allotments.known_people import firm_of
    from anxin.modules.allotments.parcels import Proxy, hand_out

    instead = Proxy(named(proxy, proxy_number), consent) if proxy else None
    hand_out(
        by=acting(who),
        at=now(),
        offer=offer(name),
        firm=firm_of(firm),
        person=named(person, number),
        proxy=instead,
    )
    told(name)


@app.command("ask-consent")
def ask_consent(
    name: str = OFFER,
    firm: str = FIRM,
    person: str = NAME,
    number: str = NUMBER,
    proxy: str = typer.Option(..., "--proxy", help="Name of whoever will come."),
    proxy_number: str = typer.Option(..., "--proxy-number", help="Their identity number."),
    who: str | None = WHO,
) -> None:
    """Send the receiver a number; whoever comes for them says it.

    Changes: a message, the journal.

    Example: `anxin allotments ask-consent care/parcels 91330302MA285KQP0L --name 王芳 --number 330302198001011234
    --proxy 李梅 --proxy-number 330302198001011242`
    """
    open_site()
    from anxin.modules.allotments.known_people import firm_of
    from anxin.modules.allotments.parcels import ask_consent

    ask_consent(
        by=acting(who),
        at=now(),
        offer=offer(name),
        firm=firm_of(firm),
        person=named(person, number),
        proxy=named(proxy, proxy_number),
    )


@app.command("send-back")
def send_back(name: str = OFFER, firm: str = FIRM, many: int = MANY, note: str = NOTE, who: str | None = WHO) -> None:
    """Take back what a firm did not hand out.

    Changes: a document of the book, the journal.

    Example: `anxin allotments send-back care/parcels 91330302MA285KQP0L 3 --as keeper`
    """
    open_site()
    from anxin.modules.allotments.known_people import firm_of
    from anxin.modules.allotments.parcels import send_back

    send_back(by=acting(who), at=now(), offer=offer(name), firm=firm_of(firm), quantity=many, note=note)
    told(name)


@app.command("restock")
def restock(name: str = OFFER, many: int = MANY, note: str = NOTE, who: str | None = WHO) -> None:
    """Put what came back into the store again.

    Changes: a document of the book, the journal.

    Example: `anxin allotments restock care/parcels 3 --as keeper`
    """
    open_site()
    from anxin.modules.allotments.parcels import restock

    restock(by=acting(who), at=now(), offer=offer(name), quantity=many, note=note)
    told(name)


@app.command("announce")
def announce(name: str = OFFER, who: str | None = WHO) -> None:
    """Publish the list of lots and the rule of a draw, before anybody can know the public value.

    Changes: the draw, the journal, which keeps the digest.

    Example: `anxin allotments announce care/dormitory --as keeper`
    """
    open_site()
    from anxin.modules.allotments.drawing import announce

    typer.echo(announce(by=acting(who), at=now(), offer=offer(name)).sha256)


@app.command("read-out")
def read_out(
    name: str = OFFER,
    value: str = typer.Argument(metavar="VALUE", help="The public value, as it was published."),
    as_user: str = typer.Option(..., "--as", metavar="USER", help="The officer's own account."),
) -> None:
    """Enter the public value of a draw. A second officer confirms it; then rooms are offered in that order.

    Changes: the draw; with the second, the order of the list, what is held, the journal.

    Example: `anxin allotments read-out care/dormitory "05 12 19 28 33 + 02 11" --as officer1`
    """
    open_site()
    from anxin.modules.allotments.drawing import read_out

    made = read_out(by=acting(as_user), at=now(), offer=offer(name), value=value)
    if made.drawn_at is not None:
        typer.echo("drawn")
    elif made.value:
        typer.echo("entered; another officer confirms it")
    else:
        typer.echo("the two values differ; both begin anew", err=True)
        raise typer.Exit(1)
