"""Three workers with codes and cards as of today, in real time: 王小芳 green, 李梅 yellow, 陈丽华 red."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from anxin import packs
from anxin.credentials import to_digits
from anxin.kernel.codes.actions import issue_code
from anxin.kernel.codes.cards import issue_card_copy
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.minting import mint
from anxin.kernel.codes.models import Card, Code
from anxin.kernel.codes.showing import ShowingKind
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.outcomes.actions import apply_rule_sets, recolour
from anxin.kernel.parties.models import Party
from anxin.packs.queries import as_rule_set_file
from tests.cast import OPERATOR, PACK, everybody

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Worker:
    """A code in use with the card printed of it."""

    code: Code
    card: Card

    @property
    def card_digits(self) -> str:
        return to_digits(bytes(self.card.credential))

    def screen_digits(self, at: datetime | None = None) -> str:
        """What her phone would show at a moment (now)."""
        return mint(self.code, ShowingKind.SCREEN, at=at or timezone.now()).digits


@dataclass(frozen=True)
class Stage:
    fang: Worker
    mei: Worker
    hua: Worker


def on_stage() -> Stage:
    """Enter everybody, with evidence as of today, the site's own keys, and a card each."""
    now = timezone.localtime()
    today = now.date()
    pack = packs.current(PACK)
    apply_rule_sets(by=OPERATOR, at=now, files=[as_rule_set_file(pack, rules) for rules in pack.rule_files])
    keep_own_keys(by=OPERATOR, at=now - timedelta(days=2))
    cast = everybody()
    soon, over = today + timedelta(days=12), today - timedelta(days=20)
    for person, health, insurance in (
        (cast.fang, today + YEAR / 2, today + YEAR / 2),
        (cast.mei, today + YEAR / 2, soon),
        (cast.hua, over, over),
    ):
        _evidence(person, now, health=health, insurance=insurance)
    recolour(by=OPERATOR, at=now, pack=PACK, as_of=today)
    return Stage(*(_carded(person, now) for person in (cast.fang, cast.mei, cast.hua)))


def _evidence(person: Party, now: datetime, *, health: date, insurance: date) -> None:
    """Everything a card needs, stated three months ago."""
    since = now.date() - YEAR / 4
    for statement in (
        Statement("employment", "agency", since, "working"),
        Statement("identity_review", "jiafuyun", since, "passed"),
        Statement("identity_review", "mofcom", since, "passed"),
        Statement("police_check", "public_security", since, "passed"),
        Statement("health_check", "health_institution", since, "passed", health),
        Statement("insurance", "insurer", since, "passed", insurance),
        Statement("training", "agency", since, "passed"),
        Statement("authorisation", "agency", since, "passed"),
        Statement("card", "commerce_bureau", since, "issued", details={"card_no": f"WZ{person.pk:09d}"}),
    ):
        record_evidence(by=OPERATOR, at=now, party=person, statement=statement)


def _carded(person: Party, now: datetime) -> Worker:
    code = issue_code(by=OPERATOR, at=now, party=person, pack=PACK, card_number=f"WZ{person.pk:09d}")
    return Worker(code, issue_card_copy(by=OPERATOR, at=now, code=code))
