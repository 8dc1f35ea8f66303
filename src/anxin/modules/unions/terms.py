"""What a service declares of its unions, as it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass

import cattrs

from anxin.kernel.cases.forms import Words


@dataclass(frozen=True)
class StandingTerms:
    """How membership stands in evidence: its kind and source, and the result of a member and of somebody in a pool."""

    kind: str
    source: str
    member: str
    pool: str


@dataclass(frozen=True)
class PoolTerms:
    """The pool of an area (six digits)."""

    area: str
    title: Words


@dataclass(frozen=True)
class UnionTerms:
    """How membership stands in evidence, if it does, and where workers wait who have no union."""

    pack: str
    standing: StandingTerms | None
    pools: tuple[PoolTerms, ...]


_converter = cattrs.Converter(forbid_extra_keys=True)


def written(terms: UnionTerms) -> str:
    """The terms as JSON, the same text for the same terms."""
    return json.dumps(_converter.unstructure(terms), ensure_ascii=False, sort_keys=True)


def read(text: str) -> UnionTerms:
    """The terms of a JSON text that `written` made."""
    return _converter.structure(json.loads(text), UnionTerms)
