"""Keeping what a peer sent: each record at its newest, whole, with fields this site does not know; what left, gone.

A record comes with the number of its newest change. What is older than what is held, or the same again, changes
nothing, in whatever order and however often it comes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.sealing import blind_index, seal_bytes, unseal_bytes
from anxin.kernel.peers.identity import Pair, PublicKeys
from anxin.kernel.peers.models import Received, Taken
from anxin.kernel.peers.questions import LARGEST, Unanswerable
from anxin.kernel.peers.records import REF_OCTETS, Fields, Sent, Tombstone, canonical

BODY = "peer-received"
NUMBER = "number"  # where a field is read that holds an identity number
CHUNK = 500
CHANGED = ("key", "seq", "element", "body", "left", "tombstone", "number_index", "received_at")


@dataclass(frozen=True)
class Page:
    """What one answer brings: records, and what left."""

    rows: tuple[Sent, ...]
    left: tuple[Tombstone, ...]


def read_page(answer: dict[str, Any], *, dataset: str, keys: PublicKeys) -> Page:
    """Raises Unanswerable: not of the form, or a tombstone that the peer did not sign."""
    rows = tuple(_row(one) for one in _objects(answer, "rows"))
    left = tuple(_left(one, dataset) for one in _objects(answer, "left"))
    if not all(one.is_from(keys) for one in left):
        raise Unanswerable("form", "left: a signature is not right")
    return Page(rows, left)


def _objects(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    held = answer.get(name)
    if not isinstance(held, list) or not all(isinstance(one, dict) for one in held):
        raise Unanswerable("form", f"{name}: a list of objects expected")
    return held


def _row(one: dict[str, Any]) -> Sent:
    fields = one.get("fields")
    told = isinstance(fields, dict) and all(value is None or isinstance(value, str) for value in fields.values())
    if not told or fields is None or not _is_reference(one.get("ref")) or not _are_numbers(one, "key", "seq"):
        raise Unanswerable("form", "rows: a record is ref, key, seq and fields that are texts or null")
    return Sent(one["ref"], one["key"], one["seq"], fields)


def _left(one: dict[str, Any], dataset: str) -> Tombstone:
    if not _is_reference(one.get("ref")) or not _are_numbers(one, "seq") or not isinstance(one.get("at"), str):
        raise Unanswerable("form", "left: ref, seq, at and a signature expected")
    try:
        signature = base64.b64decode(str(one.get("signature")), validate=True)
    except ValueError:
        signature = b""
    return Tombstone(dataset, one["ref"], one["seq"], one["at"][:40], signature)


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and len(value) == 2 * REF_OCTETS and set(value) <= set("0123456789abcdef")


def _are_numbers(one: dict[str, Any], *names: str) -> bool:
    return all(type(one.get(name)) is int and 0 <= one[name] < LARGEST for name in names)


def keep(taken: Taken, page: Page, *, pair: Pair, at: datetime, certain: bool = False) -> int:
    """Keep a page, what left first, in the caller's transaction; how many records changed. `certain`: asked for by name
    a moment ago, so it stands even against a record of the same number that differs."""
    changed = _keep_left(taken, page.left, at, certain)
    for start in range(0, len(page.rows), CHUNK):
        changed += _keep_rows(taken, page.rows[start : start + CHUNK], pair, at, certain)
    return changed


def _held(taken: Taken, refs: Iterable[str]) -> dict[str, Received]:
    names, found = list(refs), dict[str, Received]()
    for start in range(0, len(names), CHUNK):
        part = Received.objects.filter(taken=taken, ref__in=names[start : start + CHUNK])
        found |= {one.ref: one for one in part}
    return found


def _is_news(held: Received | None, seq: int, certain: bool) -> bool:
    return held is None or certain or seq > held.seq


def _keep_left(taken: Taken, left: Sequence[Tombstone], at: datetime, certain: bool) -> int:
    held = _held(taken, (one.ref for one in left))
    fresh, changed = dict[str, Received](), dict[str, Received]()
    for stone in left:
        row = fresh.get(stone.ref) or held.get(stone.ref)
        if not _is_news(row, stone.seq, certain) or (row is not None and row.left and row.seq >= stone.seq):
            continue
        kept = row or Received(taken=taken, ref=stone.ref, key=0)
        kept.seq, kept.left, kept.body, kept.element, kept.number_index = stone.seq, True, None, b"", ""
        signature = base64.b64encode(stone.signature).decode()
        kept.tombstone, kept.received_at = {"at": stone.left_at, "signature": signature}, at
        (changed if kept.pk else fresh)[stone.ref] = kept
    _write(fresh.values(), changed.values())
    return len(fresh) + len(changed)


def _keep_rows(taken: Taken, rows: Sequence[Sent], pair: Pair, at: datetime, certain: bool) -> int:
    held = _held(taken, (one.ref for one in rows))
    fresh, changed = dict[str, Received](), dict[str, Received]()
    numbers = number_fields(taken)
    for sent in rows:
        row = fresh.get(sent.ref) or held.get(sent.ref)
        element = sent.element(pair)
        if not _is_news(row, sent.seq, certain):
            continue
        kept = row or Received(taken=taken, ref=sent.ref)
        kept.key, kept.seq, kept.element, kept.left, kept.tombstone = sent.key, sent.seq, element, False, None
        kept.body = seal_bytes(canonical(dict(sent.fields)), context=BODY)
        number = next((value for name in numbers if (value := sent.fields.get(name))), "")
        kept.number_index = blind_index(Scheme.IDENTITY_NUMBER, number) if number else ""
        kept.received_at = at
        (changed if kept.pk else fresh)[sent.ref] = kept
    _write(fresh.values(), changed.values())
    return len(fresh) + len(changed)


def _write(fresh: Iterable[Received], changed: Iterable[Received]) -> None:
    Received.objects.bulk_create(fresh, batch_size=CHUNK)
    Received.objects.bulk_update(changed, CHANGED, batch_size=50)


def number_fields(taken: Taken) -> list[str]:
    """The fields of the set that hold an identity number."""
    held = taken.about.get("fields", {})
    return [slug for slug, one in held.items() if isinstance(one, dict) and one.get("read") == NUMBER]


def fields_of(received: Received) -> Fields:
    """The fields of a record as the peer sent them. A record that left has none."""
    if received.body is None:
        return {}
    held: Fields = json.loads(unseal_bytes(bytes(received.body), context=BODY))
    return held
