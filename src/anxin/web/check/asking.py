"""Reading the body of an online check: exactly one of a credential, a handle or a card's id."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from anxin.kernel.codes.showing import from_letters

LONGEST_BODY = 4096
HEX_HANDLE = re.compile(r"[0-9a-f]{32}")
LETTERS = re.compile(r"[a-z2-7]{26}")
CARD_ID = re.compile(r"[0-9a-f]{16}")
_read = json.JSONDecoder().decode
NAMES = frozenset({"credential", "handle", "card"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked about: one of the three is not empty. `items`: also what the colour rests on."""

    credential: str = ""
    handle: bytes = b""
    card: str = ""
    items: bool = False


def read(body: bytes) -> Wanted | None:
    """What a body asks, None for anything that is not of the form."""
    try:
        said = _read(body.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    items = said.pop("items", False)
    if len(said) != 1 or not isinstance(items, bool):
        return None
    [(name, value)] = said.items()
    return _named(name, value, items) if name in NAMES and isinstance(value, str) else None


def _named(name: str, value: str, items: bool) -> Wanted | None:
    if name == "credential":
        return Wanted(credential=value, items=items) if value else None
    if name == "handle":
        handle = handle_of(value)
        return Wanted(handle=handle, items=items) if handle else None
    card = value.lower()
    return Wanted(card=card, items=items) if CARD_ID.fullmatch(card) else None


def handle_of(written: str) -> bytes:
    """A handle's 16 octets from 32 hexadecimal digits or 26 letters (RFC 4648 base32); nothing for anything else."""
    plain = written.lower()
    if HEX_HANDLE.fullmatch(plain):
        return bytes.fromhex(plain)
    return from_letters(plain) if LETTERS.fullmatch(plain) else b""


Described = dict[str, Any]

FORM: Described = {
    "type": "object",
    "description": "Exactly one of credential, handle and card.",
    "additionalProperties": False,
    "properties": {
        "credential": {
            "type": "string",
            "description": "The code's decimal digits, as they stand behind # in its address.",
            "maxLength": 980,
        },
        "handle": {
            "type": "string",
            "description": "What a screen shows: 32 hexadecimal digits, or the 26 letters of its short address.",
            "pattern": "^([0-9a-fA-F]{32}|[A-Za-z2-7]{26})$",
        },
        "card": {
            "type": "string",
            "description": "A card's id: 16 hexadecimal digits.",
            "pattern": "^[0-9a-fA-F]{16}$",
        },
        "items": {
            "type": "boolean",
            "default": False,
            "description": "Also what the colour rests on: each conclusion and how long it holds.",
        },
    },
    "oneOf": [{"required": ["credential"]}, {"required": ["handle"]}, {"required": ["card"]}],
}
