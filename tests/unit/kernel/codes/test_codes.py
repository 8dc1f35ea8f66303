"""Codes: shown, scanned, confirmed; the door's side of the service."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from anxin.kernel.codes import actions, agency, queries, visiting
from anxin.kernel.codes.actions import Material
from anxin.kernel.codes.models import Code, Feedback, Visit, new_visit_token
from anxin.kernel.codes.visiting import open_code
from anxin.kernel.errors import Conflict, Invalid, NotFound, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal import queries as journal
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Affiliation, Party, Registration
from tests.cast import DAY, NOON, OPERATOR, PACK, Cast, everybody, noon
from tests.unit.kernel.outcomes.test_deciding import complete, state
from tests.unit.kernel.rules import applied

MATERIALS = (
    Material("police_check", "passed"),
    Material("health_check", "passed", in_date=True),
    Material("insurance", "passed", "insurer", in_date=True),
)
CARD = Statement("card", "commerce_bureau", DAY, result="issued")


@pytest.fixture
def green(cast: Cast) -> Code:
    applied()
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    return actions.issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK, card_number="WZ-1")


def issue(cast: Cast, party: Party) -> Code:
    return actions.issue_card(
        by=cast.zhou, at=NOON, party=party, pack=PACK, role=PACK, materials=MATERIALS, card=CARD, card_number="WZ-2"
    )


def test_a_person_has_one_code_however_often_it_is_asked_for(cast: Cast, green: Code) -> None:
    again = actions.issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK)

    assert again == green
    assert Code.objects.count() == 1


def test_a_scan_shows_what_holds_now_and_the_person_sees_who_looked(cast: Cast, green: Code) -> None:
    scanned = open_code(at=NOON, public=green.public)

    assert (scanned.outcome, scanned.reason) == ("green", "both-valid")
    assert scanned.opened.fields == {"masked_name", "agency", "items", "outcome"}
    look = journal.reads_of(cast.fang.public_id).first()
    assert look is not None
    assert (look.actor, look.purpose, look.at) == ("住户", "door-check", NOON)


def test_a_scan_after_a_missed_tick_is_never_a_stale_green(cast: Cast, green: Code) -> None:
    stored = Outcome.objects.get(party=cast.fang, slot__isnull=False)

    scanned = open_code(at=noon(date(2022, 3, 2)), public=green.public)

    assert stored.outcome == "green"
    assert (scanned.outcome, scanned.reason) == ("yellow", "health-expired")


def test_every_unknown_code_is_refused_in_the_same_words(cast: Cast, green: Code) -> None:
    said = set()
    for public in ("a" * 16, green.public[:-1], "", "' OR 1=1 --"):
        with pytest.raises(NotFound) as no:
            open_code(at=NOON, public=public)
        said.add(str(no.value))

    assert len(said) == 1
    assert list(journal.reads_of(cast.fang.public_id)) == []


def test_confirming_starts_one_visit_for_both(cast: Cast, green: Code) -> None:
    handle, token = open_code(at=NOON, public=green.public).handle, new_visit_token()

    first = visiting.confirm_visit(at=NOON, handle=handle, token=token)
    again = visiting.confirm_visit(at=NOON + timedelta(minutes=1), handle=handle, token=token)

    assert again == first
    assert first.token == token
    assert (first.organisation, first.outcome, first.acknowledged) == (cast.anjia, "green", False)
    assert list(Visit.objects.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_of_many_confirmations_at_once_exactly_one_visit_comes() -> None:
    cast = everybody()
    applied()
    complete(cast.fang, health=date(2022, 3, 1), insurance=date(2022, 6, 30))
    code = actions.issue_code(by=cast.zhou, at=NOON, party=cast.fang, pack=PACK)
    handle, token = open_code(at=NOON, public=code.public).handle, new_visit_token()
    got: list[int] = []

    def confirm() -> None:
        try:
            got.append(visiting.confirm_visit(at=NOON, handle=handle, token=token).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 12
    assert len(set(got)) == Visit.objects.count() == 1


def test_a_showing_confirmed_once_is_not_confirmed_by_another(cast: Cast, green: Code) -> None:
    handle = open_code(at=NOON, public=green.public).handle
    visiting.confirm_visit(at=NOON, handle=handle)

    for token in ("", new_visit_token()):
        with pytest.raises(Conflict):
            visiting.confirm_visit(at=NOON, handle=handle, token=token)
    assert Visit.objects.count() == 1


def test_anything_but_an_allowed_colour_needs_a_word_from_the_household(cast: Cast, green: Code) -> None:
    state(cast.fang, "police_check", "failed")
    handle = open_code(at=NOON, public=green.public).handle

    with pytest.raises(Refused) as no:
        visiting.confirm_visit(at=NOON, handle=handle)
    assert no.value.rule == "codes.acknowledge"
    visit = visiting.confirm_visit(at=NOON, handle=handle, acknowledged=True)

    assert (visit.outcome, visit.acknowledged) == ("red", True)


def test_a_colour_that_turned_between_scan_and_confirmation_is_noticed(cast: Cast, green: Code) -> None:
    handle = open_code(at=NOON, public=green.public).handle
    state(cast.fang, "police_check", "failed")

    with pytest.raises(Refused):
        visiting.confirm_visit(at=NOON, handle=handle)


def test_an_old_scan_is_not_confirmed(cast: Cast, green: Code) -> None:
    handle = open_code(at=NOON, public=green.public).handle

    with pytest.raises(Conflict):
        visiting.confirm_visit(at=NOON + timedelta(minutes=31), handle=handle)


def test_a_visit_is_rated_once_and_complaints_are_kept_and_shown_to_agency_and_bureau(cast: Cast, green: Code) -> None:
    handle = open_code(at=NOON, public=green.public).handle
    visit = visiting.confirm_visit(at=NOON, handle=handle)

    visiting.rate_visit(at=NOON, visit_token=visit.token, score=5, text="很细心")
    visiting.complain(at=NOON, visit_token=visit.token, text="迟到一小时")
    with pytest.raises(Conflict):
        visiting.rate_visit(at=NOON, visit_token=visit.token, score=1)
    with pytest.raises(Invalid):
        visiting.rate_visit(at=NOON, visit_token=visit.token, score=6)
    with pytest.raises(Invalid):
        visiting.complain(at=NOON, visit_token=visit.token, text="  ")

    said = [(one.kind, one.score, one.text) for one in Feedback.objects.order_by("pk")]
    assert said == [("rating", 5, "很细心"), ("complaint", None, "迟到一小时")]
    assert [queries.feedback_in_scope(by, PACK).count() for by in (cast.an, cast.zhou, cast.lin, cast.le)] == [
        2,
        2,
        2,
        0,
    ]
    with pytest.raises(Refused):
        queries.feedback_in_scope(cast.household, PACK)


def test_a_card_needs_all_materials_and_an_agency(cast: Cast) -> None:
    applied()
    state(cast.mei, "police_check")
    state(cast.mei, "health_check", until=DAY - timedelta(days=0))
    with pytest.raises(Refused) as no:
        issue(cast, cast.mei)
    assert no.value.rule == "home_service.materials"
    assert "insurance/insurer" in no.value.what

    state(cast.mei, "insurance", until=date(2022, 6, 30))
    code = issue(cast, cast.mei)

    assert (code.party, code.card_number) == (cast.mei, "WZ-2")
    assert Outcome.objects.get(party=cast.mei, slot__isnull=False).outcome == "yellow"


def test_an_expired_or_withdrawn_material_is_missing(cast: Cast) -> None:
    applied()
    state(cast.mei, "police_check")
    state(cast.mei, "health_check", start=date(2020, 10, 1), until=DAY - timedelta(days=1))
    state(cast.mei, "insurance", until=date(2022, 6, 30))

    missing = actions.missing_materials(cast.mei, pack=PACK, role=PACK, materials=MATERIALS, at=NOON)

    assert missing == ["health_check"]


def test_a_material_that_must_be_in_date_is_missing_while_it_names_no_last_day(cast: Cast) -> None:
    applied()
    state(cast.mei, "police_check")
    state(cast.mei, "health_check", until=None)
    state(cast.mei, "insurance", until=date(2022, 6, 30))

    missing = actions.missing_materials(cast.mei, pack=PACK, role=PACK, materials=MATERIALS, at=NOON)

    assert missing == ["health_check"]


def test_leaving_the_agency_ends_code_and_card_and_the_next_agency_issues_anew(cast: Cast) -> None:
    applied()
    for kind in ("police_check", "health_check", "insurance"):
        state(cast.fang, kind, until=date(2022, 6, 30))
    old = issue(cast, cast.fang)
    held = Affiliation.objects.get(party=cast.fang, ended_on__isnull=True)
    card_invalid = Statement("card", "commerce_bureau", DAY, result="invalid")
    with pytest.raises(Refused):
        agency.leave_agency(by=cast.le, at=NOON, affiliation=held, pack=PACK, ended_on=DAY)

    agency.leave_agency(by=cast.an, at=NOON, affiliation=held, pack=PACK, ended_on=DAY, card_invalid=card_invalid)

    shown = open_code(at=NOON, public=old.public)
    assert (shown.outcome, shown.reason) == ("grey", "code-ended")
    assert Outcome.objects.get(party=cast.fang, slot__isnull=False).reason == "card-invalid"
    later = noon(DAY + timedelta(days=1))
    agency.join_agency(
        by=cast.le, at=later, party=cast.fang, organisation=cast.leju, pack=PACK, started_on=DAY + timedelta(days=1)
    )
    cast.fang.refresh_from_db()
    assert cast.fang.area == cast.leju.area == Registration.objects.get(party=cast.fang).area
    new = actions.issue_card(
        by=cast.zhou,
        at=later,
        party=cast.fang,
        pack=PACK,
        role=PACK,
        materials=MATERIALS,
        card=Statement("card", "commerce_bureau", DAY + timedelta(days=1), result="issued"),
    )
    assert new.public != old.public
    assert open_code(at=later, public=new.public).outcome == "green"


def test_an_agency_enters_people_for_itself_only(cast: Cast) -> None:
    held = Affiliation.objects.get(party=cast.hua, ended_on__isnull=True)
    agency.leave_agency(by=cast.le, at=NOON, affiliation=held, pack=PACK, ended_on=DAY)

    with pytest.raises(Refused):
        agency.join_agency(
            by=cast.le, at=NOON, party=cast.hua, organisation=cast.anjia, pack=PACK, started_on=DAY + timedelta(days=1)
        )
    assert OPERATOR.role == "system"
