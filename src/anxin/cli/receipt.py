"""`anxin verify-receipt`: what the receipt of a visit proves. Opens no home folder and no database, and asks nobody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from anxin.credentials import Root
    from anxin.credentials.receipts import Proof

SHANGHAI = timezone(timedelta(hours=8))


def verify_receipt(
    file: Path = typer.Argument(help="The file that the household's visit page or the worker's own page gave."),
    root: Path = typer.Option(
        ..., "--root", metavar="FILE", help="The issuer's root, one line a root, as `anxin keys root` wrote it."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else."),
) -> None:
    """Say what the receipt of a visit proves, and which side signed it. Changes nothing; ends with 1 if it is forged.

    Needs no site, no database and no network: only the issuer's root, which readers carry.

    Example: `anxin verify-receipt receipt.json --root roots.txt`
    """
    from anxin.credentials import Rejected
    from anxin.credentials.receipts import prove

    try:
        proof = prove(file.read_bytes(), roots=_roots(root))
    except Rejected as rejected:
        told = {"genuine": False, "reason": str(rejected.fault), "why": rejected.why}
        typer.echo(json.dumps(told) if as_json else f"Not a genuine receipt ({rejected.fault}): {rejected.why}.")
        raise typer.Exit(1) from None
    typer.echo(json.dumps(_as_json(proof), ensure_ascii=False) if as_json else "\n".join(_told(proof)))


def _roots(path: Path) -> list[Root]:
    from anxin.kernel.codes.key_files import read_root_line

    return [read_root_line(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _told(proof: Proof) -> list[str]:
    facts = proof.facts
    read = ", after reading what that means" if facts.acknowledged else ""
    lines = [
        f"Genuine: signed by {proof.issuer} at {_moment(proof.issued)}.",
        f"Code {facts.code}, shown by {facts.kind}, {facts.outcome}{read}, confirmed at {_moment(facts.confirmed)}.",
    ]
    if proof.household is None:
        lines.append("Household: no signature (a card, or an old browser). The issuer alone says that it confirmed.")
    else:
        lines.append(f"Household: signed this code and colour at {_moment(proof.household.at)}; it cannot deny it.")
    if proof.worker is None:
        lines.append("Worker: no signature. The issuer alone says that the visit reached her phone.")
    else:
        lines.append(f"Worker: her phone signed that it showed this visit, at {_moment(proof.worker.at)}.")
    return lines


def _as_json(proof: Proof) -> dict[str, object]:
    facts = proof.facts
    return {
        "genuine": True,
        "issuer": proof.issuer,
        "issued": proof.issued,
        "code": facts.code,
        "shown_by": facts.kind,
        "colour": facts.outcome,
        "confirmed": facts.confirmed,
        "acknowledged": facts.acknowledged,
        "household_signed": proof.household.at if proof.household else None,
        "worker_signed": proof.worker.at if proof.worker else None,
    }


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
