"""Who may do what by their seats, in a service as it is: the union's clerk, approval, the cashier, the book-keeper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from anxin.kernel.access.models import User
from anxin.kernel.cases.models import Seat
from anxin.kernel.errors import Refused
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.parties.models import Party
from anxin.modules.benefits import approving, claiming, paying, premiums, rosters, showing
from anxin.modules.benefits.models import Claim, Roster
from anxin.packs.actions import apply
from anxin.packs.loading import load_pack, packs_folder
from tests.unit.modules.benefits.stage import OPERATOR, SHANGHAI, file_of, organisation, person

pytestmark = pytest.mark.django_db
SCHEME, CYCLE = "mutual_aid/hangzhou", "2022-1"
IN_WINDOW = datetime(2021, 12, 1, 9, 0, tzinfo=SHANGHAI)
LATER = datetime(2022, 5, 1, 9, 0, tzinfo=SHANGHAI)
DESKS = {"union": "union_entry", "approves": "fund", "pays": "cashier", "keeps": "books", "elsewhere": "fund"}


@pytest.fixture
def service() -> tuple[Party, dict[str, Actor]]:
    apply(load_pack(packs_folder() / "mutual_aid"), by=OPERATOR, at=IN_WINDOW)
    union, found = organisation("安心示例工会"), {}
    for name, desk in DESKS.items():
        user = User.objects.create(username=name)
        area = {"union": "", "elsewhere": "330300"}.get(name, "330100")
        of = union if name == "union" else None
        Seat.objects.create(user=user, pack="mutual_aid", desk=desk, area=area, organisation=of, since=IN_WINDOW)
        found[name] = Actor(Role.CLERK, name, user_id=user.pk)
    return union, found


def allowed(hands: dict[str, Actor], act: Callable[[Actor], object]) -> list[str]:
    """Whose act is not refused; each that is says by which rule."""
    found = []
    for name, by in hands.items():
        try:
            act(by)
            found.append(name)
        except Refused as said:
            assert said.rule.startswith("desks.")
    return found


def test_each_act_is_open_to_the_desk_that_is_there_for_it_and_to_no_other(
    service: tuple[Party, dict[str, Actor]],
) -> None:
    union, hands = service
    stranger = organisation("别家工会")

    def send(by: Actor, to: Party = union) -> Roster:
        return rosters.receive_roster(
            by=by, at=IN_WINDOW, scheme=SCHEME, cycle=CYCLE, union=to, unit=to, staff=1, content=file_of(range(1))
        )

    assert allowed(hands, send) == ["union"]
    assert allowed(hands, lambda by: send(by, stranger)) == []
    held = rosters.process_roster(by=hands["union"], at=IN_WINDOW, roster=send(hands["union"]))

    def match(by: Actor) -> object:
        return premiums.match_payment(
            by=by, at=IN_WINDOW, scheme=SCHEME, cycle=CYCLE, union=union, reference="B1", amount=held.due,
            received_on=IN_WINDOW.date(), rosters=[held.public_id],
        )  # fmt: skip

    assert allowed(hands, match) == ["keeps"]
    facts = {"kind": "hospital", "self_paid": "51000", "admitted": "2022-02-01"}

    def enter(by: Actor) -> Claim:
        return claiming.enter_claim(
            by=by, at=LATER, scheme=SCHEME, cycle=CYCLE, item="hospital", person=person(0), facts=facts,
            hospital="市一", bill="A1",
        )  # fmt: skip

    assert allowed(hands, enter) == ["union"]
    claim = Claim.objects.get()
    assert allowed(hands, lambda by: approving.approve(by=by, at=LATER, claim=claim.public_id)) == ["approves"]
    assert allowed(hands, lambda by: showing.claim_at_desk(by=by, at=LATER, public_id=claim.public_id)) == [
        "union",
        "approves",
        "pays",
        "keeps",
    ]
    assert allowed(hands, lambda by: showing.beneficiaries_of(by=by, at=LATER, scheme=SCHEME)) == [
        "approves",
        "pays",
        "keeps",
    ]
    run = lambda by: paying.pay_run(by=by, at=LATER, scheme=SCHEME, cycle=CYCLE, day=LATER.date())  # noqa: E731 -- one line
    assert allowed(hands, run) == ["pays"]
    assert Claim.objects.get().paid == 500
