"""What each service shows of a person to each role: its pack's own word, within the limits of `rules.FIELDS`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from anxin.kernel.access.models import Shown
from anxin.kernel.access.rules import FIELDS
from anxin.kernel.journal.actor import Actor, Role

KEPT = 2.0  # seconds for which a process believes what it read: each online check asks


@dataclass(frozen=True)
class ShownTo:
    """The fields a service shows to a role, and on which legal basis."""

    role: Role
    fields: tuple[str, ...]
    basis_zh: str
    basis_en: str = ""


class _Kept:
    read_at: float = float("-inf")
    limits: Mapping[tuple[str, str], frozenset[str]] = {}


def limit_of(by: Actor, pack: str | None) -> frozenset[str]:
    """What the role may be shown under a service: the kernel's limit, and of that what the service shows to it.

    None stands for a reading under no one service (who looked, what a form knows already): of the kernel's limit, what
    some service shows. While no service of the site has said anything, the kernel's limits hold.
    """
    if time.monotonic() - _Kept.read_at > KEPT:
        _Kept.limits, _Kept.read_at = _limits(), time.monotonic()
    if not _Kept.limits:
        return FIELDS[by.role]
    held = (fields for (service, role), fields in _Kept.limits.items() if role == by.role and pack in (None, service))
    return FIELDS[by.role] & frozenset().union(*held)


def forget() -> None:
    """Read the limits anew the next time."""
    _Kept.read_at = float("-inf")


def nobody_says() -> None:
    """Take it that no service says anything, until `forget`: for tests that count queries."""
    _Kept.limits, _Kept.read_at = {}, float("inf")


def _limits() -> dict[tuple[str, str], frozenset[str]]:
    """By service and role; empty while no service has said."""
    held = Shown.objects.values_list("pack", "role", "fields")
    return {(pack, role): frozenset(fields) for pack, role, fields in held}


def shown_by(pack: str) -> list[ShownTo]:
    """What a service shows, by role, as applied."""
    held = Shown.objects.filter(pack=pack).order_by("role")
    return [ShownTo(Role(row.role), tuple(row.fields), row.basis_zh, row.basis_en) for row in held]
