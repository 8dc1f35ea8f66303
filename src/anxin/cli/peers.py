"""`anxin peers`: other platforms that hold the same as this one, how each stands, and the proof that both are equal."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.peers_told import (
    certificate_told,
    outcome_told,
    say_fingerprint,
    show_reconciled,
    standing_line,
    told_of,
)
from anxin.cli.site import day_of, in_terminal_language, now, open_site, operator

if TYPE_CHECKING:
    from anxin.kernel.peers.models import Taken

app = typer.Typer(no_args_is_help=True, help="Hold the same as other platforms, and prove it (docs/ops/peers.md).")
SLUG = typer.Argument(metavar="PEER", help="The peer's short name here.")
ANY_PEER = typer.Argument(None, metavar="PEER", help="Only this peer; without it, all.")
DATASET = typer.Argument(metavar="DATASET", help="Name of the dataset, such as home_service.green_workers.")


@app.command()
def invite(name: str = typer.Argument(help="The name under which this site wants to be known.")) -> None:
    """Print this site's card, one line for the other platform's operator, and its fingerprint to compare by telephone.

    Changes nothing.

    Example: `anxin peers invite 温州家服云 > card.txt`
    """
    open_site()
    from django.conf import settings

    from anxin.kernel.peers.identity import Card, own

    typer.echo(Card(name, settings.PUBLIC_ADDRESS, own().public).written)
    say_fingerprint(own().public.fingerprint)


@app.command()
def join(
    slug: str = SLUG, card: str = typer.Argument(help="The line that the other platform's operator sent.")
) -> None:
    """Take on the platform whose card this is. It is given nothing by this, and nothing is taken from it.

    Changes: one peer, a journal entry. Compare the fingerprint by telephone before anything is given.

    Example: `anxin peers join ministry "anxin-peer-1:WyJ…"`
    """
    open_site()
    from anxin.kernel.peers.identity import Card, own
    from anxin.kernel.peers.joining import add_peer

    made = add_peer(by=operator(), at=now(), slug=slug, card=Card.read(card), identity=own())
    typer.echo(in_terminal_language(f"已接入 {made.name}。", f"{made.name} is a peer now."))
    say_fingerprint(Card.read(card).keys.fingerprint)


@app.command()
def give(
    slug: str = SLUG,
    dataset: str = DATASET,
    purpose: str = typer.Option(..., "--purpose", help="What the peer needs it for; people see it."),
    basis: str = typer.Option("", "--basis", help="The legal basis, where the dataset is shared on request only."),
    until: str | None = typer.Option(None, "--until", metavar="DAY", help="The last day on which it is given."),
    field: list[str] = typer.Option([], "--field", help="Only these fields; several times."),
) -> None:
    """Give a peer a dataset, or give it on other terms. What may not be shared is refused.

    Changes: the share and its records, a journal entry; each record that goes out is a reading its person sees.

    Example: `anxin peers give ministry home_service.green_workers --purpose 家政信用查 --basis … --until 2022-12-31`
    """
    open_site()
    from anxin.kernel.peers.identity import own
    from anxin.kernel.peers.joining import give as give_dataset
    from anxin.kernel.peers.queries import peer_named

    last: date | None = day_of(until) if until else None
    peer = peer_named(slug)
    give_dataset(
        by=operator(),
        at=now(),
        peer=peer,
        name=dataset,
        fields=field,
        purpose=purpose,
        basis=basis,
        until=last,
        identity=own(),
    )
    typer.echo(in_terminal_language(f"已向 {peer.name} 提供 {dataset}。", f"{peer.name} is given {dataset}."))


@app.command()
def take(
    slug: str = SLUG,
    dataset: str = DATASET,
    speaks_for: list[str] = typer.Option(
        [], "--speaks-for", metavar="SOURCE", help="A source for which this site is the one that knows; several times."
    ),
) -> None:
    """Take a dataset from a peer from now on; `anxin peers sync` brings it.

    Changes: what is taken, a journal entry.

    Example: `anxin peers take wenzhou home_service.green_workers --speaks-for mofcom`
    """
    open_site()
    from anxin.kernel.peers.joining import take as take_dataset
    from anxin.kernel.peers.queries import peer_named

    peer = peer_named(slug)
    take_dataset(by=operator(), at=now(), peer=peer, name=dataset, speaks_for=speaks_for)
    typer.echo(in_terminal_language(f"将从 {peer.name} 接收 {dataset}。", f"{dataset} is taken from {peer.name}."))


@app.command()
def end(
    slug: str = SLUG, dataset: str = typer.Argument("", help="Only this dataset; without it, the peer as a whole.")
) -> None:
    """Stop giving a peer a dataset and taking it from it, or end the peer. What was given and received is removed.

    Changes: the share, what is taken, the peer; journal entries. Certificates stay.

    Example: `anxin peers end ministry home_service.green_workers`
    """
    open_site()
    from anxin.kernel.errors import NotFound
    from anxin.kernel.peers import joining
    from anxin.kernel.peers.queries import all_shares, peer_named

    by, at, peer = operator(), now(), peer_named(slug)
    if not dataset:
        joining.end_peer(by=by, at=at, peer=peer)
    else:
        shares = [one for one in all_shares() if (one.peer_id, one.dataset) == (peer.pk, dataset)]
        takens = [one for one in _taken(slug) if one.dataset == dataset]
        if not shares and not takens:
            raise NotFound(
                f"{dataset} is neither given to that peer nor taken from it.", todo="See `anxin peers list`."
            )
        for share in shares:
            joining.end_share(by=by, at=at, share=share)
        for taken in takens:
            joining.end_taking(by=by, at=at, taken=taken)
    typer.echo(in_terminal_language("已结束。", "Ended."))


@app.command("list")
def list_peers(as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")) -> None:
    """Show every peer: what goes out and what comes in, how far behind it is, and the last certificate.

    Changes nothing.

    Example: `anxin peers list`
    """
    open_site()
    from anxin.kernel.peers.queries import peers

    found = [told_of(one) for one in peers()]
    if as_json:
        typer.echo(json.dumps({"peers": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['slug']}  {one['name']}  {one['address'] or '–'}")
        for held in one["datasets"]:
            typer.echo("  " + standing_line(held))
    if not found:
        typer.echo(in_terminal_language("没有对接平台。", "There is no peer."))


@app.command()
def sync(
    slug: str | None = ANY_PEER,
    every: int = typer.Option(0, "--every", min=0, metavar="SECONDS", help="Go on, round after round; 0: one round."),
) -> None:
    """Bring what changed at the peers: whoever left a set first, then the rest.

    Changes: received records, what peers are told of looks and overruled values. Killed at any moment, the next round
    goes on; asked twice, nothing changes twice. Ends with 1 if a peer did not answer.

    Example: `anxin peers sync --every 10`
    """
    open_site()
    while every:
        _round(slug)
        time.sleep(every)
    if _round(slug):
        raise typer.Exit(1)


@app.command()
def reconcile(
    slug: str | None = ANY_PEER, as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")
) -> None:
    """Compare everything with the peers, mend what differs here, and sign with them that both hold the same.

    Changes: received records, a certificate, journal entries; what this site gives is worked out afresh as well. To be
    run each night. Ends with 1 if a comparison did not end in a certificate.

    Example: `anxin peers reconcile wenzhou`
    """
    open_site()
    _publish(slug)
    found = [_reconciled(one) for one in _taken(slug)]
    if as_json:
        typer.echo(json.dumps({"reconciliations": found}, ensure_ascii=False))
    for one in () if as_json else found:
        show_reconciled(one)
    if not all(one["equal"] for one in found):
        raise typer.Exit(1)


@app.command()
def certificates(
    slug: str | None = ANY_PEER, as_json: bool = typer.Option(False, "--json", help="With both signatures, as JSON.")
) -> None:
    """Show the certificates that both sides signed, the newest first. Changes nothing.

    With --json each stands as it was signed, with both keys and signatures: an auditor can check it without any site.

    Example: `anxin peers certificates ministry --json > certificates.json`
    """
    open_site()
    from anxin.kernel.peers.queries import certificates as held
    from anxin.kernel.peers.queries import peer_named

    found = [certificate_told(one) for one in held(peer_named(slug) if slug else None)[:500]]
    if as_json:
        typer.echo(json.dumps({"certificates": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['day']}  {one['peer']}  {one['dataset']}  {one['count']}  {one['root']}")
    if not found:
        typer.echo(in_terminal_language("尚无一致性证明。", "There is no certificate yet."))


@app.command()
def check(
    file: Path = typer.Argument(exists=True, readable=True, help="What `anxin peers certificates --json` wrote."),
) -> None:
    """Check certificates from a file, without any site: each has to be signed by both. Ends with 1 if one is not.

    Changes nothing. Whose keys they are is for you to know: compare the fingerprints it prints.

    Example: `anxin peers check certificates.json`
    """
    from anxin.cli.peers_told import check_file

    raise typer.Exit(0 if check_file(file) else 1)


# ------------------------------------------------------------------------------------------------------- rounds


def _taken(slug: str | None) -> list[Taken]:
    from anxin.kernel.peers.queries import all_taken, peer_named

    peer = peer_named(slug) if slug else None
    return [one for one in all_taken() if peer is None or one.peer_id == peer.pk]


def _round(slug: str | None) -> int:
    """Ask every peer once; how many did not answer."""
    from anxin.adapters.peers import post
    from anxin.kernel.peers.asking import NoAnswer, pull
    from anxin.kernel.peers.identity import own
    from anxin.kernel.peers.questions import Unanswerable

    silent = 0
    for taken in _taken(slug):
        try:
            changed = pull(taken, at=now(), post=post, identity=own())
        except (NoAnswer, Unanswerable) as fault:
            silent += 1
            typer.echo(f"{taken.peer.slug}  {taken.dataset}: {fault}", err=True)
        else:
            said = in_terminal_language(f"变化 {changed} 条", f"{changed} changed")
            typer.echo(f"{taken.peer.slug}  {taken.dataset}: {said}")
    return silent


def _publish(slug: str | None) -> None:
    from anxin.kernel.peers.identity import own
    from anxin.kernel.peers.publishing import publish_everything
    from anxin.kernel.peers.queries import all_shares

    for share in all_shares():
        if slug in (None, share.peer.slug):
            publish_everything(share, at=now(), identity=own())


def _reconciled(taken: Taken) -> dict[str, Any]:
    from anxin.adapters.peers import post
    from anxin.kernel.peers.asking import NoAnswer
    from anxin.kernel.peers.comparing import reconcile as compare
    from anxin.kernel.peers.identity import own
    from anxin.kernel.peers.questions import Unanswerable

    named = {"peer": taken.peer.slug, "dataset": taken.dataset}
    try:
        made = compare(taken, by=operator(), at=now(), post=post, identity=own())
    except (NoAnswer, Unanswerable) as fault:
        return {**named, "equal": False, "fault": str(fault), "differences": []}
    return {**named, **outcome_told(made)}
