"""The home folder of an installation: database, keys, uploads, demonstration files.

`$ANXIN_HOME` names it; without it a checkout uses its own `var/`, an installed wheel `~/.anxin`.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The home folder, created (mode 0700) if it is not there."""
    named = os.environ.get("ANXIN_HOME")
    if named:
        folder = Path(named).expanduser().resolve()
    elif (CHECKOUT / "pyproject.toml").exists():
        folder = CHECKOUT / "var"
    else:
        folder = Path.home() / ".anxin"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def subfolder(name: str) -> Path:
    folder = home() / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True)
class Keys:
    """Secrets of one installation. Losing `sealing` means losing every identity number."""

    key_id: str
    sealing: bytes  # AES-256-GCM, 32 bytes
    indexing: bytes  # HMAC-SHA-256, 32 bytes
    django: str
    roots: bytes  # Ed25519 seed for the journal's signed roots, 32 bytes


def load_keys() -> Keys:
    """Read `keys/keys.json`, making it on first use; two first uses at once agree on one file."""
    path = subfolder("keys") / "keys.json"
    if not path.exists():
        _create_keys(path)
    held = json.loads(path.read_text("utf-8"))
    return Keys(
        key_id=held["key_id"],
        sealing=base64.b64decode(held["sealing"]),
        indexing=base64.b64decode(held["indexing"]),
        django=held["django"],
        roots=base64.b64decode(held["roots"]),
    )


def _create_keys(path: Path) -> None:
    fresh = {
        "key_id": "k1",
        "sealing": base64.b64encode(secrets.token_bytes(32)).decode(),
        "indexing": base64.b64encode(secrets.token_bytes(32)).decode(),
        "django": secrets.token_urlsafe(48),
        "roots": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(fresh, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # link, not rename: the second of two racers must not replace the first's keys
    except FileExistsError:
        pass
    finally:
        draft.unlink()
