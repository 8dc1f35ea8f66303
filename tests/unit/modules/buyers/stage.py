"""A site with the light applied and some invented firms on file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from anxin import packs
from anxin.firms.records import FORMER, Firm, Said
from anxin.kernel.journal.actor import Actor, Door, Role
from anxin.modules.buyers import queries, shelves
from anxin.modules.buyers.loading import load_of, take_in
from anxin.modules.buyers.models import Load
from anxin.packs.actions import apply

AT = datetime(2026, 5, 4, 2, tzinfo=UTC)
TODAY = date(2026, 5, 4)
SYSTEM = Actor.system("test")
PACK = "buyer_light"
GOOD = {"status": "active", "founded": "1998-04-02", "accounts_due": "2026-12-31", "sector_index": "low"}
FIRMS = [
    Firm(
        "nordwall", "DE", (Said("Nordwall Handels GmbH"), Said("Nordwall Import GmbH", FORMER, "", "2016-03-31")),
        "Hamburg", {"lei": "5299000000NORDWALL00", "register": "HRB 1"}, GOOD | {"website": "https://www.nordwall.example/"},
    ),
    Firm("twin-1", "DE", (Said("Zwilling Import GmbH"),), "Kiel", {"register": "HRB 2"}, GOOD),
    Firm("twin-2", "DE", (Said("Zwilling Import GmbH"),), "Ulm", {"register": "HRB 3"}, GOOD),
    Firm("gone", "GB", (Said("Harrow Lane Limited"),), "Leeds", {"register": "9001"}, {"status": "dissolved"}),
    Firm("romashka", "RU", (Said("ООО «Ромашка-Импорт»"),), "Москва", {"register": "10277"}, GOOD),
]  # fmt: skip
LISTED = [Firm("1", "RU", (Said("ROMASHKA IMPORT OOO"),), "Moscow", {}, {"programme": "EXAMPLE"})]
BUREAU = [
    Firm(
        "n",
        "DE",
        (Said("北墙贸易"),),
        "Hamburg",
        {"lei": "5299000000NORDWALL00"},
        {"z2": "3.1", "accounts_made_up": "2025-12-31"},
    )
]


def exporter(user_id: int = 7) -> Actor:
    """Somebody signed in who exports."""
    return Actor(Role.AGENCY_CLERK, "exporter", user_id=user_id, organisation_id=1, door=Door.PHONE)


def applied(folder: Path) -> None:
    """The pack applied; the index in a folder of the test."""
    shelves._opened.cache_clear()
    apply(packs.current(PACK), by=SYSTEM, at=AT)


def load(source: str, firms: list[Firm], *, at: datetime = AT, sha256: str = "") -> Load:
    """Firms taken in as a file of a source."""
    terms = queries.terms_of(PACK)
    held = load_of(
        terms,
        source,
        by=SYSTEM,
        at=at,
        published_on=TODAY,
        file_name=f"{source}.csv",
        sha256=sha256 or source.ljust(64, "0"),
    )
    return take_in(held, terms, firms, by=SYSTEM, now=lambda: at)


def furnished(folder: Path) -> None:
    """All of the above on file, the lists read."""
    applied(folder)
    load("gleif", FIRMS)
    load("bureau", BUREAU)
    load("ofac", LISTED)
