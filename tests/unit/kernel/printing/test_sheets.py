"""Cards as PDF: ten on A4 at their true size, one a page, letters embedded, nothing cut off."""

from __future__ import annotations

import io
import random
import re
import zlib
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from anxin.credentials.claims import CARD_OCTETS
from anxin.credentials.digits import to_digits
from anxin.kernel.codes.showing import letters
from anxin.kernel.errors import Refused
from anxin.kernel.printing import faces, fonts
from anxin.kernel.printing.faces import CardFace, about
from anxin.kernel.printing.fonts import chinese_fonts
from anxin.kernel.printing.sheets import Layout, cards_as_pdf
from bench.codes.reading import by_zxing
from tests.cast import NOON

pytestmark = pytest.mark.static

SHORT, LONG = "暖家家政", "温州市鹿城区滨江街道阳光母婴护理服务有限公司南塘第二分公司"


def card(number: int, *, agency: str = SHORT, site: str = "https://c.zj.cn") -> CardFace:
    chance = random.Random(number)
    typed = letters(chance.randbytes(8))
    return CardFace(
        title="居家上门服务证",
        name="欧阳**",
        agency=agency,
        card_number=f"WZ2021{number:05d}",
        valid_until=date(2022, 10, 28),
        text=f"{site}/v#{to_digits(chance.randbytes(CARD_OCTETS))}",
        link=f"{site}/c/{typed}",
        number=typed,
        host=site.removeprefix("https://"),
        help_line="12345",
    )


def pdf(cards: list[CardFace], layout: Layout = Layout.SHEET) -> bytes:
    return cards_as_pdf(cards, layout=layout, made_at=NOON, fonts=chinese_fonts())


def opened(content: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(io.BytesIO(content))


def millimetres(page: pypdfium2.PdfPage) -> list[float]:
    return [round(length / 72 * 25.4, 1) for length in page.get_size()]


def test_ten_cards_fill_a_sheet_of_a4_and_the_eleventh_begins_another() -> None:
    heard: list[tuple[int, int]] = []
    content = cards_as_pdf(
        [card(number) for number in range(11)],
        layout=Layout.SHEET,
        made_at=NOON,
        fonts=chinese_fonts(),
        progress=lambda done, total: heard.append((done, total)),
    )

    assert [millimetres(page) for page in opened(content)] == [[210.0, 297.0]] * 2
    assert heard == [(done, 11) for done in range(1, 12)]


def test_every_square_of_a_sheet_is_read_at_200_dots_an_inch() -> None:
    cards = [card(number) for number in range(10)]
    [page] = opened(pdf(cards))

    found = set(by_zxing(page.render(scale=200 / 72, grayscale=True).to_numpy()))

    assert found == {one.text for one in cards} | {one.link for one in cards}


def test_a_single_card_has_the_size_of_a_bank_card() -> None:
    assert [millimetres(page) for page in opened(pdf([card(1)], Layout.SINGLE))] == [[85.6, 54.0]]


def test_the_letters_in_use_are_embedded_and_no_others() -> None:
    content = pdf([card(1)], Layout.SINGLE)

    assert len(re.findall(rb"/FontFile3", content)) == 3
    assert len(content) < 60_000
    [words] = [page.get_textpage().get_text_range() for page in opened(content)]
    assert "居家上门服务证" in words and "2022年10月28日" in words


def test_viewers_are_told_not_to_shrink_it() -> None:
    assert b"/PrintScaling /None" in pdf([card(1)])


@pytest.mark.parametrize("agency", [SHORT, LONG, "Home Care (Wenzhou) International Services Co., Ltd."])
def test_no_words_run_into_the_square(agency: str) -> None:
    face = card(1, agency=agency)
    free = faces.SQUARE_ACROSS - face.square_side / 2 - 4 * face.square_side / face.square.modules

    for line in face.lines:
        size, width = line.fitted(about)
        reach = line.left + width / (2 if line.centred else 1)
        assert reach <= (faces.EDGES[1] + 1 if line.left > free or line.baseline < 12 else free), line
        assert size >= 4, line


def test_a_long_address_grows_the_square_and_a_longer_one_is_refused() -> None:
    assert card(1).square_side / card(1).square.modules > 0.55
    longer = card(1, site="https://anxinma.shangwu.wenzhou.zj.gov.cn")
    assert (longer.square.version, longer.square_side) == (11, 32.0)
    with pytest.raises(ValueError, match="shorten"):
        _square = card(1, site=f"https://{'a' * 150}.cn").square


def test_without_a_chinese_font_the_refusal_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path),))

    with pytest.raises(Refused) as refused:
        chinese_fonts()

    assert "fonts-noto-cjk" in refused.value.todo
    assert str(tmp_path) in refused.value.why


def test_nothing_but_ink_stands_on_a_card() -> None:
    """Grey levels only: a colour on paper would be one that nobody decided."""
    content = pdf([card(1)], Layout.SINGLE)
    streams = [zlib.decompress(held) for held in re.findall(rb"stream\r?\n(\x78.*?)\r?\nendstream", content, re.S)]
    page = next(held for held in streams if b" re" in held)

    assert re.findall(rb"\s(?:rg|RG|k|K|sc|scn)\s", page) == []
