"""Which tables of a pack are named, and by which file: one that nobody names would decide nothing, without a word.

A file that names tables joins `NAMED_BY` with a function from the pack to the names (without date and ending). Then its
tables may stand under tables/ and are read as every table is (`Pack.tables`: name, day, DMN, SHA-256); what they must
read and say is the business of that file's own check, as `evidence_checks` does it for figures. Whether each row is
reached by a scenario is asked only of what cases.yaml names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from anxin.packs.allotments import ALLOTMENTS, tables_of
from anxin.packs.buyers import BUYERS, tables_of_buyers
from anxin.packs.exchange import EXCHANGE
from anxin.packs.faults import PackError, listed, nearest
from anxin.packs.pack import Pack
from anxin.packs.parts import CASES, EVIDENCE
from anxin.packs.schemes import SCHEMES
from anxin.packs.schemes import tables_of as of_schemes


def _of_cases(pack: Pack) -> Iterator[str]:
    for matter in pack.cases.matters.values():
        yield matter.dispatch
        yield from (name for name in (matter.grading, matter.sweep and matter.sweep.table) if name)


def _of_figures(pack: Pack) -> Iterable[str]:
    return pack.evidence.figures.tables if pack.evidence.figures is not None else ()


def _of_exchange(pack: Pack) -> Iterable[str]:
    return (pack.exchange.assessment,) if pack.exchange.assessment is not None else ()


NAMED_BY: Mapping[str, Callable[[Pack], Iterable[str]]] = {
    CASES: _of_cases,
    EVIDENCE: _of_figures,
    ALLOTMENTS: tables_of,
    SCHEMES: of_schemes,
    EXCHANGE: _of_exchange,
    BUYERS: tables_of_buyers,
}
"""By file of the pack: the tables it names."""


def check_named(pack: Pack) -> Iterator[PackError]:
    """An error for each table file that nothing names."""
    named = sorted({name for names in NAMED_BY.values() for name in names(pack)})
    if set(named) - {file.name for file in pack.tables}:
        return  # a misspelt name is told where it stands; the table it means would be told here, too
    for file in pack.tables:
        if file.name not in named:
            what = f"no file of the pack names this table ({listed(NAMED_BY)} may), so it decides nothing"
            yield PackError(file.file, 0, what, file.name, listed(named) or "none", nearest(file.name, named))
