"""Which cases a list shows, read from the address line and written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from anxin.kernel.cases.choices import OwnDesk
from anxin.kernel.cases.enums import ENDS, OPEN, Stage
from anxin.kernel.cases.inbox import Wanted
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.cases.wording import stage_word
from anxin.kernel.reference.areas import areas, within
from anxin.packs.on_site import services
from anxin.web.console import words

WORDS = ("pack", "matter", "stage", "desk", "area", "number")
SWITCHES = ("overdue", "mine", "ended", "joined")
LONGEST = 40


def wanted_from(asked: Mapping[str, str]) -> Wanted:
    """The questions of an address line; nonsense asks for nothing."""
    held = {name: asked.get(name, "").strip()[:LONGEST] for name in WORDS}
    batch = asked.get("batch", "")
    number = int(batch) if batch.isascii() and batch.isdigit() and len(batch) < 6 else None
    switches = {name: asked.get(name) == "1" for name in SWITCHES}
    if held["stage"] in {str(one) for one in ENDS}:
        switches["ended"] = True
    return Wanted(batch=number, **held, **switches)  # type: ignore[arg-type]  # -- words are str, switches bool


def query_of(wanted: Wanted) -> str:
    """The same as it stands in an address line; only what is asked for."""
    held = {name: getattr(wanted, name) for name in WORDS if getattr(wanted, name)}
    held |= {name: "1" for name in SWITCHES if getattr(wanted, name)}
    if wanted.batch is not None:
        held["batch"] = str(wanted.batch)
    return urlencode(sorted(held.items()))


def cleaned(query: str) -> str:
    """An address line that came back from a form, with nothing in it but questions of a list."""
    return query_of(wanted_from(QueryDict(query[:400]).dict()))


@dataclass(frozen=True)
class Choices:
    """What the filters offer: slug and word."""

    packs: list[tuple[str, str]]
    matters: list[tuple[str, str]]
    stages: list[tuple[str, str]]
    desks: list[tuple[str, str]]
    areas: list[tuple[str, str]]


def service_titles() -> dict[str, str]:
    """The titles of the site's services by their name."""
    return {pack.slug: words.said(pack.title) for pack in services()}


def choices(desks: list[OwnDesk], *, ended: bool) -> Choices:
    """By the desks somebody sits at, never by the cases there are: a choice that came and went would tell of them."""
    mine = sorted({desk.pack for desk in desks})
    titles = service_titles()
    matters = [one for one in matters_in_force() if one.pack in mine]
    stages = ENDS if ended else OPEN
    around = {desk.area for desk in desks if not desk.organisation}
    return Choices(
        packs=[(slug, titles.get(slug, slug)) for slug in mine],
        matters=sorted({one.slug: str(one.title) for one in matters}.items()),
        stages=[(str(one), stage_word(one)) for one in Stage if one in stages],
        desks=sorted({desk.slug: str(desk.title) for one in matters for desk in one.desks}.items()),
        areas=[
            (code, words.area(code))
            for code in areas()
            if len(code) == 6 and any(within(code, area) for area in around)
        ],
    )
