"""How often one asker may check: what misses costs much, what hits costs little.

Each asker has units for a minute, which come back evenly. A check that finds its code takes one, one that finds none
takes twenty: a gate before a housing estate works on, and whoever tries out numbers stands still after thirty a minute.
Counted in each process by itself: with n processes an asker has up to n times as much. That is no way in: a card's id
is one of 2⁶⁴, a handle one of 2¹²⁸.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

HIT, MISS = 1, 20
MINUTE = 60.0
MOST_ASKERS = 50_000


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Whose units an address takes: an IPv4 address its own, an IPv6 address its /64, which one household has."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


@dataclass
class Allowance:
    """Units by asker. `limit` says how many a minute brings (0: nothing is counted)."""

    limit: Callable[[], int]
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)  # asker → units at a moment
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, asker: str, *, now: float) -> int:
        """Whole seconds until the asker has a unit again; 0: at once."""
        limit = self.limit()
        if limit <= 0 or asker not in self._left:
            return 0
        left = self._now(asker, now, limit)
        return 0 if left >= HIT else int((HIT - left) * MINUTE / limit) + 1

    def take(self, asker: str, units: int, *, now: float) -> None:
        """Take units; at most a minute's worth of debt is remembered."""
        limit = self.limit()
        if limit <= 0:
            return
        with self._lock:
            if len(self._left) >= MOST_ASKERS:
                self._forget(now, limit)
            self._left[asker] = (max(self._now(asker, now, limit) - units, -limit), now)

    def clear(self) -> None:
        with self._lock:
            self._left.clear()

    def _now(self, asker: str, now: float, limit: int) -> float:
        left, since = self._left.get(asker, (limit, now))
        return min(limit, left + max(0.0, now - since) * limit / MINUTE)

    def _forget(self, now: float, limit: int) -> None:
        """Askers who have everything back are as good as new; if all are busy, everybody starts anew."""
        self._left = {asker: held for asker, held in self._left.items() if self._now(asker, now, limit) < limit}
        if len(self._left) >= MOST_ASKERS:
            self._left = {}
