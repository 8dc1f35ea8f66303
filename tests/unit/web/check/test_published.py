"""What the issuer publishes, over HTTP: the same bytes for everybody, and a change within a minute."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client
from pytest_django import Settings

from anxin.credentials import Status, StatusList, check, read_key_list, read_status_list
from anxin.kernel.codes import keys
from anxin.kernel.codes.cards import report_card_lost
from anxin.kernel.codes.models import Card
from anxin.web.check import published
from tests.cast import NOON, Cast
from tests.unit.kernel.codes.printed import ORIGIN, at_home, with_card, with_keys
from tests.unit.kernel.outcomes.test_deciding import state

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


class Hands:
    """A clock that stands where the test puts it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(settings: Settings, tmp_path: Path) -> Hands:
    """The issuer's addresses, served by this clock and under the site's own middleware."""
    at_home(settings, tmp_path)
    hands = Hands()
    served = ModuleType("served")
    served.urlpatterns = published.routes(hands)  # type: ignore[attr-defined]  # -- what a urlconf is: a module with this name
    settings.ROOT_URLCONF = served
    return hands


@pytest.fixture
def card(cast: Cast, clock: Hands) -> Card:
    with_keys()
    return with_card(cast)


class Reader:
    """A browser: it keeps a list for as long as the answer says, and never believes an older one."""

    def __init__(self, clock: Hands) -> None:
        self.clock, self.kept, self.until, self.seen = clock, b"", NOON, 0

    def list_of(self, card: Card) -> StatusList:
        uri = f"{ORIGIN}/s/{card.shard.number}"
        if self.clock.at >= self.until:
            answer = Client().get(uri.removeprefix(ORIGIN))
            self.kept = answer.content
            fresh = int(answer["Cache-Control"].rpartition("max-age=")[2])
            self.until = self.clock.at + fresh * SECOND
        roots, now = keys.pinned_roots(), keys.seconds(self.clock.at)
        listed = read_key_list(Client().get("/.well-known/anxin-keys").content, roots=roots, now=now)
        found = read_status_list(self.kept, listed, uri=uri, now=now, seen=self.seen)
        self.seen = found.issued_at
        return found

    def status(self, card: Card) -> Status:
        return self.list_of(card).status(card.index)


def test_a_change_shows_within_a_minute_whenever_it_comes(cast: Cast, card: Card, clock: Hands) -> None:
    reader = Reader(clock)
    for second in range(0, 75, 15):
        clock.at += 300 * SECOND
        assert reader.status(card) == Status.VALID
        clock.at += second * SECOND
        assert reader.status(card) == Status.VALID
        state(cast.fang, "police_check", "failed")
        changed, seen = clock.at, reader.status(card)
        while seen != Status.INVALID:
            clock.at += SECOND
            seen = reader.status(card)
        assert clock.at - changed <= 45 * SECOND
        state(cast.fang, "police_check", "passed")


def test_a_lost_card_is_red_within_a_minute(cast: Cast, card: Card, clock: Hands) -> None:
    reader = Reader(clock)
    assert reader.status(card) == Status.VALID

    report_card_lost(by=cast.zhou, at=clock.at, card=card)
    clock.at += 60 * SECOND

    assert reader.status(card) == Status.INVALID


ADDRESSES = {
    "/s": "application/json",
    "/s/0": "application/statuslist+cwt",
    "/.well-known/anxin-keys": "application/anxin-keys+cwt",
    "/.well-known/jwks.json": "application/jwk-set+json",
    "/.well-known/anxin-issuer": "application/json",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_file_is_the_same_for_everybody_and_may_be_kept_anywhere(card: Card, address: str) -> None:
    client = Client(headers={"accept-language": "en", "cookie": "sessionid=x; csrftoken=y", "origin": "https://any"})

    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, ADDRESSES[address])
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert ("Vary" in answer, "Set-Cookie" in answer, len(answer.cookies)) == (False, False, 0)
    assert Client().get(f"{address}?time=1").content == answer.content
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    assert client.post(address).status_code == 405


def test_the_index_names_every_list_and_each_can_be_fetched(card: Card, clock: Hands) -> None:
    found = json.loads(Client().get("/s").content)

    assert list(found) == ["status_lists"]
    assert f"{ORIGIN}/s/{card.shard.number}" in found["status_lists"]
    for address in found["status_lists"]:
        assert Client().get(address.removeprefix(ORIGIN)).status_code == 200


def test_an_etag_changes_with_the_list(cast: Cast, card: Card, clock: Hands) -> None:
    address = f"/s/{card.shard.number}"
    first = Client().get(address)
    state(cast.fang, "police_check", "failed")
    clock.at += 20 * SECOND

    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_an_unknown_list_and_an_absent_signer_are_told_in_json(card: Card, clock: Hands) -> None:
    missing = Client().get("/s/77")
    keys.key_path(keys.held_keys()[0].kid).unlink()
    out = Client().get("/s/0")

    assert (missing.status_code, json.loads(missing.content)["code"], "Vary" in missing) == (404, "not-found", False)
    assert (out.status_code, json.loads(out.content)["code"]) == (503, "no-key")
    assert Client().get("/s/-1").status_code == Client().get("/s/x").status_code == 404


def test_before_any_key_the_list_of_keys_says_what_to_do(cast: Cast, clock: Hands) -> None:
    answer = Client().get("/.well-known/anxin-keys")

    assert (answer.status_code, json.loads(answer.content)["code"]) == (503, "no-key")


def test_a_reader_with_nothing_but_the_pinned_root_checks_a_card(card: Card, clock: Hands) -> None:
    issuer = json.loads(Client().get("/.well-known/anxin-issuer").content)
    jwks = json.loads(Client().get("/.well-known/jwks.json").content)
    listed = read_key_list(
        Client().get("/.well-known/anxin-keys").content, roots=keys.pinned_roots(), now=keys.seconds(NOON)
    )

    assert issuer["issuer"] == listed.issuer == ORIGIN
    assert [key["kid"] for key in jwks["keys"]] == [kid.hex() for kid in listed.keys]
    assert {key["alg"] for key in jwks["keys"]} == {"ES256"}
    assert check(bytes(card.credential), listed, now=keys.seconds(NOON))


def test_the_site_itself_serves_them(settings: Settings, tmp_path: Path, cast: Cast) -> None:
    at_home(settings, tmp_path)
    from anxin.kernel.reference.actions import set_played_day

    set_played_day(day=date(2021, 10, 29))
    with_keys(NOON - timedelta(days=1))
    number = with_card(cast).shard.number

    answer = Client().get(f"/s/{number}")
    assert (answer.status_code, "Vary" in answer, len(answer.cookies)) == (200, False, 0)
