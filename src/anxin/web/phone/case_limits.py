"""How often one address may file, and how often it may ask for a number: a flood or a search is slow."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.kernel.errors import Refused

FILED_AN_HOUR, ASKED_AN_HOUR = 60, 20  # a works canteen shares one address
HOUR_SECONDS = 3600


def count_filing(request: HttpRequest) -> None:
    """Count one request filed from this address; `Refused` beyond the limit."""
    _count(request, "filed", FILED_AN_HOUR)


def count_asking(request: HttpRequest) -> None:
    """Count one number asked for from this address, whether its phone is known or not."""
    _count(request, "asked", ASKED_AN_HOUR)


def _count(request: HttpRequest, what: str, most: int) -> None:
    key = f"cases-{what}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, HOUR_SECONDS)
    try:
        times = cache.incr(key)
    except ValueError:  # the hour ended between the two calls
        times = 1
    if times > most:
        raise Refused(
            _("Too many requests came from your network."),
            rule="phone.case-limit",
            why=_("One network may do this %(most)s times an hour, so that nobody can flood or search the desks.")
            % {"most": most},
            todo=_("Wait a while, or send it from another network. In danger call 110, 119 or 120."),
        )
