"""A complaint on the form opened from a visit: whom it is about comes along without being written."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import answers_of, read_text
from anxin.kernel.codes.visiting import confirm_visit, open_code
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.reference.queries import now
from anxin.packs.actions import apply
from anxin.packs.loading import current
from tests.cast import LUCHENG, NOON, OPERATOR, PACK
from tests.unit.web.phone.pages import words
from tests.unit.web.phone.stage import Stage

pytestmark = pytest.mark.django_db
NEW = "/r/new/home_service/complaint"
SAID = {"q-topic": "conduct", "q-what": "约好九点，十点半才到。"}


@pytest.fixture
def visit(stage: Stage) -> str:
    apply(current(PACK), by=OPERATOR, at=NOON)
    return confirm_visit(at=now(), handle=open_code(at=now(), public=stage.fang.public).handle).token


def test_who_came_is_known_by_the_masked_name_and_not_asked(stage: Stage, visit: str, client: Client) -> None:
    page = words(client.get(f"{NEW}?visit={visit}"))
    name = stage.cast.fang.name
    assert (mask_name(name) in page, name in page, stage.cast.anjia.name in page) == (
        True, False, True,
    )  # fmt: skip


def test_the_masked_name_stands_in_the_case_and_the_desk_reads_who_it_was(
    stage: Stage, visit: str, client: Client
) -> None:
    assert client.post(NEW, {**SAID, "visit": visit}).status_code == 302
    case = Case.objects.get()
    said = answers_of(case)
    named = case.events.get(kind="noted")
    assert (said["worker"], said["area"]) == (mask_name(stage.cast.fang.name), LUCHENG)
    assert (case.about, case.desk, read_text(named.text_sealed), named.told) == (
        stage.cast.anjia, "agency", stage.cast.fang.name, False,
    )  # fmt: skip


def test_a_complaint_without_a_visit_names_nobody(stage: Stage, visit: str, client: Client) -> None:
    client.post(NEW, {**SAID, "q-area": LUCHENG})
    case = Case.objects.get()
    assert (case.about, "worker" in answers_of(case), case.events.filter(kind="noted").count()) == (None, False, 0)


def test_a_visit_that_never_was_is_refused(visit: str, client: Client) -> None:
    assert client.post(NEW, {**SAID, "visit": "x" * 20, "q-area": LUCHENG}).status_code == 404
    assert Case.objects.count() == 0
