"""The scan page over HTTP, beside a bare ASGI reply on the same server: requests a second and processor time each."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from anxin.demo.load import PACK
from anxin.kernel.codes.models import Code
from bench.measuring import Figure

CONNECTIONS = 16
CODES = 200


@dataclass(frozen=True)
class Load:
    """What one run came to: answers, seconds, processor seconds of the server."""

    answers: int
    seconds: float
    processor: float

    @property
    def rate(self) -> float:
        return self.answers / self.seconds

    @property
    def per_processor_second(self) -> float:
        return self.answers / self.processor


def measure(home: Path, *, seconds: float) -> list[Figure]:
    codes = list(Code.objects.filter(pack=PACK, slot__isnull=False).values_list("public", flat=True)[:CODES])
    here = Path(__file__).parent
    with serving([sys.executable, str(here / "bare_server.py")]) as (port, process):
        bare = asyncio.run(load(port, ["/"], process, seconds))
    anxin = str(Path(sys.executable).with_name("anxin"))
    with serving([anxin, "serve", "--port"]) as (port, process):
        pages = asyncio.run(load(port, ["/"], process, seconds))
        scans = asyncio.run(load(port, [f"/c/{code}" for code in codes], process, seconds))
    note = f"{CONNECTIONS} connections; each scan is written to the journal. The load generator shares the machine"
    return [
        Figure("scan page", "a bare ASGI reply", "requests/s", scans.rate, bare.rate, note),
        Figure(
            "scan page, the server's work alone",
            "a bare ASGI reply",
            "requests per processor-second",
            scans.per_processor_second,
            bare.per_processor_second,
            "what the load generator takes is left out",
        ),
        Figure("a page that reads nothing", "a bare ASGI reply", "requests/s", pages.rate, bare.rate),
    ]


@contextmanager
def serving(command: list[str]) -> Iterator[tuple[int, int]]:
    """A server on a free port, as (port, process id); stopped at the end and waited for."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port = int(asking.getsockname()[1])
    process = subprocess.Popen(
        [*command, str(port)], stdout=subprocess.DEVNULL, env={**os.environ, "ANXIN_HOSTS": "127.0.0.1"}
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def wait_for(address: str, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


async def load(port: int, paths: list[str], process: int, seconds: float) -> Load:
    """Ask on several connections at once, each waiting for its answer before it asks again."""
    await asyncio.gather(*(ask(port, paths, offset, time.monotonic() + 1) for offset in range(CONNECTIONS)))  # warm
    before, began = processor_seconds(process), time.monotonic()
    counts = await asyncio.gather(*(ask(port, paths, offset, began + seconds) for offset in range(CONNECTIONS)))
    return Load(sum(counts), time.monotonic() - began, processor_seconds(process) - before)


async def ask(port: int, paths: list[str], offset: int, until: float) -> int:
    """One connection, kept open; how many answers came. An answer other than 200 ends the measure."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers = 0
    while time.monotonic() < until:
        path = paths[(offset + answers * CONNECTIONS) % len(paths)]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{path} answered {head.splitlines()[0]!r}")
        start = head.lower().index(b"content-length:") + 15
        await reader.readexactly(int(head[start : head.index(b"\r\n", start)]))
        answers += 1
    writer.close()
    return answers


def processor_seconds(process: int) -> float:
    """User and system time that the process has taken so far (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
