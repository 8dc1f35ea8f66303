"""The files that an issuer publishes, and their copy into a folder for a CDN. The same bytes as over HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from anxin.credentials import EDDSA, ES256, VerificationKey, thumbprint
from anxin.credentials.algorithms import EC2, KTY, X, Y
from anxin.kernel.codes import keys, status_lists
from anxin.kernel.codes.key_files import replace, written_key
from anxin.kernel.journal.roots import public_key
from anxin.kernel.journal.signing import published_file

STATUS_LIST = "application/statuslist+cwt"
KEY_LIST = "application/anxin-keys+cwt"
JSON, JWKS = "application/json", "application/jwk-set+json"
# As JSON Web Keys name them (RFC 7518, RFC 8037); SM2 has no name there.
JWK_NAMES = {
    ES256.number: {"kty": "EC", "crv": "P-256", "alg": "ES256"},
    EDDSA.number: {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA"},
}


def index_file() -> bytes:
    """Status list aggregation: every list there is, so that a gate fetches all of them before it needs one."""
    return _json({"status_lists": [status_lists.list_address(number) for number in status_lists.list_numbers()]})


def key_list_file() -> bytes:
    """The list of keys as the root signed it; `NoKey` before the first."""
    held = keys.newest_list()
    if held is None:
        raise keys.no_list()
    return bytes(held.token)


def jwks_file() -> bytes:
    """The same keys for readers of other making. It is not signed."""
    listed = keys.current_key_list().keys.values()
    return _json({"keys": [_jwk(key) for key in listed if key.algorithm.number in JWK_NAMES]})


def _jwk(key: VerificationKey) -> dict[str, object]:
    points = {"x": key.cose_key.get(X), "y": key.cose_key.get(Y) if key.cose_key[KTY] == EC2 else None}
    return {
        **JWK_NAMES[key.algorithm.number],
        **{name: _base64url(octets) for name, octets in points.items() if isinstance(octets, bytes)},
        "kid": key.kid.hex(),
        "use": "sig",
        "nbf": key.not_before,
        "exp": key.not_after,
    }


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def issuer_file() -> bytes:
    """Where everything is, and the roots, to be compared with those that one carries; `journal_key` (Ed25519) checks
    the journal's signed roots and the seals of derivations."""
    origin = keys.origin()
    roots = [
        {
            "kid": root.kid.hex(),
            "algorithm": root.algorithm.name,
            "cose_key": written_key(root.cose_key),
            "thumbprint": thumbprint(root.cose_key).hex(),
        }
        for root in keys.pinned_roots()
    ]
    return _json(
        {
            "issuer": origin,
            "check_page": f"{origin}/v",
            "status_list_aggregation_endpoint": f"{origin}/s",
            "keys": f"{origin}/.well-known/anxin-keys",
            "jwks_uri": f"{origin}/.well-known/jwks.json",
            "roots": roots,
            "journal_key": public_key(),
        }
    )


def _json(held: object) -> bytes:
    return json.dumps(held, separators=(",", ":"), ensure_ascii=False).encode()


def all_files(at: datetime) -> Iterator[tuple[str, bytes]]:
    """Path in the folder and content; lists that are due are signed anew. The index comes after what it names."""
    yield ".well-known/anxin-keys", key_list_file()
    yield ".well-known/jwks.json", jwks_file()
    yield ".well-known/anxin-issuer", issuer_file()
    yield ".well-known/anxin-journal-roots", published_file()
    for signed in status_lists.signed_lists(at):
        yield f"s/{signed.number}", signed.token
    yield "s/index.json", index_file()


def publish(folder: Path, at: datetime) -> int:
    """Write what changed into the folder, each file in one step; how many were written."""
    written = 0
    for path, content in all_files(at):
        place = folder / path
        if not place.exists() or place.read_bytes() != content:
            replace(place, content, mode=0o644)
            written += 1
    return written
