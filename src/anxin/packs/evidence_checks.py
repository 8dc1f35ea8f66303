"""The parts of evidence.yaml that need more than names: counted kinds, zones, figures of areas. Nothing here needs a
database."""

from __future__ import annotations

from collections.abc import Iterator

from anxin import decisions
from anxin.decisions import DecisionError
from anxin.packs.evidence import EvidenceKind, FiguresNamed
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


def check_zones(pack: Pack) -> Iterator[PackError]:
    """Zones name a kind with its source and results, and a kind of stays that holds an area."""
    named, document = pack.evidence.zones, pack.documents.evidence
    if named is None:
        return
    kind, stays = pack.evidence_kinds.get(named.kind), pack.evidence_kinds.get(named.stays)
    for key, held, read in (("kind", kind, named.kind), ("stays", stays, named.stays)):
        if held is None:
            what = "no such kind of evidence"
            yield document.error(("zones", key), what, read=read, allowed=pack.evidence_kinds)
    if kind is not None:
        if named.source not in kind.sources:
            what = f"no such source of {named.kind}"
            yield document.error(("zones", "source"), what, read=named.source, allowed=kind.sources)
        if sorted(named.sorts) != sorted(kind.results):
            what = f"the sorts are the results of {named.kind}, each once, the strictest first"
            yield document.error(("zones", "sorts"), what, read=", ".join(named.sorts), allowed=kind.results)
    if stays is not None and "area" not in stays.fields:
        yield document.error(("zones", "stays"), "a stay needs the field area", read=named.stays, allowed=["area"])


def check_figures(pack: Pack) -> Iterator[PackError]:
    """Figures name kinds, results, outcomes and each other; every input of their tables is one of them."""
    named, document = pack.evidence.figures, pack.documents.evidence
    for slug, figure in named.counted.items() if named is not None else ():
        loc = ("figures", "counted", slug)
        kind = pack.evidence_kinds.get(figure.kind or "")
        if figure.kind is not None and kind is None:
            yield document.error(
                (*loc, "kind"), "no such kind of evidence", read=figure.kind, allowed=pack.evidence_kinds
            )
        if figure.together is not None and figure.together not in pack.evidence_kinds:
            what = "no such kind of evidence"
            yield document.error((*loc, "together"), what, read=figure.together, allowed=pack.evidence_kinds)
        for result in figure.results:
            if kind is not None and result not in kind.results:
                yield document.error((*loc, "results"), "no such result", read=result, allowed=kind.results)
        for outcome in figure.outcomes:
            if outcome not in pack.outcomes:
                yield document.error((*loc, "outcomes"), "no such outcome", read=outcome, allowed=pack.outcomes)
        if figure.base is not None and (named is None or figure.base not in named.counted):
            yield document.error((*loc, "base"), "no such figure", read=figure.base)
        if figure.matter is not None and figure.matter not in pack.cases.matters:
            yield document.error((*loc, "matter"), "no such matter", read=figure.matter, allowed=pack.cases.matters)
    yield from _tables_of_figures(pack, named) if named is not None else ()


def _tables_of_figures(pack: Pack, named: FiguresNamed) -> Iterator[PackError]:
    names = sorted({file.name for file in pack.tables})
    for name in named.tables:
        files = [file for file in pack.tables if file.name == name]
        if not files:
            yield pack.documents.evidence.error(
                ("figures", "tables"), "no such table under tables/", read=name, allowed=names
            )
        for file in files:
            try:
                asked = decisions.load(file.dmn, name=file.file).inputs
            except DecisionError:
                continue  # told by the check of tables
            for figure in asked:
                if figure not in named.counted:
                    yield PackError(file.file, 0, "this input is no figure of evidence.yaml", figure)
