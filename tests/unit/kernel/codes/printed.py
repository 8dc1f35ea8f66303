"""A stage for keys, cards and lists: the cast with the small rule set, keys in a folder of their own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from pytest_django import Settings

from anxin.credentials import KeyList, StatusList, read_key_list, read_status_list
from anxin.kernel.codes import actions, key_acts, keys, status_lists
from anxin.kernel.codes.cards import issue_card_copy
from anxin.kernel.codes.models import Card
from anxin.kernel.parties.models import Party
from tests.cast import NOON, OPERATOR, PACK, Cast
from tests.unit.kernel.outcomes.test_deciding import complete
from tests.unit.kernel.rules import applied

ORIGIN = "https://c.zj.cn"
DAYS, HOURS, MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def at_home(settings: Settings, folder: Path) -> None:
    """Keys of this test alone, under a short address."""
    settings.CODE_KEYS_FOLDER = folder / "keys" / "codes"
    settings.CODE_ADDRESS = ORIGIN
    settings.CODE_KEY_PASSPHRASE = ""
    (folder / "keys").mkdir(parents=True, exist_ok=True)


def with_keys(at: datetime = NOON) -> None:
    """The keys of a demonstration: a root, one signing key, a list."""
    key_acts.keep_own_keys(by=OPERATOR, at=at)


def with_card(cast: Cast, person: Party | None = None, *, at: datetime = NOON) -> Card:
    """A green card (of Fang)."""
    applied()
    party = person or cast.fang
    complete(party, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    code = actions.issue_code(by=cast.zhou, at=at, party=party, pack=PACK)
    return issue_card_copy(by=cast.zhou, at=at, code=code)


def reader(at: datetime) -> KeyList:
    """What a reader that carries the roots makes of the list of keys."""
    held = keys.newest_list()
    assert held is not None
    return read_key_list(bytes(held.token), roots=keys.pinned_roots(), now=keys.seconds(at))


def listed(number: int, at: datetime, *, seen: int = 0, by: KeyList | None = None) -> StatusList:
    """A list as a reader believes it at a moment."""
    signed = status_lists.signed_list(number, at)
    uri = status_lists.list_address(number)
    return read_status_list(signed.token, by or reader(at), uri=uri, now=keys.seconds(at), seen=seen)


def shown(card: Card, at: datetime) -> int:
    """The status that a reader finds at the card's place."""
    return int(listed(card.shard.number, at).status(card.index))
