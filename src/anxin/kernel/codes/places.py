"""Places on status lists: drawn at random, given once, among places that nobody ever holds.

Two lists take new cards at any time, so that the next card of a person stands on another list than the one before. A
free place is out of service: on a list fetched before it was given, the new card is grey and never green by chance.
A thirty-second of each list, known to the issuer only, is given to nobody and shows colours in a mix of its own:
whoever counts colours counts these too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container
from functools import lru_cache
from random import Random, SystemRandom

from django.conf import settings
from django.db.models import F, Max

from anxin.credentials import Status
from anxin.credentials.status_list import octets_for, set_statuses
from anxin.kernel.codes.models import Card, StatusShard

PLACES = 65_536
MOST_GIVEN = PLACES * 15 // 16
OPEN_LISTS = 2
DECOYS_OF_256 = 8
CHANCE = SystemRandom()


@lru_cache(maxsize=256)
def decoys(number: int) -> tuple[int, ...]:
    """The places of a list that are given to nobody. They follow from the site's secret, so that no row names them."""
    drawn = _secret(number, b"places", PLACES)
    return tuple(place for place, octet in enumerate(drawn) if octet < DECOYS_OF_256)


def decoy_status(number: int, random: Random = CHANCE) -> Status:
    """A colour for such a place, in the list's own mix."""
    green, yellow = _mix(number)
    thrown = random.random()
    if thrown < green:
        return Status.VALID
    rest = (thrown - green) / (1 - green)
    return Status.SUSPENDED if rest < yellow else Status.INVALID if rest < 0.9 else Status.OUT_OF_SERVICE


def _mix(number: int) -> tuple[float, float]:
    """Share of green, and of yellow in the rest: another one on each list, so that it cannot be subtracted."""
    green, yellow = _secret(number, b"mix", 2)
    return 0.3 + 0.6 * green / 255, 0.3 + 0.4 * yellow / 255


def _secret(number: int, what: bytes, octets: int) -> bytes:
    keyed = hashlib.shake_256(b"anxin status list 1\0" + what + settings.KEYS.indexing + number.to_bytes(8, "big"))
    return keyed.digest(octets)


def fresh(number: int, random: Random = CHANCE) -> bytes:
    """A list on which nobody stands yet, packed."""
    packed = bytearray(b"\xff" * octets_for(PLACES))  # 3 at every place: out of service
    set_statuses(packed, ((place, decoy_status(number, random)) for place in decoys(number)))
    return bytes(packed)


def draw_place(*, not_on: int | None = None, random: Random = CHANCE) -> tuple[StatusShard, int]:
    """A free place, in the caller's transaction; `not_on` is the list (row id) of the card before. The list's row is
    locked until then, so that a place is given once."""
    shard = StatusShard.objects.select_for_update(no_key=True).defer("packed", "signed").get(pk=_open(not_on, random))
    index = drawn(frozenset(decoys(shard.number)), _Given(shard), random)
    StatusShard.objects.filter(pk=shard.pk).update(places_given=F("places_given") + 1)
    return shard, index


def drawn(never: Container[int], given: Container[int], random: Random) -> int:
    """A place that is neither a decoy's nor given: thrown until one is found, so that each is as likely."""
    while True:
        index = random.randrange(PLACES)
        if index not in never and index not in given:
            return index


class _Given:
    """The places of a list that cards hold or held, asked for one by one."""

    def __init__(self, shard: StatusShard) -> None:
        self.cards = Card.objects.filter(shard=shard)

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and self.cards.filter(index=index).exists()


def _open(not_on: int | None, random: Random) -> int:
    held = StatusShard.objects.filter(places_given__lt=MOST_GIVEN).order_by("number").values_list("pk", flat=True)
    found = list(held)
    while len(found) < OPEN_LISTS:
        found.append(_new_list(random))
    return random.choice([one for one in found if one != not_on])


def _new_list(random: Random) -> int:
    newest: int | None = StatusShard.objects.aggregate(newest=Max("number"))["newest"]
    number = 0 if newest is None else newest + 1
    made, _new = StatusShard.objects.get_or_create(number=number, defaults={"packed": fresh(number, random)})
    return made.pk
