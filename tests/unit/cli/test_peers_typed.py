"""`anxin peers` as somebody types it: cards, fingerprints, refusals, ending."""

from __future__ import annotations

import json

from anxin.kernel.peers.identity import Card, Identity, own
from tests.unit.cli.conftest import Typed
from tests.unit.kernel.peers.two_sites import GREEN, city_and_ministry, green_workers

OTHER = Identity.of(b"another!" * 4).public
TERMS = ("--purpose", "家政信用查", "--basis", "授权书", "--until", "2022-12-31")


def test_a_card_goes_on_stdout_and_its_fingerprint_beside(db: None, typed: Typed) -> None:
    done = typed("peers", "invite", "温州家服云")
    card = Card.read(done.stdout)
    assert (card.name, card.keys) == ("温州家服云", own().public)
    assert own().public.fingerprint in done.stderr


def test_a_peer_is_taken_on_given_to_and_ended(db: None, typed: Typed) -> None:
    city_and_ministry()
    green_workers(2)
    joined = typed("peers", "join", "province", Card("省平台", "https://province.example", OTHER).written)
    assert OTHER.fingerprint in joined.stderr

    assert typed("peers", "give", "province", GREEN, *TERMS).exit_code == 0
    assert typed("peers", "take", "province", GREEN).exit_code == 0
    (held,) = [one for one in json.loads(typed("peers", "list", "--json").stdout)["peers"] if one["slug"] == "province"]
    assert [(one["direction"], one["records"]) for one in held["datasets"]] == [("given", 3), ("taken", 0)]
    assert "given · home_service.green_workers · 3 records · 3 not there yet" in typed("peers", "list").stdout

    assert typed("peers", "end", "province", GREEN).exit_code == 0
    again = typed("peers", "end", "province", GREEN)
    assert (again.exit_code, "neither given" in again.stderr) == (1, True)
    assert typed("peers", "end", "province").exit_code == 0
    assert "省平台" not in typed("peers", "list").stdout


def test_what_may_not_go_out_is_refused(db: None, typed: Typed) -> None:
    city_and_ministry()
    typed("peers", "join", "province", Card("省平台", "", OTHER).written)
    for dataset, *terms in (
        ("home_service.training_certificates", "--purpose", "走一走"),
        (GREEN, "--purpose", "走一走"),  # on request, so neither without a basis nor without a day
        (GREEN, *TERMS, "--field", "phone"),
    ):
        assert typed("peers", "give", "province", dataset, *terms).exit_code == 1


def test_a_line_that_is_no_card_is_refused(db: None, typed: Typed) -> None:
    done = typed("peers", "join", "province", "anxin-peer-1:bm90IGEgY2FyZA")
    assert (done.exit_code, "not the card of a platform" in done.stderr) == (1, True)


def test_a_site_without_peers_says_so(db: None, typed: Typed) -> None:
    assert "no peer" in typed("peers", "list").stdout
    assert "no certificate" in typed("peers", "certificates").stdout
    assert typed("peers", "sync").exit_code == 0
    assert json.loads(typed("peers", "reconcile", "--json").stdout) == {"reconciliations": []}
