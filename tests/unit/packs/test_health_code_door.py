"""A health code at a door: colour, word and whether the test is in date; never why, where or with whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from anxin.kernel.codes.actions import issue_code
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.outcomes.actions import submit_evidence
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from anxin.kernel.reference.models import SiteClock
from anxin.kernel.zones.actions import declare_zone
from anxin.packs import Pack, load_pack
from anxin.packs.actions import apply
from anxin.packs.loading import CHECKOUT
from anxin.packs.zoning import terms_of, wanted_zone
from anxin.web.api import acts
from tests.cast import NOON, OPERATOR, agency, noon, worker

ON, AREA = date(2022, 1, 30), "330108"


@pytest.fixture
def pack(db: None) -> Pack:
    SiteClock.objects.create(day=ON)
    held = load_pack(CHECKOUT / "health_code")
    apply(held, by=OPERATOR, at=NOON)
    return held


@pytest.fixture
def lin(pack: Pack) -> Party:
    """A resident of a street of Binjiang that is a precaution zone since yesterday, tested twice."""
    made = worker("林晓", serial=201, area=AREA)
    community = agency("江南社区", serial=9, area=AREA)
    parties.register_party(by=OPERATOR, at=NOON, party=made, pack="health_code", area=AREA)
    parties.start_affiliation(
        by=OPERATOR, at=NOON, party=made, organisation=community, role="community", started_on=date(2021, 1, 1)
    )
    state(made, "stay", "living", ON - timedelta(days=99), source="community", details={"area": "330108001"})
    first = ON - timedelta(days=1)
    until = first + timedelta(days=13)
    wanted = wanted_zone(pack, sort="precaution", area="330108001", start=first, until=until, reason="第3号通告")
    declare_zone(by=OPERATOR, at=noon(first), terms=terms_of(pack), wanted=wanted)
    for ago in (1, 0):
        sampled(made, ON - timedelta(days=ago))
    return made


def state(
    party: Party, kind: str, result: str, start: date, *, source: str, until: date | None = None, **more: object
) -> None:
    said = Statement(kind, source, start, result=result, valid_until=until, **more)  # type: ignore[arg-type]  # -- details
    submit_evidence(by=OPERATOR, at=noon(max(start, ON)), party=party, statement=said)


def sampled(party: Party, on: date) -> None:
    state(party, "test", "negative", on, source="laboratory", until=on + timedelta(days=1))


def test_the_door_is_told_the_colour_and_the_age_of_the_test_and_nothing_else(lin: Party) -> None:
    code = issue_code(by=OPERATOR, at=NOON, party=lin, pack="health_code")
    seen = acts.scan(at=noon(ON), public=code.public)

    assert (seen.colour, seen.title_zh, seen.reason, seen.legal_source) == ("orange", "有限制，请看说明", "", "")
    assert (seen.masked_name, seen.agency) == ("林*", None)
    assert [(item.kind, item.result, item.valid_until, item.in_date) for item in seen.items] == [
        ("test", None, ON + timedelta(days=1), True)
    ]
    told = seen.model_dump_json()
    for secret in ("防范区", "precaution", "江南", "negative", "stay", "第3号通告"):
        assert secret not in told


def test_the_page_after_a_scan_shows_orange_by_word_and_shape_and_does_not_say_why(lin: Party, client: Client) -> None:
    code = issue_code(by=OPERATOR, at=NOON, party=lin, pack="health_code")
    page = client.get(f"/c/{code.public}", headers={"accept-language": "zh-hans"}).content.decode()

    assert "橙码" in page and "ax-is-orange" in page
    assert "在防范区内" not in page and "江南" not in page


def test_the_third_test_turns_the_code_green_by_itself(lin: Party) -> None:
    code = issue_code(by=OPERATOR, at=NOON, party=lin, pack="health_code")
    tomorrow = ON + timedelta(days=1)
    state(lin, "test", "negative", tomorrow, source="laboratory", until=tomorrow + timedelta(days=1))
    assert acts.scan(at=noon(tomorrow), public=code.public).colour == "green"
