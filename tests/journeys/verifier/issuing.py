"""An issuer made up for the verifier's tests: fixed keys, so that a failure can be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from anxin.credentials import (
    ES256,
    Algorithm,
    Card,
    Root,
    Screen,
    SigningKey,
    Status,
    Use,
    issue,
    issue_key_list,
    issue_status_list,
    new_signing_key,
    to_digits,
)

NOW = 1_795_000_000
DAY = 86_400
ORIGIN = "https://c.zj.cn"
SHARD = f"{ORIGIN}/s/7"
CARD = Card(bytes.fromhex("0123456789abcdef"), NOW + 300 * DAY, SHARD, 40_001, "王*芳", "温州安心家政")
SCREEN = Screen(bytes(range(16)), NOW + 90, Status.SUSPENDED, "王*芳", "温州安心家政")


@dataclass(frozen=True)
class Issuer:
    """A root and one key for everything, both of one algorithm."""

    algorithm: Algorithm = ES256
    private: int = 1
    origin: str = ORIGIN
    not_before: int = NOW - 10 * DAY
    not_after: int = NOW + 500 * DAY
    uses: frozenset[Use] = frozenset(Use)

    @cached_property
    def root_private(self) -> bytes:
        return bytes(30) + b"\x01" + self.private.to_bytes(1, "big")

    @cached_property
    def root(self) -> Root:
        return Root.of(self.algorithm, self.root_private)

    @cached_property
    def key(self) -> SigningKey:
        return new_signing_key(
            root=self.root,
            algorithm=self.algorithm,
            private=bytes(30) + b"\x02" + self.private.to_bytes(1, "big"),
            not_before=self.not_before,
            not_after=self.not_after,
            uses=self.uses,
        )

    def key_list(self, **changed: Any) -> bytes:
        moments: dict[str, Any] = {"issued_at": NOW - 3600, "expires": NOW + 30 * DAY, "keys": [self.key.listed]}
        sign = self.algorithm.signer(self.root_private)
        return issue_key_list(root=self.root, sign=sign, issuer=self.origin, **{**moments, **changed})

    def status_list(self, packed: bytes, **changed: Any) -> bytes:
        moments: dict[str, Any] = {"issued_at": NOW - 20, "expires": NOW + 3600, "ttl": 30, "uri": SHARD}
        return issue_status_list(self.key, packed=packed, **{**moments, **changed})

    @cached_property
    def carried(self) -> dict[str, Any]:
        """The root as the check page carries it."""
        return {"alg": self.algorithm.number, **point(self.root.cose_key)}

    def entry(self, claims: Card | Screen, **changed: Any) -> dict[str, Any]:
        """What the harness judges."""
        token = changed.pop("token", None) or issue(claims, self.key)
        entry = {"keyList": self.key_list().hex(), "roots": [self.carried], "token": token.hex(), "now": NOW}
        return {**entry, **changed}


def point(cose_key: Any) -> dict[str, str]:
    """The coordinates of a COSE_Key in hexadecimal."""
    return {name: cose_key[label].hex() for name, label in (("x", -2), ("y", -3)) if label in cose_key}


def address(token: bytes) -> str:
    return f"{ORIGIN}/v#{to_digits(token)}"
