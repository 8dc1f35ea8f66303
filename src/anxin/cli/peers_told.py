"""What `anxin peers` prints: the same in words and as JSON."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.site import in_terminal_language, now
from anxin.kernel.errors import AnxinError, Invalid

if TYPE_CHECKING:
    from anxin.kernel.peers.models import Certificate, Peer, Reconciliation

SHOWN_AT_MOST = 20


def say_fingerprint(fingerprint: str) -> None:
    typer.echo(in_terminal_language("请电话核对指纹：", "Compare by telephone: ") + fingerprint, err=True)


def told_of(peer: Peer) -> dict[str, Any]:
    from anxin.kernel.peers.queries import all_shares, left_within, standings

    at = now()
    times = {one.dataset: left_within(one, at=at) for one in all_shares() if one.peer_id == peer.pk}
    found = []
    for one in standings(peer):
        took = times.get(one.dataset) if one.given else None
        found.append(
            {
                "dataset": one.dataset,
                "direction": "given" if one.given else "taken",
                "records": one.count,
                "behind": one.behind,
                "heard_at": one.heard_at.isoformat() if one.heard_at else None,
                "fault": one.fault,
                "overruled": one.overruled,
                "left_within_seconds_99": took.total_seconds() if took is not None else None,
                "certificate": certificate_told(one.certificate) if one.certificate else None,
            }
        )
    return {"slug": peer.slug, "name": peer.name, "address": peer.address, "datasets": found}


def standing_line(held: dict[str, Any]) -> str:
    way = (
        in_terminal_language("提供", "given") if held["direction"] == "given" else in_terminal_language("接收", "taken")
    )
    parts = [way, str(held["dataset"]), in_terminal_language(f"{held['records']} 条", f"{held['records']} records")]
    if held["behind"]:
        parts.append(in_terminal_language(f"待送 {held['behind']} 条", f"{held['behind']} not there yet"))
    if held["left_within_seconds_99"] is not None:
        took = f"{held['left_within_seconds_99']:.0f}"
        parts.append(
            in_terminal_language(f"退出绿码 99% 在 {took} 秒内送达", f"99 % of leavings arrived within {took} s")
        )
    if (certificate := held["certificate"]) is not None:
        said = f"{certificate['day']} {certificate['count']} {certificate['root'][:12]}"
        parts.append(in_terminal_language(f"一致性证明 {said}", f"certificate {said}"))
    if held["fault"]:
        parts.append(str(held["fault"]))
    return " · ".join(parts)


def show_reconciled(one: dict[str, Any]) -> None:
    place = f"{one['peer']}  {one['dataset']}"
    if one["fault"]:
        typer.echo(f"{place}: {one['fault']}", err=True)
        return
    differences = one["differences"]
    for each in differences[:SHOWN_AT_MOST]:
        typer.echo(f"  {each['ref']}  {each['what']}")
    if len(differences) > SHOWN_AT_MOST:
        typer.echo(f"  … {len(differences) - SHOWN_AT_MOST}")
    found = in_terminal_language(
        f"差异 {len(differences)} 条，{one['octets']} 字节", f"{len(differences)} differences, {one['octets']} octets"
    )
    held = one["certificate"]
    zh, en = "双方未签署", "no certificate"
    if held is not None:
        zh = f"双方一致，{held['count']} 条，根 {held['root']}"
        en = f"equal: {held['count']} records, root {held['root']}"
    typer.echo(f"{place}: {found}; {in_terminal_language(zh, en)}")


def certificate_told(held: Certificate) -> dict[str, Any]:
    from anxin.kernel.peers.identity import PublicKeys, own
    from anxin.proofs.certificates import read

    said = read(held.body.encode())
    peer = PublicKeys.read(held.peer.keys)
    return {
        "peer": held.peer.slug,
        "dataset": held.dataset,
        "day": said.day.isoformat(),
        "rules": said.rules,
        "count": said.count,
        "root": said.root.hex(),
        "at": held.at.isoformat(),
        "body": held.body,
        "signatures": {
            own().public.key_id.hex(): _signature(own().public.written, bytes(held.own_signature)),
            peer.key_id.hex(): _signature(peer.written, bytes(held.peer_signature)),
        },
    }


def _signature(keys: str, signature: bytes) -> dict[str, str]:
    return {"keys": keys, "signature": base64.b64encode(signature).decode()}


def outcome_told(made: Reconciliation) -> dict[str, Any]:
    held = made.certificate
    return {
        "equal": held is not None,
        "fault": "",
        "differences": made.differences,
        "octets": made.octets,
        "messages": made.messages,
        "certificate": certificate_told(held) if held is not None else None,
    }


def check_file(file: Path) -> bool:
    """Print for each certificate of a file whether both signed it; whether all are."""
    from anxin.kernel.peers.identity import PublicKeys
    from anxin.proofs.certificates import BadCertificate
    from anxin.proofs.certificates import check as check_certificate

    signers: dict[str, str] = {}
    whole = True
    for one in _listed(file):
        try:
            keys = {name: PublicKeys.read(str(held["keys"])) for name, held in one["signatures"].items()}
            made = {
                keys[name].key_id: (keys[name].signing, base64.b64decode(held["signature"]))
                for name, held in one["signatures"].items()
            }
            said = check_certificate(str(one["body"]).encode(), made)
        except (BadCertificate, AnxinError, ValueError, TypeError, KeyError, AttributeError) as fault:
            whole = False
            typer.echo(f"{type(fault).__name__}: {fault}", err=True)
            continue
        signers |= {each.key_id.hex(): each.fingerprint for each in keys.values()}
        typer.echo(f"{said.day}  {said.dataset}  {said.count}  {said.root.hex()}")
    for name, fingerprint in sorted(signers.items()):
        typer.echo(f"{name}  {fingerprint}")
    return whole


def _listed(file: Path) -> list[dict[str, Any]]:
    try:
        held = json.loads(file.read_text("utf-8"))["certificates"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Invalid("This is no list of certificates.", field="file", read=file.name) from None
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
