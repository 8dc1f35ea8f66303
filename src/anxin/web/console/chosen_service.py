"""The service the console works with: chosen in an address, kept with the session, in force for one request.

Like the reader's language it is asked for deep inside pages and forms, so it stands beside the request, not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

from anxin.packs.on_site import deciding, none_here, service_named
from anxin.packs.pack import Pack

KEY = "service"
_chosen: ContextVar[Pack | None] = ContextVar("service", default=None)


def chosen() -> Pack:
    """The service of this request, outside of one the site's first. `NotFound` on a site where nothing decides."""
    held = _chosen.get() or next(iter(deciding()), None)
    if held is None:
        raise none_here()
    return held


def service() -> str:
    """Its slug."""
    return chosen().slug


@contextmanager
def chosen_by(request: HttpRequest) -> Iterator[None]:
    """While a page is made: the service that its address names, or that was chosen before, or the site's first."""
    token = _chosen.set(_asked(request))
    try:
        yield
    finally:
        _chosen.reset(token)


def _asked(request: HttpRequest) -> Pack | None:
    here = {pack.slug: pack for pack in deciding()}
    named = request.GET.get(KEY, "")
    if len(here) > 1 and named in here:
        request.session[KEY] = named
        return here[named]
    kept = request.session.get(KEY, "") if len(here) > 1 else ""
    return here.get(kept) or next(iter(here.values()), None)


def turn_to(slug: str) -> None:
    """For the rest of this request work with the service that a record belongs to."""
    _chosen.set(service_named(slug))
