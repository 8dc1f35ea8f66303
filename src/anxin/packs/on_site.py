"""The services of this site: the packs that were applied here and can be read, in the order in which they came."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.utils.translation import gettext as _

from anxin.kernel.access.models import Shown
from anxin.kernel.cases.models import MatterVersion
from anxin.kernel.errors import Conflict, Invalid, NotFound
from anxin.kernel.outcomes.queries import deciding_packs
from anxin.kernel.parties.queries import services_of
from anxin.packs.faults import PackInvalid
from anxin.packs.loading import current
from anxin.packs.pack import Pack

KEPT = 10.0  # seconds for which a process believes what it read: each page asks


class _Kept:
    read_at: float = float("-inf")
    slugs: tuple[str, ...] = ()


def services() -> tuple[Pack, ...]:
    """Every service of the site; one whose pack is missing or has errors is left out, and the others go on."""
    if time.monotonic() - _Kept.read_at > KEPT:
        _Kept.slugs, _Kept.read_at = tuple(_applied()), time.monotonic()
    return tuple(pack for pack in map(pack_or_none, _Kept.slugs) if pack is not None)


def forget() -> None:
    """Ask anew the next time: a pack was applied."""
    _Kept.read_at = float("-inf")


def _applied() -> Iterable[str]:
    """The slugs of applied packs: those with rule sets by their first one, then those that show something or take
    requests."""
    shown = Shown.objects.order_by("pack").values_list("pack", flat=True)
    asked = MatterVersion.objects.exclude(slot=None).order_by("pack").values_list("pack", flat=True)
    return dict.fromkeys([*deciding_packs(), *shown, *asked])


def pack_or_none(slug: str) -> Pack | None:
    """The pack, or None where there is none that can be used."""
    try:
        return current(slug)
    except (NotFound, PackInvalid):
        return None


def deciding() -> tuple[Pack, ...]:
    """The services of the site that have an outcome, and with it a colour, rules and codes."""
    return tuple(pack for pack in services() if pack.decides)


def service_named(slug: str) -> Pack:
    """The pack of that name. Raises NotFound: there is none; Conflict: it has errors and is switched off."""
    try:
        return current(slug)
    except PackInvalid:
        raise Conflict(
            _("The service “%(service)s” is switched off at present.") % {"service": slug},
            why=_("Its declarations have errors. The other services of this site go on."),
            todo=_("The people who run this site correct them; anxin packs lint says what is wrong."),
        ) from None


def service_asked(slug: str | None, *, outcome: bool = True, person: str = "") -> Pack:
    """The service that somebody means: by name, or without one the only one with an outcome of the site, else of those
    under which the person has a file.

    `outcome`: one without an outcome will not do. `person`: number of a file or public id. Raises NotFound: no such
    service, or none on this site; Conflict: one without an outcome, or switched off; Invalid: several, and none named.
    """
    if slug:
        found = service_named(slug)
        if outcome:
            _decided_by = found.deciding
        return found
    held = deciding()
    if not held:
        raise none_here()
    if len(held) > 1 and person:
        known = services_of(person)
        held = tuple(pack for pack in held if pack.slug in known) or held
    if len(held) > 1:
        raise Invalid(
            _("This site has several services; say which one is meant."),
            field="service",
            allowed=", ".join(pack.slug for pack in held),
        )
    return held[0]


def none_here() -> NotFound:
    """What is said on a site where no service decides anything yet."""
    return NotFound(
        _("This site has no service with a colour yet."),
        why=_("A service begins when its pack is applied."),
        todo=_("The people who run this site apply one: anxin packs apply."),
    )
