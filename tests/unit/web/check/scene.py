"""The stage of the phone pages with keys, cards and screens: what checks are made of."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.test import Client

from anxin.credentials import Card as CardClaims
from anxin.credentials import Screen, Status, Use, issue, to_digits
from anxin.kernel.codes import key_acts, keys
from anxin.kernel.codes.models import Card, Code, StatusShard
from anxin.kernel.codes.showing import Showing, ShowingKind, seal
from anxin.kernel.reference import queries as reference
from anxin.web.check.app import PATH, Check
from tests.cast import OPERATOR
from tests.unit.web.phone.stage import Stage, on_stage

T = TypeVar("T")
NONCE = b"\x00\x01\x02\x03"
DAYS = timedelta(days=1)


@dataclass(frozen=True)
class Scene:
    """The stage, and a card for each of its codes."""

    stage: Stage
    fang: Card
    mei: Card
    hua: Card
    at: datetime

    def screen(self, card: Card, *, ago: timedelta = timedelta(0)) -> bytes:
        """The handle that the holder's phone showed then."""
        return seal(Showing(card.code_id, ShowingKind.SCREEN, self.at - ago), nonce=NONCE)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run to its end in a thread of its own: in this one a browser's event loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def on_scene() -> Scene:
    stage, at = on_stage(), reference.now()
    key_acts.keep_own_keys(by=OPERATOR, at=at - DAYS)
    shard = StatusShard.objects.create(number=0, packed=bytes(16384))
    codes = (stage.fang, stage.mei, stage.hua)
    fang, mei, hua = (card_of(code, shard, index, at) for index, code in enumerate(codes))
    return Scene(stage, fang, mei, hua, at)


def card_of(code: Code, shard: StatusShard, index: int, at: datetime) -> Card:
    return Card.objects.create(
        code=code,
        card_id=f"{index + 1:016x}",
        shard=shard,
        index=index,
        credential=b"",
        issued_at=at - DAYS,
        expires_at=at + 300 * DAYS,
        slot=str(code.pk),
    )


def card_digits(card: Card, at: datetime) -> str:
    """The card's credential as its square holds it."""
    expires, uri = keys.seconds(card.expires_at), f"{keys.origin()}/s/{card.shard.number}"
    claims = CardClaims(bytes.fromhex(card.card_id), expires, uri, card.index, "王**", "安家乐家政")
    return to_digits(issue(claims, keys.signing_key(Use.CARD, at)))


def screen_digits(handle: bytes, at: datetime) -> str:
    claims = Screen(handle, keys.seconds(at) + 90, Status.VALID, "王**", "安家乐家政")
    return to_digits(issue(claims, keys.signing_key(Use.SCREEN, at)))


@dataclass(frozen=True)
class Answer:
    """What came back, from whichever of the two answered."""

    status: int
    headers: dict[str, str]
    said: Any


def in_django(body: Any, **headers: str) -> Answer:
    client = Client(headers=headers, raise_request_exception=False)
    answer = client.generic("POST", PATH, as_bytes(body), content_type="application/json")
    return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, json.loads(answer.content))


def in_front(body: Any, *, address: str = "127.0.0.1", **headers: str) -> Answer:
    return in_front_all([body], address=address, **headers)[0]


def in_front_all(bodies: list[Any], *, address: str = "127.0.0.1", **headers: str) -> list[Answer]:
    """All of them at once, through the ASGI app; whatever it leaves to Django comes back as 599."""

    async def rest(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 599, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def all_of_them() -> list[Answer]:
        app = Check(rest)
        try:
            return list(await asyncio.gather(*(one_answer(app, body, address, headers) for body in bodies)))
        finally:
            app.desk.close()

    return run(all_of_them())


async def one_answer(app: Any, body: Any, address: str, headers: Mapping[str, str]) -> Answer:
    sent: list[dict[str, Any]] = []
    named = {"host": "localhost", "content-type": "application/json", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
        "client": (address, 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": as_bytes(body), "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    received = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], received, json.loads(sent[1]["body"]))


def as_bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
