"""The kinds of evidence a pack has counted by the platform, as the kernel takes them."""

from __future__ import annotations

from anxin.kernel.evidence.counting import Declared
from anxin.packs.pack import Pack


def counted_kinds(pack: Pack) -> list[Declared]:
    """What the kernel is asked to count."""
    return [
        Declared(
            kind=slug,
            source=kind.sources[0],
            counts=kind.derived.from_,
            results=kind.derived.results,
            lengths=dict(kind.derived.lengths),
            otherwise=kind.derived.otherwise,
            lasts=kind.derived.lasts.days if kind.derived.lasts else None,
        )
        for slug, kind in pack.evidence_kinds.items()
        if kind.derived is not None
    ]
