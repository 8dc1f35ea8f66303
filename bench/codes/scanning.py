"""The online check over HTTP on SQLite and PostgreSQL, beside a bare ASGI reply and one that reads one row.

`measure(size)` sets a city up on each database, serves it as `anxin serve` does, and asks on 64 connections at once.
Every check is in the journal, committed, before its answer leaves. The load generator shares the machine, so each
figure also says what the server's own processor time gives. Run by itself it prints the table: `scanning.py small`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # started as a script: `bench` itself is then no package on the path

from bench.codes.load import CONNECTIONS, Load, load, post  # noqa: E402 -- the path has to be there first

CODES = 500
SECONDS = {"small": 4.0, "full": 10.0}
PATH = "/api/v1/check"
NO_LIMIT = {"ANXIN_CHECKS_PER_MINUTE": str(10**9), "ANXIN_GATE_CHECKS_PER_MINUTE": str(10**9)}
PEERS = Path(__file__).with_name("scan_peers.py")


def measure(size: str = "full") -> dict[str, Any]:
    """Every run on both databases: {database: {what: {rate, p50, p99, …}}}, with the ratios to the two peers."""
    from tests.postgres import running

    with tempfile.TemporaryDirectory(prefix="anxin-bench-") as home:
        found = {"SQLite": _in_process_of_its_own(size, home, "")}
    with running() as address, tempfile.TemporaryDirectory(prefix="anxin-bench-") as home:
        found["PostgreSQL"] = _in_process_of_its_own(size, home, address)
    return found


def _in_process_of_its_own(size: str, home: str, database: str) -> dict[str, Any]:
    """Django knows one database a process."""
    env = {**os.environ, **NO_LIMIT, "ANXIN_HOME": home, "ANXIN_DATABASE": database, "ANXIN_DEMO": size}
    anxin = str(Path(sys.executable).with_name("anxin"))
    subprocess.run([anxin, "demo", "--no-serve"], env=env, check=True, stdout=subprocess.DEVNULL)
    ran = subprocess.run([sys.executable, __file__, "--here", size], env=env, check=True, stdout=subprocess.PIPE)
    held: dict[str, Any] = json.loads(ran.stdout)
    return held


def measured_here(size: str) -> dict[str, Any]:
    """On the database that the environment names; the city is there."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "anxin.config.settings"
    import django

    django.setup()
    from django.conf import settings

    from bench.scanning import serving

    cast = Shown()
    seconds, runs = SECONDS[size], {}
    database = os.environ["ANXIN_DATABASE"] or settings.DATABASES["default"]["NAME"]
    reads = [post("/", json.dumps({"code": public}).encode()) for public in cast.publics]
    for name, requests in (("bare", [post("/", b"{}")]), ("read", reads)):
        with serving([sys.executable, str(PEERS), name, database]) as (port, server):
            runs[name] = load(port, requests, server, seconds=seconds)
    with serving([str(Path(sys.executable).with_name("anxin")), "serve", "--port"]) as (port, server):
        for name, make in cast.checks().items():
            runs[name] = load(port, make(), server, seconds=seconds)
        timing = hit_and_miss(cast, port, server, seconds=seconds / 4)
    journal = cast.whole_journal()
    return {"runs": {name: told(run, runs) for name, run in runs.items()}, **timing, "journal": journal}


class Shown:
    """Codes of the city with a card each, and requests about them."""

    def __init__(self) -> None:
        from anxin.kernel.codes.models import Card, Code, StatusShard
        from anxin.kernel.reference import queries as reference

        self.now = reference.now
        codes = list(Code.objects.filter(slot__isnull=False).order_by("pk")[:CODES])
        self.codes, self.publics = [code.pk for code in codes], [code.public for code in codes]
        held = {card.code_id: card for card in Card.objects.filter(slot__isnull=False, code__in=codes)}
        if not held:
            from datetime import timedelta

            shard, at = StatusShard.objects.get_or_create(number=10**6, defaults={"packed": b""})[0], self.now()
            made = [
                Card(
                    code=code,
                    shard=shard,
                    index=n,
                    credential=b"",
                    issued_at=at,
                    expires_at=at + timedelta(days=300),
                    slot=str(code.pk),
                )
                for n, code in enumerate(codes)
            ]
            Card.objects.bulk_create(made)
            held = {card.code_id: card for card in made}
        self.cards = list(held.values())

    def checks(self) -> dict[str, Any]:
        return {
            "handle": lambda: [post(PATH, _json(handle=one)) for one in self.handles()],
            "card": lambda: [post(PATH, _json(card=card.card_id)) for card in self.cards],
            "card credential": lambda: [post(PATH, _json(credential=one)) for one in self.credentials()],
            "handle with items": lambda: [post(PATH, _json(handle=one, items=True)) for one in self.handles()],
            "handle, by Django": lambda: [
                post(PATH, _json(handle=one), Cookie="sessionid=none") for one in self.handles()
            ],
        }

    def handles(self) -> list[str]:
        from anxin.kernel.codes.showing import Showing, ShowingKind, seal

        at = self.now()
        return [seal(Showing(code, ShowingKind.SCREEN, at), nonce=os.urandom(4)).hex() for code in self.codes]

    def credentials(self) -> list[str]:
        from anxin.credentials import Card as Claims
        from anxin.credentials import Use, issue, to_digits
        from anxin.kernel.codes import key_acts, keys
        from anxin.kernel.journal.actor import Actor

        at = self.now()
        key_acts.keep_own_keys(by=Actor.system("bench"), at=at)
        key, uri = keys.signing_key(Use.CARD, at), f"{keys.origin()}/s/0"
        until = keys.seconds(at) + 300 * 86400
        return [
            to_digits(issue(Claims(bytes.fromhex(card.card_id), until, uri, 1, "王**", "安家乐家政"), key))
            for card in self.cards
        ]

    def whole_journal(self) -> dict[str, Any]:
        from anxin.kernel.journal import queries as journal

        verdict = journal.verify()
        return {"entries": verdict.entries, "whole": verdict.whole}


def _json(**said: Any) -> bytes:
    return json.dumps(said).encode()


def hit_and_miss(cast: Shown, port: int, server: int, *, seconds: float) -> dict[str, Any]:
    """Median waiting time of one asker for a code that is there and for one that is not, taken in turns."""
    hits: list[float] = []
    misses: list[float] = []
    unknown = [post(PATH, _json(card=os.urandom(8).hex())) for _ in range(CODES)]
    known = [post(PATH, _json(card=card.card_id)) for card in cast.cards]
    for _turn in range(4):
        hits += load(port, known, server, seconds=seconds, connections=1).waits
        misses += load(port, unknown, server, seconds=seconds, connections=1, status=404).waits
    hit, miss = median(hits) * 1000, median(misses) * 1000
    return {"hit p50 ms": hit, "miss p50 ms": miss, "miss / hit": miss / hit}


def told(run: Load, runs: dict[str, Load]) -> dict[str, float]:
    bare, read = runs["bare"], runs.get("read", runs["bare"])
    return {
        "requests/s": run.rate,
        "p50 ms": run.wait(0.5),
        "p99 ms": run.wait(0.99),
        "x bare": run.rate / bare.rate,
        "x read": run.rate / read.rate,
        "x bare, processor": run.per_processor_second / bare.per_processor_second,
        "x read, processor": run.per_processor_second / read.per_processor_second,
    }


def show(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    for database, held in found.items():
        table = Table(title=f"Online checks on {database}, {CONNECTIONS} connections", title_justify="left")
        table.add_column("what")
        for heading in next(iter(held["runs"].values())):
            table.add_column(heading, justify="right")
        for name, figures in held["runs"].items():
            table.add_row(name, *(f"{value:,.0f}" if value >= 100 else f"{value:.3g}" for value in figures.values()))
        console.print(table)
        console.print(
            f"One asker: known {held['hit p50 ms']:.3f} ms, unknown {held['miss p50 ms']:.3f} ms "
            f"(x {held['miss / hit']:.3f}). Journal: {held['journal']['entries']:,} entries, "
            f"{'whole' if held['journal']['whole'] else 'BROKEN'}."
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        json.dump(measured_here(sys.argv[2]), sys.stdout)
    else:
        show(measure(sys.argv[1] if len(sys.argv) > 1 else "full"))
