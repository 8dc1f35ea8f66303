"""How often one address may scan, so that no code is found by trying, and ask for firms, so that the file stays
where it is."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.web.api.problem import TooMany

WINDOW_SECONDS = 60


def count_scan(request: HttpRequest, *, now: float | None = None) -> None:
    """Count one scan of this client address; `TooMany` beyond ANXIN_SCANS_PER_MINUTE in one minute (0: no limit)."""
    limit = settings.SCANS_PER_MINUTE
    if wait := _over("scans", request, 1, limit, now):
        raise TooMany(
            _("Too many scans from this network."),
            why=_("One address may open %(limit)s codes a minute, so that nobody can find codes by trying.")
            % {"limit": limit},
            todo=_("Wait %(wait)s seconds, then scan again.") % {"wait": wait},
            wait=wait,
        )


def count_questions(request: HttpRequest, many: int, *, now: float | None = None) -> None:
    """Count questions about firms; `TooMany` beyond ANXIN_FIRM_QUESTIONS_PER_MINUTE in one minute (0: no limit)."""
    limit = settings.FIRM_QUESTIONS_PER_MINUTE
    if wait := _over("firms", request, many, limit, now):
        raise TooMany(
            _("Too many questions from this network."),
            why=_("One address may ask for %(limit)s firms a minute.") % {"limit": limit},
            todo=_("Wait %(wait)s seconds, then go on.") % {"wait": wait},
            wait=wait,
        )


def _over(what: str, request: HttpRequest, many: int, limit: int, now: float | None) -> int:
    """Count, and how many seconds to wait where it is too much."""
    if limit <= 0 or many <= 0:
        return 0
    moment = time.time() if now is None else now
    window = int(moment // WINDOW_SECONDS)
    key = f"{what}:{request.META.get('REMOTE_ADDR', '')}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    return int((window + 1) * WINDOW_SECONDS - moment) + 1 if cache.incr(key, many) > limit else 0
