"""Signing the list of keys with the root, on a machine without database or home: text in, a token out. No Django."""

from __future__ import annotations

import json
from collections.abc import Iterable

from anxin.credentials import ALGORITHMS, Rejected, Root, Use, VerificationKey, issue_key_list, thumbprint
from anxin.kernel.codes.key_files import KeyFault, cose_key, written_key

KIND = "anxin-keys-request"


def request_text(issuer: str, keys: Iterable[VerificationKey], *, issued_at: int, expires: int) -> str:
    """What the root is asked to sign, as JSON that a person can read."""
    held = {
        "kind": KIND,
        "issuer": issuer,
        "issued_at": issued_at,
        "expires": expires,
        "keys": [
            {
                "kid": key.kid.hex(),
                "algorithm": key.algorithm.number,
                "public": written_key(key.cose_key),
                "not_before": key.not_before,
                "not_after": key.not_after,
                "uses": sorted(key.uses),
            }
            for key in keys
        ],
    }
    return json.dumps(held, indent=1) + "\n"


def sign_request(text: str, *, root: Root, private: bytes) -> bytes:
    """The signed list; `KeyFault` for a request that is broken or asks for keys of another root."""
    try:
        held = json.loads(text)
        if held["kind"] != KIND:
            raise ValueError(held["kind"])
        keys = [_key(one, root) for one in held["keys"]]
        issuer, issued_at, expires = str(held["issuer"]), int(held["issued_at"]), int(held["expires"])
    except (ValueError, KeyError, TypeError, Rejected):
        raise KeyFault(
            "This is not a request that this root can sign.",
            why="It is cut off or altered, or its keys were made under another root.",
            todo="Write it anew on the server with `anxin keys request`, after `anxin keys trust` of this root.",
        ) from None
    sign = root.algorithm.signer(private)
    return issue_key_list(root=root, sign=sign, issuer=issuer, keys=keys, issued_at=issued_at, expires=expires)


def _key(held: dict[str, object], root: Root) -> VerificationKey:
    public = cose_key(str(held["public"]))
    kid = root.kid[:2] + thumbprint(public)[:2]
    uses = held["uses"]
    if kid.hex() != held["kid"] or not isinstance(uses, list):
        raise ValueError("the id does not follow from root and key")
    not_before, not_after = int(str(held["not_before"])), int(str(held["not_after"]))
    return VerificationKey(
        kid, ALGORITHMS[int(str(held["algorithm"]))], public, not_before, not_after, frozenset(map(Use, uses))
    )
