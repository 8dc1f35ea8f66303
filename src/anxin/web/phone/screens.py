"""A screen's code as a page has it: drawn on the server first, and as what the phone draws by itself from then on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString

from anxin.kernel.codes.keys import NoKey
from anxin.kernel.codes.minting import Minted, own_screen
from anxin.kernel.journal.actor import Actor
from anxin.kernel.printing.squares import QUIET, Square, credential_square
from anxin.web.design.colours import colour_named

REFRESH_SECONDS = 30


def as_json(minted: Minted) -> dict[str, Any]:
    """What a page needs to draw a code and to say how it stands."""
    colour = colour_named(minted.outcome)
    return {
        "prefix": minted.prefix,
        "digits": minted.digits,
        "link": short(minted),
        "colour": colour.key,
        "word": str(colour.word),
        "expires": minted.expires.isoformat(),
        "now": minted.at.isoformat(),
    }


def short(minted: Minted) -> str:
    """The short address as it is read out and typed: without the scheme."""
    parts = urlsplit(minted.link)
    return parts.netloc + parts.path


def drawn(minted: Minted) -> SafeString:
    """The same code drawn here, for browsers without scripts: ECC L, as on every screen."""
    return inline(credential_square(minted.prefix + minted.digits, level="L"))


def inline(square: Square) -> SafeString:
    """A square as inline SVG, dark on white."""
    side = square.modules + 2 * QUIET
    return format_html(
        '<svg class="ph-qr-svg" viewBox="{}" shape-rendering="crispEdges" aria-hidden="true">'
        '<rect x="-{}" y="-{}" width="{}" height="{}" fill="#fff"/><path d="{}" fill="#17212f"/></svg>',
        square.view_box(), QUIET, QUIET, side, side, square.path,
    )  # fmt: skip


def first_screen(actor: Actor, at: datetime, pack: str) -> dict[str, Any]:
    """The first code as the page has it before its script runs; without keys the page says so and shows none."""
    try:
        minted = own_screen(by=actor, at=at, pack=pack)
    except NoKey as fault:
        return {"no_key": fault}
    return {"minted": minted, "qr": drawn(minted), "short": short(minted), "refresh": REFRESH_SECONDS}
