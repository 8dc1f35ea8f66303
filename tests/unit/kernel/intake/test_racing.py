"""Many at once: a worker is with one agency at a time however the requests race, and one file is one upload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connections

from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.models import Problem, Upload
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.journal.queries import verify
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Affiliation, Party
from tests.cast import LUCHENG, NOON, OPERATOR, PACK, agency, everybody, worker
from tests.unit.kernel.intake.tables import LAYOUTS, ROSTER, bring, roster_row, take, workbook

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 20
Result = TypeVar("Result")


def race(works: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """Run all at the same moment, each in a thread with a connection of its own."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result | Exception:
        barrier.wait()
        try:
            return work()
        except Exception as fault:
            return fault
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def clerk(firm: Party) -> Actor:
    return Actor(Role.AGENCY_CLERK, f"clerk {firm.pk}", area=LUCHENG, organisation_id=firm.pk)


def test_twenty_rosters_that_name_one_worker_at_once_leave_one_agency() -> None:
    firms = [agency(f"企业{number}", serial=number, area=LUCHENG) for number in range(11, 11 + RACERS)]
    clerks = [clerk(firm) for firm in firms]
    uploads = [
        bring(by, workbook(ROSTER, [roster_row(500 + index, firm=11 + index), roster_row(1, firm=11 + index)]), ROSTER)
        for index, by in enumerate(clerks)
    ]
    for by, upload in zip(clerks, uploads, strict=True):
        intake.confirm(by=by, at=NOON, upload=upload, layouts=LAYOUTS)

    found = race(
        [
            partial(intake.apply, by=by, at=NOON, upload=upload, layouts=LAYOUTS)
            for by, upload in zip(clerks, uploads, strict=True)
        ]
    )

    receipts = [each for each in found if isinstance(each, intake.Receipt)]
    assert len(receipts) == RACERS, [each for each in found if isinstance(each, Exception)]
    assert sorted(receipt.left_out for receipt in receipts) == [0] + [1] * (RACERS - 1)
    assert Affiliation.objects.count() == RACERS + 1
    assert Party.objects.filter(affiliations__isnull=False).distinct().count() == RACERS + 1
    said = set(Problem.objects.values_list("row", "what"))
    assert said == {(3, "This person is still entered with another agency.")}
    assert verify().whole


def test_twenty_agencies_that_register_one_worker_at_once_leave_one_agency() -> None:
    firms = [agency(f"企业{number}", serial=number, area=LUCHENG) for number in range(11, 11 + RACERS)]
    person = worker("周小燕", serial=1)

    def start(firm: Party) -> Affiliation:
        return parties.start_affiliation(
            by=OPERATOR, at=NOON, party=person, organisation=firm, role=PACK, started_on=date(2021, 3, 1)
        )

    found = race([partial(start, firm) for firm in firms])

    assert sum(isinstance(each, Affiliation) for each in found) == 1
    conflicts = [each for each in found if isinstance(each, Conflict)]
    assert len(conflicts) == RACERS - 1
    assert Affiliation.objects.filter(party=person).count() == 1


def test_one_file_brought_and_taken_by_ten_at_once_is_one_upload() -> None:
    cast = everybody()
    content = workbook(ROSTER, [roster_row(1), roster_row(2)])

    found = race([lambda: take(cast.an, bring(cast.an, content, ROSTER)) for _ in range(10)])

    receipts = {each.upload for each in found if isinstance(each, intake.Receipt)}
    assert len(receipts) == 1, found
    assert [each for each in found if isinstance(each, Exception)] == []
    assert Upload.objects.count() == 1
    assert Evidence.objects.count() == 2
    assert verify().whole
