"""The kinds of evidence a pack has counted by the platform: checked, and as the kernel takes them."""

from __future__ import annotations

from collections.abc import Iterator

from anxin.kernel.evidence.counting import Declared
from anxin.packs.evidence import EvidenceKind
from anxin.packs.faults import PackError
from anxin.packs.pack import Pack


def check_derived(pack: Pack) -> Iterator[PackError]:
    """A counted kind has one source, counts a kind that somebody states, and every word of it is one of its results."""
    document = pack.documents.evidence
    for slug, kind in pack.evidence_kinds.items():
        if (derived := kind.derived) is None:
            continue
        loc = ("kinds", slug, "derived")
        counted: EvidenceKind | None = pack.evidence_kinds.get(derived.from_)
        stated = [name for name, other in pack.evidence_kinds.items() if other.derived is None]
        if counted is None or counted.derived is not None:
            yield document.error((*loc, "from"), "no such kind that is stated", read=derived.from_, allowed=stated)
        known = list(counted.results) if counted is not None else list(derived.results)
        for result in derived.results:
            if result not in known:
                what = f"no such result of {derived.from_}"
                yield document.error((*loc, "results"), what, read=result, allowed=known)
        if len(kind.sources) != 1:
            yield document.error(("kinds", slug, "sources"), "a counted kind has one source: the platform that counts")
        if set(kind.results) != {*derived.lengths, derived.otherwise} or derived.otherwise in derived.lengths:
            what = "its results must be the words of `lengths` and `otherwise`, each once"
            yield document.error(loc, what, read=", ".join(kind.results), allowed=[*derived.lengths, derived.otherwise])
        if len(set(derived.lengths.values())) != len(derived.lengths) or min(derived.lengths.values(), default=0) < 1:
            yield document.error((*loc, "lengths"), "lengths are whole numbers of days from 1, each once")


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
