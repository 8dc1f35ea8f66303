"""Files of registers, read as firms; cut, packed, of another edition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from anxin.firms.records import ALIAS, FORMER, LEGAL, ROMANISED, TRANSLATED, Firm, Said
from anxin.firms.sources import FORMATS, Limits, Reading, SourceFault, Why, parts_of
from tests.unit.firms.sources import files

NORDWALL = Firm(
    "5299000000EXAMPLE001", "DE",
    (Said("Nordwall Handels GmbH", LEGAL, "de"), Said("Nordwall Import GmbH", FORMER, "de")), "Hamburg",
    {"lei": "5299000000EXAMPLE001", "register": "HRB 1"},
    {"status": "active", "founded": "1998-04-02", "lei_renewal": "2027-03-01", "authority": "RA000242"},
)  # fmt: skip
ROMASHKA = Firm(
    "5299000000EXAMPLE002", "RU", (Said("ООО Ромашка", LEGAL, "ru"), Said("OOO Romashka", ROMANISED, "en")), "Москва",
    {"lei": "5299000000EXAMPLE002"}, {"status": "dissolved"},
)  # fmt: skip
MADE: dict[str, Callable[[Path], Path]] = {
    "gleif": files.gleif_csv,
    "followthemoney": files.entities,
    "ofac": files.sdn,
    "companies_house": files.companies_house,
    "ror": files.ror,
}


def read(form: str, path: Path) -> list[Firm]:
    return list(Reading(form, path).firms())


def fault(form: str, path: Path, limits: Limits | None = None) -> tuple[Why, int]:
    with pytest.raises(SourceFault) as caught:
        list(Reading(form, path, limits=limits).firms())
    return caught.value.why, caught.value.line


def test_gleif_with_previous_and_romanised_names(tmp_path: Path) -> None:
    assert read("gleif", files.gleif_csv(tmp_path)) == [NORDWALL, ROMASHKA]


def test_gleif_json_says_the_same(tmp_path: Path) -> None:
    assert read("gleif", files.gleif_json(tmp_path)) == [NORDWALL]


def test_gleif_parents_that_stand(tmp_path: Path) -> None:
    beside = {"relationships": files.plain(tmp_path / "rr.csv", files.PARENTS)}
    first = next(Reading("gleif", files.gleif_csv(tmp_path), beside).firms())
    assert first.facts == {**NORDWALL.facts, "parent": "5299000000EXAMPLE009"}


def test_followthemoney_entities_that_are_firms(tmp_path: Path) -> None:
    reading = Reading("followthemoney", files.entities(tmp_path))
    assert list(reading.firms()) == [
        Firm(
            "x-1", "GB",
            (Said("Harrow Lane Limited"), Said("Harrow Lane", ALIAS), Said("Harrow Mills Limited", FORMER)), "",
            {"register": "9001"},
            {"website": "https://harrow.example", "status": "dissolved", "topics": "sanction"},
        )
    ]  # fmt: skip
    assert [(one.why, one.line, one.read) for one in reading.left_out] == [(Why.NO_NAME, 3, "x-3")]


def test_companies_house_with_former_names_and_their_days(tmp_path: Path) -> None:
    first, gone = read("companies_house", files.companies_house(tmp_path))
    assert first == Firm(
        "00009001", "GB",
        (Said("HARROW LANE LIMITED"), Said("HARROW MILLS LIMITED", FORMER, "", "2016-03-31")), "Leeds",
        {"register": "00009001"},
        {"status": "active", "founded": "1998-04-02", "accounts_due": "2026-12-31",
         "activity": "46900 - Non-specialised wholesale trade", "kind": "Private Limited Company"},
    )  # fmt: skip
    assert gone.facts["status"] == "insolvent"


def test_ror_with_labels_and_acronyms(tmp_path: Path) -> None:
    reading = Reading("ror", files.ror(tmp_path))
    assert list(reading.firms()) == [
        Firm(
            "0abc12345", "NO",
            (Said("Northern Institute", LEGAL, "en"), Said("北方研究院", TRANSLATED, "zh"), Said("NI", ALIAS)), "Oslo",
            {"ror": "0abc12345"},
            {"status": "active", "founded": "1971", "website": "https://ni.example", "kind": "facility"},
        )
    ]  # fmt: skip
    assert [(one.why, one.line) for one in reading.left_out] == [(Why.NO_COUNTRY, 2)]


def test_sanctioned_entities_with_aliases_and_the_first_place_known(tmp_path: Path) -> None:
    assert read("ofac", files.sdn(tmp_path)) == [
        Firm(
            "36", "CU",
            (Said("EXAMPLE AIRLINES"), Said("AERO-EXAMPLE", ALIAS), Said("OLD EXAMPLE AIR", FORMER)), "Havana",
            {"register": "4711", "tax": "99."}, {"programme": "CUBA", "website": "www.example-air.test"},
        )
    ]  # fmt: skip


def test_an_edition_of_sanctions_is_all_its_files(tmp_path: Path) -> None:
    path = files.sdn(tmp_path)
    assert parts_of("ofac", path, {}) == [path, tmp_path / "alt.csv", tmp_path / "add.csv"]
    (tmp_path / "alt.csv").unlink()
    assert fault("ofac", path) == (Why.MISSING, 0)


@pytest.mark.parametrize("form", sorted(MADE))
def test_packed_files_say_the_same(form: str, tmp_path: Path) -> None:
    path = MADE[form](tmp_path)
    held = read(form, path)
    assert len(held) > 0
    assert read(form, files.zipped(path)) == held
    assert read(form, files.gzipped(path)) == held


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_file_cut_anywhere_is_refused_or_has_lost_whole_rows_only(form: str, tmp_path: Path) -> None:
    path = MADE[form](tmp_path)
    whole, octets = read(form, path), path.read_bytes()
    for length in range(1, len(octets) - 1, 7):
        path.write_bytes(octets[:length])
        try:
            assert read(form, path) == whole[: len(read(form, path))]
        except SourceFault as caught:
            assert caught.why in (Why.CUT, Why.EDITION, Why.NOT_TEXT, Why.NOT_READABLE)


@pytest.mark.parametrize("pack", [files.zipped, files.gzipped])
@pytest.mark.parametrize("form", sorted(MADE))
def test_a_packed_file_cut_anywhere_is_refused(form: str, pack: Callable[[Path], Path], tmp_path: Path) -> None:
    path = pack(MADE[form](tmp_path))
    octets = path.read_bytes()
    for length in range(40, len(octets) - 1, 29):
        path.write_bytes(octets[:length])
        assert fault(form, path)[0] in (Why.CUT, Why.NOT_READABLE, Why.EDITION)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_another_kind_of_file_is_refused(form: str, tmp_path: Path) -> None:
    path = files.plain(tmp_path / "sdn.csv", "a,b\n1,2\n")
    files.plain(tmp_path / "alt.csv", files.ALT)
    files.plain(tmp_path / "add.csv", files.ADD)
    assert fault(form, path)[0] in (Why.EDITION, Why.NOT_READABLE, Why.CUT)


def test_an_archive_of_several_files_is_refused(tmp_path: Path) -> None:
    assert fault("gleif", files.zipped(files.gleif_csv(tmp_path), "other.csv")) == (Why.MANY, 0)


@pytest.mark.parametrize("pack", [files.zipped, files.gzipped])
def test_a_bomb_is_left_in_time(pack: Callable[[Path], Path], tmp_path: Path) -> None:
    path = pack(files.plain(tmp_path / "g.csv", files.GLEIF_HEADER + "\n" + ("," * 16 + "\n") * 400_000))
    assert fault("gleif", path, Limits(free=500_000))[0] == Why.BOMB


def test_a_line_without_end_is_left_in_time(tmp_path: Path) -> None:
    path = files.plain(tmp_path / "e.json", '{"id": "' + "x" * 2_000)
    assert fault("followthemoney", path, Limits(line=1_000)) == (Why.LONG, 1)


def test_octets_that_are_no_text_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_bytes(files.GLEIF_HEADER.encode() + b"\n\xff\xfe\n")
    assert fault("gleif", path) == (Why.NOT_TEXT, 2)
