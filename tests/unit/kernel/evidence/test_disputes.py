"""Who may object to a record: the worker it is about, and the agency that holds the worker; nobody else."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.kernel.errors import NotFound, Refused
from anxin.kernel.evidence import actions
from anxin.kernel.evidence.models import Dispute, Evidence
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.parties import actions as parties
from tests.cast import NOON, OPERATOR, Cast


@pytest.fixture
def record(cast: Cast) -> Evidence:
    """A record about Fang, whom Anjia holds."""
    said = actions.Statement("police_check", "public_security", date(2021, 6, 2), "failed")
    return actions.record_evidence(by=OPERATOR, at=NOON, party=cast.fang, statement=said)


def dispute(by: Actor, record: Evidence) -> Dispute:
    return actions.dispute_evidence(by=by, at=NOON, evidence=record, reason="同名同姓")


def test_the_worker_it_is_about_may(cast: Cast, record: Evidence) -> None:
    made = dispute(cast.as_worker(cast.fang), record)
    assert (made.evidence, made.reason) == (record, "同名同姓")


def test_the_clerk_of_the_agency_that_holds_her_may(cast: Cast, record: Evidence) -> None:
    assert dispute(cast.an, record).raised_by == "an"


@pytest.mark.parametrize("who", ["mei", "nobody", "le"])
def test_whoever_it_is_not_about_finds_no_such_record(cast: Cast, record: Evidence, who: str) -> None:
    others = {"mei": cast.as_worker(cast.mei), "nobody": Actor(cast.as_worker(cast.mei).role, "nobody"), "le": cast.le}
    entries = Entry.objects.count()
    with pytest.raises(NotFound):
        dispute(others[who], record)
    assert (Dispute.objects.count(), Entry.objects.count()) == (0, entries)


@pytest.mark.parametrize("who", ["province", "zhou", "lin", "shen", "household"])
def test_every_other_role_is_refused(cast: Cast, record: Evidence, who: str) -> None:
    with pytest.raises(Refused) as caught:
        dispute(getattr(cast, who), record)
    assert (caught.value.rule, Dispute.objects.count()) == ("access.dispute-evidence", 0)


def test_an_agency_that_no_longer_holds_her_finds_no_such_record(cast: Cast, record: Evidence) -> None:
    held = cast.fang.affiliations.get()
    parties.end_affiliation(by=OPERATOR, at=NOON, affiliation=held, ended_on=date(2021, 10, 29))
    with pytest.raises(NotFound):
        dispute(cast.an, record)
