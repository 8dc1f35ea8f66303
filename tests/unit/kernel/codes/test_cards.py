"""The card's credential: small, pseudonymous, replaced, lost, ended with its code."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from anxin.credentials import Card as Claims
from anxin.credentials import Fault, Rejected, Status, check, read_text
from anxin.kernel.codes import actions, agency, cards, keys
from anxin.kernel.codes.agency_names import short_name
from anxin.kernel.codes.cards import card_text, issue_card_copy, report_card_lost
from anxin.kernel.codes.checking import card_over
from anxin.kernel.codes.models import Card
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.parties.models import Affiliation
from anxin.kernel.printing.squares import credential_square
from tests.cast import NOON, PACK, Cast
from tests.unit.kernel.codes.printed import DAYS, MINUTES, ORIGIN, at_home, reader, shown, with_card, with_keys


def fault_of(card: Card, at: datetime) -> Fault | None:
    return card_over(card.ended_at, card.end_reason, card.expires_at, at)


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> None:
    at_home(settings, tmp_path)


@pytest.fixture
def card(cast: Cast) -> Card:
    with_keys()
    return with_card(cast)


def claims_of(card: Card) -> Claims:
    found = check(read_text(card_text(card), keys.origin()), reader(NOON), now=keys.seconds(NOON)).claims
    assert isinstance(found, Claims)
    return found


def test_a_card_says_who_printed_it_for_whom_and_where_its_status_stands(card: Card) -> None:
    assert claims_of(card) == Claims(
        card_id=bytes.fromhex(card.card_id),
        expires=keys.seconds(NOON + 365 * DAYS),
        uri=f"{ORIGIN}/s/{card.shard.number}",
        index=card.index,
        name="王**",
        agency="安家乐家政",
    )


def test_it_fits_a_version_10_square_at_correction_m(card: Card, settings: Settings) -> None:
    assert len(bytes(card.credential)) <= 190
    assert credential_square(card_text(card)).version <= 10


@pytest.mark.parametrize(("origin", "version"), [("http://127.0.0.1:8000", 10), ("https://anxin.wenzhou.gov.cn", 11)])
def test_a_longer_address_shortens_the_agencys_name_before_the_square_grows(
    cast: Cast, settings: Settings, origin: str, version: int
) -> None:
    settings.CODE_ADDRESS = origin
    cast.anjia.name = "温州市鹿城区晨光里安家乐好阿姨之家家政服务有限公司"
    cast.anjia.save()
    with_keys()

    card = with_card(cast)

    agency = claims_of(card).agency
    assert credential_square(card_text(card)).version == version
    assert len(agency) >= 4 and "晨光里安家乐好阿姨之家家政".startswith(agency)


def test_the_next_card_has_another_pseudonym_and_stands_on_another_list(cast: Cast, card: Card) -> None:
    later = NOON + DAYS
    second = issue_card_copy(by=cast.an, at=later, code=card.code)
    card.refresh_from_db()

    assert second.card_id != card.card_id
    assert second.shard_id != card.shard_id
    assert (fault_of(card, later), fault_of(second, later)) == (Fault.REPLACED, None)
    assert (shown(card, later + MINUTES), shown(second, later + MINUTES)) == (Status.OUT_OF_SERVICE, Status.VALID)


def test_a_lost_card_turns_red_and_the_next_one_is_green(cast: Cast, card: Card) -> None:
    assert shown(card, NOON) == Status.VALID

    report_card_lost(by=cast.as_worker(cast.fang), at=NOON + MINUTES, card=card, reason="买菜时丢了")

    assert fault_of(card, NOON + MINUTES) == Fault.REVOKED
    assert shown(card, NOON + 2 * MINUTES) == Status.INVALID
    with pytest.raises(Conflict):
        report_card_lost(by=cast.zhou, at=NOON + 2 * MINUTES, card=card)
    again = issue_card_copy(by=cast.zhou, at=NOON + 2 * MINUTES, code=card.code)
    assert shown(again, NOON + 3 * MINUTES) == Status.VALID
    assert shown(card, NOON + 3 * MINUTES) == Status.INVALID


def test_leaving_the_agency_ends_the_card_with_the_code(cast: Cast, card: Card) -> None:
    held = Affiliation.objects.get(party=cast.fang)

    agency.leave_agency(by=cast.an, at=NOON, affiliation=held, pack=PACK, ended_on=date(2021, 10, 29))
    card.refresh_from_db()

    assert fault_of(card, NOON) == Fault.REVOKED
    assert shown(card, NOON + MINUTES) == Status.OUT_OF_SERVICE
    with pytest.raises(Conflict):
        issue_card_copy(by=cast.zhou, at=NOON, code=card.code)


def test_a_new_code_after_the_old_has_a_card_of_its_own(cast: Cast, card: Card) -> None:
    actions.end_code(by=cast.zhou, at=NOON, code=card.code, reason="test")
    code = actions.issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK)

    fresh = issue_card_copy(by=cast.zhou, at=NOON, code=code)

    assert (cards.card_in_force(code), cards.card_in_force(card.code)) == (fresh, None)


def test_others_neither_print_nor_report_a_card(cast: Cast, card: Card) -> None:
    for stranger in (cast.le, cast.lin, cast.shen, cast.household, cast.as_worker(cast.mei)):
        with pytest.raises(Refused):
            issue_card_copy(by=stranger, at=NOON, code=card.code)
        with pytest.raises(Refused):
            report_card_lost(by=stranger, at=NOON, card=card)


def test_a_card_never_outlives_the_key_that_signed_it(cast: Cast) -> None:
    with_keys(NOON - 500 * DAYS)
    with_keys(NOON - 480 * DAYS)
    keys_end = keys.held_keys()[0].not_after
    later = keys_end - 100 * DAYS
    # Its list is renewed, but nobody made a second key.
    from anxin.kernel.codes import key_acts, key_files

    root, private = key_files.read_root(keys.own_root_path(), keys.passphrase())
    key_acts.sign_list_here(by=cast.zhou, at=later, root=root, private=private)

    card = with_card(cast, at=later)

    assert card.expires_at == keys_end


def test_an_expired_card_is_refused_a_minute_after_its_end(card: Card) -> None:
    token, end = bytes(card.credential), keys.seconds(card.expires_at)
    held = reader(NOON)

    assert check(token, held, now=end + 60)
    with pytest.raises(Rejected) as no:
        check(token, held, now=end + 61)
    assert no.value.fault == Fault.EXPIRED


NAMES = {
    "温州市鹿城区暖家家政服务有限公司": "暖家家政",
    "浙江省温州市瓯海区乐居家庭服务有限公司": "乐居家庭服务",
    "安家乐家政": "安家乐家政",
    "温州市都市净保洁服务有限公司": "都市净保洁",
    "温州市（鹿城）好阿姨家政服务有限公司": "好阿姨家政",
    "瑞安市小区帮手家政服务部": "小区帮手家政",
    "永嘉县桥头镇竹篮子家政服务中心": "竹篮子家政",
    "温州市鹿城区橙子姐家政服务有限责任公司鹿城分公司": "橙子姐家政",
    "文成县慢时光养老照护管理服务有限公司": "慢时光养老照护",
    "温州市龙湾区平安里家政管理咨询有限公司": "平安里家政",
    "Good Aunt Home Care": "Good Aunt Home Care",
    "公司": "公司",
}


@pytest.mark.parametrize("full", NAMES)
def test_an_agency_is_called_by_the_middle_of_its_name(full: str) -> None:
    assert short_name(full) == NAMES[full]
