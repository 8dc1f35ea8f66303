"""A city and a ministry in one database, each with its own keys: what one posts, the other answers at once, or not."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from anxin import packs
from anxin.kernel.datasets.keeping import keep_datasets
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.outcomes.actions import decide_everywhere, recolour
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from anxin.kernel.peers.answering import answer
from anxin.kernel.peers.asking import NoAnswer, Post
from anxin.kernel.peers.envelopes import Unopened
from anxin.kernel.peers.identity import Card, Identity
from anxin.kernel.peers.joining import add_peer, give, take
from anxin.kernel.peers.models import Peer, Received, Share, Taken
from anxin.kernel.peers.receiving import fields_of
from anxin.packs.exchange import datasets_of
from tests.cast import DAY, NOON, OPERATOR, PACK, worker
from tests.unit.web.phone.stage import Stage, on_stage

GREEN = "home_service.green_workers"
CITY, MINISTRY = Identity.of(b"city" * 8), Identity.of(b"ministry" * 4)
PURPOSE, BASIS, UNTIL = "家政信用查", "家政服务信用信息授权书", date(2022, 12, 31)


@dataclass
class Sites:
    """`share` is the city's side, `taken` the ministry's."""

    stage: Stage
    share: Share
    taken: Taken
    wire: list[bytes] = field(default_factory=list)

    def post(self, _address: str, message: bytes) -> bytes:
        """A line that loses nothing, at noon."""
        return self.posting(NOON)(_address, message)

    def posting(self, at: datetime) -> Post:
        def post(_address: str, message: bytes) -> bytes:
            answered = answer(message, at=at, identity=CITY)
            self.wire += [message, answered]
            return answered

        return post


def city_and_ministry() -> Sites:
    """The stage's people; the ministry is given the green ones and has taken nothing yet."""
    stage = on_stage()
    keep_datasets(by=OPERATOR, at=NOON, pack=PACK, declared=datasets_of(packs.current(PACK)))
    ministry = add_peer(
        by=OPERATOR, at=NOON, slug="ministry", card=Card("家政信用查", "", MINISTRY.public), identity=CITY
    )
    city = add_peer(
        by=OPERATOR, at=NOON, slug="city", card=Card("温州家服云", "https://city", CITY.public), identity=MINISTRY
    )
    share = given_to(ministry)
    taken = take(by=OPERATOR, at=NOON, peer=city, name=GREEN, speaks_for=["mofcom"])
    return Sites(stage, share, taken)


def given_to(peer: Peer, *, at: datetime = NOON) -> Share:
    return give(by=OPERATOR, at=at, peer=peer, name=GREEN, purpose=PURPOSE, basis=BASIS, until=UNTIL, identity=CITY)


def green_workers(count: int, *, serial: int = 500) -> list[Party]:
    """So many more people who stand at green."""
    made = []
    for number in range(serial, serial + count):
        person = worker(f"工人{number}", serial=number)
        parties.register_party(by=OPERATOR, at=NOON, party=person, pack=PACK, area=person.area)
        make_green(person, at=NOON)
        made.append(person)
    recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
    return made


def make_green(person: Party, *, at: datetime) -> None:
    until = date(2022, 6, 30)
    for statement in (
        Statement("identity_review", "jiafuyun", date(2021, 3, 12), "passed"),
        Statement("identity_review", "mofcom", date(2021, 6, 12), "passed"),
        Statement("police_check", "public_security", date(2021, 6, 2), "passed"),
        Statement("health_check", "health_institution", date(2021, 3, 12), "passed", until),
        Statement("insurance", "insurer", date(2021, 1, 9), "passed", until),
        Statement("card", "commerce_bureau", date(2021, 4, 1), "issued"),
    ):
        record_evidence(by=OPERATOR, at=at, party=person, statement=statement)


def turn_red(person: Party, *, at: datetime, on: date = DAY) -> None:
    """The police check is not passed: the person leaves green in the transaction that says so."""
    statement = Statement("police_check", "public_security", on, "failed")
    record_evidence(by=OPERATOR, at=at, party=person, statement=statement)
    decide_everywhere(by=OPERATOR, at=at, party_ids=[person.pk])


def turn_green(person: Party, *, at: datetime, on: date = DAY) -> None:
    statement = Statement("police_check", "public_security", on, "passed")
    record_evidence(by=OPERATOR, at=at, party=person, statement=statement)
    decide_everywhere(by=OPERATOR, at=at, party_ids=[person.pk])


def held_names(taken: Taken) -> list[str]:
    """Who is in the ministry's copy."""
    held = Received.objects.filter(taken=taken, left=False).order_by("key")
    return [str(fields_of(row)["name"]) for row in held]


@dataclass
class BadLine:
    """Drops, doubles, delays and reorders messages: of each kind of mishap a share of `bad`."""

    answering: Callable[[bytes], bytes]
    chance: random.Random
    bad: float = 0.3
    held_back: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    cut: bool = False

    def post(self, _address: str, message: bytes) -> bytes:
        if self.cut:
            raise NoAnswer("the line is cut")
        if self.chance.random() >= self.bad:
            return self._answered(message)
        match self.chance.choice(("drop", "lose the answer", "double", "delay", "an older answer")):
            case "drop":
                raise NoAnswer("dropped")
            case "lose the answer":
                self._answered(message)
                raise NoAnswer("the answer was dropped")
            case "double":
                self._answered(message)
                return self._answered(message)
            case "delay":
                self.held_back.append(message)
                raise NoAnswer("delayed")
            case _:
                self._answered(message)
                return self.chance.choice(self.answers)

    def _answered(self, message: bytes) -> bytes:
        while self.held_back and self.chance.random() < 0.5:  # what was delayed arrives, out of order
            late = self.held_back.pop(self.chance.randrange(len(self.held_back)))
            try:
                self.answers.append(self.answering(late))
            except Unopened:  # its time is over
                continue
        made = self.answering(message)
        self.answers.append(made)
        return made
