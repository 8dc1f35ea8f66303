"""Taking a pack's matters into force: a changed one is a new version, and cases under way keep theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from anxin.kernel.access.rules import Act, require
from anxin.kernel.cases.matter import Matter, read, written
from anxin.kernel.cases.models import MatterVersion
from anxin.kernel.cases.recording import forget_matters
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor


def fingerprint(matter: Matter) -> str:
    """SHA-256 of the matter as kept."""
    return hashlib.sha256(written(matter).encode()).hexdigest()


def changed(matters: Sequence[Matter]) -> list[Matter]:
    """Those that are not in force as they are."""
    held = dict(MatterVersion.objects.exclude(slot=None).values_list("slot", "sha256"))
    return [one for one in matters if held.get(f"{one.pack}:{one.slug}") != fingerprint(one)]


def in_force(pack: str) -> dict[str, Matter]:
    """The matters of a service under which new cases come in, by slug."""
    held = MatterVersion.objects.filter(pack=pack).exclude(slot=None).order_by("matter")
    return {slug: read(definition) for slug, definition in held.values_list("matter", "definition")}


@transaction.atomic
def apply_matters(*, by: Actor, at: datetime, matters: Sequence[Matter]) -> list[MatterVersion]:
    """Keep a new version of every matter that changed: new cases come in under it. Nothing is written for the rest."""
    require(by, Act.APPLY_PACK)
    made = []
    for one in changed(matters):
        slot = f"{one.pack}:{one.slug}"
        MatterVersion.objects.filter(slot=slot).update(slot=None)
        made.append(
            MatterVersion.objects.create(
                pack=one.pack,
                matter=one.slug,
                sha256=fingerprint(one),
                definition=written(one),
                applied_at=at,
                applied_by=by.label[:80],
                slot=slot,
            )
        )
        detail = {"service": one.pack, "matter": one.slug, "sha256": fingerprint(one)}
        journal.write(by=by, at=at, act="matter.apply", detail=detail)
    forget_matters()
    return made
