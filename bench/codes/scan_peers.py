"""The peers of the online check, on the same server with the same settings: `scan_peers.py WHAT DATABASE PORT`.

WHAT is `bare` (a reply that reads nothing) or `read` (one indexed read of the code asked for, with the driver alone).
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
BODY = b"ok"
READ = "SELECT public, party_id, pack, issued_at FROM code WHERE public = {}"


async def bare(_scope: dict[str, Any], _receive: Receive, send: Send) -> None:
    await answer(send, BODY)


def reading(database: str) -> Callable[..., Awaitable[None]]:
    read = from_postgres(database) if database.startswith("postgresql://") else from_sqlite(database)

    async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["method"] == "GET":  # is the server there?
            await answer(send, BODY)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        asked = json.loads(body)["code"]
        public, party, pack, issued = read(asked)
        said = {"public": public, "party": party, "pack": pack, "issued_at": str(issued)}
        await answer(send, json.dumps(said).encode())

    return application


def from_sqlite(path: str) -> Callable[[str], Any]:
    connection = sqlite3.connect(path, isolation_level=None)
    text = READ.format("?")
    return lambda public: connection.execute(text, (public,)).fetchone()


def from_postgres(address: str) -> Callable[[str], Any]:
    import psycopg

    connection = psycopg.connect(address, autocommit=True, prepare_threshold=0)
    text = READ.format("%s")
    return lambda public: connection.execute(text, (public,)).fetchone()


async def answer(send: Send, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    what, database, port = sys.argv[1:]
    uvicorn.run(
        bare if what == "bare" else reading(database),  # type: ignore[arg-type]  # -- uvicorn's types know no plain dicts
        port=int(port),
        lifespan="off",
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
    )
