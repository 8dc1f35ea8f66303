"""Private keys as files: PKCS8, encrypted, for their owner's eyes only. No Django: the root's machine uses it too.

A file begins with two lines in the clear (what it is, how its passphrase is stretched) and goes on with the PEM block.
PKCS8's own stretching is too weak for what people can remember, so a typed passphrase goes through scrypt first. The
library writes no SM2 keys: their 32 octets lie in the container of an Ed25519 key, and the first line says so.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from anxin.credentials import ALGORITHMS, ES256, Algorithm, Root, thumbprint
from anxin.credentials.algorithms import CRV, KTY, CoseKey
from anxin.credentials.cbor import Value, decode, encode
from anxin.credentials.rejected import Rejected
from anxin.kernel.errors import AnxinError

SECRET_OCTETS = 32
SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26}
SALT = "Stretched with scrypt: "
BY_NAME = {one.name: one for one in ALGORITHMS.values()}


class KeyFault(AnxinError):
    """A file of a key is missing, altered, or does not open with this passphrase."""

    code = "key-file"


@dataclass(frozen=True)
class Passphrase:
    """What opens a private key. `typed` by people (then it is stretched), else 32 random octets from a file."""

    octets: bytes = field(repr=False)
    typed: bool

    def for_salt(self, salt: bytes) -> bytes:
        stretched = hashlib.scrypt(self.octets, salt=salt, dklen=32, **SCRYPT) if self.typed else self.octets
        return stretched.hex().encode()


def passphrase(folder: Path, typed: str) -> Passphrase:
    """The operator's own, or else a random one, made on first use, that lies in `folder`."""
    if typed:
        return Passphrase(typed.encode(), typed=True)
    path = folder / "codes.secret"
    if not path.exists():
        write_once(path, secrets.token_bytes(SECRET_OCTETS))
    held = path.read_bytes()
    if len(held) != SECRET_OCTETS:
        raise _altered(path)
    return Passphrase(held, typed=False)


def write_once(path: Path, content: bytes) -> bool:
    """A file that is whole or not there, readable by its owner only; False where the one of another writer stays."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def replace(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file anew in one step: a reader finds the old one or the new one."""
    os.replace(_draft(path, content, mode), path)


def _draft(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.parent.mkdir(mode=0o700 if mode == 0o600 else 0o755, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def write_private(path: Path, private: bytes, algorithm: Algorithm, secret: Passphrase, *, title: str) -> None:
    """Keep 32 private octets, encrypted. FileExistsError where a file lies already: no key is ever overwritten."""
    salt = secrets.token_bytes(16)
    pem = _container(private, algorithm).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret.for_salt(salt))
    )
    note = "" if algorithm in (ES256, BY_NAME["EdDSA"]) else ", in the container of an Ed25519 key"
    heading = f"Anxin {title}, {algorithm.name}{note}\n{SALT}{salt.hex() if secret.typed else 'no'}\n"
    if not write_once(path, heading.encode() + pem):
        raise FileExistsError(17, "There is a file already, and no key is ever overwritten", str(path))


def _container(private: bytes, algorithm: Algorithm) -> ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey:
    if algorithm is ES256:
        return ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.from_private_bytes(private)


def read_private(path: Path, public: CoseKey, algorithm: Algorithm, secret: Passphrase) -> bytes:
    """The 32 private octets that belong to `public`; `KeyFault` for a file that is missing, altered or locked."""
    private, _algorithm = _opened(path, secret)
    try:
        belongs = algorithm.public(private) == public
    except ValueError:
        belongs = False
    if not belongs:
        raise _altered(path)
    return private


def read_root(path: Path, secret: Passphrase) -> tuple[Root, bytes]:
    """A root with its private octets, from its file."""
    private, algorithm = _opened(path, secret)
    try:
        return Root.of(algorithm, private), private
    except ValueError:
        raise _altered(path) from None


def _opened(path: Path, secret: Passphrase) -> tuple[bytes, Algorithm]:
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        raise KeyFault(
            f"The private key {path.name} is not there.",
            why=f"No file lies at {path}.",
            todo="Bring it back from its own backup, or make a new key with `anxin keys new`.",
        ) from None
    title, salt = _heading(path, written)
    algorithm = BY_NAME.get(title.rpartition(", ")[2] if "container" not in title else title.split(", ")[-2])
    if algorithm is None:
        raise _altered(path)
    try:
        held = load_pem_private_key(written[written.index(b"-----BEGIN") :], secret.for_salt(salt))
    except (ValueError, TypeError):
        raise KeyFault(
            f"The private key {path.name} cannot be opened.",
            why="The passphrase is another one, or the file was altered.",
            todo="Set ANXIN_KEY_PASSPHRASE to the passphrase it was made with, or bring the file back from its backup.",
        ) from None
    if isinstance(held, ec.EllipticCurvePrivateKey) and algorithm is ES256:
        return held.private_numbers().private_value.to_bytes(32, "big"), algorithm
    if isinstance(held, ed25519.Ed25519PrivateKey) and algorithm is not ES256:
        return held.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()), algorithm
    raise _altered(path)


def _heading(path: Path, written: bytes) -> tuple[str, bytes]:
    lines = written.split(b"\n", 2)
    if len(lines) < 3 or b"-----BEGIN" not in written or not lines[1].startswith(SALT.encode()):
        raise _altered(path)
    try:
        salted = lines[1].decode().removeprefix(SALT)
        return lines[0].decode(), b"" if salted == "no" else bytes.fromhex(salted)
    except ValueError:
        raise _altered(path) from None


def _altered(path: Path) -> KeyFault:
    return KeyFault(
        f"The key file {path.name} has been altered.",
        why="What it holds is not the key it is listed as.",
        todo="Bring it back from its own backup; if somebody else may have written it, withdraw the key.",
    )


# --------------------------------------------------------------------------------------------- public halves of roots


def root_line(root: Root) -> str:
    """A root's public half as one line, to be carried about, compared and pinned."""
    return f"anxin-root {root.algorithm.name} {written_key(root.cose_key)} {thumbprint(root.cose_key).hex()}"


def read_root_line(line: str) -> Root:
    """The root of such a line; `KeyFault` unless its thumbprint is that of the key."""
    parts = line.split()
    try:
        if len(parts) == 4 and parts[0] == "anxin-root" and parts[1] in BY_NAME:
            root = Root(BY_NAME[parts[1]], cose_key(parts[2]))
            root.verify  # noqa: B018  # -- a point that is not on its curve is found by taking it up
            shape = (root.cose_key.get(KTY), root.cose_key.get(CRV))
            if shape == root.algorithm.shape and thumbprint(root.cose_key).hex() == parts[3]:
                return root
    except (ValueError, KeyError, Rejected):
        pass
    raise KeyFault(
        "This is not a root's public line.",
        why="A part of it is missing or altered: its thumbprint is not the key's.",
        todo="Copy the whole line again, as `anxin keys root` wrote it.",
    )


def written_key(key: CoseKey) -> str:
    """A COSE_Key in its deterministic encoding, hexadecimal."""
    held: dict[int | str, Value] = dict(key.items())
    return encode(held).hex()


def cose_key(written: str) -> CoseKey:
    """A COSE_Key from its hexadecimal encoding; ValueError or `Rejected` for anything else."""
    held = decode(bytes.fromhex(written))
    if not isinstance(held, dict):
        raise ValueError("a key is a map")
    return {label: value for label, value in held.items() if isinstance(label, int) and isinstance(value, int | bytes)}
