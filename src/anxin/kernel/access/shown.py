"""What the services of this site show to each role: the packs' own word, within the limits of `rules.FIELDS`."""

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
    limits: Mapping[str, frozenset[str]] | None = None


def limit_of(by: Actor) -> frozenset[str]:
    """What the role may be shown: the kernel's limit, and of that what some service of this site shows to it."""
    if time.monotonic() - _Kept.read_at > KEPT:
        _Kept.limits, _Kept.read_at = _limits(), time.monotonic()
    limit = FIELDS[by.role]
    return limit if _Kept.limits is None else limit & _Kept.limits.get(by.role, frozenset())


def forget() -> None:
    """Read the limits anew the next time."""
    _Kept.read_at = float("-inf")


def nobody_says() -> None:
    """Take it that no service says anything, until `forget`: for tests that count queries."""
    _Kept.limits, _Kept.read_at = None, float("inf")


def _limits() -> dict[str, frozenset[str]] | None:
    """By role; None while no service has said."""
    found: dict[str, frozenset[str]] = {}
    for role, fields in Shown.objects.values_list("role", "fields"):
        found[role] = found.get(role, frozenset()) | frozenset(fields)
    return found or None


def shown_by(pack: str) -> list[ShownTo]:
    """What a service shows, by role, as applied."""
    held = Shown.objects.filter(pack=pack).order_by("role")
    return [ShownTo(Role(row.role), tuple(row.fields), row.basis_zh, row.basis_en) for row in held]
