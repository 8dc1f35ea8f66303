"""The good card and the good screen that every fault is put into."""

from __future__ import annotations

from typing import Any

from tools.refused_corpus.loose import Pairs, Raw, write
from tools.refused_corpus.stage import DAY, ISSUER, NOW

EXP, CTI, STATUS, SHOWN = 4, 7, 65535, -65537
CARD_ID = bytes.fromhex("c0ffee0000000001")
HANDLE = bytes.fromhex("5c4ee000000000000000000000000001")
URI = f"{ISSUER}/s/7"
CARD_EXP, SCREEN_EXP = NOW + 180 * DAY, NOW + 90
ABSENT = object()


def card(**changes: Any) -> dict[Any, Any]:
    """The card's claims in their order; a change of ABSENT leaves one out, `more` adds others in their order."""
    place = {"idx": changes.pop("idx", 12_345), "uri": changes.pop("uri", URI)}
    held = {"exp": CARD_EXP, "cti": CARD_ID, "status": {"status_list": place}, "shown": ["王*", "安心家政"]}
    return claims(held | changes)


def screen(**changes: Any) -> dict[Any, Any]:
    return claims({"exp": SCREEN_EXP, "cti": HANDLE, "status": ABSENT, "shown": [0, "王*", "安心家政"]} | changes)


def claims(held: dict[str, Any]) -> dict[Any, Any]:
    labels = {"exp": EXP, "cti": CTI, "status": STATUS, "shown": SHOWN}
    found = {labels[name]: value for name, value in held.items() if name in labels and value is not ABSENT}
    return in_order(found | held.get("more", {}))


def in_order(held: dict[Any, Any]) -> dict[Any, Any]:
    return dict(sorted(held.items(), key=lambda member: write(member[0])))


def spliced(held: dict[Any, Any], **raw: bytes) -> Pairs:
    """The claims with the value of some written as octets: `exp=b"…"`."""
    labels = {"exp": EXP, "cti": CTI, "status": STATUS, "shown": SHOWN}
    written = {labels[name]: Raw(octets) for name, octets in raw.items()}
    return Pairs(tuple((held | written).items()))
