"""The strict check and the issue of a credential beside the bare signature under them, and beside python-cwt.

Seconds are the process's own processor time, so that what else the machine does counts little; contenders go in turns
and each one's median round is kept. Every contender works through the same 64 credentials, all different.
`python -m bench.codes.crypto` runs it by itself.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import cwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from rich.console import Console
from rich.table import Table

from anxin.credentials import (
    EDDSA,
    ES256,
    Algorithm,
    Card,
    KeyList,
    Root,
    Screen,
    SigningKey,
    Status,
    Use,
    check,
    issue,
    issue_key_list,
    new_signing_key,
    read_key_list,
)
from anxin.credentials.cose import read_sign1

CORPUS = Path(__file__).resolve().parents[2] / "docs" / "codes" / "refused.json"
ISSUER, NOW, DAY = "https://c.zj.cn", 1_800_000_000, 86_400
AGENCY = "安心家政服务"
CREDENTIALS = 64
ROUNDS = {"full": (21, 1000), "small": (7, 400)}
SHA256 = ec.ECDSA(hashes.SHA256())
Work = Callable[[int], object]


@dataclass(frozen=True)
class Ratio:
    """How often ours runs in the time of one of the peer's. Microseconds of processor time; `goal` is the least."""

    name: str
    peer: str
    ours: float
    theirs: float
    goal: float | None = None

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours

    def as_json(self) -> dict[str, Any]:
        met = None if self.goal is None else self.ratio >= self.goal
        return {**asdict(self), "ratio": self.ratio, "met": met}


class Stage:
    """An issuer with one key for everything, its list of keys, and its credentials."""

    def __init__(self, algorithm: Algorithm) -> None:
        secret = ES256.generate()
        root = Root.of(ES256, secret)
        self.key: SigningKey = new_signing_key(
            root=root,
            algorithm=algorithm,
            private=algorithm.generate(),
            not_before=NOW - DAY,
            not_after=NOW + 400 * DAY,
            uses=[Use.CARD, Use.SCREEN],
        )
        octets = issue_key_list(
            root=root,
            sign=ES256.signer(secret),
            issuer=ISSUER,
            keys=[self.key.listed],
            issued_at=NOW,
            expires=NOW + DAY,
        )
        self.keys: KeyList = read_key_list(octets, roots=[root], now=NOW)
        self.cards = [
            Card(number.to_bytes(8, "big"), NOW + 200 * DAY, f"{ISSUER}/s/{number % 9}", 997 * number, "王*", AGENCY)
            for number in range(CREDENTIALS)
        ]
        self.screens = [
            Screen(number.to_bytes(16, "big"), NOW + 90, Status(number % 4), "王*", AGENCY)
            for number in range(CREDENTIALS)
        ]


def measure(size: str = "full") -> dict[str, Any]:
    """{"ratios": […], "octets": {…}, "refused": {…}}: the ratios with what each took, the sizes, and how much of the
    published corpus of faults python-cwt accepts."""
    es256, eddsa = Stage(ES256), Stage(EDDSA)
    ratios = checking(es256, size) + issuing(es256, size) + with_ed25519(eddsa, size)
    octets = {"card": len(issue(es256.cards[1], es256.key)), "screen": len(issue(es256.screens[1], es256.key))}
    return {"ratios": [one.as_json() for one in ratios], "octets": octets, "refused": accepted_by_python_cwt()}


def in_turns(works: Sequence[Work], size: str) -> list[float]:
    """Median microseconds of each, over rounds taken in turns; without the collector, whose pauses fall anywhere."""
    rounds, times = ROUNDS[size]
    taken: list[list[float]] = []
    numbers = list(islice(cycle(range(CREDENTIALS)), times))
    gc.collect()
    gc.disable()
    try:
        for _round in range(rounds):
            taken.append([])
            for work in works:
                began = process_time()
                for number in numbers:
                    work(number)
                taken[-1].append((process_time() - began) / times * 1e6)
    finally:
        gc.enable()
    return [median(column) for column in zip(*taken, strict=True)]


def checking(stage: Stage, size: str) -> list[Ratio]:
    found = []
    for name, claims in (("card", stage.cards), ("screen", stage.screens)):
        tokens = [issue(one, stage.key) for one in claims]
        assert [check(token, stage.keys, now=NOW).claims for token in tokens] == claims
        bare, theirs = bare_check(stage, tokens), python_cwt_check(stage, tokens)
        strict = lambda number, tokens=tokens: check(tokens[number], stage.keys, now=NOW)  # noqa: E731 -- as its peers
        ours, primitive, cwts = in_turns([strict, bare, theirs], size)
        found += [
            Ratio(f"strict check of a {name}", "bare P-256 verification", ours, primitive, 0.80),
            Ratio(f"strict check of a {name}", "python-cwt decode", ours, cwts, 1.05),
        ]
    return found


def bare_check(stage: Stage, tokens: Sequence[bytes]) -> Work:
    """`cryptography`'s own verification, the key taken up, the signature in DER, the signed octets put together."""
    key = stage.key.listed.cose_key
    point = b"\x04" + bytes(key[-2]) + bytes(key[-3])
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    taken = [read_sign1(token) for token in tokens]
    ready = [(encode_dss_signature(*numbers(one.signature)), one.signed) for one in taken]
    return lambda number: public.verify(*ready[number], SHA256)


def numbers(signature: bytes) -> tuple[int, int]:
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def python_cwt_key(stage: Stage, *, private: bool = False) -> Any:
    listed = stage.key.listed
    held = dict(listed.cose_key) | {2: listed.kid, 3: listed.algorithm.number}
    return cwt.COSEKey.new(held | ({-4: stage.key.private} if private else {}))


def python_cwt_check(stage: Stage, tokens: Sequence[bytes]) -> Work:
    key = python_cwt_key(stage)
    assert cwt.decode(tokens[1], key)[7] == read_claim(stage, tokens[1])
    return lambda number: cwt.decode(tokens[number], key)


def read_claim(stage: Stage, token: bytes) -> bytes:
    claims = check(token, stage.keys, now=NOW).claims
    return claims.card_id if isinstance(claims, Card) else claims.handle


def issuing(stage: Stage, size: str) -> list[Ratio]:
    private = ec.derive_private_key(int.from_bytes(stage.key.private, "big"), ec.SECP256R1())
    key, found = python_cwt_key(stage, private=True), []
    for name, claims in (("card", stage.cards), ("screen", stage.screens)):
        signed = [read_sign1(issue(one, stage.key)).signed for one in claims]
        held = [one.claims() for one in claims]
        ours, primitive, cwts = in_turns(
            [
                lambda number, claims=claims: issue(claims[number], stage.key),
                lambda number, signed=signed: private.sign(signed[number], SHA256),
                lambda number, held=held: cwt.encode(held[number], key),
            ],
            size,
        )
        found += [
            Ratio(f"issue of a {name}", "bare P-256 signature", ours, primitive, 0.60),
            Ratio(f"issue of a {name}", "python-cwt encode", ours, cwts),
        ]
    return found


def with_ed25519(stage: Stage, size: str) -> list[Ratio]:
    public = ed25519.Ed25519PublicKey.from_public_bytes(bytes(stage.key.listed.cose_key[-2]))
    tokens = [issue(one, stage.key) for one in stage.cards]
    taken = [read_sign1(token) for token in tokens]
    ours, primitive = in_turns(
        [
            lambda number: check(tokens[number], stage.keys, now=NOW),
            lambda number: public.verify(taken[number].signature, taken[number].signed),
        ],
        size,
    )
    return [Ratio("strict check of a card by Ed25519", "bare Ed25519 verification", ours, primitive)]


def accepted_by_python_cwt() -> dict[str, int]:
    """Of the corpus's credentials that are unreadable or altered, how many python-cwt decodes all the same."""
    held = json.loads(CORPUS.read_text("utf-8"))
    keys = []
    for one in held["keys"]:
        kid, alg, private = bytes.fromhex(one["kid"]), one["alg"], bytes.fromhex(one["TEST_private"])
        if alg in (ES256.number, EDDSA.number):
            algorithm = ES256 if alg == ES256.number else EDDSA
            keys.append(cwt.COSEKey.new({**algorithm.public(private), 2: kid, 3: alg}))
    tried = [
        bytes.fromhex(entry["token"])
        for entry in held["refused"]
        if entry["kind"] == "credential" and entry["reason"] in ("unreadable", "altered") and "key_list" not in entry
    ]
    return {"faults": len(tried), "accepted by python-cwt": sum(decodes(token, keys) for token in tried)}


def decodes(token: bytes, keys: list[Any]) -> bool:
    try:
        cwt.decode(token, keys)
    except Exception:  # -- a library under test: whatever it raises is a refusal
        return False
    return True


def show(held: dict[str, Any]) -> None:
    table = Table(title="Credentials, in microseconds of processor time", title_justify="left")
    table.add_column("measure, and its peer", overflow="fold")
    for heading in ("ours", "peer's", "ratio", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in held["ratios"]:
        goal = "" if one["goal"] is None else f"≥ {one['goal']:.2f} {'met' if one['met'] else 'missed'}"
        figures = f"{one['ours']:.1f}", f"{one['theirs']:.1f}", f"{one['ratio']:.2f}", goal
        table.add_row(f"{one['name']}\n  beside {one['peer']}", *figures)
    console = Console(highlight=False)
    console.print(table)
    octets, faults = held["octets"], held["refused"]
    console.print(
        f"A card has {octets['card']} octets, a screen {octets['screen']}. Of {faults['faults']} faults python-cwt "
        f"accepts {faults['accepted by python-cwt']}; the strict check refuses them all."
    )


if __name__ == "__main__":
    show(measure(sys.argv[1] if len(sys.argv) > 1 else "small"))
