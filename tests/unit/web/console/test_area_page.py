"""Maps and index on the console: the very figures that were counted, who sees them, and how long counting is borne."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from anxin.kernel.parties.models import Registration
from anxin.packs import Pack, load_pack
from anxin.packs.actions import apply
from anxin.packs.area_figures import AreaFigures, area_figures, figures_of
from anxin.packs.loading import CHECKOUT
from anxin.web.console import area_counting as counting
from anxin.web.console.area_maps import limit
from tests.cast import NOON, OPERATOR
from tests.unit.web.console.desks import at_desk
from tests.unit.web.console.epidemic import ADDRESS, COUNTIES, LUCHENG, OFFICES, ON, SHANGYU, XIHU, fall_ill, residents
from tests.unit.web.phone.stage import Stage

DAY = f"?on={ON}"


@pytest.fixture
def pack(db: None) -> Pack:
    return residents()


def page(query: str = DAY, who: str = "province", *, language: str = "zh-hans") -> Any:
    answer = at_desk(who, language=language).get(ADDRESS + query)
    assert answer.status_code == 200
    return answer


def counted(pack: Pack, on: date = ON) -> dict[str, AreaFigures]:
    return {row.area: row for row in area_figures(pack, by=OPERATOR, on=on)}


def shown(value: object) -> str:
    return "–" if value is None else f"{value:,}"


def test_the_page_shows_the_figures_that_were_counted_and_what_the_tables_say_of_them(pack: Pack) -> None:
    context, rows = page().context, counted(pack)
    assert {row.area: [cell.text for cell in row.cells] for row in context["counted"]} == {
        area: [shown(number) for number in row.figures.values()] for area, row in rows.items()
    }
    words = {key: text.zh for key, text in figures_of(pack).words.items()}
    for row in context["decided"]:
        on_map, control, flow = rows[row.area].said
        figures = rows[row.area].figures
        assert [cell.text for cell in row.cells] == [
            *(words[str(value)] for value in on_map.outputs.values()),
            "",
            shown(figures["new_cases"]),
            shown(figures["clustered"]),
            shown(control.outputs["points"]),
            shown(flow.outputs["points"]),
        ]
        assert [[number for number, _place in cell.rows] for cell in row.cells if cell.rows] == [
            list(one.rows) for one in (on_map, control, flow) if one.rows
        ]
    assert len(context["decided"]) == len(rows) == len(COUNTIES)


def test_each_county_is_one_tile_of_its_city_with_word_tone_and_number(pack: Pack) -> None:
    five, hints = page().context["maps"]
    found = {city.code: {tile.name: tile for tile in city.tiles} for city in five.cities}
    assert sum(map(len, found.values())) == len(counted(pack))
    seen = {
        name: found[code][name] for code, name in (("330100", "西湖区"), ("330300", "鹿城区"), ("330600", "上虞区"))
    }
    assert [(one.tone, one.word, one.figure) for one in seen.values()] == [
        ("yellow", "黄色", "5"),
        ("blue", "蓝色", "1"),
        ("yellow", "黄色", "7"),
    ]
    assert {level.word: level.counties for level in five.levels} == {
        "红色": 0,
        "橙色": 0,
        "黄色": 2,
        "蓝色": 1,
        "绿色": len(counted(pack)) - 3,
    }
    (xihu,) = (tile for city in hints.cities for tile in city.tiles if tile.name == "西湖区")
    assert (xihu.tone, xihu.word, xihu.figure) == ("yellow", "流调溯源，限制聚集", "")


def test_every_row_that_decided_is_on_the_page_and_says_what_is_our_reading(pack: Pack) -> None:
    html = page().content.decode()
    places = set(re.findall(r'href="#([\w-]+-row-\d+)"', html))
    assert {"map-row-5", "map-row-6", "map-row-7"} <= places
    assert places <= set(re.findall(r'id="([\w-]+)"', html))
    assert html.count('<span class="co-tag co-tag-warn">我们的理解</span>') == 3  # the map's table and the index's two
    control, flow = page().context["parts"]
    assert [(len(one.indicators), one.most) for one in (control, flow)] == [(5, 50), (7, 70)]
    assert [row.cells + row.gives for row in control.indicators[0].limits] == [["不到1", "10"], ["1至不到10", "5"]]
    english = page(language="en")
    assert [one.title for one in english.context["maps"]] == ["Five-colour map", "Map of control hints"]
    assert english.context["rulings"][0].rows[0].cells == ["50 or more", "any"]
    assert "do not pass such numbers on" in english.content.decode()


def test_only_who_may_count_everybody_has_the_page_its_file_and_its_place_in_the_bar(pack: Pack) -> None:
    found = {}
    for who in (*OFFICES, "clerk"):
        desk = at_desk(who)
        answers = [desk.get(address + DAY) for address in (ADDRESS, f"{ADDRESS}figures.csv")]
        in_the_bar = ADDRESS in desk.get("/console/rules/").content.decode()
        found[who] = (*(answer.status_code for answer in answers), in_the_bar)
        if answers[0].status_code == 200:  # everybody, of other cities too, or nothing
            assert {row.area for row in answers[0].context["decided"]} == set(counted(pack))
    refused = (403, 403, False)
    assert found == {
        "province": (200, 200, True),
        "wenzhou": (200, 200, True),
        "auditor": (200, 200, True),
        "lucheng": refused,
        "gate": refused,
        "clerk": refused,
    }


def test_a_service_without_figures_has_no_maps(db: None, pack: Pack) -> None:
    apply(load_pack(CHECKOUT / "home_service"), by=OPERATOR, at=NOON)
    desk = at_desk("province")
    answer = desk.get("/console/figures/home_service/")
    assert answer.status_code == 409
    assert "home_service" in answer.content.decode()
    assert desk.get(f"{ADDRESS}?service=home_service")["Location"] == "/console/?service=home_service"
    assert ADDRESS in desk.get("/console/rules/?service=home_service").content.decode()


def test_where_no_service_has_figures_the_bar_has_no_place_for_them(stage: Stage) -> None:
    assert "/console/figures/" not in at_desk("province").get("/console/rules/").content.decode()


def test_what_is_no_day_or_has_not_come_is_refused_with_a_day_that_would_do(pack: Pack) -> None:
    desk = at_desk("province")
    for asked in ("yesterday", "2022-02-30", "2999-01-01", "2022-01-28<script>"):
        for address in (ADDRESS, f"{ADDRESS}figures.csv"):
            answer = desk.get(address, {"on": asked})
            assert answer.status_code == 400
            assert "2022-01-28" in answer.content.decode()
            assert "<script>" not in answer.content.decode()


def test_outside_its_time_the_page_says_so_and_shows_no_map_before_the_first_table(pack: Pack) -> None:
    today = page("")
    assert today.context["on"] == today.context["today"]
    assert "2020-02-11至2022-12-31" in today.content.decode()
    assert "2020-02-11至2022-12-31" not in page().content.decode()
    early = page("?on=2020-02-15")
    assert (early.context["maps"], early.context["parts"], early.context["decided_heads"]) == ([], [], [])
    assert len(early.context["counted"]) == len(counted(pack))
    assert "没有施行中" in early.content.decode()


def test_a_site_where_nobody_is_registered_says_so(db: None, pack: Pack) -> None:
    Registration.objects.all().delete()
    assert "还没有人登记" in page().content.decode()


def test_tables_are_sorted_by_any_column_and_what_is_not_known_is_last(pack: Pack) -> None:
    assert [row.area for row in page(f"{DAY}&by=-new_cases").context["decided"]][:3] == [SHANGYU, XIHU, LUCHENG]
    assert [row.area for row in page(f"{DAY}&by=-map_row").context["decided"]][:2] == [XIHU, SHANGYU]
    up, down = (page(f"{DAY}&by={sign}flow").context["decided"] for sign in ("", "-"))
    for rows in (up, down):
        unknown = [row.cells[-1].text == "–" for row in rows]
        assert unknown == sorted(unknown)
    assert [row.area for row in page(f"{DAY}&all=-area").context["counted"]] == sorted(counted(pack), reverse=True)
    assert [row.area for row in page(f"{DAY}&by=nonsense").context["decided"]] == sorted(counted(pack))


def test_the_file_has_the_same_figures(pack: Pack) -> None:
    answer = at_desk("auditor").get(f"{ADDRESS}figures.csv{DAY}")
    assert answer["Content-Disposition"] == f'attachment; filename="health_code-{ON}.csv"'
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:5] == ["代码", "设区市", "县（市、区）", "疫情五色图", "管控工作提示图"]
    figures = {line[0]: line[-len(figures_of(pack).counted) :] for line in lines}
    assert figures == {
        area: ["" if number is None else str(number) for number in row.figures.values()]
        for area, row in counted(pack).items()
    }
    assert next(line for line in lines if line[0] == XIHU)[1:7] == [
        "杭州市",
        "西湖区",
        "黄色",
        "流调溯源，限制聚集",
        "2/2",
        "5",
    ]


def test_of_few_people_every_page_counts_anew(pack: Pack) -> None:
    page()
    healthy = Registration.objects.filter(area=LUCHENG).order_by("-pk")[0]
    fall_ill(healthy.party)
    assert next(row for row in page().context["counted"] if row.area == LUCHENG).cells[1].text == "2"


@pytest.mark.django_db(transaction=True)
def test_of_many_people_they_are_counted_behind_the_page_and_kept(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = residents()
    monkeypatch.setattr(counting, "AT_ONCE", 0)
    desk, work = at_desk("province"), counting.work_named(pack, ON)
    assert desk.get(f"{ADDRESS}figures.csv{DAY}")["Location"] == ADDRESS + DAY
    assert "正在统计2022-01-28的数据" in desk.get(ADDRESS + DAY).content.decode()
    counting.wait_for(work, seconds=60)
    assert desk.get(ADDRESS + DAY, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    first = desk.get(ADDRESS + DAY).context
    assert {row.area: row.cells[1].text for row in first["counted"]} == {
        area: shown(row.figures["new_cases"]) for area, row in counted(pack).items()
    }
    fall_ill(Registration.objects.filter(area=LUCHENG).order_by("-pk")[0].party)
    again = desk.get(ADDRESS + DAY).context
    assert (again["counted_at"], again["counted"]) == (first["counted_at"], first["counted"])


def test_a_counting_that_stopped_is_said_and_not_begun_again_by_itself(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 0)
    begun: list[str] = []
    monkeypatch.setattr(counting, "start", lambda *, by, at, public_id: begun.append(public_id))
    desk = at_desk("province")
    desk.get(ADDRESS + DAY)
    answer = desk.get(ADDRESS + DAY, headers={"HX-Request": "true"}).content.decode()
    assert "统计中断了" in answer
    assert "hx-get" not in answer
    assert begun == ["health_code@2022-01-28"]


def test_what_is_kept_is_of_one_day(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    counting.count_now(by=OPERATOR, at=NOON, public_id=counting.work_named(pack, ON))
    monkeypatch.setattr(counting, "AT_ONCE", 0)
    assert counting.counted(pack, by=OPERATOR, at=NOON, on=ON) is not None
    assert counting.counted(pack, by=OPERATOR, at=NOON, on=date(2022, 1, 27)) is None
    cache.clear()
    assert counting.counted(pack, by=OPERATOR, at=NOON, on=ON) is None


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("-", "不限"),
        (">= 50", "50及以上"),
        ("<1", "不到1"),
        ("<= 3", "3及以下"),
        ("> 3", "超过3"),
        ("[1..10)", "1至不到10"),
        ("[1..10]", "1至10"),
        ("(1..10]", "(1..10]"),
        ("1, 2", "1, 2"),
    ],
)
def test_a_limit_is_read_in_plain_words_or_as_it_is_written(cell: str, plain: str) -> None:
    assert limit(cell) == plain
