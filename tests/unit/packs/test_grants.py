"""Grants: matching aid only with funds from above and never beyond a body's ceiling; a red packet once a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from pytest_django import Settings

from anxin.kernel.cases.enums import Result
from anxin.kernel.cases.filing import From
from anxin.kernel.cases.handling import answer_case, do_step
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.owning import own_by_link
from anxin.kernel.cases.requesting import contest
from anxin.kernel.cases.reviewing import uphold_answer
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.actions import Statement, record_evidence, withdraw_evidence
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.models import Entry
from anxin.kernel.ledger import queries as books
from anxin.kernel.ledger.naming import AccountName
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Party, PartyKind
from anxin.packs.faults import PackInvalid
from anxin.packs.ledger_applying import apply_ledger
from anxin.packs.loading import load_pack
from tests.cast import NOON, OPERATOR
from tests.unit.kernel.cases.scene import FIRM_CODE
from tests.unit.packs.carried import LUCHENG, PACKS, Carried, carried, moment, now

pytestmark = pytest.mark.django_db
NUMBER = "33010619880307123X"


@pytest.fixture
def grants(settings: Settings) -> Carried:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    held = carried("grants")
    apply_ledger(held.pack, by=OPERATOR, at=NOON)
    return held


def asked(grants: Carried, upper_yuan: int, checked_yuan: int, at: str = "2022-04-11 09:30") -> Case:
    """An application of the firm, its funds from above checked."""
    said = {"asker": FIRM_CODE, "area": LUCHENG, "level": "provincial", "newly": "yes", "upper_yuan": str(upper_yuan)}
    case = grants.file("rd_support", at, said).case
    found = {"checked_yuan": str(checked_yuan)}
    if upper_yuan:
        checked = moment("2022-04-18 10:00")
        do_step(by=grants.at("review"), at=checked, public_id=case.public_id, step="check", said=found)
    return case


def answered(grants: Carried, case: Case, at: str = "2022-04-20 10:00") -> None:
    text = "已核对，符合条件，已付。"
    answer_case(by=grants.at(case.desk), at=moment(at), public_id=case.public_id, result=Result.SOLVED, text=text)


def paid(grants: Carried, case: Case) -> int:
    answered(grants, case)
    return stands(grants)


def stands(grants: Carried) -> int:
    return books.balance(books.book_named("grants/rd/taizhou"), AccountName("paid", grants.firm))


def test_what_was_checked_is_matched_and_booked_with_the_answer(grants: Carried) -> None:
    assert paid(grants, asked(grants, 900_000, 500_000)) == 50_000_000


def test_a_body_is_never_paid_beyond_two_million_in_all(grants: Carried) -> None:
    assert paid(grants, asked(grants, 1_500_000, 1_500_000)) == 150_000_000
    again = asked(grants, 600_000, 600_000, "2022-04-12 09:30")

    with pytest.raises(Conflict):
        paid(grants, again)
    assert stands(grants) == 150_000_000


def test_without_funds_from_above_nothing_can_be_paid(grants: Carried) -> None:
    with pytest.raises(Conflict):
        paid(grants, asked(grants, 0, 0))
    assert stands(grants) == 0


def test_a_red_packet_is_paid_once_a_year(grants: Carried) -> None:
    person = _person()
    said = {"area": LUCHENG, "number": NUMBER, "register": "elsewhere", "insured": "yes", "stayed": "yes"}
    first, again = (grants.file("stay_bonus", f"2022-04-1{day} 09:30", said).case for day in (1, 2))
    answered(grants, first)

    with pytest.raises(Conflict):
        answered(grants, again)
    book = books.book_named("grants/stay/hangzhou")
    assert books.balance(book, AccountName("paid", person, "2022")) == 100_000


def _person() -> Party:
    return enter_party(
        by=OPERATOR, at=NOON, kind=PartyKind.PERSON, name="王小明", area="330106", scheme=Scheme.IDENTITY_NUMBER,
        number=NUMBER,
    )  # fmt: skip


@dataclass(frozen=True)
class Staying:
    """A worker with an account, and what three sources say of her."""

    party: Party
    account: Actor

    def confirmed(self, grants: Carried, at: str = "2022-04-11 09:30", **over: str) -> Case:
        """Her request with what is on file, filed by herself; `over`: what she typed over it."""
        said = {"area": LUCHENG, "number": NUMBER, "register": "elsewhere", "insured": "yes", "stayed": "yes", **over}
        sender = From(self.party, phone="13800138000")
        return grants.file("stay_bonus", at, said, sender=sender, by=self.account).case

    def says(self, kind: str, source: str, result: str, until: date | None = None) -> None:
        statement = Statement(kind, source, date(2022, 1, 4), result, valid_until=until)
        record_evidence(by=OPERATOR, at=NOON, party=self.party, statement=statement)


@pytest.fixture
def staying(grants: Carried) -> Staying:
    person = _person()
    held = Staying(person, Actor(Role.WORKER, "xiaoming", party_id=person.pk))
    held.says("register", "police", "elsewhere")
    held.says("insured", "social_insurance", "yes")
    return held


def red_packets(person: Party) -> int:
    return books.balance(books.book_named("grants/stay/hangzhou"), AccountName("paid", person, "2022"))


def test_when_every_condition_is_on_file_the_confirmed_request_is_answered_and_paid_by_itself(
    grants: Carried, staying: Staying
) -> None:
    staying.says("stayed", "operator", "yes")

    case = staying.confirmed(grants)

    assert (case.stage, case.result, red_packets(staying.party)) == ("answered", "solved", 100_000)
    answer = case.events.get(kind="answered")
    table = next(one for one in grants.pack.tables if one.name == "stay_grade")
    assert (answer.role, answer.user_id, answer.by_label) == ("system", None, "stay_grade-2021-02-01.dmn")
    assert Entry.objects.get(act="case.answered").actor == "stay_grade-2021-02-01.dmn"
    assert (answer.detail["table"], answer.detail["row"], answer.detail["sha256"]) == (table.stem, 1, table.sha256)


def test_what_the_table_answered_is_still_accepted_or_contested_and_a_reviewer_decides(
    grants: Carried, staying: Staying
) -> None:
    staying.says("stayed", "operator", "yes")
    said = {"area": LUCHENG, "number": NUMBER, "register": "elsewhere", "insured": "yes", "stayed": "yes"}
    filed = grants.file(
        "stay_bonus", "2022-04-11 09:30", said, sender=From(staying.party, phone="13800138000"), by=staying.account
    )

    contest(own=own_by_link(token=filed.token), at=moment("2022-04-12 09:30"), reason="金额不对")
    assert now(filed.case).stage == "contested"
    uphold_answer(
        by=grants.at("review"), at=moment("2022-04-13 09:30"), public_id=filed.case.public_id, reason="按公布的金额"
    )

    assert (now(filed.case).stage, now(filed.case).agreement) == ("closed", "review")
    assert red_packets(staying.party) == 100_000


@pytest.mark.parametrize("typed", [{"stayed": "yes"}, {}], ids=["typed over what is missing", "typed over a no"])
def test_what_is_typed_pays_nothing_only_what_is_on_file_does(
    grants: Carried, staying: Staying, typed: dict[str, str]
) -> None:
    if not typed:
        staying.says("stayed", "operator", "no")

    case = staying.confirmed(grants, **typed)

    assert (case.stage, case.desk, red_packets(staying.party)) == ("assigned", "payment", 0)


def test_a_record_that_ran_out_or_was_withdrawn_pays_nothing(grants: Carried, staying: Staying) -> None:
    staying.says("stayed", "operator", "yes", until=date(2022, 4, 10))

    assert staying.confirmed(grants).stage == "assigned"
    held = Evidence.objects.get(kind="stayed")
    withdraw_evidence(by=OPERATOR, at=NOON, evidence=held, reason="登记错了")
    assert staying.confirmed(grants, "2022-04-12 09:30").stage == "assigned"


def test_nobody_is_paid_by_itself_on_anothers_number(grants: Carried, staying: Staying) -> None:
    staying.says("stayed", "operator", "yes")
    other = "330106198803071256"

    assert staying.confirmed(grants, number=other).stage == "assigned"
    assert red_packets(staying.party) == 0


def test_a_second_confirmation_of_the_year_waits_at_the_desk_and_pays_nothing(
    grants: Carried, staying: Staying
) -> None:
    staying.says("stayed", "operator", "yes")

    stages = [staying.confirmed(grants, f"2022-04-1{day} 09:30").stage for day in (1, 2)]

    assert (stages, red_packets(staying.party)) == (["answered", "assigned"], 100_000)


def test_lint_refuses_a_condition_that_is_typed(tmp_path: Path) -> None:
    folder = Path(copytree(PACKS / "grants", tmp_path / "grants"))
    cases = folder / "cases.yaml"
    cases.write_text(cases.read_text("utf-8").replace("        held: evidence.stayed.result\n", ""), encoding="utf-8")

    with pytest.raises(PackInvalid) as no:
        load_pack(folder)

    (error,) = no.value.errors
    assert error.what == "what decides or says who is paid is on file, not typed: `held`"
