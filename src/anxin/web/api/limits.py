"""How often one address may scan: a code's address cannot be found by trying."""

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
    moment = time.time() if now is None else now
    if limit <= 0:
        return
    window = int(moment // WINDOW_SECONDS)
    key = f"scans:{request.META.get('REMOTE_ADDR', '')}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    if cache.incr(key) > limit:
        wait = int((window + 1) * WINDOW_SECONDS - moment) + 1
        raise TooMany(
            _("Too many scans from this network."),
            why=_("One address may open %(limit)s codes a minute, so that nobody can find codes by trying.")
            % {"limit": limit},
            todo=_("Wait %(wait)s seconds, then scan again.") % {"wait": wait},
            wait=wait,
        )
