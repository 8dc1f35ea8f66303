"""unions.yaml: how membership of a union stands in evidence, and where workers wait who have no union yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anxin.kernel.reference.areas import areas
from anxin.packs.faults import PackError
from anxin.packs.forms import AreaCode, Form, Many, Slug, Text

if TYPE_CHECKING:
    from anxin.packs.pack import Pack

UNIONS = "unions.yaml"


class StandingForm(Form):
    """How membership stands in evidence: kind, source, and the result for each way to stand."""

    kind: Slug
    source: Slug
    member: Slug
    pool: Slug


class PoolForm(Form):
    """周转库: where workers of an area wait who have no union yet."""

    area: AreaCode
    title: Text


class UnionsFile(Form):
    """unions.yaml."""

    standing: StandingForm | None = None
    pools: Many[PoolForm] = ()

    @property
    def declared(self) -> bool:
        """Whether the service has unions at all."""
        return self.standing is not None or bool(self.pools)


def check_unions(pack: Pack) -> Iterator[PackError]:
    """Whether everything unions.yaml names is there, and each area has one pool."""
    document, unions = pack.documents.unions, pack.unions
    if (standing := unions.standing) is not None:
        kind = pack.evidence_kinds.get(standing.kind)
        if kind is None:
            what = "no such kind of evidence"
            yield document.error(
                ("standing", "kind"), what, read=standing.kind, allowed=pack.evidence_kinds or ["none"]
            )
            return
        if standing.source not in kind.sources:
            what = "this source may not state that kind of evidence"
            yield document.error(("standing", "source"), what, read=standing.source, allowed=kind.sources)
        for key in ("member", "pool"):
            if (result := getattr(standing, key)) not in kind.results:
                what = "that kind of evidence has no such result"
                yield document.error(("standing", key), what, read=result, allowed=kind.results)
    seen = set[str]()
    for place, pool in enumerate(unions.pools):
        if pool.area not in areas():
            yield document.error(("pools", place, "area"), "no such area of GB/T 2260", read=pool.area)
        if pool.area in seen:
            yield document.error(("pools", place, "area"), "an area has one pool", read=pool.area)
        seen.add(pool.area)
