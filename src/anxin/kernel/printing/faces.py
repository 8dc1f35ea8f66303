"""What stands on a printed card, and where: one design for the PDF and for the page that a browser prints.

No colour stands on it, because the colour is read at each scan; and no identity number, phone number or photo.
Lengths are millimetres from the card's upper left corner (ISO/IEC 7810 ID-1, cut to 85.6 × 54).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anxin.kernel.printing.squares import QUIET, Square, address_square, credential_square

WIDTH, HEIGHT = 85.6, 54.0
SQUARE = 32.0  # side of the credential's square: 0.56 mm a module at version 10
LEAST_MODULE = 0.5  # below, cheap printers let modules run together
LINK_SQUARE = 13.0
LARGEST_VERSION = 12
KIND = "纸质证"
WORDS = ("姓名", "单位", "证号", "有效期至")
KNOW_THE_ADDRESS = "请认准网址"
EQUAL_FORCE = "与手机上的安心码同等效力"
READ_IT = "颜色以扫码结果为准"
SMALL_ONE = "大码扫不出，请扫左边小码"


@dataclass(frozen=True)
class CardFace:
    """One card, ready to draw. `text` is the address with the credential's digits, `link` the short address of the same
    card, `host` the domain as people read it, `help_line` the number to call."""

    title: str
    name: str
    agency: str
    card_number: str
    valid_until: date
    text: str
    link: str
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
    def until(self) -> str:
        return f"{self.valid_until:%Y}年{self.valid_until.month}月{self.valid_until.day}日"

    @property
    def help(self) -> str:
        return f"咨询投诉 {self.help_line}" if self.help_line else ""

    @property
    def letters(self) -> set[str]:
        """Every letter on the card, for the fonts."""
        fixed = (KIND, *WORDS, KNOW_THE_ADDRESS, EQUAL_FORCE, READ_IT, SMALL_ONE)
        return set(
            "".join((*fixed, self.title, self.name, self.agency, self.card_number, self.until, self.host, self.help))
        )


def quiet_zone(square: Square, side: float) -> float:
    """Millimetres to leave free around a square of that side."""
    return side / square.modules * QUIET
