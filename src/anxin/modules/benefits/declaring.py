"""Keeping what a service declares of its schemes, in the transaction in which the service is applied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from anxin.kernel.journal.actor import Actor
from anxin.modules.benefits.declared import schemes_of
from anxin.modules.benefits.keeping import fingerprint, keep_scheme, name_of
from anxin.modules.benefits.models import SchemeVersion
from anxin.packs.applying import APPLIERS, PLANNERS
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def register() -> None:
    """Have `packs apply` keep the schemes of a service too."""
    if apply_schemes not in APPLIERS:
        APPLIERS.append(apply_schemes)
        PLANNERS.append(changes)


def changes(pack: Pack) -> Iterator[Text | PackError]:
    """What applying a pack would change of its schemes."""
    held = dict(SchemeVersion.objects.exclude(slot=None).values_list("slot", "sha256"))
    for scheme in schemes_of(pack):
        if held.get(name_of(scheme)) != fingerprint(scheme):
            yield Text(zh=f"互助计划 {scheme.title.zh}", en=f"scheme {scheme.title.en or scheme.title.zh}")


def apply_schemes(pack: Pack, /, *, by: Actor, at: datetime) -> None:
    """Keep every scheme of a pack; one that is left out stays as it was."""
    for scheme in schemes_of(pack):
        keep_scheme(by=by, at=at, scheme=scheme)
