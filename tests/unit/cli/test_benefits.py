"""`anxin benefits`: a roster, money, a claim by three accounts, a record that becomes an offer, figures, the list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anxin.kernel.access.models import User
from anxin.kernel.journal.models import Entry
from anxin.kernel.messages.models import Message
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.benefits.models import Claim, Roster
from tests.promises.doors import Said, typed
from tests.unit.modules.allotments.stage import credit_code
from tests.unit.modules.benefits.in_service import CYCLE, IN_WINDOW, LATER, NAME, in_service
from tests.unit.modules.benefits.stage import file_of, number_of

pytestmark = pytest.mark.django_db
FACTS = ("-s", "kind=hospital", "-s", "self_paid=1000000", "-s", "admitted=2022-02-01", "--hospital", "市一")


def benefits(*arguments: str) -> Said:
    return typed("benefits", *arguments)


@pytest.fixture
def desks(db: None, tmp_path: Path) -> dict[str, User]:
    """An account at each desk, and three people enrolled whose premium came in, all of it typed."""
    found = in_service()
    set_played_day(day=IN_WINDOW)
    file = tmp_path / "roster.csv"
    file.write_bytes(file_of(range(3)))
    of = ("--union", credit_code(1), "--staff", "3")
    check = json.loads(benefits("roster", NAME, CYCLE, str(file), *of, "--check", "--json").told)
    assert (check["people"], check["due"], check["refused"], Roster.objects.count()) == (3, 24_000, "", 0)
    made = json.loads(benefits("roster", NAME, CYCLE, str(file), *of, "--json", "--as", "union").told)
    assert (made["state"], made["people"], made["faults"]) == ("enrolled", 3, [])
    paid = benefits(
        "premium", NAME, CYCLE, made["roster"], "--union", credit_code(1), "--reference", "B1", "--fen", "24000",
    )  # fmt: skip
    assert paid.told == "B1  exact\n"
    set_played_day(day=LATER)
    return found


def entered(serial: int, bill: str) -> str:
    done = benefits(
        "enter",
        NAME,
        CYCLE,
        "hospital",
        "--number",
        number_of(serial),
        *FACTS,
        "--bill",
        bill,
        "--as",
        "union",
        "--json",
    )
    assert done.done, done.errors
    return str(json.loads(done.told)["claim"])


@pytest.mark.usefixtures("desks")
def test_a_claim_is_typed_by_three_accounts_and_replays() -> None:
    claim = entered(0, "A1")
    own = benefits("approve", claim, "--as", "union")
    assert (own.done, own.refused) == (False, "desks.approve")
    assert benefits("approve", claim, "--as", "approves").told == f"{claim}  approved\n"
    assert benefits("pay", NAME, CYCLE, "--as", "approves").refused == "desks.pay"
    run = json.loads(benefits("pay", NAME, CYCLE, "--as", "pays", "--json").told)
    assert (run["claims"], run["fen"], run["left"]) == (1, 475_000, 0)
    again = json.loads(benefits("replay", claim, "--json").told)
    assert (again["same"], len(again["decisions"])) == (True, 3)
    shown = json.loads(benefits("show", claim, "--as", "keeps", "--json").told)
    assert (shown["paid"], [one["by"] for one in shown["steps"]]) == (475_000, ["union", "approves", "pays"])
    assert "4,750.00" in benefits("show", claim).told
    undone = benefits("reverse", claim, "-n", "付错了", "--as", "pays")
    assert "reversed" in undone.told


@pytest.mark.usefixtures("desks")
def test_without_an_account_nobody_enters_approves_or_pays() -> None:
    claim = entered(0, "A1")
    for arguments in (("approve", claim), ("pay", NAME, CYCLE), ("refuse", claim, "--rule", "x", "-n", "y")):
        assert not benefits(*arguments).done
    assert Claim.objects.get().standing == "entered"
    corrected = benefits("correct", claim, "self_paid", "40000", "--source", "发票", "--as", "union")
    assert "refused" in corrected.told
    second = entered(1, "A2")
    done = benefits("refuse", second, "--rule", "办法第三条", "-n", "单据看不清", "--as", "approves")
    assert "refused" in done.told


@pytest.mark.usefixtures("desks")
def test_a_roster_that_comes_late_is_refused_unless_it_reached_the_door_in_time(tmp_path: Path) -> None:
    file = tmp_path / "late.csv"
    file.write_bytes(file_of(range(5, 7)))
    of = ("--union", credit_code(1), "--staff", "2")
    assert benefits("roster", NAME, CYCLE, str(file), *of).refused == "mutual_aid.hangzhou.window"
    assert benefits("roster", NAME, CYCLE, str(file), *of, "--check").refused == "mutual_aid.hangzhou.window"
    queued = benefits("roster", NAME, CYCLE, str(file), *of, "--received", "2021-12-15T23:59:59")
    assert "enrolled  2021-12-15 23:59:59.000  2" in queued.told
    listed = json.loads(benefits("rosters", NAME, "--json").told)["rosters"]
    assert [(one["people"], one["paid"]) for one in listed] == [(2, False), (3, True)]


@pytest.mark.usefixtures("desks")
def test_records_typed_twice_offer_once_and_name_the_faulty_row(tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    rows = [("R1", number_of(0), "88", "1000000"), ("R2", number_of(1), "89", "five")]
    lines = [f"{record},{number},市一,{bill},hospital,{cost},2022-02-01" for record, number, bill, cost in rows]
    file.write_text("\n".join(["结算单号,证件号码,医院,票据号,类别,自负金额,入院日期", *lines]), "utf-8")
    first = benefits("settlements", NAME, str(file), "--source", "市一")
    assert (first.done, first.told.startswith("1: hospital  offered"), "2: " in first.errors) == (False, True, True)
    again = benefits("settlements", NAME, str(file), "--source", "市一", "--json", "--as", "records")
    assert [(one["became"], one["told"]) for one in json.loads(again.told)["taken"]] == [
        ("offered", False),
        ("", False),
    ]
    assert Message.objects.filter(kind="benefit-offered").count() == 1


@pytest.mark.usefixtures("desks")
def test_the_list_adds_up_to_the_figures_and_is_written_down(tmp_path: Path) -> None:
    for serial in (0, 1):
        benefits("approve", entered(serial, f"A{serial}"), "--as", "approves")
    benefits("pay", NAME, CYCLE, "--as", "pays")
    held = json.loads(benefits("figures", NAME, "--json").told)
    assert (held["people"], held["paid"], held["fund"]["balance"]) == (2, 950_000, 100_000_000 + 24_000 - 950_000)
    file = tmp_path / "paid.csv"
    assert benefits("beneficiaries", NAME, "--csv", str(file), "--as", "keeps").told == "2  9,500.00\n"
    assert sorted(line.split(",")[1] for line in file.read_text("utf-8-sig").splitlines()) == ["姓名", "职工0", "职工1"]
    assert Entry.objects.filter(act="benefit.list", is_read=True).count() >= 1
    assert not benefits("beneficiaries", NAME, "--csv", str(file), "--as", "union").done
    assert "2021-11-01 – 2021-12-15" in benefits("schemes").told
