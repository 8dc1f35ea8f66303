"""A table of buyers comes back with the firm, how sure that is, and the light."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from anxin.kernel.errors import Invalid
from anxin.modules.buyers.enums import Certainty, Colour
from anxin.modules.buyers.models import Asked
from anxin.modules.buyers.tables import MOST_ROWS, as_workbook, look_up
from tests.unit.modules.buyers.stage import AT

pytestmark = pytest.mark.usefixtures("stage")
TABLE = """名称,国家,城市,LEI
Nordwall Handels GmbH,德国,Hamburg,
Nordwal Handls,Germany,,
Nordwal Handls,DE,,5299000000NORDWALL00
Zwilling Import GmbH,DE,,
Harrow Lane Limited,英国,,
Ltd,GB,,
Nordwall,Atlantis,,
=1+2,DE,,
"""


def test_a_light_is_given_only_where_the_firm_is_certain() -> None:
    lines = look_up(TABLE.encode(), at=AT)
    assert [(line.certainty, line.light.colour if line.light else None) for line in lines] == [
        (Certainty.SURE, Colour.GREEN),
        (Certainty.ASK, None),
        (Certainty.SURE, Colour.GREEN),
        (Certainty.ASK, None),
        (Certainty.SURE, Colour.RED),
        (None, None),
        (None, None),
        (Certainty.NONE, None),
    ]
    assert Asked.objects.count() == 0


def test_the_workbook_holds_texts_and_no_formula() -> None:
    sheet = openpyxl.load_workbook(BytesIO(as_workbook(look_up(TABLE.encode(), at=AT)))).active
    assert sheet is not None
    held = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=6)]
    assert held[0] == ["买家", "国家", "把握", "库里的企业", "编号", "灯"]
    assert held[1] == [
        "Nordwall Handels GmbH",
        "德国",
        "就是它",
        "Nordwall Handels GmbH (DE, Hamburg)",
        "gleif:nordwall",
        "绿",
    ]
    assert (held[8][0], {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}) == ("=1+2", {"s"})


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "名称,国家\n".encode(), b"PK\x03\x04broken"])
def test_what_is_no_table_of_buyers_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        look_up(content, at=AT)


def test_a_table_too_long_is_refused_before_anything_is_looked_up() -> None:
    with pytest.raises(Invalid):
        look_up(("名称,国家\n" + "Nordwall,DE\n" * (MOST_ROWS + 1)).encode(), at=AT)
