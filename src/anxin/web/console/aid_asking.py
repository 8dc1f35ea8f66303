"""What a page of mutual aid is asked for, in its address or its form: which scheme, which cycle, how many yuan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act
from anxin.kernel.bookkeeping.rights import reader_of
from anxin.kernel.errors import AnxinError, Conflict, Invalid, NotFound, Refused
from anxin.kernel.ledger.models import Book
from anxin.kernel.parties.models import Party
from anxin.modules.benefits.booking import book_of
from anxin.modules.benefits.by_number import organisation_of
from anxin.modules.benefits.desks import Seated, seated
from anxin.modules.benefits.enums import FactKind
from anxin.modules.benefits.queries import version_in_force
from anxin.modules.benefits.recording import scheme_of
from anxin.modules.benefits.terms import Cycle, FactAsked, Item, Scheme
from anxin.web.console.guard import DeskRequest

LOOK, WORK = Act.SEE_BOOKS, Act.WORK_CASES
FAULTS = (Invalid, Conflict, Refused, NotFound)
STATUS = {Refused: 403, NotFound: 404, Conflict: 409}
YUAN = re.compile(r"(?P<yuan>\d{1,11})(?:\.(?P<fen>\d{1,2}))?")


@dataclass(frozen=True)
class SchemePlace:
    """A scheme as its pages know it: its name "pack/scheme", its terms, and where the reader sits in it."""

    name: str
    scheme: Scheme
    desk: Seated

    @property
    def args(self) -> tuple[str, str]:
        """What the addresses of its pages are made of."""
        return self.scheme.pack, self.scheme.slug


def place_of(request: DeskRequest, pack: str, slug: str) -> SchemePlace:
    """The scheme of the address. Raises NotFound."""
    return place_named(request, f"{pack}/{slug}")


def place_named(request: DeskRequest, name: str) -> SchemePlace:
    scheme = scheme_of(version_in_force(name))
    return SchemePlace(name, scheme, seated(request.actor, request.at, scheme))


def shown(place: SchemePlace, tab: str, **more: object) -> dict[str, Any]:
    """What every page of a scheme is drawn from."""
    return {"here": place, "scheme": place.scheme, "desk": place.desk, "tab": tab, **more}


def book_for(request: DeskRequest, scheme: Scheme) -> tuple[Book, bool]:
    """The book of a scheme's fund, and whether the reader may open it."""
    book = book_of(scheme)
    return book, reader_of(request.actor, request.at, book) is not None


def status_of(wrong: AnxinError | None) -> int:
    """The page's status: what was refused says which way."""
    if wrong is None:
        return 200
    return next((status for kind, status in STATUS.items() if isinstance(wrong, kind)), 400)


def typed(request: DeskRequest) -> dict[str, str]:
    """What stood in the form, to be shown again."""
    return {key: str(value)[:300] for key, value in request.POST.items()}


def text(request: DeskRequest, name: str, most: int = 300) -> str:
    return request.POST.get(name, "").strip()[:most]


def cycle_asked(scheme: Scheme, wanted: str, today: str) -> Cycle:
    """The cycle asked for; else the one that covers today, else the newest."""
    if wanted in scheme.cycles:
        return scheme.cycles[wanted]
    newest = sorted(scheme.cycles.values(), key=lambda one: one.cover_from, reverse=True)
    return next((one for one in newest if one.cover_from.isoformat() <= today), newest[0])


def fen_of(said: str, field: str) -> int:
    """Yuan as people write them, "12,345.6", as whole fen. Raises Invalid."""
    plain = "".join(said.replace(",", "").replace("，", "").replace("元", "").split())
    found = YUAN.fullmatch(plain) if plain.isascii() else None
    if found is None:
        raise Invalid(
            _("This is no amount of money."), field=field, read=said[:40], allowed=_("yuan, such as 1,234.56")
        )
    return int(found["yuan"]) * 100 + int((found["fen"] or "").ljust(2, "0"))


def number_of(said: str, field: str) -> int:
    """A whole number. Raises Invalid."""
    if not (said.isascii() and said.isdigit() and len(said) < 8):
        raise Invalid(_("This is not a number."), field=field, read=said[:20], allowed=_("a whole number"))
    return int(said)


def fact_said(asked: FactAsked, name: str, said: str) -> str:
    """A fact as it was typed here, as the act takes it: money in fen. Raises Invalid."""
    return str(fen_of(said, name)) if asked.kind is FactKind.FEN and said else said


def facts_said(request: DeskRequest, item: Item) -> dict[str, str]:
    """The facts of a claim as they were typed. Raises Invalid at the first amount that is none."""
    return {name: fact_said(asked, name, text(request, f"f-{name}", 60)) for name, asked in item.facts.items()}


def union_said(request: DeskRequest, desk: Seated) -> Party:
    """The union for which one acts: the one chosen, or by its code at a desk that enters for every union. Raises
    Invalid."""
    chosen = text(request, "union", 18)
    held = next((one for one in desk.unions if one.public_id == chosen), None)
    if held is not None:
        return held
    if desk.everywhere and chosen:
        return organisation_of(chosen)
    if len(desk.unions) == 1 and not chosen:
        return desk.unions[0]
    raise Invalid(_("Say for which union."), field="union")
