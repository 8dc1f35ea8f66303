"""`anxin lots`: a trace, the balances of a day, the arrivals nobody had entered, typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.peers import identity
from anxin.modules.tracing.complement import verified
from anxin.modules.tracing.enums import Happening
from anxin.modules.tracing.models import Event, Site
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


@pytest.mark.django_db
def test_sites_lots_papers_and_a_table_of_three_days_are_entered_typed(tmp_path: Path) -> None:
    chain = Chain()
    keeper = Party.objects.create(kind=PartyKind.ORGANISATION, name="阿三水产", area="330206", created_at=AT)
    site = typed("lots", "add-site", "market", "7 号摊", "--area", "330206", "--keeper", keeper.name).told.strip()
    assert Site.objects.get(party__public_id=site).keeper == keeper
    room = ("--area", "330206", "--room-kg", "12.5")
    assert typed("lots", "add-site", "warehouse", "北仑监管仓", *room).done
    assert not typed("lots", "add-site", "moon", "月球", "--area", "330206").done
    assert typed("lots", "add", "T-0001", "冻虾仁", "--site", "北仑首站", "--about", "country=厄瓜多尔").done
    assert not typed("lots", "add", "T-0001", "冻虾仁", "--site", "北仑首站").done
    for source, kind, result in (("first_station", "code", "issued"), ("customs", "goods", "ocean_caught")):
        assert "red" in typed("lots", "paper", "T-0001", kind, source, result, "--from", "2021-02-01").told
    assert "green" in typed("lots", "paper", "T-0001", "quarantine", "customs", "passed", "--from", "2021-02-01").told

    table = tmp_path / "北仑首站.csv"
    rows = [
        "时间,事项,溯源码,公斤,去向,编号",
        "2021-02-01 08:00,进赋码,T-0001,12.5,,",
        "2021/02/02 09:30,出货,T-0001,2,7 号摊,a",
    ]
    table.write_bytes("\n".join(rows).encode("gb18030"))
    done = [typed("lots", "record", str(table), "--site", "北仑首站").told for _ in range(2)]
    assert ["2 recorded" in done[0], "2 stood there already" in done[1]] == [True, True]
    table.write_text("\n".join([*rows, "2021-02-03 08:00,飞走,T-0001,1,,"]), "utf-8")
    refused = typed("lots", "record", str(table), "--site", "北仑首站")
    assert not refused.done
    assert "Row 4, column kind" in refused.errors
    assert Event.objects.count() == 2
    assert "7 号摊" in typed("lots", "sites").told and "12.5 kg free" in typed("lots", "sites").told

    document = tmp_path / "events.jsonld"
    document.write_text(typed("lots", "events", "T-0001").told, "utf-8")
    job = json.loads(typed("lots", "capture", str(document)).told)
    assert (job["captured"], job["errors"], Event.objects.count()) == (2, [], 2)
    document.write_text(document.read_text("utf-8").replace("T-0001", "T-0002"), "utf-8")
    assert not typed("lots", "capture", str(document)).done
    assert chain.importer.party.name in typed("lots", "trace", "T-0001").told
