"""Files on their way in: checked whole first, then taken in; and the bureau's own table."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from anxin.firms.records import ALIAS, FORMER, Firm, Said
from anxin.firms.sources import LeftOut, Why
from anxin.kernel.errors import Conflict, Invalid
from anxin.modules.buyers import arriving, shelves
from anxin.modules.buyers.enums import LoadState
from anxin.modules.buyers.models import Load
from anxin.modules.buyers.workbooks import rows
from tests.unit.firms.sources import files
from tests.unit.modules.buyers.stage import AT, SYSTEM, TODAY

pytestmark = pytest.mark.usefixtures("empty")
TABLE = """名称,国家,城市,注册号,曾用名,别名,网站,状态,成立日期,Z值,行业风险
Nordwall Handels GmbH,德国,Hamburg,HRB 1,Nordwall Import GmbH,北墙；北墙贸易,nordwall.example,存续,1998-04-02,3.1,低
Romashka OOO,Russia,,,,,,,,,
,DE,,,,,,,,,
Nowhere Ltd,Atlantis,,,,,,,,,
"""


def bring(source: str, path: Path, *, fewer: bool = False) -> Load:
    return arriving.bring(source, path, by=SYSTEM, now=lambda: AT, published_on=TODAY, fewer=fewer)


def test_a_file_is_checked_and_taken_in_whole(tmp_path: Path) -> None:
    path = files.gleif_csv(tmp_path)
    assert arriving.check("gleif", path) == arriving.Checked(2, 0, ())
    held = bring("gleif", path)
    assert (held.state, held.taken, held.refused, held.file_name) == (LoadState.DONE, 2, 0, "gleif.csv")
    assert [one.name for one in shelves.firms().by_id("gleif:5299000000EXAMPLE001")] == ["Nordwall Handels GmbH"]


def test_the_same_edition_again_is_only_seen_again(tmp_path: Path) -> None:
    path = files.sdn(tmp_path)
    assert bring("ofac", path).pk == bring("ofac", path).pk
    files.plain(tmp_path / "alt.csv", files.ALT.replace("AERO", "AIR"))
    bring("ofac", path)
    assert Load.objects.count() == 2


def test_of_a_file_that_is_cut_nothing_is_in(tmp_path: Path) -> None:
    path = files.gleif_csv(tmp_path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(Invalid) as caught:
        bring("gleif", path)
    assert caught.value.field == "第 4 行"
    assert (Load.objects.count(), len(shelves.firms())) == (0, 0)


def test_an_edition_with_far_fewer_firms_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    bring("gleif", files.gleif_csv(tmp_path))
    small = files.gleif_json(tmp_path)
    with pytest.raises(Conflict):
        bring("gleif", small)
    assert len(shelves.firms()) == 2
    bring("gleif", small, fewer=True)
    assert len(shelves.firms()) == 1


def test_a_file_without_a_firm_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        bring("gleif", files.plain(tmp_path / "g.csv", files.GLEIF_HEADER + "\n"))
    with pytest.raises(Invalid):
        bring("gleif", tmp_path / "absent.csv")
    with pytest.raises(Invalid):
        bring("nosuch", files.gleif_csv(tmp_path))


def test_the_bureaus_own_table() -> None:
    first, second, *left = list(rows(TABLE.encode("gb18030")))
    assert first == Firm(
        "DE-HRB1", "DE",
        (Said("Nordwall Handels GmbH"), Said("Nordwall Import GmbH", FORMER),
         Said("北墙", ALIAS), Said("北墙贸易", ALIAS)),
        "Hamburg", {"register": "HRB1"},
        {"website": "nordwall.example", "founded": "1998-04-02", "z2": "3.1", "status": "active",
         "sector_index": "low"},
    )  # fmt: skip
    assert isinstance(second, Firm)
    assert (second.country, second.facts) == ("RU", {})
    assert left == [LeftOut(Why.NO_NAME, 4), LeftOut(Why.NO_COUNTRY, 5, "Atlantis")]


def test_a_workbook_says_the_same_as_a_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in TABLE.splitlines():
        book.active.append(line.split(","))  # type: ignore[union-attr]  # -- a new book has a sheet
    held = BytesIO()
    book.save(held)
    path = tmp_path / "buyers.xlsx"
    path.write_bytes(held.getvalue())
    assert list(rows(held.getvalue())) == list(rows(TABLE.encode()))
    done = bring("bureau", path)
    assert (done.taken, done.refused) == (2, 2)
