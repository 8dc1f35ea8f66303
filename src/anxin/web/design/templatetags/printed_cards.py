"""A printed card as SVG: the same words and squares at the same places as in the PDF."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from anxin.kernel.printing import faces
from anxin.kernel.printing.faces import CardFace, Line
from anxin.kernel.printing.squares import Square

register = template.Library()


@dataclass(frozen=True)
class PlacedLine:
    """A line ready for SVG; lengths in millimetres, as text, so that no language puts a comma into them."""

    words: str
    after: str
    font: str
    soft: bool
    centred: bool
    x: str
    y: str
    size: str
    after_size: str
    spacing: str


@register.filter
def placed_lines(card: CardFace) -> list[PlacedLine]:
    """The words of a card, sized by an estimate of their widths: the browser has fonts of its own."""
    return [_placed(line) for line in card.lines if line.words]


def _placed(line: Line) -> PlacedLine:
    size = line.fitted(faces.about)[0] * faces.MM_A_POINT
    spacing = _mm(line.spacing * faces.MM_A_POINT) if line.spacing else ""
    return PlacedLine(
        words=line.words,
        after=line.after,
        font=line.font,
        soft=line.soft,
        centred=line.centred,
        x=_mm(line.left),
        y=_mm(line.baseline),
        size=_mm(size),
        after_size=_mm(size * faces.LARGER),
        spacing=spacing,
    )


@dataclass(frozen=True)
class PlacedSquare:
    """A square at its place; `scale` is the side of a module."""

    path: str
    left: str
    top: str
    scale: str


@register.filter
def placed_squares(card: CardFace) -> list[PlacedSquare]:
    """The large square of the credential and the small one of the short address."""
    side = card.square_side
    return [
        _square(card.square, faces.SQUARE_ACROSS - side / 2, faces.SQUARE_TOP, side),
        _square(card.link_square, faces.LINK_LEFT, faces.LINK_TOP, faces.LINK_SQUARE),
    ]


def _square(square: Square, left: float, top: float, side: float) -> PlacedSquare:
    return PlacedSquare(square.path, _mm(left), _mm(top), f"{side / square.modules:.5f}")


def _mm(length: float) -> str:
    return f"{length:.3f}".rstrip("0").rstrip(".")
