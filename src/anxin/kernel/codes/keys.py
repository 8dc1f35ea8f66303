"""Reading the issuer's keys: the pinned roots, the list that the newest root signature gives, the key to sign with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.credentials import ALGORITHMS, KeyList, Root, SigningKey, Use, VerificationKey, read_key_list
from anxin.credentials.cbor import decode
from anxin.credentials.cose import read_sign1
from anxin.credentials.keys import IAT, LEEWAY
from anxin.kernel.codes import key_files
from anxin.kernel.codes.key_files import KeyFault, Passphrase
from anxin.kernel.codes.models import IssuerKey, IssuerKeyList
from anxin.kernel.errors import AnxinError

LISTED_BEFORE = timedelta(days=2)  # a reader's list may be this old: a new key waits as long before it signs
LIST_LIFE = timedelta(days=30)
LEAST_PART = 12  # a known key signs for a twelfth of the life asked for (a card: a month) before an unknown one does
ROOTS, OWN_ROOT = "roots.txt", "root.pem"


class NoKey(AnxinError):
    """Nothing can be signed: no key is listed, usable and at hand."""

    code = "no-key"


def folder() -> Path:
    return Path(settings.CODE_KEYS_FOLDER)


def origin() -> str:
    """The issuer's origin, as credentials name it."""
    return str(settings.CODE_ADDRESS)


def passphrase() -> Passphrase:
    """What opens the private halves on this machine. Its secret lies beside keys.json, not among the keys."""
    return key_files.passphrase(folder().parent, settings.CODE_KEY_PASSPHRASE)


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return int(at.timestamp())


def moment(since_1970: int) -> datetime:
    return datetime.fromtimestamp(since_1970, UTC)


# ---------------------------------------------------------------------------------------------------------- the roots


def pinned_roots() -> tuple[Root, ...]:
    """The roots whose lists are believed, newest last; none before the first was pinned. They are no rows: whoever
    can write to the database cannot make himself an issuer."""
    return _roots(_pinned())


def _pinned() -> str:
    try:
        return (folder() / ROOTS).read_text("utf-8")
    except FileNotFoundError:
        return ""


@lru_cache(maxsize=8)
def _roots(lines: str) -> tuple[Root, ...]:
    return tuple(key_files.read_root_line(line) for line in lines.splitlines() if line.strip())


def own_root_path() -> Path:
    """Where the root of a demonstration lies. A real site's root never comes to this machine."""
    return folder() / OWN_ROOT


def has_own_root() -> bool:
    return own_root_path().exists()


# ------------------------------------------------------------------------------------------------------- the key list


def newest_list() -> IssuerKeyList | None:
    return IssuerKeyList.objects.order_by("-issued_at").first()


def current_key_list() -> KeyList:
    """The newest list of keys as a pinned root signed it, in date or not (see `key_list_at`); `NoKey` without one."""
    token = IssuerKeyList.objects.order_by("-issued_at").values_list("token", flat=True).first()
    if token is None:
        raise no_list()
    return _read(bytes(token), _pinned())


def key_list_at(at: datetime) -> KeyList:
    """The newest list, which must be in date at a moment."""
    held = current_key_list()
    if seconds(at) > held.expires:
        raise NoKey(
            _("The list of keys is out of date."),
            why=_("No reader believes it any more, so nothing is signed under it."),
            todo=_("Have it signed anew with the root: `anxin keys request`, then `anxin keys sign`."),
        )
    return held


def no_list() -> NoKey:
    return NoKey(
        _("This site has no list of keys yet."),
        why=_("Codes are signed, and readers believe only keys that the root has listed."),
        todo=_("Make them once: `anxin keys root`, `anxin keys trust`, `anxin keys new`, `anxin keys sign`."),
    )


@lru_cache(maxsize=16)
def _read(token: bytes, pinned: str) -> KeyList:
    return read_key_list(token, roots=_roots(pinned), now=issued_at(token))


def issued_at(token: bytes) -> int:
    """`iat` of a list of keys, not yet believed; `Rejected` for what is no token."""
    claims = decode(read_sign1(token).payload)
    written = claims.get(IAT) if isinstance(claims, dict) else None
    return written if isinstance(written, int) else 0


# --------------------------------------------------------------------------------------------------------- the keys


def held_keys() -> Sequence[IssuerKey]:
    """Every key ever made, oldest first."""
    return list(IssuerKey.objects.order_by("made_at", "pk"))


def verification_key(row: IssuerKey) -> VerificationKey:
    """What readers know of a key."""
    return VerificationKey(
        bytes.fromhex(row.kid),
        ALGORITHMS[row.algorithm],
        key_files.cose_key(str(row.public)),
        seconds(row.not_before),
        seconds(row.not_after),
        frozenset(Use(use) for use in row.uses),
    )


def key_path(kid: str) -> Path:
    return folder() / f"{kid}.pem"


def has_private(row: IssuerKey) -> bool:
    """Whether this machine holds the private half."""
    return key_path(row.kid).exists()


def signing_key(use: Use, at: datetime, *, life: timedelta = timedelta(0)) -> SigningKey:
    """The key to sign with: listed, in its days, its private half at hand, the oldest with `life` still before it.

    A key that readers with an older list cannot know yet waits, as long as another can sign. Where none has the life
    asked for, it is the one that has most of it left: what is signed must then end with the key.
    """
    usable = _usable(use, at)
    if not usable:
        raise NoKey(
            _("There is no key to sign with."),
            why=_("No key for this use is listed, in its days and on this machine."),
            todo=_("Look at `anxin keys list`; make a key with `anxin keys new` and have the list signed."),
        )
    known = [key for key, since in usable if since <= at - LISTED_BEFORE]
    everyone = [key for key, _since in usable]
    least = seconds(at + life / LEAST_PART)
    chosen = _lasting(known, seconds(at + life), least) or _lasting(everyone, seconds(at + life), 0)
    assert chosen is not None
    return _opened(chosen, passphrase())


def _usable(use: Use, at: datetime) -> list[tuple[VerificationKey, datetime]]:
    """Keys that can sign now, oldest first, and since when they are listed."""
    listed, now = key_list_at(at).keys, seconds(at)
    rows = IssuerKey.objects.filter(withdrawn_at__isnull=True, listed_at__isnull=False).order_by("listed_at", "pk")
    return [
        (key, row.listed_at)
        for row in rows
        if (key := listed.get(bytes.fromhex(row.kid))) is not None
        and row.listed_at is not None
        and use in key.uses
        and key.not_before - LEEWAY <= now < key.not_after
        and has_private(row)
    ]


def _lasting(keys: Sequence[VerificationKey], until: int, least: int) -> VerificationKey | None:
    """The oldest that lasts until then, or else the one that lasts longest, if it lasts beyond `least`."""
    longest = max(keys, key=lambda key: key.not_after, default=None)
    return next(
        (key for key in keys if key.not_after >= until), longest if longest and longest.not_after > least else None
    )


_opened_keys: dict[tuple[bytes, Path, int, Passphrase], SigningKey] = {}


def _opened(listed: VerificationKey, secret: Passphrase) -> SigningKey:
    """The private half, opened once in a process for as long as its file stays the same."""
    path = key_path(listed.kid.hex())
    try:
        held = (listed.kid, path, path.stat().st_mtime_ns, secret)
    except FileNotFoundError:
        raise KeyFault(f"The private key {path.name} is not there.") from None
    if held not in _opened_keys:
        private = key_files.read_private(path, listed.cose_key, listed.algorithm, secret)
        _opened_keys[held] = SigningKey(private, listed)
    kept = _opened_keys[held]
    return kept if kept.listed == listed else SigningKey(kept.private, listed)


# ------------------------------------------------------------------------------------------------------ how they stand


@dataclass(frozen=True)
class KeyState:
    """One key as an operator sees it. `state`: waiting (for the root's signature, or for readers' lists), signing,
    listed, withdrawn, over, missing (its private half)."""

    row: IssuerKey
    algorithm: str
    state: str


@dataclass(frozen=True)
class KeysState:
    """How the keys stand at a moment, with a sentence for everything somebody has to see to."""

    issuer: str
    roots: tuple[Root, ...]
    keys: list[KeyState]
    list_from: datetime | None
    list_until: datetime | None
    warnings: list[str]


def keys_state(at: datetime) -> KeysState:
    """For `anxin keys list` and for whoever watches the site."""
    held = newest_list()
    listed = current_key_list().keys if held is not None and pinned_roots() else {}
    keys = [
        KeyState(row, ALGORITHMS[row.algorithm].name, _state(row, bytes.fromhex(row.kid) in listed, at))
        for row in held_keys()
    ]
    return KeysState(
        origin(),
        pinned_roots(),
        keys,
        held.issued_at if held else None,
        held.expires_at if held else None,
        _warnings(held, keys, at),
    )


def _state(row: IssuerKey, is_listed: bool, at: datetime) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if at > row.not_after:
        return "over"
    if not has_private(row):
        return "missing"
    if not is_listed or row.listed_at is None:
        return "waiting"
    return "listed" if row.listed_at > at - LISTED_BEFORE else "signing"


def _warnings(held: IssuerKeyList | None, keys: Sequence[KeyState], at: datetime) -> list[str]:
    found = []
    if held is None:
        return [no_list().what]
    half = held.issued_at + (held.expires_at - held.issued_at) / 2
    if at > held.expires_at:
        found.append(_("The list of keys is out of date: no code can be checked."))
    elif at > half:
        found.append(_("Half of the list's life is over: have it signed anew."))
    if pinned_roots() and current_key_list().issuer != origin():
        found.append(_("The list names another address than the site's; cards made under it are not this site's."))
    if any(key.state == "withdrawn" and _still_listed(key.row) for key in keys):
        found.append(_("A withdrawn key is still on the list: have it signed anew."))
    if has_own_root():
        found.append(_("The root's private half lies on this machine. For a demonstration only: never for real codes."))
    return found


def _still_listed(row: IssuerKey) -> bool:
    return bytes.fromhex(row.kid) in current_key_list().keys
