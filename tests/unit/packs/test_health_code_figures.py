"""Maps and index of the health code: counted by hand on a few residents, decided by the pack's tables."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from anxin import decisions
from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.outcomes.actions import submit_evidence
from anxin.kernel.parties import actions as parties
from anxin.kernel.parties.models import Party
from anxin.packs import Pack, load_pack
from anxin.packs.actions import apply
from anxin.packs.area_figures import AreaFigures, area_figures, stated_figures
from anxin.packs.loading import CHECKOUT
from anxin.web.console.shares import COLOURS, Split, on_site
from tests.cast import NOON, OPERATOR, Cast, noon, worker

ON = date(2022, 1, 28)
LUCHENG, OUHAI = "330302", "330304"


@pytest.fixture
def pack(db: None) -> Pack:
    held = load_pack(CHECKOUT / "health_code")
    apply(held, by=OPERATOR, at=NOON)
    return held


def resident(serial: int, area: str, street: str = "001") -> Party:
    made = worker(f"居民{serial}", serial=serial, area=area)
    parties.register_party(by=OPERATOR, at=NOON, party=made, pack="health_code", area=area)
    state(made, "stay", "living", ON - timedelta(days=90), source="community", area=f"{area}{street}")
    return made


def state(
    party: Party, kind: str, result: str, start: date, *, until: date | None = None, source: str, area: str = ""
) -> None:
    said = Statement(kind, source, start, result=result, valid_until=until, details={"area": area} if area else {})
    submit_evidence(by=OPERATOR, at=noon(ON), party=party, statement=said)


def sampled(party: Party, result: str, ago: int) -> None:
    on = ON - timedelta(days=ago)
    state(party, "test", result, on, until=on + timedelta(days=1), source="laboratory")


def held(pack: Pack, area: str, stated: dict[str, dict[str, int]] | None = None) -> AreaFigures:
    (found,) = (row for row in area_figures(pack, by=OPERATOR, on=ON, stated=stated) if row.area == area)
    return found


@pytest.fixture
def ten(pack: Pack) -> list[Party]:
    """Ten residents of Lucheng: three cases, two of them in one street; one in Ouhai, who is well."""
    here = [resident(200 + n, LUCHENG, "001" if n < 5 else f"{n:03d}") for n in range(10)]
    for ill in (here[0], here[1], here[7]):
        sampled(ill, "positive", 2)
    sampled(here[2], "negative", 1)
    sampled(here[3], "positive", 7)  # eight days ago with today: no longer new
    state(here[4], "risk_medium", "touched", ON, until=ON + timedelta(days=14), source="disease_control")
    resident(300, OUHAI)
    return here


def test_the_figures_are_those_counted_by_hand(pack: Pack, ten: list[Party]) -> None:
    figures = held(pack, LUCHENG).figures
    assert {name: figures[name] for name in ("people", "new_cases", "cases_per_million", "clustered", "tested")} == {
        "people": 10,
        "new_cases": 3,
        "cases_per_million": 300_000,
        "clustered": 666,
        "tested": 400,
    }
    # Four positives, the old one too, are red and one is yellow; five are green.
    assert (figures["risky"], figures["green"], figures["zoned"], figures["buses"]) == (500, 500, 0, None)
    assert held(pack, OUHAI).figures["new_cases"] == 0


def test_the_map_goes_by_cases_and_the_index_says_how_much_of_it_is_known(pack: Pack, ten: list[Party]) -> None:
    here, there = held(pack, LUCHENG), held(pack, OUHAI)
    assert [one.decision for one in here.said] == ["map", "control", "flow"]
    assert here.said[0].outputs == {"colour": "blue", "hint": "watch-arrivals"}
    assert there.said[0].outputs == {"colour": "green", "hint": "ordinary"}
    # Control: no zone 10, tested 40 % 5. Of flow only two are counted.
    assert [(one.outputs["points"], one.known, one.asked) for one in here.said[1:]] == [(15, 5, 5), (None, 2, 7)]


def test_what_is_stated_gives_points_and_nothing_else_can_be_stated(
    pack: Pack, ten: list[Party], tmp_path: Path
) -> None:
    file = tmp_path / "opened.csv"
    file.write_text(f"area,figure,value\n{LUCHENG},buses,950\n{LUCHENG},roads,600\n", encoding="utf-8")
    flow = held(pack, LUCHENG, stated_figures(pack, file)).said[2]
    assert (flow.outputs["points"], flow.known) == (15, 4)

    for line in (f"{LUCHENG},new_cases,0", f"{LUCHENG},buses,many"):
        file.write_text(f"area,figure,value\n{line}\n", encoding="utf-8")
        with pytest.raises(Invalid):
            stated_figures(pack, file)


def test_only_who_may_count_everybody_sees_them(pack: Pack, cast: Cast) -> None:
    with pytest.raises(Refused):
        area_figures(pack, by=cast.an, on=ON)


def test_every_row_of_the_tables_says_that_its_limits_are_our_reading(pack: Pack) -> None:
    for file in pack.tables:
        if file.name in ("map", "index"):
            for table in decisions.load(file.dmn, name=file.file).tables.values():
                assert all("our reading" in rule.annotations["reading (en)"] for rule in table.rules)


def test_the_console_has_a_place_for_orange_where_a_service_has_it(pack: Pack) -> None:
    assert on_site() == ("green", "yellow", "orange", "red", "grey")
    split = Split({"green": 3, "orange": 1}, on_site())
    assert split.columns == [3, 0, 1, 0, 0]
    assert [piece.width for piece in split.segments if piece.count] == ["75.000%", "25.000%"]


def test_without_such_a_service_nothing_of_orange_is_shown(db: None) -> None:
    assert on_site() == COLOURS
