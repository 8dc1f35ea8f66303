"""What stands on a printed card, and where: one design for the PDF and for the page that a browser prints.

No colour stands on it, because the colour is read at each scan; and no identity number, phone number or photo.
Lengths are millimetres from the card's upper left corner (ISO/IEC 7810 ID-1, cut to 85.6 × 54).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anxin.kernel.printing.squares import Square, address_square, credential_square

WIDTH, HEIGHT = 85.6, 54.0
SQUARE = 32.0  # side of the credential's square: 0.56 mm a module at version 10
LEAST_MODULE = 0.5  # below, cheap printers let modules run together
LARGEST_VERSION = 12
SQUARE_ACROSS, SQUARE_TOP = 65.6, 14.0  # its middle, its upper edge
LINK_SQUARE, LINK_LEFT, LINK_TOP = 13.0, 4.4, 38.4
SHIELD = (4.0, 3.4, 5.6)  # left, top, side
KIND_BOX = (67.6, 4.0, 14.0, 4.9)  # left, top, width, height
RULES = ((10.6, 0.5), (11.2, 0.12))  # from the top, how thick
EDGES = (4.0, 81.6)

KIND = "纸质证"
NAME, AGENCY, NUMBER, UNTIL = "姓名", "单位", "证号", "有效期至"
KNOW_THE_ADDRESS = "请认准网址"
EQUAL_FORCE = "与手机上的安心码同等效力"
READ_IT = "颜色以扫码结果为准"
TYPED = "编号"
MM_A_POINT = 25.4 / 72


@dataclass(frozen=True)
class Line:
    """Words on one baseline. `size` is in points and made smaller until the words are at most `most` wide; `font` is
    body, strong or title; `after` follows in strong, a fifth larger."""

    words: str
    left: float
    baseline: float
    size: float
    most: float
    font: str = "body"
    soft: bool = False
    centred: bool = False
    spacing: float = 0.0  # points between letters
    after: str = ""

    def fitted(self, width: Callable[[str, float, str], float]) -> tuple[float, float]:
        """The size in points at which it fits, and its width; `width(font, points, words)` measures."""
        size = self.size
        while True:
            wide = width(self.font, size, self.words) + len(self.words) * self.spacing * MM_A_POINT
            wide += GAP + width("strong", size * LARGER, self.after) if self.after else 0.0
            if wide <= self.most or size < SMALLEST:
                return size, wide
            size *= 0.97


GAP, LARGER, SMALLEST = 1.2, 1.2, 3.0


@dataclass(frozen=True)
class CardFace:
    """One card, ready to draw. `text` is the address with the credential's digits, `link` the short address of the same
    card, which ends in its `number`, `host` the domain as people read it, `help_line` the number to call."""

    title: str
    name: str
    agency: str
    card_number: str
    valid_until: date
    text: str
    link: str
    number: str
    host: str
    help_line: str

    @cached_property
    def square(self) -> Square:
        """The credential's square; ValueError where it would have to be printed too fine to be read."""
        drawn = credential_square(self.text, level="M")
        if drawn.version > LARGEST_VERSION:
            raise ValueError(f"the card's square would be of version {drawn.version}; shorten the site's address")
        return drawn

    @cached_property
    def link_square(self) -> Square:
        return address_square(self.link, level="M")

    @property
    def square_side(self) -> float:
        return max(SQUARE, self.square.modules * LEAST_MODULE)

    @property
    def number_groups(self) -> str:
        """The end of the short address in groups of four, for reading out and typing in."""
        return " ".join(self.number[start : start + 4] for start in range(0, len(self.number), 4))

    @property
    def until(self) -> str:
        return f"{self.valid_until:%Y}年{self.valid_until.month}月{self.valid_until.day}日"

    @property
    def help(self) -> str:
        return f"咨询投诉 {self.help_line}" if self.help_line else ""

    @property
    def lines(self) -> list[Line]:
        """All words of the card, each where it stands."""
        value, most, beside = 14.2, 32.8, 19.8
        agency = [
            Line(words, value, 23.4 + 3.7 * row, 8.5, most, "strong") for row, words in enumerate(self._agency_lines)
        ]
        return [
            Line(self.title, 11, 8.4, 15.5, 54, "title", spacing=1.2),
            Line(KIND, 74.6, 7.45, 8, 13, "strong", centred=True),
            *(
                Line(words, 4, down, 6.5, 10, soft=True)
                for words, down in zip(LABELS, (18, 23.4, 31, 35.2), strict=True)
            ),
            Line(self.name, value, 18.4, 14, most, "strong"),
            *agency,
            Line(self.card_number, value, 31, 8, most),
            Line(self.until, value, 35.2, 8, most),
            Line(EQUAL_FORCE, beside, 40.8, 6.6, 27.4, "strong"),
            Line(READ_IT, beside, 44.2, 6.6, 27.4),
            Line(f"{TYPED} {self.number_groups}", beside, 47.6, 6.6, 27.4),
            Line(self.help, beside, 51, 6.6, 27.4),
            Line(KNOW_THE_ADDRESS, SQUARE_ACROSS, 18.4 + self.square_side, 6.5, 34, centred=True, after=self.host),
        ]

    @property
    def _agency_lines(self) -> list[str]:
        """On one line or two; what the second does not hold makes it smaller."""
        end = next((place for place in range(len(self.agency), 0, -1) if ems(self.agency[:place]) <= ON_A_LINE), 0)
        return [part for part in (self.agency[:end], self.agency[end:]) if part]

    @property
    def letters(self) -> set[str]:
        """Every letter on the card, for the fonts."""
        return {letter for line in self.lines for letter in line.words + line.after}


LABELS = (NAME, AGENCY, NUMBER, UNTIL)
ON_A_LINE = 10.9  # Chinese letters of the agency's size


def ems(words: str) -> float:
    """About how wide words are, in widths of a Chinese letter; Latin letters and digits are a little over half."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.58 for letter in words)


def about(font: str, size: float, words: str) -> float:
    """The width in millimetres, without a font at hand."""
    return ems(words) * size * MM_A_POINT
