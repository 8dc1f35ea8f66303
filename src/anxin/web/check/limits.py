"""Whose checks are counted where: an address by its network, an account at a gate by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from anxin.kernel.access.models import ApiToken
from anxin.web.check import refusals
from anxin.web.check.allowance import HIT, MISS, MOST_ASKERS, Allowance, network_of
from anxin.web.check.refusals import Reply


@dataclass
class Limits:
    """What askers may, in this process. Keys that were good count by themselves; any other also on its address."""

    clock: Callable[[], float] = time.monotonic
    addresses: Allowance = field(default_factory=lambda: Allowance(lambda: settings.CHECKS_PER_MINUTE))
    accounts: Allowance = field(default_factory=lambda: Allowance(lambda: settings.GATE_CHECKS_PER_MINUTE))
    _good: set[str] = field(default_factory=set)

    def wait(self, address: str, key: str) -> int:
        """Seconds until this asker may check again; 0: now."""
        now, name = self.clock(), _name(key)
        if name in self._good:
            return self.accounts.wait(name, now=now)
        return self.addresses.wait(network_of(address), now=now)

    def count(self, address: str, key: str, reply: Reply) -> None:
        """Count an answer given. An account's misses are few: it has a name, and its key can be withdrawn."""
        now, name = self.clock(), _name(key)
        if name and reply.status != 401:
            if len(self._good) >= MOST_ASKERS:
                self._good.clear()
            self._good.add(name)
            self.accounts.take(name, HIT, now=now)
        else:
            self._good.discard(name)
            self.addresses.take(network_of(address), MISS if reply.missed else HIT, now=now)

    def clear(self) -> None:
        self.addresses.clear()
        self.accounts.clear()
        self._good.clear()


def _name(key: str) -> str:
    return ApiToken.digest_of(key) if key else ""


LIMITS = Limits()


def refused(address: str, key: str, language: str) -> Reply | None:
    """429 for who has used up its units."""
    wait = LIMITS.wait(address, key)
    return refusals.too_many(wait, language) if wait else None
