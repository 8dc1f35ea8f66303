"""Whole histories brought in at once are what the acts would have written, row by row."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from anxin.kernel.access.models import User
from anxin.kernel.cases.bringing import CaseHistory, Then, bring_histories
from anxin.kernel.cases.dispatching import assign_case, screen_case
from anxin.kernel.cases.enums import Agreement, Happened, Result
from anxin.kernel.cases.filing import Channel, From, file_case
from anxin.kernel.cases.handling import answer_case, claim_case, extend_clock
from anxin.kernel.cases.history import OutOfTurn
from anxin.kernel.cases.models import Case, CaseEvent, Supplier
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.recording import SAID, read_text
from anxin.kernel.cases.requesting import agree, contest
from anxin.kernel.cases.reviewing import uphold_answer
from anxin.kernel.cases.seating import seat
from anxin.kernel.cases.supplying import name_supplier, open_batch, put_in_batch
from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry, EntrySubject
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.sealing import unseal
from anxin.packs.actions import apply
from anxin.packs.loading import CHECKOUT, load_pack
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.scene import LUCHENG, clerk

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YES = {"truth": True, "need": True, "urgency": True}
PACK, MATTER = "one_click", "request"
SAYS = {
    "asker": "91330604MA2BE0008X",
    "asker_name": "示例轴承有限公司",
    "contact": "王芳",
    "contact_phone": "13800138000",
    "area": LUCHENG,
    "chain": "vehicles",
    "goods": "轴承钢",
    "quantity": "20",
    "unit": "tonne",
    "needed_by": "2021-12-18",
    "driver_ready": "yes",
    "control": "none",
    "why": "库存只够一天。",
}
SOLVED = {"delivered": "supplied"}


class Team:
    """The people of one county's team, a firm that asks and one that supplies."""

    def __init__(self) -> None:
        apply(load_pack(CHECKOUT / PACK), by=OPERATOR, at=NOON)
        self.county = clerk("zhuan", ("county-team", LUCHENG), ("chain-vehicles", LUCHENG), pack=PACK)
        self.city = clerk("shi", ("city-coordination", "330300"), pack=PACK)
        self.asker = Party.objects.create(
            kind=PartyKind.ORGANISATION, name="示例轴承有限公司", area=LUCHENG, created_at=NOON
        )
        self.supplier = Party.objects.create(
            kind=PartyKind.ORGANISATION, name="示例钢材有限公司", area=LUCHENG, created_at=NOON
        )
        self.batch = open_batch(by=OPERATOR, at=NOON, pack=PACK, matter=MATTER)
        self.firm = Actor.requester()


@pytest.fixture
def team() -> Team:
    return Team()


def lived(team: Team, at: datetime) -> Case:
    """The history through the acts."""
    held = file_case(
        by=team.firm, at=at, pack=PACK, matter=MATTER, said=SAYS, sender=From(party=team.asker), channel=Channel.PHONE,
        about=team.asker,
    )  # fmt: skip
    number, own = held.case.public_id, own_by_link(token=held.token)
    screen_case(by=team.county, at=at + HOUR, public_id=number, findings=YES, note="查过订单")
    put_in_batch(by=team.county, at=at + 2 * HOUR, public_id=number, batch=team.batch)
    claim_case(by=team.county, at=at + 3 * HOUR, public_id=number)
    name_supplier(by=team.county, at=at + 4 * HOUR, public_id=number, organisation=team.supplier)
    extend_clock(by=team.city, at=at + 5 * HOUR, public_id=number, clock="reply", amount=2, reason="车还没到")
    answer_case(
        by=team.county, at=at + 6 * HOUR, public_id=number, result=Result.SOLVED, text="今晚发车。", said=SOLVED
    )
    contest(own=own, at=at + 7 * HOUR, reason="车没有来")
    assign_case(by=team.city, at=at + 8 * HOUR, public_id=number, desk="province-coordination", reason="请省里协调")
    assign_case(by=team.city, at=at + 9 * HOUR, public_id=number, desk="city-coordination", reason="省里请市里办")
    answer_case(by=team.city, at=at + 10 * HOUR, public_id=number, result=Result.SOLVED, text="到货了。", said=SOLVED)
    agree(own=own, at=at + 11 * HOUR)
    return Case.objects.get(pk=held.case.pk)


def told(team: Team, at: datetime) -> CaseHistory:
    """The same history to be brought in."""
    county, city, firm = team.county, team.city, team.firm
    return CaseHistory(
        at, firm, SAYS, From(party=team.asker), Channel.PHONE, about=team.asker,
        then=(
            Then(Happened.SCREENED, at + HOUR, county, "查过订单", findings=YES),
            Then(Happened.NOTED, at + 2 * HOUR, county, batch=team.batch),
            Then(Happened.CLAIMED, at + 3 * HOUR, county),
            Then(Happened.NOTED, at + 4 * HOUR, county, party=team.supplier),
            Then(Happened.EXTENDED, at + 5 * HOUR, city, "车还没到", clock="reply", amount=2),
            Then(Happened.ANSWERED, at + 6 * HOUR, county, "今晚发车。", result=Result.SOLVED, said=SOLVED),
            Then(Happened.CONTESTED, at + 7 * HOUR, firm, "车没有来"),
            Then(Happened.ASSIGNED, at + 8 * HOUR, city, "请省里协调", desk="province-coordination"),
            Then(Happened.ASSIGNED, at + 9 * HOUR, city, "省里请市里办", desk="city-coordination"),
            Then(Happened.ANSWERED, at + 10 * HOUR, city, "到货了。", result=Result.SOLVED, said=SOLVED),
            Then(Happened.AGREED, at + 11 * HOUR, firm, how=Agreement.REQUESTER),
        ),
    )  # fmt: skip


def row(case: Case) -> dict[str, Any]:
    """A case without what is drawn by lot, the sealed opened."""
    held = {key: value for key, value in vars(case).items() if not key.startswith("_")}
    for drawn in ("id", "public_id", "token_digest"):
        del held[drawn]
    return held | {"said_sealed": json.loads(unseal(case.said_sealed, context=SAID))}


def events(case: Case) -> list[dict[str, Any]]:
    found = []
    for event in CaseEvent.objects.filter(case=case).order_by("seq").values():
        del event["id"], event["case_id"]
        detail = dict(event["detail"])
        if "said" in detail:
            detail["said"] = json.loads(unseal(detail["said"], context=SAID))
        found.append({**event, "detail": detail, "text_sealed": read_text(event["text_sealed"])})
    return found


def lines(case: Case) -> list[tuple[Any, ...]]:
    """The case's lines in the journal, with whom each is about."""
    found = []
    for entry in Entry.objects.filter(detail__case=case.public_id).order_by("seq"):
        about = EntrySubject.objects.filter(entry=entry).order_by("party").values_list("party", flat=True)
        detail = {key: value for key, value in entry.detail.items() if key != "case"}
        found.append((entry.at, entry.act, entry.role, entry.actor, entry.user_id, detail, list(about)))
    return found


def supplied(case: Case) -> list[tuple[Any, ...]]:
    return list(Supplier.objects.filter(case=case).values_list("organisation", "named_at", "named_by"))


def test_a_history_brought_in_is_what_the_acts_write(team: Team) -> None:
    by_acts = lived(team, NOON)
    brought = bring_histories(by=OPERATOR, pack=PACK, matter=MATTER, histories=[told(team, NOON)])[0]
    held = Case.objects.get(pk=brought.pk)

    assert row(held) == row(by_acts)
    assert events(held) == events(by_acts)
    assert supplied(held) == supplied(by_acts)
    assert lines(held) == lines(by_acts)


def test_a_history_brought_in_goes_on_through_the_acts(team: Team) -> None:
    history = told(team, NOON)
    [case] = bring_histories(
        by=OPERATOR, pack=PACK, matter=MATTER,
        histories=[replace(history, then=history.then[:7])],
    )  # fmt: skip
    other = clerk("fu", pack=PACK)
    seat(by=OPERATOR, at=NOON, user=_user(other), pack=PACK, desk="city-coordination", area="330300")
    uphold_answer(by=other, at=NOON + DAY, public_id=case.public_id, reason="车已到，签收单为证")
    assert Case.objects.get(pk=case.pk).agreement == Agreement.REVIEW


def _user(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


def test_what_could_not_happen_is_not_brought_in(team: Team) -> None:
    history = told(team, NOON)
    agreed = CaseHistory(
        NOON, team.firm, SAYS, history.sender, Channel.PHONE, then=(Then(Happened.AGREED, NOON, team.firm),)
    )
    with pytest.raises(OutOfTurn):
        bring_histories(by=OPERATOR, pack=PACK, matter=MATTER, histories=[history, agreed])
    assert Case.objects.count() == 0


def test_an_answer_must_come_with_what_the_matter_asks(team: Team) -> None:
    then = (
        Then(Happened.SCREENED, NOON, team.county, findings=YES),
        Then(Happened.ANSWERED, NOON, team.county, "好", result=Result.SOLVED),
    )
    history = CaseHistory(NOON, team.firm, SAYS, From(party=team.asker), Channel.PHONE, then=then)
    with pytest.raises(Invalid):
        bring_histories(by=OPERATOR, pack=PACK, matter=MATTER, histories=[history])


def test_only_the_operator_brings_histories_in(team: Team) -> None:
    with pytest.raises(Refused):
        bring_histories(by=team.city, pack=PACK, matter=MATTER, histories=[told(team, NOON)])
