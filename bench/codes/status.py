"""Status lists of ten million cards on SQLite and PostgreSQL: signed anew from the database, one change, the size.

`measure(size)` fills each database with packed lists, asks `signed_list` for all of them as readers would on a new day,
and times one change. The peer of signing is the bare signature over the same bytes; of the size, the entropy of the
mix. What it costs to recompute a list from outcomes alone is told beside it. Run by itself: `status.py [small|full]`.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script

HOLDERS = {"small": 1_000_000, "full": 10_000_000}
CARDS = {"small": 300, "full": 700}  # real cards on one list, for what is recomputed from outcomes
ROUNDS = 5
PACK = "home_service"
# Green, yellow, red, of codes without a status: what 65,536 independent cards show.
MIXES = ((0.62, 0.30, 0.08), (0.80, 0.15, 0.05), (0.95, 0.04, 0.01), (0.99, 0.008, 0.002))
GOALS = {"rebuilt s": 1.0, "one change ms": 5.0, "size": 1.15}


def measure(size: str = "full") -> dict[str, Any]:
    """{"sizes": per mix, "SQLite": …, "PostgreSQL": …}; seconds and milliseconds as the names say."""
    from tests.postgres import running

    found: dict[str, Any] = {"sizes": sizes()}
    with tempfile.TemporaryDirectory(prefix="anxin-bench-") as home:
        found["SQLite"] = _in_process_of_its_own(size, home, "")
    with running() as address, tempfile.TemporaryDirectory(prefix="anxin-bench-") as home:
        found["PostgreSQL"] = _in_process_of_its_own(size, home, address)
    return found


def _in_process_of_its_own(size: str, home: str, database: str) -> dict[str, Any]:
    """Django knows one database a process."""
    env = {**os.environ, "ANXIN_HOME": home, "ANXIN_DATABASE": database}
    ran = subprocess.run([sys.executable, __file__, "--here", size], env=env, check=True, stdout=subprocess.PIPE)
    held: dict[str, Any] = json.loads(ran.stdout)
    return held


# ----------------------------------------------------------------------------------------------------------- sizes


def sizes() -> list[dict[str, Any]]:
    """Octets of a compressed list beside the entropy of its mix, and beside zlib's usual way at its best."""
    import zlib

    from anxin.credentials.status_list import deflated

    found = []
    for mix in MIXES:
        packed = packed_list(mix, Random(65_536))
        least = -PLACES * sum(part * math.log2(part) for part in mix) / 8
        began = process_time()
        ours = len(deflated(packed))
        spent = process_time() - began
        theirs = len(zlib.compress(packed, 9))
        found.append(
            {
                "mix": "/".join(f"{part:g}" for part in mix),
                "bound": least,
                "ours": ours,
                "x bound": ours / least,
                "zlib 9, x bound": theirs / least,
                "ms": spent * 1000,
            }
        )
    return found


PLACES = 65_536


def packed_list(mix: tuple[float, ...], random: Random) -> bytes:
    """Independent cards in a mix of green, yellow, red; packed as the list is."""
    drawn = random.choices((0, 2, 1), weights=mix, k=PLACES)
    fours = zip(*(drawn[start::4] for start in range(4)), strict=True)
    return bytes(first | second << 2 | third << 4 | fourth << 6 for first, second, third, fourth in fours)


# ------------------------------------------------------------------------------------------------- on one database


def measured_here(size: str) -> dict[str, Any]:
    """On the database that the environment names, empty so far."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "anxin.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return Lists(size).measured()


class Lists:
    """A site with as many lists as its holders need, and one list with real cards on it."""

    def __init__(self, size: str) -> None:
        from anxin.kernel.codes.key_acts import keep_own_keys
        from anxin.kernel.codes.models import StatusShard
        from anxin.kernel.codes.places import MOST_GIVEN
        from tests.cast import NOON, OPERATOR

        self.size, self.at = size, NOON
        keep_own_keys(by=OPERATOR, at=NOON - timedelta(days=3))
        self.how_many = -(-HOLDERS[size] // MOST_GIVEN)
        random = Random(20211029)
        ground = [packed_list(MIXES[0], random) for _one in range(8)]
        StatusShard.objects.bulk_create(
            [
                StatusShard(number=number, packed=ground[number % 8], places_given=MOST_GIVEN)
                for number in range(self.how_many)
            ],
            batch_size=50,
        )

    def measured(self) -> dict[str, Any]:
        whole = [self.rebuilt(self.at + day * timedelta(days=1)) for day in range(ROUNDS)]
        self.with_cards()
        changes = [self.one_change(minute) for minute in range(1, 4 * ROUNDS)]
        recomputed = self.recomputed()
        raw = self.bare_signatures()
        return {
            "holders": HOLDERS[self.size],
            "lists": self.how_many,
            "rebuilt s": median(clock for clock, _cpu in whole),
            "rebuilt, processor s": median(cpu for _clock, cpu in whole),
            "bare signatures s": raw,
            "one change ms": median(cpu for _clock, cpu in changes) * 1000,
            "one change, clock ms": median(clock for clock, _cpu in changes) * 1000,
            "recomputed from outcomes, cards": recomputed[0],
            "recomputed from outcomes, µs a card": recomputed[1] * 1e6,
        }

    def rebuilt(self, at: datetime) -> tuple[float, float]:
        """Every list read from the database, folded, compressed, signed and kept: the first request of a new day."""
        from anxin.kernel.codes.status_lists import signed_lists

        with timed() as spent:
            assert sum(1 for _signed in signed_lists(at)) == self.how_many
        return spent[0], spent[1]

    def bare_signatures(self) -> float:
        """As many signatures and nothing else, over messages as long."""
        from anxin.credentials import Use
        from anxin.kernel.codes.keys import signing_key

        key, message = signing_key(Use.STATUS, self.at), os.urandom(10_500)
        with timed() as spent:
            for _one in range(self.how_many):
                key.sign(message)
        return spent[1]

    def with_cards(self) -> None:
        """Real people with evidence, outcomes and cards, all on list 0."""
        from django.db import transaction

        from anxin.kernel.codes.models import Card, Code, StatusShard
        from anxin.kernel.evidence.models import Evidence
        from anxin.kernel.outcomes.actions import recolour
        from anxin.kernel.parties.models import Registration
        from tests.cast import OPERATOR, everybody, worker
        from tests.unit.kernel.rules import applied

        with transaction.atomic():
            everybody()
            applied()
            people = [worker(f"甲{n}", serial=n) for n in range(200, 900)][: CARDS[self.size]]
            Registration.objects.bulk_create(
                [
                    Registration(
                        party=one,
                        pack=PACK,
                        area="330302",
                        number=f"x{one.pk}",
                        registered_at=self.at,
                        registered_by="b",
                    )
                    for one in people
                ]
            )
            self.evidence(people, Evidence)
            codes = Code.objects.bulk_create(
                [Code(party=one, pack=PACK, issued_at=self.at, slot=f"{PACK}:{one.pk}") for one in people]
            )
            shard = StatusShard.objects.get(number=0)
            until = self.at + timedelta(days=300)
            Card.objects.bulk_create(
                [
                    Card(
                        code=code,
                        shard=shard,
                        index=n,
                        credential=b"",
                        issued_at=self.at,
                        expires_at=until,
                        slot=str(code.pk),
                    )
                    for n, code in enumerate(codes)
                ]
            )
        recolour(by=OPERATOR, at=self.at, pack=PACK, as_of=self.at.date())

    def evidence(self, people: list[Any], model: Any) -> None:
        """Everybody complete for a year."""
        from anxin.kernel.evidence.actions import Statement, record_evidence
        from tests.cast import OPERATOR

        start, end = self.at.date() - timedelta(days=30), self.at.date() + timedelta(days=300)
        for one in people:
            for kind, source, result, until in (
                ("card", "commerce_bureau", "issued", None),
                ("police_check", "public_security", "passed", None),
                ("health_check", "health_institution", "passed", end),
                ("insurance", "insurer", "passed", end),
            ):
                said = Statement(kind, source, start, result=result, valid_until=until)
                record_evidence(by=OPERATOR, at=self.at, party=one, statement=said)

    def one_change(self, minute: int) -> tuple[float, float]:
        """One card's outcome changes: noted, folded, signed and read. Evidence and decision are not counted."""
        from anxin.kernel.codes.models import Card
        from anxin.kernel.codes.status import note_outcomes
        from anxin.kernel.codes.status_lists import signed_list

        at = self.at + timedelta(days=ROUNDS, minutes=minute)
        signed_list(0, at - timedelta(seconds=30))
        party = Card.objects.values_list("code__party_id", flat=True)[minute]
        with timed() as spent:
            note_outcomes(at, PACK, {party: "red" if minute % 2 else "green"})
            signed_list(0, at)
        return spent[0], spent[1]

    def recomputed(self) -> tuple[int, float]:
        """The slow way: each card's status from its outcome, as `anxin status verify` does."""
        from anxin.kernel.codes.models import Card, StatusShard
        from anxin.kernel.codes.status_lists import rebuilt

        shard = StatusShard.objects.get(number=0)
        rebuilt(shard, self.at)  # rules are read once in a process
        with timed() as spent:
            rebuilt(shard, self.at)
        count = Card.objects.count()
        return count, spent[1] / count


@contextmanager
def timed() -> Iterator[list[float]]:
    """Seconds by the clock and of the processor, filled in at the end."""
    spent: list[float] = []
    clock, cpu = perf_counter(), process_time()
    yield spent
    spent += [perf_counter() - clock, process_time() - cpu]


def show(found: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title="A list of 65,536 cards, octets", title_justify="left")
    for heading in ("green/yellow/red", "entropy", "ours", "× entropy", "zlib 9 × entropy", "ms"):
        table.add_column(heading, justify="right")
    for one in found["sizes"]:
        mark = "" if one["x bound"] <= GOALS["size"] else " (goal 1.15)"
        table.add_row(
            one["mix"],
            f"{one['bound']:,.0f}",
            f"{one['ours']:,}",
            f"{one['x bound']:.3f}{mark}",
            f"{one['zlib 9, x bound']:.3f}",
            f"{one['ms']:.2f}",
        )
    console.print(table)
    names = [name for name in found if name != "sizes"]
    first = found[names[0]]
    table = Table(title=f"{first['holders']:,} holders, {first['lists']} lists", title_justify="left")
    table.add_column("")
    for name in names:
        table.add_column(name, justify="right")
    for row in list(first)[2:]:
        goal = f" (goal {GOALS[row]:g})" if row in GOALS else ""
        table.add_row(f"{row}{goal}", *(f"{found[name][row]:,.3g}" for name in names))
    console.print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        json.dump(measured_here(sys.argv[2]), sys.stdout)
    else:
        show(measure((sys.argv[1:] or ["full"])[0]))
