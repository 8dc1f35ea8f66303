"""Lots that anybody can check: which order a draw gives, from published values alone. Nothing here but SHA-256.

Commit, then reveal. First the list of lot numbers and the rule are published with their digest, and the journal's root
of that moment, which nobody could choose. Later comes a value that nobody could know then, such as the numbers of a
lottery of a stated day. Only both together give the order:

    seed  = SHA-256("anxin-draw-1|" + digest of what was announced + "|" + journal root + "|" + the value)
    order = points (more first), then SHA-256(seed + "|" + lot) ascending
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

VERSION = "anxin-draw-1"
RULE = (
    "Within equal points, lots are ordered by SHA-256(seed|lot) ascending, in hexadecimal; more points come first. "
    "seed = SHA-256(anxin-draw-1|digest of the announcement|journal root|public value), all UTF-8, hexadecimal. "
    "The announcement is digested as JSON with sorted keys and no blanks."
)


def sha256(text: str) -> str:
    """64 hexadecimal digits over the UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(announced: Mapping[str, Any]) -> str:
    """The one text of an announcement that is digested: JSON, keys sorted, no blanks, Chinese as it is."""
    return json.dumps(announced, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seed_of(announced: Mapping[str, Any], value: str) -> str:
    """The seed that a public value gives to what was announced before."""
    return sha256("|".join((VERSION, sha256(canonical(announced)), announced["journal_root"], value)))


def order_of(lots: Sequence[Mapping[str, Any]], seed: str) -> list[str]:
    """The lots in the order of the draw; each is {"lot": …, "points": …}."""
    return [one["lot"] for one in sorted(lots, key=lambda one: (-one["points"], sha256(f"{seed}|{one['lot']}")))]


def result_of(announced: Mapping[str, Any], value: str) -> dict[str, Any]:
    """What is published after the draw: the announcement, the value, the seed and the order."""
    seed = seed_of(announced, value)
    return {
        "announced": announced,
        "announced_sha256": sha256(canonical(announced)),
        "value": value,
        "seed": seed,
        "order": order_of(announced["lots"], seed),
    }


def faults(published: Any) -> Iterator[str]:
    """What is wrong with a published result; nothing for one that anybody may rely on."""
    try:
        yield from _faults(published)
    except (KeyError, TypeError, AttributeError) as fault:
        yield f"it is not the result of a draw: {fault!r} is missing or of another kind"


def _faults(published: Mapping[str, Any]) -> Iterator[str]:
    announced, value = published["announced"], published["value"]
    if announced["version"] != VERSION:
        yield f"it was drawn by {announced['version']!r}, and this checks {VERSION!r}"
        return
    if announced["rule_sha256"] != sha256(announced["rule"]):
        yield "the rule is not the one whose digest was announced"
    names = [one["lot"] for one in announced["lots"]]
    if len(set(names)) != len(names):
        yield "a lot stands twice in the list"
    expected = result_of(announced, value)
    for key, what in (
        ("announced_sha256", "the announcement was changed after its digest was taken"),
        ("seed", "the seed does not follow from the announcement and the value"),
        ("order", "the order does not follow from the seed"),
    ):
        if published[key] != expected[key]:
            yield what
