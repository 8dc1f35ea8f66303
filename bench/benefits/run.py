"""`python bench/benefits/run.py`: a premium roster of 50,000 rows and a payment run of 48,687 claims.

SQLite, in a temporary home; BENCH_SIZE=small takes a twentieth. The peer writes the very rows that the act left behind,
table by table, into a database of the same tables, indexes and constraints, in one transaction. `make bench` has both.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]  # started as a script

from bench.measuring import Figure, seconds  # noqa: E402 -- the path has to be there first

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2020, 12, 1, 9, 0, tzinfo=SHANGHAI)
PAID_AT = datetime(2021, 9, 30, 9, 0, tzinfo=SHANGHAI)
SCHEME, CYCLE, AREA = "mutual_aid/hangzhou", "2021", "330102"
PEOPLE, CLAIMS = 50_000, 48_687


def measure(size: str) -> list[Figure]:
    """Both figures, on the site that is open."""
    small = 20 if size == "small" else 1
    people, claims = PEOPLE // small, CLAIMS // small
    _open_scheme()
    content = _roster_file(people)
    roster, bare_roster = _beside_bare_inserts(lambda: _enrol(content, people))
    _enter_and_approve(claims)
    run, bare_run = _beside_bare_inserts(lambda: _pay(claims))
    return [
        Figure(
            f"a premium roster of {people:,} rows: received, checked, enrolled, matched, booked",
            "bare inserts of the same rows",
            "people a second",
            people / roster,
            people / bare_roster,
            f"{roster:.1f} s beside {bare_roster:.1f} s",
        ),
        Figure(
            f"a payment run of {claims:,} claims: decided under lock, explained, booked",
            "bare inserts of the same rows",
            "claims a second",
            claims / run,
            claims / bare_run,
            f"{run:.1f} s beside {bare_run:.1f} s",
        ),
    ]


def _hand(number: int) -> Any:
    from anxin.kernel.journal.actor import Actor, Role

    return Actor(Role.SYSTEM, f"clerk {number}", user_id=None if not number else 9_000_000 + number)


def _open_scheme() -> None:
    from anxin.kernel.ledger import actions as ledger
    from anxin.kernel.ledger.naming import AccountName, Document, Transfer
    from anxin.kernel.ledger.queries import terms_of
    from anxin.kernel.ledger.units import fen
    from anxin.modules.benefits.booking import book_of
    from anxin.modules.benefits.queries import version_in_force
    from anxin.modules.benefits.recording import scheme_of
    from anxin.packs.actions import apply
    from anxin.packs.loading import load_pack, packs_folder

    apply(load_pack(packs_folder() / "mutual_aid"), by=_hand(0), at=AT)
    held = scheme_of(version_in_force(SCHEME))
    premium = held.movements["premium"]
    book = book_of(held)
    parted = terms_of(book.terms).accounts[premium.source].parted
    source = AccountName(premium.source, part="reserve" if parted else "")
    gift = Document(premium.slug, (Transfer(source, AccountName(premium.target), fen(10**12)),), AT.date())
    ledger.post(by=_hand(0), at=AT, book=book, document=gift)


def _roster_file(people: int) -> bytes:
    from stdnum.cn import ric

    lines = ["姓名,身份证号,手机号"]
    for serial in range(people):
        day = date(1970, 1, 1).toordinal() + serial // 999
        stem = f"{AREA}{date.fromordinal(day):%Y%m%d}{serial % 999 + 1:03d}"
        lines.append(f"职工{serial},{stem}{ric.calc_check_digit(stem + '0')},1380{serial:07d}")
    return "\n".join(lines).encode()


def _enrol(content: bytes, people: int) -> None:
    from anxin.kernel.parties.models import Party, PartyKind
    from anxin.modules.benefits import premiums, rosters

    union = Party.objects.create(kind=PartyKind.ORGANISATION, name="示例总厂工会", area=AREA, created_at=AT)
    one = rosters.receive_roster(
        by=_hand(1), at=AT, scheme=SCHEME, cycle=CYCLE, union=union, unit=union, staff=people, content=content
    )
    done = rosters.process_roster(by=_hand(1), at=AT, roster=one)
    assert done.people == people, done.faults[:3]
    paid = premiums.match_payment(
        by=_hand(2), at=AT, scheme=SCHEME, cycle=CYCLE, union=union, reference="bench", amount=done.due,
        received_on=AT.date(), rosters=[done.public_id],
    )  # fmt: skip
    assert paid.posting is not None


def _enter_and_approve(claims: int) -> None:
    """Claims of as many people, entered in bulk and approved by the act; not measured."""
    from django.db import transaction

    from anxin.modules.benefits.approving import approve_all
    from anxin.modules.benefits.enums import Happened, Standing
    from anxin.modules.benefits.models import Claim, Enrolment
    from anxin.modules.benefits.queries import version_in_force
    from anxin.modules.benefits.recording import Step, bill_key_of, record, scheme_of, sealed_facts

    version = version_in_force(SCHEME)
    scheme = scheme_of(version)
    item = scheme.items["hospital"]
    enrolments = Enrolment.objects.filter(scheme=SCHEME, cycle=CYCLE).select_related("person").order_by("pk")[:claims]
    made = []
    for serial, one in enumerate(enrolments):
        facts = {"kind": "hospital", "self_paid": 200_000 + serial, "admitted": "2021-03-01"}
        made.append(
            Claim(
                version=version, scheme=SCHEME, cycle=CYCLE, item=item.slug, person=one.person, enrolment=one,
                facts_sealed=sealed_facts(facts, dict.fromkeys(facts, "hospital")),
                bill_key=bill_key_of(scheme, item, "示例医院", str(serial)), entered_at=PAID_AT,
                standing=Standing.ENTERED,
            )
        )  # fmt: skip
    with transaction.atomic():
        Claim.objects.bulk_create(made, batch_size=50)
        steps = [Step(one, Happened.ENTERED, Standing.ENTERED) for one in made]
        record(by=_hand(3), at=PAID_AT, steps=steps)
    passed = approve_all(by=_hand(4), at=PAID_AT, claims=[one.public_id for one in made])
    assert len(passed.approved) == claims, next(iter(passed.left.values()), "")


def _pay(claims: int) -> None:
    from anxin.modules.benefits.paying import pay_run

    done = pay_run(by=_hand(5), at=PAID_AT, scheme=SCHEME, cycle=CYCLE, day=PAID_AT.date())
    assert (done.claims, done.ended_at) == (claims, PAID_AT)


def _beside_bare_inserts(act: Callable[[], None]) -> tuple[float, float]:
    """Seconds of an act, and of writing the rows it added into a copy of the database as it was before."""
    from django.db import connection

    connection.ensure_connection()
    site = Path(connection.settings_dict["NAME"])
    with tempfile.TemporaryDirectory(prefix="anxin-bare-", dir=site.parent) as folder:
        copy = sqlite3.connect(Path(folder) / "bare.sqlite", isolation_level=None)
        before = sqlite3.connect(f"file:{site}?mode=ro", uri=True)
        before.backup(copy)
        before.close()
        marks = _last_rows(copy)
        ours = seconds(act)
        after = sqlite3.connect(f"file:{site}?mode=ro", uri=True)
        added = {
            table: after.execute(f'SELECT * FROM "{table}" WHERE rowid > ?', (last,)).fetchall()
            for table, last in marks.items()
        }
        after.close()
        copy.execute("PRAGMA journal_mode=WAL")
        copy.execute("PRAGMA synchronous=NORMAL")
        theirs = seconds(lambda: _insert(copy, added))
        copy.close()
    return ours, theirs


def _last_rows(database: sqlite3.Connection) -> dict[str, int]:
    """The last row of every table."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    found = {}
    for (table,) in names.fetchall():
        text = f'SELECT coalesce(max(rowid), 0) FROM "{table}"'
        found[table] = database.execute(text).fetchone()[0]
    return found


def _insert(database: sqlite3.Connection, added: dict[str, list[tuple[Any, ...]]]) -> None:
    database.execute("BEGIN IMMEDIATE")
    for table, rows in added.items():
        if rows:
            marks = ",".join("?" * len(rows[0]))
            database.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
    database.execute("COMMIT")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="anxin-benefits-") as home:
        os.environ |= {"ANXIN_HOME": home, "ANXIN_DATABASE": "", "DJANGO_SETTINGS_MODULE": "anxin.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for one in measure(os.environ.get("BENCH_SIZE") or "full"):
            print(
                f"{one.name}\n  {one.ours:,.0f} {one.unit}, {one.peer} {one.theirs:,.0f}: {one.ratio:.3f} ({one.note})"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
