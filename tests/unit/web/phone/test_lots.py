"""The page behind the code of a package: the goods, the colour as word and shape, and nobody."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.kernel.journal.models import Entry
from anxin.modules.tracing.enums import Happening
from tests.unit.modules.tracing.stage import AT, KG, Chain, event

pytestmark = pytest.mark.django_db


def page(code: str) -> str:
    return Client(headers={"accept-language": "en"}).get(f"/l/{code}").content.decode()


def test_a_buyer_reads_what_it_is_without_an_app_an_account_or_a_person() -> None:
    chain = Chain()
    lot = chain.lot("SCAN-1")
    event(Happening.ENTER, chain.importer, AT, (lot, KG))
    before = Entry.objects.count()
    text = page("SCAN-1")
    for said in ("厄瓜多尔", "EC-0117", "示例进口公司", "SCAN-1"):
        assert said in text
    assert "tracing tests" not in text and chain.importer.party.public_id not in text
    assert "<svg" in text
    assert Entry.objects.count() == before


def test_a_lot_without_papers_is_told_as_not_for_sale_and_which_is_missing() -> None:
    chain = Chain()
    lot = chain.lot("SCAN-2", papers=False)
    chain.paper(lot, "code", "first_station", "issued")
    text = page("SCAN-2")
    assert "May not go on" in text and "No quarantine certificate" in text


def test_a_code_of_no_lot_is_not_found() -> None:
    assert Client().get("/l/NOTHING-1").status_code == 404
