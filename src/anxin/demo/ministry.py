"""The other side of `anxin demo --peers`: 家政信用查, a ministry's site with a home, a database and keys of its own.

Run as a program in its own surroundings (`python -m anxin.demo.ministry CARD ADDRESS`): the database must be migrated.
Idempotent. It prints, as JSON, its card and the account to sign in with.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

CITY_NAME, MINISTRY_NAME = "温州家服云", "家政信用查"
CITY_SLUG, MINISTRY_SLUG, ACCOUNT = "wenzhou", "ministry", "ministry"
DATASET = "home_service.green_workers"
PURPOSE, BASIS, UNTIL = "家政信用查", "家政服务信用信息授权书", date(2022, 12, 31)
SPEAKS_FOR = ("mofcom",)


def main() -> int:
    import django

    django.setup()
    print(json.dumps(build(*sys.argv[1:])))
    return 0


def build(city_card: str, city_address: str) -> dict[str, str]:
    """The played day, an account and the city as a peer whose dataset is taken: {"card", "username", "password"}."""
    from django.conf import settings

    from anxin.config.home import home
    from anxin.demo.load import OPERATOR
    from anxin.demo.plan import DECISION_DAY
    from anxin.demo.timeline import moment
    from anxin.kernel.peers.identity import Card, own
    from anxin.kernel.peers.joining import add_peer, take
    from anxin.kernel.peers.models import Peer, Taken
    from anxin.kernel.reference.actions import set_played_day

    set_played_day(day=DECISION_DAY)
    at = moment(DECISION_DAY, 8)
    card = Card.read(city_card)
    known = Peer.objects.filter(key_id=card.keys.key_id.hex(), ended_at=None)
    peer = known.first() or add_peer(by=OPERATOR, at=at, slug=CITY_SLUG, card=card, identity=own())
    known.update(address=city_address)  # served at another port this time
    if not Taken.objects.filter(peer=peer, dataset=DATASET, ended_at=None).exists():
        peer.refresh_from_db()
        take(by=OPERATOR, at=at, peer=peer, name=DATASET, speaks_for=SPEAKS_FOR)
    mine = Card(MINISTRY_NAME, settings.PUBLIC_ADDRESS, own().public).written
    return {"card": mine, "username": ACCOUNT, "password": _password(home() / "ministry-account.json")}


def give_green(card: str) -> None:
    """At the city: take the ministry on and give it the green workers, unless it has them already."""
    from anxin.demo.load import OPERATOR
    from anxin.kernel.peers.identity import Card, own
    from anxin.kernel.peers.joining import add_peer, give
    from anxin.kernel.peers.models import Peer, Share
    from anxin.kernel.reference import queries as reference

    at, held = reference.now(), Card.read(card)
    peer = Peer.objects.filter(key_id=held.keys.key_id.hex(), ended_at=None).first()
    peer = peer or add_peer(by=OPERATOR, at=at, slug=MINISTRY_SLUG, card=held, identity=own())
    if not Share.objects.filter(peer=peer, dataset=DATASET, ended_at=None).exists():
        give(by=OPERATOR, at=at, peer=peer, name=DATASET, purpose=PURPOSE, basis=BASIS, until=UNTIL, identity=own())


def _password(path: Path) -> str:
    """The password of the ministry's account, drawn once for this home."""
    from anxin.demo.accounts import PROVINCE_AREA, draw_passwords
    from anxin.demo.load import OPERATOR
    from anxin.demo.plan import DECISION_DAY
    from anxin.demo.timeline import moment
    from anxin.kernel.access.actions import appoint
    from anxin.kernel.access.models import User
    from anxin.kernel.journal.actor import Role

    if not path.exists():
        drawn = draw_passwords()["province"]
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({ACCOUNT: drawn}, file)
    password = str(json.loads(path.read_text("utf-8"))[ACCOUNT])
    if not User.objects.filter(username=ACCOUNT).exists():
        appoint(
            by=OPERATOR,
            at=moment(DECISION_DAY, 8),
            username=ACCOUNT,
            password=password,
            role=Role.PROVINCE,
            area=PROVINCE_AREA,
        )
    return password


if __name__ == "__main__":
    sys.exit(main())
