"""Cards as PDF: single, or ten on a sheet of A4 with marks to cut along. The letters in use are embedded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF, ViewerPreferences

from anxin.kernel.printing import faces
from anxin.kernel.printing.faces import CardFace, Line
from anxin.kernel.printing.fonts import Fonts, letters_only
from anxin.kernel.printing.squares import Square

PAPER = (210.0, 297.0)
COLUMNS, ROWS = 2, 5
ON_A_SHEET = COLUMNS * ROWS
LEFT = (PAPER[0] - COLUMNS * faces.WIDTH) / 2
TOP = (PAPER[1] - ROWS * faces.HEIGHT) / 2
INK, SOFT, HAIR = 20, 90, 170  # grey levels
MARK = 4.5  # length of a cutting mark
RULER = 50.0
SHEET_WORDS = "第张"
RULER_WORDS = "打印时选“实际大小”：右边这条线应长 50 毫米"

Progress = Callable[[int, int], None]


class Layout(StrEnum):
    SHEET = "sheet"
    SINGLE = "single"


def cards_as_pdf(
    cards: Sequence[CardFace], *, layout: Layout, made_at: datetime, fonts: Fonts, progress: Progress | None = None
) -> bytes:
    """A PDF of the cards in their order; `progress` hears (done, of how many) after each."""
    title = cards[0].title if cards else ""
    letters = set().union(title, SHEET_WORDS, RULER_WORDS, "0123456789 ", *(card.letters for card in cards))
    with TemporaryDirectory() as folder:
        book = CardBook(title, layout=layout, made_at=made_at)
        for name, font in (("body", fonts.regular), ("strong", fonts.bold), ("title", fonts.title)):
            few = Path(folder, f"{name}.otf")
            few.write_bytes(letters_only(font, letters))
            book.add_font(name, fname=few)
        for done, card in enumerate(cards, 1):
            book.add_card(card)
            if progress:
                progress(done, len(cards))
        return bytes(book.output())


class CardBook(FPDF):
    """A PDF that cards are added to one by one. Its fonts are added by whoever makes it."""

    def __init__(self, title: str, *, layout: Layout, made_at: datetime) -> None:
        single = layout is Layout.SINGLE
        super().__init__(unit="mm", format=(faces.HEIGHT, faces.WIDTH) if single else "A4")
        self.layout_of_cards = layout
        self.cards = 0
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.set_title(title)
        self.set_lang("zh-CN")
        self.set_creator("Anxin 安心")
        self.set_creation_date(made_at)
        # A card printed smaller reads worse: viewers are told not to fit the page to the paper.
        self.viewer_preferences = ViewerPreferences(print_scaling="None", display_doc_title=True)

    def add_card(self, card: CardFace) -> None:
        """Draw one more card, on a new page where the last is full."""
        place = self.cards % ON_A_SHEET
        self.cards += 1
        if self.layout_of_cards is Layout.SINGLE:
            self.add_page(orientation="landscape")
            self._card(card, 0, 0)
            return
        if place == 0:
            self.add_page()
            self._sheet(card.title)
        left, top = LEFT + place % COLUMNS * faces.WIDTH, TOP + place // COLUMNS * faces.HEIGHT
        self._cutting_marks(left, top)
        self._card(card, left, top)

    def _card(self, card: CardFace, left: float, top: float) -> None:
        with self.local_context():
            self._frame(left, top)
            for line in card.lines:
                self._line(line, left, top)
            side = card.square_side
            self._square(card.square, left + faces.SQUARE_ACROSS - side / 2, top + faces.SQUARE_TOP, side)
            self._square(card.link_square, left + faces.LINK_LEFT, top + faces.LINK_TOP, faces.LINK_SQUARE)

    def _frame(self, left: float, top: float) -> None:
        """The mark, the box of the card's kind, and the rules under the title."""
        mark_left, mark_top, side = faces.SHIELD
        self._shield(left + mark_left, top + mark_top, side)
        self.set_draw_color(INK)
        self.set_line_width(0.25)
        box_left, box_top, width, height = faces.KIND_BOX
        self.rect(left + box_left, top + box_top, width, height, style="D", round_corners=True, corner_radius=0.8)
        for down, thick in faces.RULES:
            self.set_line_width(thick)
            self.line(left + faces.EDGES[0], top + down, left + faces.EDGES[1], top + down)

    def _line(self, line: Line, left: float, top: float) -> None:
        size, width = line.fitted(self._width)
        start = left + line.left - (width / 2 if line.centred else 0)
        self.set_text_color(SOFT if line.soft else INK)
        self.set_font(line.font, size=size)
        self.set_char_spacing(line.spacing)
        self.text(start, top + line.baseline, line.words)
        self.set_char_spacing(0)
        if line.after:
            start += self.get_string_width(line.words) + faces.GAP
            self.set_text_color(INK)
            self.set_font("strong", size=size * faces.LARGER)
            self.text(start, top + line.baseline, line.after)

    def _width(self, font: str, size: float, words: str) -> float:
        self.set_font(font, size=size)
        return self.get_string_width(words)

    def _square(self, square: Square, left: float, top: float, side: float) -> None:
        """All dark modules as one filled path in the page's own language: 500 cards through the library's path objects
        would take a minute, and modules filled one by one show seams."""
        scale = side / square.modules * self.k
        runs = " ".join(f"{column} {row} {length} 1 re" for column, row, length in square.runs())
        self._out(f"q 0 g {scale:.5f} 0 0 {-scale:.5f} {left * self.k:.4f} {(self.h - top) * self.k:.4f} cm {runs} f Q")

    def _shield(self, left: float, top: float, side: float) -> None:
        """The mark of the site, as in design/mark.svg, drawn in a box of 32 × 32."""
        scale = side / 32 * self.k
        at = f"{scale:.5f} 0 0 {-scale:.5f} {left * self.k:.4f} {(self.h - top) * self.k:.4f} cm"
        shield = "16 2.5 m 28 7 l 28 16.2 l 28 22.8 23.2 27.4 16 29.5 c 8.8 27.4 4 22.8 4 16.2 c 4 7 l f"
        self._out(f"q {at} {INK / 255:.3f} g {shield} 1 G 3 w 1 J 1 j 10 16.4 m 14.3 20.7 l 22.2 12 l S Q")

    def _sheet(self, title: str) -> None:
        """What stands outside the cards: which sheet it is, and a length to check the printing with."""
        number = self.page_no()
        self._line(Line(f"{title} 第 {number} 张", LEFT + 6, 6.4, 6.5, 70, soft=True), 0, 0)
        right = PAPER[0] - LEFT - 6
        self.set_draw_color(SOFT)
        self.set_line_width(0.2)
        self.line(right - RULER, 5.6, right, 5.6)
        for end in (right - RULER, right):
            self.line(end, 4.6, end, 6.6)
        self._line(Line(RULER_WORDS, right - RULER - 49, 6.4, 6.5, 46, soft=True), 0, 0)

    def _cutting_marks(self, left: float, top: float) -> None:
        """A hair line around the card, and marks beyond the block of cards in line with each of its edges."""
        self.set_draw_color(HAIR)
        self.set_line_width(0.1)
        self.rect(left, top, faces.WIDTH, faces.HEIGHT)
        self.set_draw_color(INK)
        self.set_line_width(0.15)
        block = (LEFT, TOP, LEFT + COLUMNS * faces.WIDTH, TOP + ROWS * faces.HEIGHT)
        for across in (left, left + faces.WIDTH):
            for end, way in ((block[1], -1), (block[3], 1)):
                self.line(across, end + way * 1.0, across, end + way * (1.0 + MARK))
        for down in (top, top + faces.HEIGHT):
            for end, way in ((block[0], -1), (block[2], 1)):
                self.line(end + way * 1.5, down, end + way * (1.5 + MARK), down)
