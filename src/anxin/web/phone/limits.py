"""Guessing code numbers is slow: after twenty misses in a minute from one address, misses get no answer. Questions
about firms are plentiful, since answers come while somebody types, and end as well."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MISSES_A_MINUTE = 20
WINDOW_SECONDS = 60


def note_miss(request: HttpRequest) -> None:
    """Count one unknown code asked for by this address."""
    _note("code-misses", request)


def guesses_too_much(request: HttpRequest) -> bool:
    """Whether this address missed too often of late."""
    return _noted("code-misses", request) >= MISSES_A_MINUTE


def note_question(request: HttpRequest, many: int = 1) -> None:
    """Count questions about firms."""
    _note("firm-questions", request, many)


def asks_too_much(request: HttpRequest) -> bool:
    """Whether this address asked about more firms than anybody types."""
    return 0 < settings.FIRM_QUESTIONS_PER_MINUTE <= _noted("firm-questions", request)


def _key(what: str, request: HttpRequest) -> str:
    return f"{what}:{request.META.get('REMOTE_ADDR', '')}"


def _note(what: str, request: HttpRequest, many: int = 1) -> None:
    key = _key(what, request)
    if not cache.add(key, many, WINDOW_SECONDS):
        try:
            cache.incr(key, many)
        except ValueError:  # the window closed between the two calls
            cache.set(key, many, WINDOW_SECONDS)


def _noted(what: str, request: HttpRequest) -> int:
    return int(cache.get(_key(what, request), 0))
