"""The colours of a code as people meet them: word, shape and colour together, never colour alone.

Source: GB/T 37668 and the MIIT rules for elder-friendly pages (colour is never the only carrier).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Colour:
    """One colour: `key` as the rules say it, `shape` = template under design/shapes/, texts translated lazily."""

    key: str
    shape: str
    word: str | Promise
    short: str | Promise
    meaning: str | Promise


COLOURS: Mapping[str, Colour] = MappingProxyType(
    {
        colour.key: colour
        for colour in (
            Colour("green", "circle-check", _("Green code"), _("Green"), _("Everything required is in order")),
            Colour("yellow", "triangle-alert", _("Yellow code"), _("Yellow"), _("Something needs attention first")),
            Colour("red", "octagon-cross", _("Red code"), _("Red"), _("Not fit to start work now")),
            Colour("grey", "square-dash", _("Grey code"), _("Grey"), _("No valid code has been issued")),
        )
    }
)

FURTHER: Mapping[str, Colour] = MappingProxyType(
    {"orange": Colour("orange", "pentagon-dots", _("Orange code"), _("Orange"), _("Tests are asked for first"))}
)
"""Colours that only some services have: left out where no service with them is shown."""
EVERY: Mapping[str, Colour] = MappingProxyType({**COLOURS, **FURTHER})


def colour_named(key: str) -> Colour:
    """The colour of that key; an unknown key is shown as grey, so that a page never claims more than is known."""
    return EVERY.get(key, COLOURS["grey"])
