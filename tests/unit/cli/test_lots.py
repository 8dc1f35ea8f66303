"""`anxin lots`: a trace, the balances of a day, the arrivals nobody had entered, typed."""

from __future__ import annotations

import json

import pytest

from anxin.kernel.peers import identity
from anxin.modules.tracing.complement import verified
from anxin.modules.tracing.enums import Happening
from tests.promises.doors import typed
from tests.unit.modules.tracing.stage import AT, DAY, HOUR, KG, Chain, event


@pytest.mark.django_db
def test_lots_are_followed_counted_and_checked() -> None:
    chain = Chain()
    lot, stranger = chain.lot("CLI-1"), chain.lot("CLI-2")
    event(Happening.ENTER, chain.importer, AT, (lot, 5 * KG))
    event(Happening.SHIP, chain.importer, AT + HOUR, (lot, 5 * KG), to=chain.market, heard_at=AT + HOUR + 3 * DAY)
    event(Happening.RECEIVE, chain.market, AT + 2 * HOUR, (lot, 5 * KG))
    event(Happening.RECEIVE, chain.market, AT + 2 * HOUR, (stranger, KG))

    assert "late by 3 days" in typed("lots", "trace", "CLI-1").told
    told = json.loads(typed("lots", "trace", "CLI-1", "--json").told)
    assert [one["kind"] for one in told["steps"]] == ["enter", "ship", "receive"]
    assert told["sites"] == sorted([chain.importer.party.name, chain.market.party.name])
    assert not typed("lots", "trace", "NOTHING").done

    said = json.loads(typed("lots", "unaffected", "CLI-1", "CLI-2").told)
    body, signature = said["statement"].encode(), bytes.fromhex(said["signature"])
    assert said["proof"]["part"] == "unaffected"
    assert verified(body, signature, said["proof"], identity.own().public)

    assert json.loads(typed("lots", "balances", "--on", "2021-02-01", "--json").told)["broken"] == 0
    assert " = " in typed("lots", "balances", "--on", "2021-02-01").told
    assert "2 lots came, 1 without" in typed("lots", "arrivals", "--on", "2021-02-01").told
    assert json.loads(typed("lots", "arrivals", "--on", "2021-02-01", "--json").told)["unentered"] == ["CLI-2"]
