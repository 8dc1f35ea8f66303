"""docs/api/vectors/feed.json: one conversation to the octet, computed again from the secrets that stand in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from anxin.kernel.peers.envelopes import Unopened, closed, opened, question_digest
from anxin.kernel.peers.identity import Card, Identity
from anxin.kernel.peers.records import Sent, Tombstone, canonical, reference

PAGE = Path(__file__).resolve().parents[4] / "docs" / "api" / "vectors" / "feed.json"
CITY, MINISTRY = b"city" * 8, b"ministry" * 4
FIELDS = {"agency": "安家乐家政", "id_number": "11010519491231002X", "name": "王小芳", "police_check": None}
QUESTION = {
    "after": 0,
    "after_left": 0,
    "ask": "feed",
    "sent": "2021-10-29T12:00:00+08:00",
    "set": "home_service.green",
}


def computed() -> dict[str, Any]:
    """Everything from the two secrets, the nonces and what is said."""
    city, ministry = Identity.of(CITY), Identity.of(MINISTRY)
    pair = city.pair(ministry.public)
    sent = Sent(reference(pair, "mfrggzdfmztwq2lk"), 7, 12, FIELDS)
    question = closed(canonical(QUESTION), by=ministry, to=city.public, nonce=b"\x01" * 12)
    answer = {"left": [], "rows": [{"ref": sent.ref, "key": sent.key, "seq": sent.seq, "fields": FIELDS}]}
    bound = question_digest(question)
    stone = Tombstone.made(
        by=city, dataset="home_service.green", ref=sent.ref, seq=13, left_at="2021-10-30T00:00:00.000000+00:00"
    )
    return {
        "sites": {
            name: {
                "secret": secret.hex(),
                "signing": identity.public.signing.hex(),
                "agreement": identity.public.agreement.hex(),
                "key_id": identity.public.key_id.hex(),
                "fingerprint": identity.public.fingerprint,
                "card": Card(title, address, identity.public).written,
            }
            for name, title, address, secret, identity in (
                ("city", "温州家服云", "https://city.example", CITY, city),
                ("ministry", "家政信用查", "https://ministry.example", MINISTRY, ministry),
            )
        },
        "pair": {"messages": pair.sealing.hex(), "records": pair.records.hex()},
        "record": {
            "named": "mfrggzdfmztwq2lk",
            "ref": sent.ref,
            "canonical": sent.canonical.decode(),
            "element": sent.element(pair).hex(),
        },
        "question": {"content": QUESTION, "nonce": "01" * 12, "envelope": question.hex()},
        "answer": {
            "content": answer,
            "nonce": "02" * 12,
            "bound": bound.hex(),
            "envelope": closed(canonical(answer), by=city, to=ministry.public, bound=bound, nonce=b"\x02" * 12).hex(),
        },
        "tombstone": {
            "set": stone.dataset,
            "ref": stone.ref,
            "seq": stone.seq,
            "at": stone.left_at,
            "signature": stone.signature.hex(),
        },
    }


def without_envelopes(held: dict[str, Any]) -> dict[str, Any]:
    """Deflated octets differ between implementations of the same standard; everything else does not."""
    kept = {name: dict(one) for name, one in held.items()}
    for name in ("question", "answer"):
        kept[name].pop("envelope")
        kept[name].pop("bound", None)
    return kept


def test_the_published_vectors_are_what_the_site_computes() -> None:
    held = json.loads(PAGE.read_text("utf-8"))
    assert without_envelopes(held) == without_envelopes(computed())
    assert held["answer"]["bound"] == question_digest(bytes.fromhex(held["question"]["envelope"])).hex()


def test_a_reader_with_its_own_secret_opens_what_is_published() -> None:
    held = json.loads(PAGE.read_text("utf-8"))
    city = Identity.of(bytes.fromhex(held["sites"]["city"]["secret"]))
    ministry = Identity.of(bytes.fromhex(held["sites"]["ministry"]["secret"]))
    question, answer = (bytes.fromhex(held[name]["envelope"]) for name in ("question", "answer"))

    assert json.loads(opened(question, by=city, sender=ministry.public)) == held["question"]["content"]
    bound = question_digest(question)
    assert json.loads(opened(answer, by=ministry, sender=city.public, bound=bound)) == held["answer"]["content"]


@pytest.mark.parametrize("place", [0, 4, 12, 20, 40, -70, -1])
def test_an_envelope_with_one_octet_changed_does_not_open(place: int) -> None:
    held = json.loads(PAGE.read_text("utf-8"))
    city, ministry = Identity.of(CITY), Identity.of(MINISTRY)
    message = bytearray(bytes.fromhex(held["question"]["envelope"]))
    message[place] ^= 1
    with pytest.raises(Unopened):
        opened(bytes(message), by=city, sender=ministry.public)


def test_an_envelope_for_another_reader_or_of_another_sender_does_not_open() -> None:
    held = json.loads(PAGE.read_text("utf-8"))
    city, ministry, third = Identity.of(CITY), Identity.of(MINISTRY), Identity.of(b"third site" + bytes(22))
    message = bytes.fromhex(held["question"]["envelope"])
    for by, sender in ((third, ministry), (city, third), (ministry, city)):
        with pytest.raises(Unopened):
            opened(message, by=by, sender=sender.public)


def test_a_content_that_would_swell_beyond_all_measure_is_not_unpacked() -> None:
    city, ministry = Identity.of(CITY), Identity.of(MINISTRY)
    message = closed(bytes(20 * 1024 * 1024), by=ministry, to=city.public)
    with pytest.raises(Unopened):
        opened(message, by=city, sender=ministry.public)
