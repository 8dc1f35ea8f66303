"""The right firm among many, by what stands on an order."""

from __future__ import annotations

import pytest

from anxin.firms.finding import find
from anxin.firms.index import Index
from anxin.firms.records import FORMER, ROMANISED, TRADING, Firm, Said

STEMS = (
    "Nordwall",
    "Sudberg",
    "Ostheim",
    "Westtal",
    "Kaltbach",
    "Warmfeld",
    "Hochwald",
    "Tiefsee",
    "Altmark",
    "Neustadt",
)
TRADES = (
    "Handels",
    "Maschinenbau",
    "Leuchten",
    "Textil",
    "Werkzeug",
    "Spielwaren",
    "Elektro",
    "Holz",
    "Metall",
    "Glas",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    firms = [
        Firm(f"x:{one}-{other}", "DE", (Said(f"{one} {other} GmbH"),), "Köln" if other == "Glas" else "Bonn")
        for one in STEMS
        for other in TRADES
    ]
    firms += [
        Firm("x:twin-1", "DE", (Said("Zwilling Import GmbH"),), "Kiel", {"register": "HRB 1"}),
        Firm("x:twin-2", "DE", (Said("Zwilling Import GmbH"),), "Ulm", {"register": "HRB 2"}),
        Firm("x:renamed", "DE", (Said("Frischer Name AG"), Said("Alter Name AG", FORMER, "", "2019-12-31")), "Bonn"),
        Firm("x:kr", "KR", (Said("(주)대한조명"), Said("Daehan Lighting Co., Ltd.", ROMANISED, "en"))),
        Firm("x:ru", "RU", (Said("ООО «Ромашка-Импорт»"),)),
        Firm("x:cn", "CN", (Said("温州示例照明有限公司"), Said("Wenzhou Shili Lighting", TRADING, "en"))),
    ]
    held = Index(tmp_path_factory.mktemp("firms"))
    with held.writing() as writing:
        writing.put(firms, new=True)
    return held


@pytest.mark.parametrize(
    ("typed", "country", "wanted"),
    [
        ("Nordwall Handels GmbH", "DE", "x:Nordwall-Handels"),
        ("nordwall handels", "DE", "x:Nordwall-Handels"),
        ("Nordwal Handels", "DE", "x:Nordwall-Handels"),
        ("Nrodwall Hadels", "DE", "x:Nordwall-Handels"),
        ("Handels Nordwall AG", "DE", "x:Nordwall-Handels"),
        ("Nord Wall Handels", "DE", "x:Nordwall-Handels"),
        ("Nordwallhandels", "DE", "x:Nordwall-Handels"),
        ("Alter Name", "DE", "x:renamed"),
        ("대한조명", "KR", "x:kr"),
        ("Daehan Lightning", "KR", "x:kr"),
        ("Romashka Import", "RU", "x:ru"),
        ("Romaschka-Import OOO", "RU", "x:ru"),
        ("溫州示例照明", "CN", "x:cn"),
        ("Nordwall Handels", "", "x:Nordwall-Handels"),
        ("Hochwald Gals", "", "x:Hochwald-Glas"),
    ],
)
def test_the_firm_is_found(index: Index, typed: str, country: str, wanted: str) -> None:
    assert find(index, typed, country)[0].firm.id == wanted


def test_firms_of_the_same_name_are_all_told(index: Index) -> None:
    first, second = find(index, "Zwilling Import", "DE")[:2]
    assert {first.firm.id, second.firm.id} == {"x:twin-1", "x:twin-2"}
    assert (first.score, first.rivals, second.rivals) == (second.score, 1, 1)


def test_the_city_settles_between_the_same_names(index: Index) -> None:
    assert find(index, "Zwilling Import", "DE", city="ulm")[0].firm.id == "x:twin-2"


def test_the_name_by_which_it_was_found_is_told(index: Index) -> None:
    found = find(index, "Alter Name AG", "DE")[0]
    assert (found.by.value, found.by.kind, found.by.until) == ("Alter Name AG", FORMER, "2019-12-31")


def test_nothing_is_found_by_nothing(index: Index) -> None:
    assert find(index, "!!", "DE") == []
    assert find(index, "Qxzjv Wvkq", "DE") == []


def test_another_country_is_another_firm(index: Index) -> None:
    assert [one.firm.country for one in find(index, "Nordwall Handels", "AT")] == []
