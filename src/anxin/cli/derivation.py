"""`anxin export-outcome` and `anxin verify-outcome`: an outcome's derivation out of the site, and computed again by
whoever holds it. The second loads no Django, opens no home folder and asks nobody."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from anxin.cli.site import SERVICE, in_terminal_language, meant, open_site, terminal_language

if TYPE_CHECKING:
    from anxin.decisions.deriving.verifying import Verdict


def export_outcome(
    party: str = typer.Argument(help="Public id of the person, or the number of the person's file."),
    to: Path | None = typer.Option(
        None, "--to", metavar="FILE", help="Where to write; without it, into this folder under a name of its own."
    ),
    number: int | None = typer.Option(
        None, "--outcome", metavar="N", help="An earlier recorded outcome by its number; without it, the present one."
    ),
    as_of: str | None = typer.Option(
        None, "--as-of", metavar="DAY", help="Another day, decided by everything known now, as 2021-10-29."
    ),
    user: str | None = typer.Option(
        None, "--as", metavar="USER", help="Account in whose name it is read: the worker's own, a clerk's."
    ),
    service: str | None = SERVICE,
) -> None:
    """Write an outcome's derivation to a file: evidence, rules, parameters, and what they come to, sealed.

    Changes: writes the file; the reading is written to the journal, and the person sees it among who looked.

    Example: `anxin export-outcome 330302-0000123 --to proof.json`, then `anxin verify-outcome proof.json`
    """
    open_site()
    from anxin.cli.finding import derivation

    found = derivation(party, pack=meant(service, person=party), as_of=as_of, number=number, user=user)
    path = to or Path(found.name)
    path.write_bytes(found.content)
    typer.echo(f"{path}")


def verify_outcome(
    file: Path = typer.Argument(help="The file that `anxin export-outcome` or the worker's own page wrote."),
    key: str | None = typer.Option(
        None, "--key", metavar="KEY", help="The issuer's key, as `anxin journal key` prints it: the seal must be by it."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout and nothing else."),
) -> None:
    """Compute an outcome again from its derivation, and compare every byte. Changes nothing; ends with 1 if it differs.

    Needs no site, no database and no network: whoever holds the file can hold the bureau to it.

    Example: `anxin verify-outcome proof.json`
    """
    from anxin.decisions.deriving.verifying import verify

    raw = file.read_bytes()
    verdict = verify(raw)
    sealed = seal_of(verdict, key)
    if as_json:
        typer.echo(json.dumps(_as_json(verdict, sealed), ensure_ascii=False))
    else:
        _tell(verdict, sealed)
    raise typer.Exit(0 if verdict.holds and sealed.good else 1)


class Sealed:
    """Whether the seal is right, and by which key; `good` also where there is none and no key was named."""

    def __init__(self, key: str, good: bool, why: tuple[str, str] = ("", "")) -> None:
        self.key, self.good, self.why = key, good, why


def seal_of(verdict: Verdict, wanted: str | None) -> Sealed:
    """Check the signature over all the rest of the file, by the key named in it or the one that is asked for."""
    from anxin.decisions.deriving.document import SEAL, sealed_part

    content = verdict.content or {}
    seal = content.get(SEAL)
    if seal is None:
        why = ("文件上没有签章，看不出是谁出具的。", "The file bears no seal: nothing shows who issued it.")
        return Sealed("", False, why)
    held = seal if isinstance(seal, dict) else {}
    key = str(held.get("key", ""))
    if wanted is not None and wanted.strip() != key:
        return Sealed(key, False, ("签章用的不是你给出的密钥。", "The seal is by another key than the one you named."))
    if set(held) != {"algorithm", "key", "signature"} or held["algorithm"] != "Ed25519":
        return Sealed(key, False, ("签章的写法不对。", "The seal is not written as a seal."))
    if not _signed(key, str(held["signature"]), sealed_part(content)):
        return Sealed(key, False, ("签章与文件不符：文件被改动过。", "The seal is not over this file: it was changed."))
    return Sealed(key, True)


def _signed(key: str, signature: str, content: bytes) -> bool:
    from anxin.credentials.algorithms import EDDSA, X

    try:
        verify = EDDSA.verifier({X: _octets(key)})
        return verify(_octets(signature), b"anxin-derivation\n" + content)
    except ValueError:
        return False


def _octets(text: str) -> bytes:
    """base64url without padding, in its one form."""
    held = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(held).decode().rstrip("=") != text:
        raise ValueError("not base64url")
    return held


def _as_json(verdict: Verdict, sealed: Sealed) -> dict[str, Any]:
    return {
        "holds": verdict.holds and sealed.good,
        "decided": verdict.decided,
        "faults": [
            {"part": one.part, "said_zh": one.said.said("zh"), "said_en": one.said.said("en")} for one in verdict.faults
        ],
        "seal": {"good": sealed.good, "key": sealed.key, "said_zh": sealed.why[0], "said_en": sealed.why[1]},
    }


def _tell(verdict: Verdict, sealed: Sealed) -> None:
    language = terminal_language()
    for one in verdict.faults:
        typer.echo(f"✗ {one.said.said(language)}", err=True)
    if sealed.why[0] and verdict.content:
        typer.echo(f"✗ {in_terminal_language(*sealed.why)}", err=True)
    decided, content = verdict.decided, verdict.content
    if decided is not None and content is not None:
        asked = content["asked"]
        zh = f"按文件重算：{asked['as_of']} 判定为 {decided['outcome']}（{decided['reason']}）"
        en = f"Computed from the file: on {asked['as_of']} the outcome is {decided['outcome']} ({decided['reason']})"
        row_zh, row_en = (
            f"，规则集 {decided['rule_set']} 第 {decided['row']} 行。",
            f", row {decided['row']} of rule set {decided['rule_set']}.",
        )
        typer.echo(in_terminal_language(zh + row_zh, en + row_en))
        typer.echo(
            in_terminal_language(
                f"法规依据：{decided['legal_source']}",
                f"Legal source: {decided['legal_source_en'] or decided['legal_source']}",
            )
        )
        typer.echo(
            in_terminal_language(
                f"规则原文 SHA-256：{content['rules']['sha256']}",
                f"Text of the rules, SHA-256: {content['rules']['sha256']}",
            )
        )
    if verdict.holds and sealed.good:
        typer.echo(in_terminal_language("逐字节相符。", "Every byte follows."))
        typer.echo(in_terminal_language(f"签章密钥：{sealed.key}", f"Sealed by the key {sealed.key}"))
        typer.echo(
            in_terminal_language(
                "请与出具单位公布的密钥核对（/.well-known/anxin-issuer），或用 --key 给出。",
                "Compare it with the one the issuer publishes, or name that one with --key.",
            )
        )
    else:
        typer.echo(in_terminal_language("不相符。", "It does not follow."), err=True)
