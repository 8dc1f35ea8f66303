"""The list of Specially Designated Nationals of the US Treasury: SDN.CSV with ALT.CSV (aliases) and ADD.CSV (places)
beside it. The files have no header; "-0-" stands for nothing (https://ofac.treasury.gov, "Data Formats")."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from anxin.firms.records import ALIAS, FORMER, LEGAL, Firm, Said
from anxin.firms.sources.faults import LeftOut, SourceFault, Why
from anxin.firms.sources.files import Limits, lines, opened
from anxin.firms.sources.places import country_of

NOTHING = "-0-"
PEOPLE_AND_CRAFT = ("individual", "vessel", "aircraft")
COLUMNS, ALIAS_COLUMNS, PLACE_COLUMNS = 12, 5, 6
REGISTER = re.compile(r"(?:Registration Number|Company Number|Registration ID)\s+([^;(]+)", re.IGNORECASE)
TAX = re.compile(r"Tax ID No\.\s+([^;(]+)", re.IGNORECASE)
SITE = re.compile(r"Website\s+(\S+?)[;.]?(?:\s|$)", re.IGNORECASE)


def firms(path: Path, beside: Mapping[str, Path], limits: Limits) -> Iterator[Firm | LeftOut]:
    """The entries that are neither people nor ships nor aircraft."""
    aliases, places = defaultdict[str, list[Said]](list), defaultdict[str, list[tuple[str, str]]](list)
    alt, add = further(path)
    for _line, (entry, _number, kind, name, _remarks) in _rows(alt, ALIAS_COLUMNS, limits):
        aliases[entry].append(Said(name, FORMER if kind == "fka" else ALIAS))
    for _line, (entry, _number, _street, city, country, _remarks) in _rows(add, PLACE_COLUMNS, limits):
        places[entry].append((city.split(",")[0].strip(), country_of(country)))
    for line, cells in _rows(path, COLUMNS, limits):
        number, name, kind, programme, remarks = cells[0], cells[1], cells[2], cells[3], cells[11]
        if kind in PEOPLE_AND_CRAFT:
            continue
        if not number or not name:
            yield LeftOut(Why.NO_NAME if number else Why.NO_ID, line, number or name)
            continue
        city, country = next((one for one in places[number] if one[1]), ("", ""))
        found = {"register": REGISTER.search(remarks), "tax": TAX.search(remarks)}
        site = SITE.search(remarks)
        facts = {"programme": programme} | ({"website": site[1]} if site else {})
        names = (Said(name, LEGAL), *aliases[number])
        numbers = {key: match[1].strip() for key, match in found.items() if match}
        yield Firm(number, country, names, city, numbers, facts)


def further(path: Path) -> list[Path]:
    """The files of aliases and of places."""
    return [_beside(path, "alt"), _beside(path, "add")]


def _beside(path: Path, other: str) -> Path:
    """The file of the same edition (SDN.CSV and ALT.CSV), packed in the same way or not at all."""
    stem = path.name.split(".")[0]
    for named in (path.name, f"{stem}.csv"):
        for name in (named.lower().replace("sdn", other), named.upper().replace("SDN", other.upper())):
            if name.casefold() != named.casefold() and (path.parent / name).exists():
                return path.parent / name
    raise SourceFault(Why.MISSING, 0, path.name.lower().replace("sdn", other))


def _rows(path: Path, columns: int, limits: Limits) -> Iterator[tuple[int, Sequence[str]]]:
    with opened(path, limits) as file:
        reader = csv.reader(lines(file, limits, ended=True), strict=True, skipinitialspace=True)
        short: tuple[int, list[str]] | None = None
        try:
            for cells in reader:
                if short is not None:
                    raise SourceFault(Why.EDITION, short[0], ",".join(short[1]))
                if len(cells) == columns:
                    yield reader.line_num, [_said(one) for one in cells]
                elif cells:
                    short = (reader.line_num, cells)
        except csv.Error as fault:
            raise SourceFault(Why.CUT, reader.line_num, str(fault)) from fault
        if short is not None:
            whole = len(short[1]) > columns or short[0] == 1
            raise SourceFault(Why.EDITION if whole else Why.CUT, short[0], ",".join(short[1]))


def _said(cell: str) -> str:
    text = cell.strip()
    return "" if text == NOTHING else text
