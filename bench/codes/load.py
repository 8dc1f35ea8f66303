"""A load generator: many connections, each asking again as soon as it is answered; requests a second, waiting times."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

CONNECTIONS = 64
WARM_SECONDS = 1.0
END = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What one run came to: answers, seconds, the server's processor seconds, and each answer's waiting time."""

    answers: int
    seconds: float
    processor: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        return self.answers / self.seconds

    @property
    def per_processor_second(self) -> float:
        return self.answers / self.processor

    def wait(self, part: float) -> float:
        """The waiting time, in milliseconds, that this part of the answers did not exceed."""
        held = sorted(self.waits)
        return held[min(len(held) - 1, int(part * len(held)))] * 1000


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A whole request, as it goes over the wire."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{more}"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def load(
    port: int,
    requests: Sequence[bytes],
    server: int,
    *,
    seconds: float,
    status: int = 200,
    connections: int = CONNECTIONS,
) -> Load:
    """Ask on many connections at once; an answer of another status ends the measure."""
    import uvloop

    return uvloop.run(_load(port, requests, server, seconds, status, connections))


async def _load(
    port: int, requests: Sequence[bytes], server: int, seconds: float, status: int, connections: int
) -> Load:
    loop = asyncio.get_running_loop()
    run = _Run(requests, b"HTTP/1.1 %d" % status)
    for offset in range(connections):
        await loop.create_connection(lambda offset=offset: _Connection(run, offset), "127.0.0.1", port)  # type: ignore[misc]  # -- a default binds it
    await asyncio.sleep(WARM_SECONDS)
    run.waits.clear()
    before, began = processor_seconds(server), time.perf_counter()
    await asyncio.sleep(seconds)
    took, spent, waits = time.perf_counter() - began, processor_seconds(server) - before, list(run.waits)
    run.over = True
    try:
        await asyncio.wait_for(run.finished(connections), 30)
    except TimeoutError:
        run.fault = run.fault or "some were not answered within 30 seconds"
    if run.fault:
        raise RuntimeError(run.fault)
    return Load(len(waits), took, spent, waits)


class _Run:
    def __init__(self, requests: Sequence[bytes], expected: bytes) -> None:
        self.requests, self.expected = requests, expected
        self.waits: list[float] = []
        self.over, self.fault, self.closed, self.next = False, "", 0, 0

    def request(self) -> bytes:
        self.next += 1
        return self.requests[self.next % len(self.requests)]

    async def finished(self, connections: int) -> None:
        while self.closed < connections:
            await asyncio.sleep(0.01)


class _Connection(asyncio.Protocol):
    """One connection, kept open: the next request goes out when the answer is there as a whole."""

    def __init__(self, run: _Run, offset: int) -> None:
        self.run, self.held, self.asked = run, b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self.ask()

    def ask(self) -> None:
        self.asked = time.perf_counter()
        self.transport.write(self.run.request())

    def data_received(self, data: bytes) -> None:
        self.held = self.held + data if self.held else data
        end = self.held.find(END)
        if end < 0:
            return
        start = self.held.find(b"content-length: ", 0, end) + 16
        if len(self.held) < end + 4 + int(self.held[start : self.held.find(b"\r", start)]):
            return
        self.run.waits.append(time.perf_counter() - self.asked)
        if not self.held.startswith(self.run.expected):
            self.run.fault = self.run.fault or f"answered {self.held[:300]!r}"
        self.held = b""
        if self.run.over or self.run.fault:
            self.transport.close()
        else:
            self.ask()

    def connection_lost(self, _exc: Exception | None) -> None:
        self.run.closed += 1


def processor_seconds(process: int) -> float:
    """User and system time that the process has taken so far (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
