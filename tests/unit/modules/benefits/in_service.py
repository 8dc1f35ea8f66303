"""Mutual aid of Hangzhou as the service declares it, with an account at each desk and money from earlier years."""

from __future__ import annotations

from datetime import date, datetime, time

from anxin.kernel.access.actions import issue_token
from anxin.kernel.access.models import Appointment, User
from anxin.kernel.cases.models import Seat
from anxin.kernel.journal.actor import Role
from anxin.kernel.ledger import actions as ledger
from anxin.kernel.ledger import queries as books
from anxin.kernel.ledger.naming import AccountName, Document, Transfer
from anxin.kernel.ledger.units import fen
from anxin.kernel.parties.actions import enter_party
from anxin.kernel.parties.identifiers import Scheme as Numbers
from anxin.kernel.parties.models import Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.modules.benefits import premiums, rosters, settling
from anxin.modules.benefits.settling import RowBrought
from anxin.packs.actions import apply
from anxin.packs.loading import load_pack, packs_folder
from tests.unit.modules.allotments.stage import credit_code
from tests.unit.modules.benefits.stage import ENTERS, OPERATOR, SHANGHAI, file_of, number_of

NAME, CYCLE = "mutual_aid/hangzhou", "2022-1"
APPLIED = datetime(2021, 11, 1, 9, 0, tzinfo=SHANGHAI)
IN_WINDOW, LATER = date(2021, 12, 1), date(2022, 5, 9)
DESKS = {"records": "records", "approves": "fund", "pays": "cashier", "keeps": "books"}
EARLIER = 100_000_000


def base_union(serial: int) -> Party:
    return enter_party(
        by=OPERATOR, at=APPLIED, kind=PartyKind.ORGANISATION, name=f"安心示例{serial}工会", area="330102",
        scheme=Numbers.CREDIT_CODE, number=credit_code(serial),
    )  # fmt: skip


def account(name: str, *desks: str, union: Party | None = None, role: Role = Role.CLERK) -> User:
    """An account with seats at desks of the service: of the city, or of a union."""
    user = User.objects.create(username=name)
    Appointment.objects.create(user=user, role=role)
    area = "" if union else "330100"
    for desk in desks:
        Seat.objects.create(user=user, pack="mutual_aid", desk=desk, area=area, organisation=union, since=APPLIED)
    return user


def in_service() -> dict[str, User]:
    """The accounts by what they are there for, and those of another union and of an auditor."""
    apply(load_pack(packs_folder() / "mutual_aid"), by=OPERATOR, at=APPLIED)
    transfer = Transfer(AccountName("earlier"), AccountName("fund"), fen(EARLIER))
    book = books.book_named("mutual_aid/fund/hangzhou")
    ledger.post(by=OPERATOR, at=APPLIED, book=book, document=Document("carried", (transfer,), APPLIED.date()))
    found = {name: account(name, desk) for name, desk in DESKS.items()}
    found["union"] = account("union", "union_entry", union=base_union(1))
    found["other"] = account("other", "union_entry", union=base_union(2))
    found["auditor"] = account("looks-on", role=Role.AUDITOR)
    return found


def keys_of(accounts: dict[str, User]) -> dict[str, str]:
    """An API key for each."""
    return {name: issue_token(by=OPERATOR, at=APPLIED, user=user, label="tests") for name, user in accounts.items()}


def enrolled_in_service(people: int) -> None:
    """So many people enrolled by the first union, whose premium came in; after `in_service`."""
    union = party_by_number(Numbers.CREDIT_CODE, credit_code(1))
    assert union is not None
    at = datetime(2021, 12, 1, 9, 0, tzinfo=SHANGHAI)
    made = rosters.receive_roster(
        by=ENTERS,
        at=at,
        scheme=NAME,
        cycle=CYCLE,
        union=union,
        unit=union,
        staff=people,
        content=file_of(range(people)),
    )
    held = rosters.process_roster(by=ENTERS, at=at, roster=made)
    premiums.match_payment(
        by=ENTERS, at=at, scheme=NAME, cycle=CYCLE, union=union, reference="B1", amount=held.due,
        received_on=at.date(), rosters=[held.public_id],
    )  # fmt: skip


def brought_in_service(serial: int) -> RowBrought:
    """A settlement record of one of them, and the offer that it became."""
    row = {"record": f"R{serial}", "id_number": number_of(serial), "hospital": "市一", "bill": str(serial)}
    said = {"类别": "hospital", "自负金额": "1000000", "入院日期": "2022-02-01"}
    at = datetime.combine(LATER, time(9), SHANGHAI)
    [found] = settling.bring_settlements(by=ENTERS, at=at, scheme=NAME, source="市一", rows=[row | said])
    return found
