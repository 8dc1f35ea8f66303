"""Joining, moving and leaving as the desks do it: what is refused, what the worker reads, what the card proves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from anxin.credentials import Card as Claims
from anxin.credentials import Rejected, Status, StatusList, check, read_status_list, read_text
from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.opening import OpenedCase, open_own
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import contest, withdraw
from anxin.kernel.cases.showing import desk_of, happened, limits, promise
from anxin.kernel.codes import keys, status_lists
from anxin.kernel.codes.cards import card_text, issue_card_copy
from anxin.kernel.codes.models import Card, Code
from anxin.kernel.errors import Conflict, Invalid, Refused
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Affiliation
from tests.cast import DAY, NOON, OPERATOR, noon
from tests.packs.joining import (
    NAME,
    NUMBER,
    PACK,
    Unions,
    answered,
    asked,
    examined,
    in_ninghai,
    joined,
    left,
    member,
    stays,
    step,
    union_code,
)  # fmt: skip
from tests.unit.kernel.codes.printed import MINUTES, at_home, listed, reader, shown, with_keys

pytestmark = pytest.mark.django_db
COURIERS, RIDERS, POOL = "宁海快递示例工会", "宁海配送示例工会", "宁海县周转库"
NEXT = noon(DAY + timedelta(days=3))  # Monday
STATED = timedelta(minutes=1)  # in which a card stops where there is a network, as the service's page says


@pytest.fixture
def unions(db: None, settings: Settings, tmp_path: Path) -> Unions:
    at_home(settings, tmp_path)
    return in_ninghai()


def colour() -> tuple[str, str]:
    held = Outcome.objects.filter(party=member(), pack=PACK).latest("pk")
    return held.outcome, held.reason


def as_it_stands() -> list[object]:
    """All that is on file of the person: where they are, what was said of them, what the card shows."""
    person = member()
    return [
        *Affiliation.objects.filter(party=person).order_by("pk").values_list(),
        *Evidence.objects.filter(party=person).order_by("pk").values_list(),
        *Outcome.objects.filter(party=person).order_by("pk").values_list(),
        *Code.objects.filter(party=person).order_by("pk").values_list(),
    ]


def own(token: str, at: datetime = NOON) -> OpenedCase:
    return open_own(own=own_by_link(token=token), at=at)


def test_with_a_union_at_the_firm_one_is_its_member_once_two_people_have_looked(unions: Unions) -> None:
    case = asked("join", unions.couriers).case
    assert (case.desk, case.about) == ("base-union", unions.couriers)
    with pytest.raises(Conflict):
        answered(unions.at_couriers, case, Result.SOLVED, {"standing": "member"})
    examined(unions, case)
    answered(unions.at_couriers, case, Result.SOLVED, {"standing": "member"})
    assert (stays(), colour()) == ([(COURIERS, DAY, None)], ("green", "member"))
    assert Code.objects.filter(party=member(), pack=PACK, ended_at=None).count() == 1


def test_without_a_union_one_joins_through_the_pool_of_the_county(unions: Unions) -> None:
    case = joined(unions)
    assert (case.desk, case.about) == ("pool", unions.pool)
    assert (stays(), colour()) == ([(POOL, DAY, None)], ("yellow", "in-pool"))


def test_the_one_who_certifies_did_not_check_and_does_not_answer(unions: Unions) -> None:
    case = asked("join", unions.couriers).case
    with pytest.raises(Refused) as told:
        step(unions.at_couriers, case, "certify", register="fits")
    assert told.value.rule == "cases.receive"


def test_who_is_a_member_already_is_told_to_ask_for_a_transfer(unions: Unions) -> None:
    joined(unions, unions.couriers)
    with pytest.raises(Refused) as told:
        asked("join", unions.riders, at=NEXT)
    assert told.value.rule == "cases.entered-already"
    assert Case.objects.count() == 1


def test_a_wrong_identity_number_and_an_unknown_union_are_told_at_the_question(unions: Unions) -> None:
    with pytest.raises(Invalid) as told:
        asked("join", number=NUMBER[:-1] + "0")
    assert (told.value.field, Case.objects.count()) == ("number", 0)
    with pytest.raises(Invalid) as told:
        asked("join", union=union_code(77))
    assert (told.value.field, Case.objects.count()) == ("union", 0)


def test_2a3_a_transfer_refused_by_the_receiver_leaves_everything_as_it_was(unions: Unions) -> None:
    joined(unions, unions.couriers)
    before = as_it_stands()
    filed = asked("transfer", unions.riders, at=NEXT)
    assert (filed.case.desk, filed.case.leaves) == ("base-union", unions.couriers)
    step(unions.at_couriers, filed.case, "release", at=NEXT, let_go="yes")
    reason = "您接单的站点在象山，请转到那里的工会。"
    answered(unions.at_riders, filed.case, Result.REFUSED, {"rule": "elsewhere"}, at=NEXT, text=reason)
    assert as_it_stands() == before

    line = happened(own(filed.token, NEXT))[-1]
    assert (line.kind, line.text) == ("answered", reason)
    assert [str(said.value) for said in line.said] == ["会籍随工作走：不在本单位（本行业）工作（示范文本）"]
    assert "市总工会复核" in str(own(filed.token, NEXT).matter.appeal)


def test_a_transfer_that_is_withdrawn_or_fails_on_the_way_leaves_everything_as_it_was(unions: Unions) -> None:
    joined(unions, unions.couriers)
    before = as_it_stands()
    filed = asked("transfer", unions.riders, at=NEXT)
    with pytest.raises(Conflict):  # the old union has not been heard
        answered(unions.at_riders, filed.case, Result.SOLVED, {"standing": "member"}, at=NEXT)
    withdraw(own=own_by_link(token=filed.token), at=NEXT)
    assert as_it_stands() == before


def test_an_accepted_transfer_leaves_no_day_without_a_union_and_the_card_in_use(unions: Unions) -> None:
    joined(unions)
    code = Code.objects.get(party=member())
    case = asked("transfer", unions.riders, at=NEXT).case
    step(unions.at_pool, case, "release", at=NEXT, let_go="yes")
    answered(unions.at_riders, case, Result.SOLVED, {"standing": "member"}, at=NEXT)
    monday = NEXT.date()
    assert stays() == [(POOL, DAY, monday - timedelta(days=1)), (RIDERS, monday, None)]
    assert colour() == ("green", "member")
    code.refresh_from_db()
    assert code.ended_at is None


def test_who_is_not_taken_need_not_be_let_go(unions: Unions) -> None:
    joined(unions, unions.couriers)
    before = as_it_stands()
    case = asked("transfer", unions.riders, at=NEXT).case
    answered(unions.at_riders, case, Result.REFUSED, {"rule": "elsewhere"}, at=NEXT)
    assert as_it_stands() == before


def test_a_request_that_asked_the_wrong_union_takes_nobody(unions: Unions) -> None:
    joined(unions)
    late = asked("transfer", unions.couriers, at=NEXT, name="葛三美").case
    step(unions.at_pool, late, "release", at=NEXT, let_go="yes")
    case = asked("transfer", unions.riders, at=NEXT).case
    step(unions.at_pool, case, "release", at=NEXT, let_go="yes")
    answered(unions.at_riders, case, Result.SOLVED, {"standing": "member"}, at=NEXT)
    with pytest.raises(Conflict):  # the riders' union, where the member is now, was never asked
        answered(unions.at_couriers, late, Result.SOLVED, {"standing": "member"}, at=NEXT + timedelta(days=1))
    assert stays()[-1] == (RIDERS, NEXT.date(), None)


def test_the_old_unions_silence_is_no_veto(unions: Unions) -> None:
    joined(unions, unions.couriers)
    case = asked("transfer", unions.riders, at=NEXT).case
    fifth = NEXT + timedelta(days=7)  # five working days, and the week-end
    with pytest.raises(Conflict):
        answered(unions.at_riders, case, Result.SOLVED, {"standing": "member"}, at=fifth)
    after = fifth + timedelta(days=1)
    answered(unions.at_riders, case, Result.SOLVED, {"standing": "member"}, at=after)
    assert stays()[-1] == (RIDERS, after.date(), None)


def test_where_the_old_union_does_not_let_go_the_county_federation_decides(unions: Unions) -> None:
    joined(unions, unions.couriers)
    filed = asked("transfer", unions.riders, at=NEXT)
    step(unions.at_couriers, filed.case, "release", at=NEXT, let_go="no", unfinished="工装没有交还")
    with pytest.raises(Conflict):
        answered(unions.at_riders, filed.case, Result.SOLVED, {"standing": "member"}, at=NEXT)
    step(unions.reception, filed.case, "settle", at=NEXT, ruling="moves")
    answered(unions.at_riders, filed.case, Result.SOLVED, {"standing": "member"}, at=NEXT)
    assert stays()[-1] == (RIDERS, NEXT.date(), None)
    said = [str(one.value) for line in happened(own(filed.token, NEXT)) for one in line.said]
    assert "工装没有交还" in said


def test_nobody_but_the_old_union_and_the_county_lets_a_member_go(unions: Unions) -> None:
    joined(unions, unions.couriers)
    case = asked("transfer", unions.riders, at=NEXT).case
    for stranger in (unions.at_riders, unions.reception):
        with pytest.raises(Refused) as told:
            step(stranger, case, "release", at=NEXT, let_go="yes")
        assert told.value.rule == "cases.release"


def of(card: Card, at: datetime) -> Claims:
    """What a reader that carries the roots and has no network makes of the square."""
    found = check(read_text(card_text(card), keys.origin()), reader(at), now=keys.seconds(at)).claims
    assert isinstance(found, Claims)
    return found


def kept_list(card: Card, fetched: datetime) -> bytes:
    return status_lists.signed_list(card.shard.number, fetched).token


def offline(card: Card, token: bytes, fetched: datetime, at: datetime) -> StatusList:
    """The list as a reader without a network believes it at a moment, from what it fetched before."""
    uri = status_lists.list_address(card.shard.number)
    return read_status_list(token, reader(fetched), uri=uri, now=keys.seconds(at), seen=0)


def test_2a5_an_e_card_is_checked_offline_shows_its_time_and_stops_in_the_stated_time(unions: Unions) -> None:
    with_keys()
    joined(unions, unions.couriers)
    card = issue_card_copy(by=OPERATOR, at=NOON, code=Code.objects.get(party=member()))
    assert (of(card, NOON).name, of(card, NOON).agency) == ("葛**", "宁海快递示例工会")

    fetched = NOON + MINUTES
    token = kept_list(card, fetched)
    at_the_door = fetched + timedelta(hours=2)
    held = offline(card, token, fetched, at_the_door)
    assert held.status(card.index) == Status.VALID
    assert held.issued_at == keys.seconds(fetched)  # the as-of time beside the answer

    goes = NOON + timedelta(hours=3)
    left(unions, unions.couriers, at=goes)
    assert shown(card, goes + STATED) == Status.OUT_OF_SERVICE
    assert listed(card.shard.number, goes + STATED).status(card.index) == Status.OUT_OF_SERVICE
    with pytest.raises(Rejected):  # who stays without a network believes the list for a day at most
        offline(card, token, fetched, fetched + timedelta(hours=24, minutes=2))
    assert colour() == ("red", "left")


def test_who_left_may_join_again_and_has_another_card(unions: Unions) -> None:
    joined(unions, unions.couriers)
    first = Code.objects.get(party=member())
    left(unions, unions.couriers, at=NEXT)
    again = noon(NEXT.date() + timedelta(days=1))
    joined(unions, unions.riders, at=again)
    assert stays() == [(COURIERS, DAY, NEXT.date()), (RIDERS, again.date(), None)]
    second = Code.objects.get(party=member(), ended_at=None)
    assert (second.pk != first.pk, colour()) == (True, ("green", "member"))


def test_nobody_leaves_in_anothers_name(unions: Unions) -> None:
    joined(unions, unions.couriers)
    before = as_it_stands()
    case = asked("leave", unions.couriers, at=NEXT, why="left").case
    with pytest.raises(Conflict):  # the member was not asked
        answered(unions.at_couriers, case, Result.SOLVED, at=NEXT)
    step(unions.at_couriers, case, "confirm", at=NEXT, own_wish="no")
    answered(unions.at_couriers, case, Result.REFUSED, {"rule": "not_own"}, at=NEXT)
    assert as_it_stands() == before


def test_2a6_the_applicant_reads_stage_office_and_due_time_at_every_moment(unions: Unions) -> None:
    filed = asked("join", unions.couriers)
    due = date(2021, 11, 5)

    def stands(at: datetime = NOON) -> tuple[str, str, date | None]:
        opened = own(filed.token, at)
        held = promise(opened)
        return opened.case.stage, desk_of(opened), None if held is None else held.run.due_on

    office = COURIERS
    assert stands() == ("assigned", office, due)
    examined(unions, filed.case, at=NEXT)
    assert stands(NEXT) == ("assigned", office, due)
    answered(unions.at_couriers, filed.case, Result.REFUSED, {"rule": "wages"}, at=NEXT)
    assert stands(NEXT)[:2] == ("answered", office)
    assert [limit.kept for limit in limits(own(filed.token, NEXT))] == [True]
    contest(own=own_by_link(token=filed.token), at=NEXT, reason="我每天都接单")
    assert stands(NEXT) == ("contested", office, date(2021, 11, 8))


def test_2a6_a_rejection_always_names_a_rule_and_the_way_to_appeal(unions: Unions) -> None:
    filed = asked("join", unions.couriers)
    examined(unions, filed.case)
    with pytest.raises(Invalid) as told:
        answered(unions.at_couriers, filed.case, Result.REFUSED, text="不符合条件。")
    assert told.value.field == "rule"
    assert Case.objects.get().stage == Stage.ASSIGNED
    answered(unions.at_couriers, filed.case, Result.REFUSED, {"rule": "wages"})
    said = [str(one.value) for one in happened(own(filed.token))[-1].said]
    assert said == ["工会法第三条：以工资收入为主要生活来源的可以入会，证明材料看不出"]
    assert "上一级工会" in str(own(filed.token).matter.appeal)


def test_a_name_on_file_under_the_number_stays_unknown_to_whoever_types_another(unions: Unions) -> None:
    joined(unions, unions.couriers)
    case = asked("join", unions.riders, at=NEXT, name="别人", phone="13900139000").case
    examined(unions, case, at=NEXT)
    with pytest.raises(Conflict):  # and yet nobody is entered twice
        answered(unions.at_riders, case, Result.SOLVED, {"standing": "member"}, at=NEXT)
    assert (stays(), member().name) == ([(COURIERS, DAY, None)], NAME)
