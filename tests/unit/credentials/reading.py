"""Reads an entry of docs/codes/refused.json as a reader of codes does."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from anxin.credentials import (
    ES256,
    Card,
    Checked,
    KeyList,
    Rejected,
    Root,
    StatusList,
    check,
    read_key_list,
    read_status_list,
    read_text,
)

CORPUS = Path(__file__).resolve().parents[3] / "docs" / "codes" / "refused.json"
Entry = dict[str, Any]


@cache
def corpus() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(CORPUS.read_text("utf-8"))
    return held


@cache
def root() -> Root:
    held = corpus()["roots"][0]
    return Root(ES256, {1: 2, -1: 1, -2: bytes.fromhex(held["x"]), -3: bytes.fromhex(held["y"])})


@cache
def keys(name: str = "main") -> KeyList:
    return read_key_list(bytes.fromhex(corpus()["key_lists"][name]), roots=[root()], now=corpus()["now"])


def answer(entry: Entry) -> str | dict[str, Any]:
    """What the reader says: a reason of refusal, or what it has read."""
    try:
        return read(entry)
    except Rejected as rejected:
        return str(rejected.fault)


def read(entry: Entry) -> dict[str, Any]:
    now = entry["now"]
    token = bytes.fromhex(entry.get("token", ""))
    match entry["kind"]:
        case "text":
            token = read_text(entry["text"], corpus()["issuer"])
            check(token, keys(), now=now)
            return {"token": token.hex()}
        case "status-list":
            return of_list(read_status_list(token, keys(), uri=entry["uri"], now=now, seen=entry.get("seen", 0)))
        case "key-list":
            believed = read_key_list(token, roots=[root()], now=now, seen=entry.get("seen", 0))
            return {"issuer": believed.issuer, "kids": sorted(kid.hex() for kid in believed.keys)}
        case _:
            checked = check(token, keys(entry.get("key_list", "main")), now=now, floor=entry.get("floor", 0))
            return of_credential(entry, checked)


def of_list(listed: StatusList) -> dict[str, Any]:
    return {"iat": listed.issued_at, "exp": listed.expires, "ttl": listed.ttl, "packed": listed.packed.hex()}


def of_credential(entry: Entry, checked: Checked) -> dict[str, Any]:
    claims = checked.claims
    if entry.get("expect") and "octets" in entry["expect"]:
        return {"octets": len(entry["token"]) // 2}
    told = {"exp": claims.expires, "name": claims.name, "agency": claims.agency}
    if not isinstance(claims, Card):
        return told | {"cti": claims.handle.hex(), "status": int(claims.status)}
    told |= {"cti": claims.card_id.hex(), "uri": claims.uri, "idx": claims.index}
    if "status_list" in entry:
        octets = bytes.fromhex(entry["status_list"])
        listed = read_status_list(octets, keys(), uri=corpus()["issuer"] + "/s/7", now=entry["now"]) if octets else None
        told |= {"status": int(checked.status(listed))}
    return told
