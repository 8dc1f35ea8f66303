"""The services of this site as the first page lists them: what each is, and what can be done there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.kernel.cases.scope import matters_in_force
from anxin.packs.on_site import services
from anxin.packs.pack import Pack
from anxin.web.phone.words import said


@dataclass(frozen=True)
class Way:
    """Something that can be done in a service, and where."""

    word: str
    href: str


@dataclass(frozen=True)
class ServiceHere:
    """One service: its title and its ways."""

    title: str
    ways: tuple[Way, ...]


def _show_code(pack: Pack) -> Way | None:
    """The holder's own code."""
    if not pack.decides:
        return None
    return Way(_("Show my code"), f"{reverse('me')}?{urlencode({'service': pack.slug})}")


def _ask(pack: Pack) -> Way | None:
    """What can be asked for."""
    if not matters_in_force(pack.slug):
        return None
    return Way(_("Ask, report, complain"), f"{reverse('matters')}#{pack.slug}")


def _read_board(pack: Pack) -> Way | None:
    """What became of what others asked for."""
    if not any(one.board for one in matters_in_force(pack.slug)):
        return None
    return Way(_("Notice board"), reverse("notices", args=[pack.slug]))


def _look_up(pack: Pack) -> Way | None:
    """Which firm abroad it is, and its light."""
    return Way(_("Look up a buyer"), reverse("buyers")) if pack.buyers.light is not None else None


WAYS: tuple[Callable[[Pack], Way | None], ...] = (_show_code, _look_up, _ask, _read_board)
"""What can be done in a service, in the order of the page; a further part of a service adds its own."""


def services_here() -> list[ServiceHere]:
    """Every service, where the site has several; the page of a site with one is about nothing else."""
    here = services()
    if len(here) == 1 and here[0].decides:
        return []
    return [ServiceHere(said(pack.title), _ways(pack)) for pack in here]


def _ways(pack: Pack) -> tuple[Way, ...]:
    return tuple(found for found in (way(pack) for way in WAYS) if found is not None)
