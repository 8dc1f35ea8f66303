"""The overview: figures in scope, sorted by links."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.queries import entries
from anxin.kernel.outcomes.actions import submit_evidence
from tests.cast import DAY, NOON, OPERATOR
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.reading import rows, words
from tests.unit.web.phone.stage import Stage


def cards(page: str) -> dict[str, str]:
    """Colour → the figure on its card."""
    return dict(re.findall(r'co-colour co-span-3 ax-is-(\w+)".*?co-figure">([\d,]+)<', page, flags=re.DOTALL))


@pytest.mark.parametrize(
    ("desk", "figures"),
    [
        ("province", {"green": "1", "yellow": "1", "red": "1", "grey": "1"}),
        ("zhou", {"green": "1", "yellow": "1", "red": "1", "grey": "1"}),
        ("lin", {"green": "1", "yellow": "1", "red": "0", "grey": "1"}),
        ("an", {"green": "1", "yellow": "1", "red": "0", "grey": "0"}),
        ("le", {"green": "0", "yellow": "0", "red": "1", "grey": "0"}),
        ("shen", {"green": "1", "yellow": "1", "red": "1", "grey": "1"}),
    ],
)
def test_every_desk_sees_the_figures_of_its_own_scope(stage: Stage, desk: str, figures: dict[str, str]) -> None:
    assert cards(at_desk(desk).get("/console/").content.decode()) == figures


def test_the_day_they_stand_for_is_said(stage: Stage) -> None:
    assert "截至 2021-10-29" in words(at_desk("zhou").get("/console/"))


def test_counting_reads_nobody(stage: Stage) -> None:
    before = entries().count()
    at_desk("zhou").get("/console/")
    assert entries().count() == before


def test_tables_sort_by_a_link_either_way(stage: Stage) -> None:
    desk = at_desk("zhou")

    def first_county(query: str) -> str:
        return next(row for row in rows(desk.get(f"/console/{query}")) if row.startswith(("鹿城", "瓯海")))[:3]

    assert first_county("?counties=-total") == "鹿城区"
    assert first_county("?counties=total") == "瓯海区"
    assert first_county("?counties=nonsense") == "鹿城区"


def test_charts_are_fed_from_json_and_their_figures_stand_in_tables_too(stage: Stage) -> None:
    page = at_desk("zhou").get("/console/").content.decode()
    found = re.search(r'<script id="colours-over-time" type="application/json">(.*?)</script>', page)
    assert found is not None
    chart = json.loads(found[1])
    assert len(chart["labels"]) == 31
    assert [series["values"][-1] for series in chart["series"]] == [1, 1, 1, 1]
    assert "<time>2021-10-29</time>" in page


def test_what_lies_ahead_is_counted(stage: Stage) -> None:
    page = words(at_desk("zhou").get("/console/"))
    assert "30天内将变化的黄码 不及时续办多会转红 1" in page
    assert "等待确认的上传 已核对，尚未写入 0" in page


def test_an_auditor_gets_figures_without_ways_to_people(stage: Stage) -> None:
    page = at_desk("shen").get("/console/").content.decode()
    assert "/console/registry/" not in page


def test_new_evidence_is_counted_at_once(stage: Stage) -> None:
    desk = at_desk("zhou")
    assert cards(desk.get("/console/").content.decode())["yellow"] == "1"
    said = Statement("insurance", "insurer", DAY, "passed", date(2022, 10, 28))
    submit_evidence(by=OPERATOR, at=NOON, party=stage.cast.mei, statement=said)
    assert cards(desk.get("/console/").content.decode())["green"] == "2"
