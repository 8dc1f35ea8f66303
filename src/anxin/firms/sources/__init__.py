"""Files of public registers and lists, read into firms one by one: the same firm the same way, whatever the file.

`Reading` opens a file of a format, plain, gzip or zip, and goes through it in order. A row that is no firm is left out
and named; a file that is cut, of another edition or not what it says stops with the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from anxin.firms.records import Firm
from anxin.firms.sources import companies_house, followthemoney, gleif, ofac, ror
from anxin.firms.sources.faults import LeftOut, SourceFault, Why
from anxin.firms.sources.files import Limits

__all__ = ["FORMATS", "LeftOut", "Limits", "Reading", "SourceFault", "Why", "parts_of"]

Reader = Callable[[Path, Mapping[str, Path], Limits], Iterator[Firm | LeftOut]]
FORMATS: Mapping[str, Reader] = {
    "gleif": gleif.firms,
    "followthemoney": followthemoney.firms,
    "ofac": ofac.firms,
    "companies_house": companies_house.firms,
    "ror": ror.firms,
}
FURTHER: Mapping[str, Callable[[Path], Sequence[Path]]] = {"ofac": ofac.further}
"""Files of an edition that are found beside the one that is named."""
NAMED = 100
"""Rows left out that are named one by one; of the others their number is kept."""


class Reading:
    """One pass through a file. `beside`: further files that belong to it ("relationships" of GLEIF). KeyError for a
    format that is none; SourceFault while it is read."""

    def __init__(
        self, form: str, path: Path, beside: Mapping[str, Path] | None = None, limits: Limits | None = None
    ) -> None:
        self._read, self.path, self.beside = FORMATS[form], path, beside or {}
        self._limits = limits or Limits()
        self.refused, self.left_out = 0, list[LeftOut]()

    def firms(self) -> Iterator[Firm]:
        """The firms in the order of the file, from its beginning."""
        self.refused, self.left_out = 0, []
        for one in self._read(self.path, self.beside, self._limits):
            if isinstance(one, Firm):
                yield one
                continue
            self.refused += 1
            if len(self.left_out) < NAMED:
                self.left_out.append(one)


def parts_of(form: str, path: Path, beside: Mapping[str, Path]) -> list[Path]:
    """All files of an edition. SourceFault where one is missing."""
    further = FURTHER[form](path) if form in FURTHER else ()
    return [path, *further, *(beside[key] for key in sorted(beside))]
