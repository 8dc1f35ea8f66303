"""A Wenzhou stage for the phone pages: the cast with evidence from every source, on 29 October 2021.

Fang is green, Mei yellow (insurance ends in two weeks), Hua red (health check and insurance both over), Ling (周玲)
has a file and no card. What must never reach a household lies beside it: number, phone, address, policy number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from anxin import packs
from anxin.kernel.access.actions import appoint
from anxin.kernel.codes.actions import issue_code
from anxin.kernel.codes.key_acts import keep_own_keys
from anxin.kernel.codes.models import Code
from anxin.kernel.evidence.actions import Statement, record_evidence
from anxin.kernel.journal.actor import Role
from anxin.kernel.outcomes.actions import apply_rule_sets, recolour
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.actions import set_played_day
from anxin.packs.queries import as_rule_set_file
from tests.built_once import built_once
from tests.cast import DAY, NOON, OPERATOR, PACK, SHANGHAI, Cast, everybody, worker

PASSWORD = "correct horse battery"
POLICY = "PICC-7788990011"
MORNING = datetime.combine(DAY, time(), SHANGHAI)  # the site plays this day at the real time of day
ADDRESS, PHONE = "鹿城区人民路1号", "13800000001"


@dataclass(frozen=True)
class Stage:
    """The cast, one worker without a card, and the codes issued."""

    cast: Cast
    ling: Party
    fang: Code
    mei: Code
    hua: Code


@built_once
def on_stage() -> Stage:
    """Enter everybody, apply the pack, bring the evidence in and issue three cards."""
    set_played_day(day=DAY)
    pack = packs.current(PACK)
    apply_rule_sets(by=OPERATOR, at=NOON, files=[as_rule_set_file(pack, rules) for rules in pack.rule_files])
    cast = everybody()
    ling = worker("周玲", serial=104)
    parties.register_party(by=OPERATOR, at=NOON, party=ling, pack=PACK, area=ling.area)
    fang = _complete(cast.fang, card="WZ202100386", health=date(2022, 3, 11), insurance=date(2022, 1, 8))
    mei = _complete(cast.mei, card="WZ202100387", health=date(2022, 3, 11), insurance=date(2021, 11, 12))
    hua = _complete(cast.hua, card="WZ202100388", health=date(2021, 8, 12), insurance=date(2021, 9, 30))
    recolour(by=OPERATOR, at=NOON, pack=PACK, as_of=DAY)
    keep_own_keys(by=OPERATOR, at=MORNING)
    return Stage(cast, ling, fang, mei, hua)


def _complete(person: Party, *, card: str, health: date, insurance: date) -> Code:
    """Everything a card needs, in the order in which the sources speak."""
    statements = (
        Statement("employment", "agency", date(2021, 1, 1), "working"),
        Statement("identity_review", "jiafuyun", date(2021, 3, 12), "passed"),
        Statement("identity_review", "mofcom", date(2021, 6, 12), "passed"),
        Statement("police_check", "public_security", date(2021, 6, 2), "passed"),
        Statement("health_check", "health_institution", date(2021, 3, 12), "passed", health),
        Statement("insurance", "insurer", date(2021, 1, 9), "passed", insurance, details={"policy_no": POLICY}),
        Statement("training", "agency", date(2021, 2, 1), "passed"),
        Statement("authorisation", "agency", date(2021, 2, 1), "passed"),
        Statement("card", "commerce_bureau", date(2021, 4, 1), "issued", details={"card_no": card}),
    )
    for statement in statements:
        record_evidence(by=OPERATOR, at=NOON, party=person, statement=statement)
    return issue_code(by=OPERATOR, at=NOON, party=person, pack=PACK, card_number=card)


def account_of(person: Party, username: str) -> str:
    """An account for a worker; the password is `PASSWORD`."""
    appoint(by=OPERATOR, at=NOON, username=username, password=PASSWORD, role=Role.WORKER, party=person)
    return username


def city_account(username: str = "zhou") -> str:
    """An account for the city's desk."""
    appoint(by=OPERATOR, at=NOON, username=username, password=PASSWORD, role=Role.CITY, area="330300")
    return username
