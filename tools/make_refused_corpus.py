"""Writes docs/codes/refused.json: tokens, lists and texts that every reader of Anxin's codes must refuse, and why.

`python tools/make_refused_corpus.py` writes the file, the same each time: keys follow from their names, signatures from
RFC 6979. A test holds the committed file equal to what this writes. docs/codes/refused.md says how to use it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT_FOLDER = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT_FOLDER), str(ROOT_FOLDER / "src")]  # started as a script

from tools.refused_corpus import accepted, contents, envelopes, lists, signatures, texts  # noqa: E402 -- see above
from tools.refused_corpus.entry import Entry  # noqa: E402 -- as above
from tools.refused_corpus.stage import (  # noqa: E402 -- as above
    FOREIGN,
    FOREIGN_ROOT,
    ISSUER,
    KEY_LISTS,
    LISTED,
    NOW,
    ROOT,
    UNLISTED,
    WITH_SM2,
    Key,
    coordinates,
    secret,
)

CORPUS = ROOT_FOLDER / "docs" / "codes" / "refused.json"
ABOUT = (
    "What every reader of Anxin's codes must refuse, and with which reason: docs/codes/profile.md and refused.md. "
    "Made by tools/make_refused_corpus.py. Every key here is a TEST KEY, published, and worth nothing."
)


def refused() -> Iterator[Entry]:
    for part in (
        envelopes.envelopes,
        envelopes.headers,
        contents.encodings,
        contents.members,
        contents.screens,
        contents.sizes,
        contents.addresses,
        envelopes.keys_and_signatures,
        signatures.signatures,
        signatures.of_sm2,
        signatures.moments,
        signatures.order,
        lists.status_lists,
        lists.cards_and_lists,
        lists.key_lists,
        texts.texts,
    ):
        yield from part()


def described(key: Key) -> dict[str, Any]:
    one = key.held.listed
    return {
        "name": key.name,
        "kid": one.kid.hex(),
        "alg": one.algorithm.number,
        "uses": sorted(one.uses),
        "days": [one.not_before, one.not_after],
        "TEST_private": key.held.private.hex(),
    }


def corpus() -> dict[str, Any]:
    roots = {"root": ROOT, "another issuer's root": FOREIGN_ROOT}
    return {
        "about": ABOUT,
        "issuer": ISSUER,
        "now": NOW,
        "roots": [
            {
                "name": name,
                "kid": one.kid.hex(),
                "alg": one.algorithm.number,
                **{label: octets.hex() for label, octets in zip("xy", coordinates(one.cose_key), strict=True)},
                "TEST_private": secret(name).hex(),
            }
            for name, one in roots.items()
        ],
        "keys": [described(key) for key in (*LISTED, WITH_SM2, UNLISTED, FOREIGN)],
        "key_lists": {name: octets.hex() for name, octets in KEY_LISTS.items()},
        "accepted": [entry.as_json() for entry in accepted.accepted()],
        "refused": [entry.as_json() for entry in refused()],
    }


def written() -> str:
    """One entry a line, so that a change shows as one line."""
    held = corpus()
    parts = []
    for name, value in held.items():
        if isinstance(value, list):
            lines = ",\n".join(f"    {json.dumps(entry, ensure_ascii=True)}" for entry in value)
            parts.append(f"  {json.dumps(name)}: [\n{lines}\n  ]")
        else:
            parts.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=True)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    CORPUS.write_text(written(), "utf-8")
    found = json.loads(CORPUS.read_text("utf-8"))
    print(f"{CORPUS.relative_to(ROOT_FOLDER)}: {len(found['refused'])} refused, {len(found['accepted'])} accepted")
