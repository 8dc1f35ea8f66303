"""`anxin keys`: the issuer's root, its signing keys, and the list of keys that the root signs."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anxin.cli.site import in_terminal_language, now, open_site, operator
from anxin.kernel.errors import Invalid

if TYPE_CHECKING:
    from anxin.credentials import Algorithm
    from anxin.kernel.codes.key_files import Passphrase
    from anxin.kernel.codes.keys import KeysState

app = typer.Typer(no_args_is_help=True, help="The keys that codes are signed with, under a root kept off line.")

ALGORITHM = typer.Option("ES256", "--algorithm", help="ES256 (every browser verifies it), EdDSA or SM2.")
ROOT_FILE = typer.Option(..., "--root", help="The root's private file, as `anxin keys root` wrote it.")


@app.command()
def root(
    file: Path = typer.Argument(help="Where to write the private half; the public one goes beside it as FILE.pub."),
    algorithm: str = ALGORITHM,
) -> None:
    """Make a root key, on a machine that is off line, and print its thumbprint. Needs no database and no home.

    Changes: two new files, FILE (encrypted with the passphrase it asks for, or ANXIN_ROOT_PASSPHRASE) and FILE.pub.

    Example: `anxin keys root /media/usb/anxin-root.pem`
    """
    from anxin.credentials import Root, thumbprint
    from anxin.kernel.codes import key_files

    chosen = _algorithm(algorithm)
    private = chosen.generate()
    made = Root.of(chosen, private)
    key_files.write_private(file, private, chosen, _root_passphrase(new=True), title=f"root key {made.kid.hex()}")
    public = file.with_name(f"{file.name}.pub")
    key_files.replace(public, f"{key_files.root_line(made)}\n".encode(), mode=0o644)
    typer.echo(f"{thumbprint(made.cose_key).hex()}  {public}")


def _algorithm(name: str) -> Algorithm:
    from anxin.kernel.codes.key_files import BY_NAME

    found = {known.lower(): one for known, one in BY_NAME.items()}.get(name.lower())
    if found is None:
        raise Invalid("There is no such algorithm.", field="--algorithm", read=name, allowed=", ".join(BY_NAME))
    return found


def _root_passphrase(*, new: bool) -> Passphrase:
    from anxin.kernel.codes.key_files import Passphrase

    typed = os.environ.get("ANXIN_ROOT_PASSPHRASE", "") or typer.prompt(
        in_terminal_language("根密钥口令", "Passphrase of the root"), hide_input=True, confirmation_prompt=new, err=True
    )
    if new and len(typed) < 12:
        raise Invalid("The passphrase is too short.", field="passphrase", allowed="12 characters or more")
    return Passphrase(typed.encode(), typed=True)


@app.command()
def trust(file: Path = typer.Argument(help="The root's public file (FILE.pub), brought to this machine.")) -> None:
    """Pin a root: its lists of keys are believed, the check page carries it, new keys are made under it.

    Changes: one line in keys/codes/roots.txt of the home, one journal entry. Compare the thumbprint with the paper on
    which the root's keeper wrote it down.

    Example: `anxin keys trust anxin-root.pem.pub`
    """
    open_site()
    from anxin.credentials import thumbprint
    from anxin.kernel.codes import key_acts

    pinned = key_acts.trust_root(by=operator(), at=now(), line=file.read_text("utf-8"))
    typer.echo(thumbprint(pinned.cose_key).hex())


@app.command()
def new(
    algorithm: str = ALGORITHM,
    use: list[str] = typer.Option([], "--use", help="card, receipt, screen or status; several times; without it, all."),
    days: int = typer.Option(730, "--days", min=30, max=1500, help="For how many days it is good."),
) -> None:
    """Make a signing key and print its id. It signs once the root has listed it, and readers had two days to learn.

    Changes: one encrypted file in keys/codes of the home, one row with the public half, one journal entry.

    Example: `anxin keys new --days 730`
    """
    open_site()
    from anxin.credentials import Use
    from anxin.kernel.codes import key_acts

    unknown = [one for one in use if one not in set(Use)]
    if unknown:
        raise Invalid("There is no such use.", field="--use", read=", ".join(unknown), allowed=", ".join(Use))
    made = key_acts.make_key(
        by=operator(),
        at=now(),
        algorithm=_algorithm(algorithm),
        uses=[Use(one) for one in use] or key_acts.ALL_USES,
        life=timedelta(days=days),
    )
    typer.echo(made.kid)


@app.command()
def request(
    to: Path | None = typer.Option(None, "--to", help="File to write; without it, stdout."),
    days: int = typer.Option(30, "--days", min=1, max=400, help="For how many days the list is to be good."),
) -> None:
    """Write down what the root is to sign: the keys that the next list names, as JSON. Changes nothing.

    Example: `anxin keys request --to keys.json`, then carry the file to the root's machine.
    """
    open_site()
    from anxin.kernel.codes import key_acts

    text = key_acts.signing_request(at=now(), life=timedelta(days=days))
    if to is None:
        typer.echo(text, nl=False)
    else:
        to.write_text(text, "utf-8")


@app.command()
def sign(
    file: Path = ROOT_FILE,
    wanted: Path | None = typer.Option(None, "--request", help="What `anxin keys request` wrote, on another machine."),
    to: Path | None = typer.Option(None, "--to", help="Where the signed list goes, with --request."),
) -> None:
    """Sign the list of keys with the root. With --request it needs no database and no home: do it off line.

    Changes: with --request one new file; without it the site's list of keys, and one journal entry.

    Example: `anxin keys sign --root anxin-root.pem --request keys.json --to keys.cwt`
    """
    from anxin.kernel.codes.key_files import read_root
    from anxin.kernel.codes.root_signing import sign_request

    if (wanted is None) != (to is None):
        raise typer.BadParameter("--request and --to belong together")
    if wanted is not None and to is not None:
        held, private = read_root(file, _root_passphrase(new=False))
        to.write_bytes(sign_request(wanted.read_text("utf-8"), root=held, private=private))
        typer.echo(f"{to}")
        return
    open_site()
    from anxin.kernel.codes import key_acts, keys

    own = keys.has_own_root() and file.resolve() == keys.own_root_path().resolve()
    held, private = read_root(file, keys.passphrase() if own else _root_passphrase(new=False))
    made = key_acts.sign_list_here(by=operator(), at=now(), root=held, private=private)
    typer.echo(made.expires_at.date().isoformat())


@app.command()
def take(file: Path = typer.Argument(help="The signed list, as `anxin keys sign --to` wrote it.")) -> None:
    """Bring a signed list of keys in; from now on readers get it. It must be newer than the last.

    Changes: one row with the list, one journal entry.

    Example: `anxin keys take keys.cwt`
    """
    open_site()
    from anxin.kernel.codes import key_acts

    made = key_acts.take_key_list(by=operator(), at=now(), token=file.read_bytes())
    typer.echo(made.expires_at.date().isoformat())


@app.command("list")
def list_keys(as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")) -> None:
    """Show the pinned roots, every key with its state, the list's days, and what has to be seen to. Changes nothing.

    Ends with 1 if something has to be seen to (half of the list's life is over, a withdrawn key still on it, a root
    on this machine).

    Example: `anxin keys list`
    """
    open_site()
    from anxin.kernel.codes import keys

    found = keys.keys_state(now())
    if as_json:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        _show(found)
    raise typer.Exit(1 if found.warnings else 0)


def _as_json(found: KeysState) -> dict[str, object]:
    from anxin.credentials import thumbprint

    return {
        "issuer": found.issuer,
        "roots": [thumbprint(one.cose_key).hex() for one in found.roots],
        "keys": [
            {
                "kid": one.row.kid,
                "algorithm": one.algorithm,
                "uses": one.row.uses,
                "not_before": one.row.not_before.isoformat(),
                "not_after": one.row.not_after.isoformat(),
                "state": one.state,
            }
            for one in found.keys
        ],
        "listed": found.list_from.isoformat() if found.list_from else None,
        "until": found.list_until.isoformat() if found.list_until else None,
        "warnings": found.warnings,
    }


STATES = {
    "waiting": ("待根密钥签名", "waiting for the root"),
    "listed": ("已列入，待读者知晓", "listed, waiting for readers"),
    "signing": ("使用中", "signing"),
    "withdrawn": ("已撤回", "withdrawn"),
    "over": ("已到期", "over"),
    "missing": ("缺少私钥", "private half missing"),
}


def _show(found: KeysState) -> None:
    from rich.table import Table
    from rich.text import Text

    from anxin.cli.tables import console
    from anxin.credentials import thumbprint

    out = console()
    out.print(Text(f"签发地址 Issuer: {found.issuer}"))
    for one in found.roots:
        out.print(Text(f"根密钥 Root: {one.algorithm.name} {thumbprint(one.cose_key).hex()}"))
    if found.list_from is not None and found.list_until is not None:
        days = f"{found.list_from:%Y-%m-%d %H:%M} – {found.list_until:%Y-%m-%d %H:%M}"
        out.print(Text(f"密钥清单 List of keys: {days} UTC"))
    table = Table("编号 Id", "算法 Algorithm", "用途 Uses", "有效期 Days", "状态 State")
    for key in found.keys:
        row = key.row
        days = f"{row.not_before:%Y-%m-%d} – {row.not_after:%Y-%m-%d}"
        table.add_row(row.kid, key.algorithm, ", ".join(row.uses), days, in_terminal_language(*STATES[key.state]))
    out.print(table)
    for said in found.warnings:
        typer.echo(said, err=True)


@app.command()
def withdraw(
    kid: str = typer.Argument(help="The key's id, as `anxin keys list` shows it."),
    why: str = typer.Option(..., "--why", help="What happened; it is kept."),
) -> None:
    """Sign nothing more with a key, and leave it off the next list: then whatever it signed is not believed any more.

    Changes: the key's row and one journal entry; the private file stays. Have the list signed at once, and print the
    cards anew.

    Example: `anxin keys withdraw 1a2b3c4d --why "the server was broken into"`
    """
    open_site()
    from anxin.kernel.codes import key_acts

    key_acts.withdraw_key(by=operator(), at=now(), kid=kid, why=why)
    typer.echo(
        in_terminal_language(
            "已撤回。请立即用根密钥重签清单：anxin keys request，anxin keys sign，anxin keys take。",
            "Withdrawn. Have the list signed at once: anxin keys request, anxin keys sign, anxin keys take.",
        )
    )
