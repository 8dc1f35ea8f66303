"""The demonstration builds through the ordinary doors, once; killed, it goes on; finished, it returns at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from anxin.demo import mutual_aid, unions
from anxin.demo.load import PACK, STEPS, Built, build, enter_agencies
from anxin.demo.plan import DECISION_DAY
from anxin.demo.population import City
from anxin.demo.requests import firms_made_up
from anxin.demo.timeline import moment
from anxin.kernel.cases.models import Case, Reward
from anxin.kernel.cases.notices import notices
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.codes.models import Code, Feedback, Visit
from anxin.kernel.datasets.models import Counted, Grant
from anxin.kernel.errors import Conflict
from anxin.kernel.evidence.models import Evidence
from anxin.kernel.intake.models import Upload, UploadState
from anxin.kernel.journal import queries as journal
from anxin.kernel.journal.models import Entry
from anxin.kernel.outcomes.models import Outcome
from anxin.kernel.parties.models import Affiliation, Party, PartyKind, Registration
from anxin.kernel.reference.actions import set_played_day
from anxin.modules.benefits.booking import book_of
from anxin.modules.benefits.queries import BenefitSums, benefit_sums, fund, standings, version_in_force
from anxin.modules.benefits.recording import scheme_of
from anxin.modules.unions import queries as union_queries
from anxin.modules.unions.enums import Level

pytestmark = pytest.mark.django_db


def standing() -> Counter[tuple[str, str]]:
    return Counter(Outcome.objects.filter(pack=PACK, slot__isnull=False).values_list("outcome", "reason"))


def sizes() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (Party, Affiliation, Registration, Evidence, Outcome, Code, Visit, Feedback)
    }


@dataclass
class Site:
    """A home with its finished demonstration, and what the build reported."""

    home: Path
    built: Built
    ends: dict[str, tuple[int, int]]


@pytest.fixture(scope="module")
def site(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One small city for all tests of this file; the database is emptied afterwards."""
    home = tmp_path_factory.mktemp("home")
    ends: dict[str, tuple[int, int]] = {}

    def told(step: str, done: int, total: int) -> None:
        ends[step] = (done, total)

    with django_db_blocker.unblock():
        yield Site(home, build(home=home, size="small", progress=told), ends)
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def built(site: Site) -> Built:
    return site.built


def test_the_small_city_is_decided_as_planned(built: Built) -> None:
    assert built.worked
    assert standing() == {
        ("green", "both-valid"): 619,
        ("yellow", "health-expiring"): 17,
        ("yellow", "insurance-expiring"): 19,
        ("yellow", "both-expiring"): 3,
        ("yellow", "health-expired"): 30,
        ("yellow", "insurance-expired"): 26,
        ("red", "both-expired"): 16,
        ("red", "police-failed"): 1,
        ("red", "review-not-passed"): 7,
        ("red", "card-invalid"): 28,
        ("grey", "review-pending"): 9,
        ("grey", "no-card"): 225,
    }


def test_every_file_came_in_through_intake_and_on_its_day(built: Built) -> None:
    assert not Upload.objects.exclude(state=UploadState.APPLIED).exists()
    assert dict(Counter(Upload.objects.values_list("pack", flat=True))) == {PACK: 24, unions.PACK: 2}
    uploads = Upload.objects.filter(pack=PACK)
    arrivals = {str(day) for day in uploads.values_list("received_at__date", flat=True)}
    assert arrivals == {"2021-09-27", "2021-09-28", "2021-09-29", "2021-10-08", "2021-10-15", "2021-10-22"}
    assert sum(uploads.values_list("rows_bad", flat=True)) == 0
    assert set(uploads.filter(layout="roster").values_list("role", flat=True)) == {"agency_clerk"}
    assert set(uploads.exclude(layout="roster").values_list("role", flat=True)) == {"city"}


def test_the_month_left_a_history_of_outcomes(built: Built) -> None:
    days = set(Outcome.objects.filter(cause="tick").values_list("since", flat=True))
    assert len(days) > 10
    assert max(days) <= DECISION_DAY
    assert Outcome.objects.filter(ended__isnull=False).count() > 800


def test_the_journal_of_the_build_is_whole_and_runs_forward(built: Built) -> None:
    assert journal.verify().whole
    moments = list(Entry.objects.order_by("seq").values_list("at", flat=True))
    assert moments[0].date() < moments[-1].date()


def test_every_account_signs_in_with_the_shown_password(built: Built) -> None:
    assert len(built.accounts) == 16
    for account in built.accounts[:2] + built.accounts[-2:]:
        assert authenticate(username=account.username, password=account.password) is not None


def test_the_two_workers_have_codes_and_the_promised_colours(built: Built) -> None:
    shown = {
        name: Outcome.objects.get(party__codes__public=public, slot__isnull=False).outcome
        for name, public in built.codes.items()
    }
    assert shown == {"worker1": "green", "worker2": "yellow"}


def test_pages_have_visits_ratings_and_one_complaint(built: Built) -> None:
    assert (Entry.objects.filter(act="code.read").count(), Visit.objects.count()) == (15, 13)
    assert Counter(Feedback.objects.values_list("kind", flat=True)) == {"rating": 10, "complaint": 1}


def test_hazards_clues_and_adverts_wait_at_their_desks(built: Built) -> None:
    held = Counter(Case.objects.values_list("pack", "matter"))
    three = ("hazards", "wage_arrears", "ad_watch")
    assert {one: count for one, count in held.items() if one[0] in three} == {
        ("hazards", "report"): 13, ("wage_arrears", "clue"): 8, ("wage_arrears", "proof"): 2,
        ("ad_watch", "swept"): 5, ("ad_watch", "clue"): 5, ("ad_watch", "complaint"): 1,
    }  # fmt: skip
    assert Reward.objects.count() == 1
    assert Case.objects.filter(pack="hazards", facts__grade="major").values_list("stage", flat=True).get() == "closed"


def test_the_home_service_desks_have_each_kind_of_request_and_none_has_ended(built: Built) -> None:
    held = Case.objects.filter(pack="home_service")
    assert Counter(held.values_list("matter", "stage")) == {
        ("application", "assigned"): 2, ("appeal", "assigned"): 1, ("exit", "assigned"): 1, ("reissue", "assigned"): 1,
        ("complaint", "assigned"): 1, ("complaint", "answered"): 1,
    }  # fmt: skip


def test_grants_and_exporters_stand_as_far_as_they_have_come(built: Built) -> None:
    def stands(pack: str) -> Counter[tuple[str, str, str]]:
        return Counter(Case.objects.filter(pack=pack).values_list("matter", "stage", "result"))

    assert stands("grants") == {
        ("rd_support", "closed", "solved"): 1, ("rd_support", "answered", "solved"): 1,
        ("rd_support", "answered", "refused"): 1, ("rd_support", "assigned", ""): 1,
        ("five", "closed", "solved"): 2, ("five", "assigned", ""): 1, ("stay_bonus", "answered", "solved"): 1,
    }  # fmt: skip
    paid = Case.objects.get(matter="stay_bonus").events.get(kind="answered")
    assert (paid.user_id, paid.by_label) == (None, "stay_grade-2021-02-01.dmn")
    assert stands("export_cover") == {
        ("cover", "closed", "solved"): 2, ("cover", "closed", "explained"): 1, ("cover", "assigned", ""): 2,
    }  # fmt: skip


def test_mutual_aid_has_paid_a_hundredth_of_the_published_totals_to_the_fen(built: Built) -> None:
    scheme = scheme_of(version_in_force(mutual_aid.SCHEME))
    book = book_of(scheme)
    assert benefit_sums(scheme, book, until=mutual_aid.PAID_ON) == BenefitSums(487, 59_120_000)
    held = fund(scheme, book)
    assert held.balance == 60_000_000 + held.premiums - held.claims
    assert standings(mutual_aid.SCHEME, mutual_aid.CYCLE) == {"paid": 487, "entered": 8}


def counted(day: date) -> tuple[dict[str, tuple[int, int]], int]:
    """Unions that stand under none: members and unions; and how many wait in pools."""
    rows = union_queries.counts(unions.PACK, day)
    tops = [one for one in rows if one.depth == 0 and one.union.level != Level.POOL]
    return {one.union.party.name: (one.members, one.unions) for one in tops}, union_queries.waiting(rows)


def test_ninghai_and_jiaxing_have_a_hundredth_of_the_published_members_and_each_sum_is_that_of_its_unions(
    built: Built,
) -> None:
    lodgers = {"南浔示例企业工会": (18, 1)}  # of the dormitory
    assert counted(DECISION_DAY) == ({"宁海县总工会": (50, 23), "嘉兴市总工会": (104, 16), **lodgers}, 6)
    assert counted(date(2021, 10, 15)) == ({"宁海县总工会": (48, 23), "嘉兴市总工会": (104, 17), **lodgers}, 8)
    assert counted(date(2021, 10, 16)) == ({"宁海县总工会": (48, 23), "嘉兴市总工会": (102, 16), **lodgers}, 10)
    for day in (date(2020, 7, 1), date(2020, 12, 31), date(2021, 9, 30), unions.MOVED, DECISION_DAY):
        rows = union_queries.counts(unions.PACK, day)
        for upper in rows:
            below = [one.members for one in rows if one.above == upper.union.party_id]
            assert upper.members == upper.direct + sum(below)


def test_data_are_granted_once_and_asked_for_once_and_counted(built: Built) -> None:
    held = Grant.objects.order_by("pk").values_list("dataset", "unit", "state")
    assert list(held) == [
        ("home_service.registered_workers", "province:330000", "granted"),
        ("home_service.green_workers", "province:330000", "asked"),
    ]
    [counted] = Counted.objects.all()
    assert {number for *_key, number in counted.cells if number is not None} & set(range(1, 5)) == set()


def test_the_notice_board_has_what_may_be_read(built: Built) -> None:
    assert {one.matter for one in notices(matters_in_force("worker_voice"))} == {"职工说事", "当一周工人发现的问题"}


def test_a_second_run_does_nothing_and_shows_the_same(site: Site, built: Built) -> None:
    before, entries = sizes(), Entry.objects.count()
    again = build(home=site.home, size="small")
    assert not again.worked
    assert (again.accounts, again.codes) == (built.accounts, built.codes)
    assert (sizes(), Entry.objects.count()) == (before, entries)


def test_progress_reports_every_step_to_its_end(site: Site) -> None:
    assert set(site.ends) == set(STEPS)
    assert [step for step, (done, total) in site.ends.items() if done != total] == []


def test_a_home_holds_one_city(site: Site) -> None:
    with pytest.raises(Conflict) as refusal:
        build(home=site.home, size="full")
    assert refusal.value.todo.startswith("Run it as it is (ANXIN_DEMO=small)")


def test_a_home_with_people_of_its_own_is_left_alone(built: Built, tmp_path: Path) -> None:
    set_played_day(day=None)
    before = sizes()
    with pytest.raises(Conflict):
        build(home=tmp_path, size="small")
    assert sizes() == before
    assert list(tmp_path.iterdir()) == []


def test_a_lost_record_is_written_anew_with_new_passwords_that_work(built: Built, tmp_path: Path) -> None:
    again = build(home=tmp_path, size="small")
    first = again.accounts[0]
    assert not again.worked
    assert first.password != built.accounts[0].password
    assert authenticate(username=first.username, password=first.password) is not None


def test_agencies_already_entered_are_not_entered_twice(built: Built, small_city: City) -> None:
    entered = enter_agencies(small_city, at=moment(DECISION_DAY, 8))
    assert len(entered) == 12
    assert Party.objects.filter(kind=PartyKind.ORGANISATION).count() == 12 + firms_made_up("small")
