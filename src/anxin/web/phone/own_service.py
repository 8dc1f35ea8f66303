"""Which of her services a page of the worker's own is about: the one in the address, or her first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from anxin.kernel.codes.queries import services_of
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor
from anxin.packs.on_site import deciding, none_here
from anxin.packs.pack import Pack


@dataclass(frozen=True)
class OwnServices:
    """The services in which she has a file or a code, and the one this page is about."""

    held: tuple[Pack, ...]
    chosen: Pack

    @property
    def asked(self) -> str:
        """What an address of hers ends in; nothing where she has one service only."""
        return "?" + urlencode({"service": self.chosen.slug}) if len(self.held) > 1 else ""


def own_service(request: HttpRequest, actor: Actor) -> Pack:
    """The service of this page, noted with the request for its links. `NotFound` for one that is not hers."""
    found = _services(actor)
    asked = request.GET.get("service", "")
    chosen = next((pack for pack in found if pack.slug == asked), None) if asked else found[0]
    if chosen is None:
        raise NotFound(
            _("You have no code in this service."),
            why=_("Neither a file nor a code of yours is kept under it."),
            todo=_("Open your page and choose one of your services there."),
        )
    request.own_services = OwnServices(found, chosen)  # type: ignore[attr-defined]  # -- read by the page's links
    return chosen


def _services(actor: Actor) -> tuple[Pack, ...]:
    """Hers; on a site with one service that one, even while she has no file yet."""
    here = deciding()
    if not here:
        raise none_here()
    if len(here) == 1:
        return here
    hers = services_of(actor)
    return tuple(pack for pack in here if pack.slug in hers) or here[:1]


def own_services(request: HttpRequest) -> OwnServices | None:
    """What `own_service` noted; None on a page that is about no service."""
    found: OwnServices | None = getattr(request, "own_services", None)
    return found


def back_to(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """To another page of hers, under the same service."""
    answer = redirect(name)
    held = own_services(request)
    return redirect(answer.url + held.asked) if held else answer
