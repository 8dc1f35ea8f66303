"""Invented firms abroad of the demonstration, from four sources: some pay well, some late, one is insolvent, one near
an entry of a list of sanctions, two have nearly the same name, and two records of one firm share a number."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from anxin.demo.accounts import ensure_account
from anxin.demo.buyers_crafted import CRAFTED
from anxin.demo.export_cover import EXPORTERS
from anxin.firms.records import Firm, Said
from anxin.kernel.access.queries import actor_of_user
from anxin.kernel.journal.actor import Actor, Door
from anxin.kernel.parties.queries import organisation_named
from anxin.modules.buyers import queries
from anxin.modules.buyers.enums import Outcome
from anxin.modules.buyers.loading import load_of, take_in
from anxin.modules.buyers.models import Load, Report
from anxin.modules.buyers.reporting import report

PACK, SEED, MANY = "buyer_light", 20200610, 1_500
PUBLISHED = date(2021, 10, 28)
ACCOUNT = "exporter"
SEATS = (
    ("reviewer", PACK, "reception", "330000"),
    ("inspector", PACK, "facts", "330000"),
    ("province", PACK, "review", "330000"),
)
SYLLABLES = (
    "nor",
    "val",
    "ber",
    "tas",
    "lim",
    "ker",
    "dan",
    "mor",
    "sol",
    "ven",
    "har",
    "tel",
    "ost",
    "bri",
    "cal",
    "du",
)
TRADES: Mapping[str, tuple[str, ...]] = {
    "DE": ("Handel", "Maschinenbau", "Haushaltswaren", "Beleuchtung"),
    "VN": ("Thuong mai", "May mac", "Noi that", "Dien tu"),
    "BR": ("Comercio", "Moveis", "Ferramentas", "Utilidades"),
    "US": ("Imports", "Home Goods", "Hardware", "Lighting"),
    "NG": ("Trading", "Stores", "Textiles", "Motors"),
    "IN": ("Exports", "Textiles", "Hardware", "Fittings"),
    "GB": ("Imports", "Homewares", "Tools", "Lighting"),
    "ES": ("Importaciones", "Ferreteria", "Textil", "Iluminacion"),
}
FORMS = {"DE": "GmbH", "VN": "JSC", "BR": "Ltda", "US": "LLC", "NG": "Ltd", "IN": "Pvt Ltd", "GB": "Ltd", "ES": "S.L."}
CITIES = {
    "DE": ("Hamburg", "Köln", "Leipzig"), "VN": ("Hanoi", "Hai Phong"), "BR": ("Sao Paulo", "Recife"),
    "US": ("Newark", "Houston", "Tacoma"), "NG": ("Lagos", "Kano"), "IN": ("Mumbai", "Chennai"),
    "GB": ("Leeds", "Bristol"), "ES": ("Valencia", "Bilbao"),
}  # fmt: skip
PAYS: Mapping[str, tuple[int, ...]] = {
    "gleif:demo-nordwall": (-3, 0, -1, 0, -2),
    "gleif:demo-hanlon": (22, 41, 38),
    "bureau:demo-lagos": (70, 95),
}
"""How many days after the due day each invoice was paid."""


def invented(seed: int = SEED, many: int = MANY) -> list[Firm]:
    """As many more firms of eight countries, the same for the same seed."""
    draw = random.Random(seed)
    found = []
    for serial in range(many):
        country = draw.choice(list(TRADES))
        stem = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 3))).capitalize()
        name = f"{stem} {draw.choice(TRADES[country])} {FORMS[country]}"
        founded = date(2021, 10, 1) - timedelta(days=draw.randint(90, 12_000))
        facts = {"status": "active" if draw.random() < 0.95 else "dissolved", "founded": founded.isoformat()}
        if draw.random() < 0.7:
            facts["lei_renewal"] = (PUBLISHED + timedelta(days=draw.randint(-400, 360))).isoformat()
        if draw.random() < 0.25:
            facts |= {"z2": f"{draw.gauss(2.4, 1.6):.2f}", "accounts_made_up": "2020-12-31"}
        found.append(
            Firm(f"demo-{serial:05}", country, (Said(name),), draw.choice(CITIES[country]),
                 {"lei": f"529900DEMO{serial:010}"}, facts)
        )  # fmt: skip
    return found


def bring_buyers(*, by: Actor, until: datetime, passwords: Mapping[str, str]) -> None:
    """Take the firms in, and let an exporter report how they paid; each unless it is there."""
    for source, firms in (CRAFTED | {"gleif": CRAFTED["gleif"] + invented()}).items():
        _load(by, source, firms, until)
    exporter = organisation_named(EXPORTERS[0].name)
    user = ensure_account(by=by, at=until, username=ACCOUNT, password=passwords[ACCOUNT], organisation=exporter)
    actor = actor_of_user(user.pk, Door.PHONE)
    assert actor is not None, "the account was appointed"
    if not Report.objects.exists():
        _reports(actor, until)


def _load(by: Actor, source: str, firms: Iterable[Firm], at: datetime) -> Load:
    terms, listed = queries.terms_of(PACK), list(firms)
    digest = hashlib.sha256(repr(listed).encode()).hexdigest()
    load = load_of(terms, source, by=by, at=at, published_on=PUBLISHED, file_name=f"demo-{source}", sha256=digest)
    return take_in(load, terms, listed, by=by, now=lambda: at)


def _reports(by: Actor, until: datetime) -> None:
    today = queries.day_of(until)
    for firm, days in PAYS.items():
        for place, late in enumerate(days):
            due = today - timedelta(days=400 - 60 * place)
            paid = due + timedelta(days=late)
            report(by=by, at=until, firm_id=firm, outcome=Outcome.PAID, due_on=due, paid_on=paid)
    report(by=by, at=until, firm_id="bureau:demo-lagos", outcome=Outcome.UNPAID, due_on=today - timedelta(days=150))
