"""Guessing code numbers is slow: after twenty misses in a minute from one address, misses get no answer."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

MISSES_A_MINUTE = 20
WINDOW_SECONDS = 60


def _key(request: HttpRequest) -> str:
    return f"code-misses:{request.META.get('REMOTE_ADDR', '')}"


def note_miss(request: HttpRequest) -> None:
    """Count one unknown code asked for by this address."""
    if not cache.add(_key(request), 1, WINDOW_SECONDS):
        try:
            cache.incr(_key(request))
        except ValueError:  # the window closed between the two calls
            cache.set(_key(request), 1, WINDOW_SECONDS)


def guesses_too_much(request: HttpRequest) -> bool:
    """Whether this address missed too often of late."""
    return int(cache.get(_key(request), 0)) >= MISSES_A_MINUTE
