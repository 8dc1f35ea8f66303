"""UK Companies House, Free Company Data Product (one CSV, or a zip of it); days are written 31/12/2025."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from anxin.firms.records import FORMER, LEGAL, Firm, Said
from anxin.firms.sources.faults import LeftOut, Why
from anxin.firms.sources.files import Limits, opened, table

NEEDED = ("CompanyName", "CompanyNumber", "CompanyStatus", "IncorporationDate", "RegAddress.PostTown")
INSOLVENT = ("liquidation", "administration", "receiver", "insolvency", "voluntary arrangement")
FORMER_NAMES = range(1, 11)


def firms(path: Path, beside: Mapping[str, Path], limits: Limits) -> Iterator[Firm | LeftOut]:
    """Every company, with its names until now."""
    with opened(path, limits) as file:
        for row in table(file, NEEDED, limits):
            yield row if isinstance(row, LeftOut) else _firm(*row)


def _firm(line: int, cells: Mapping[str, str]) -> Firm | LeftOut:
    number, name = cells["CompanyNumber"].strip(), cells["CompanyName"].strip()
    if not number:
        return LeftOut(Why.NO_ID, line, name[:80])
    if not name:
        return LeftOut(Why.NO_NAME, line, number)
    names = [Said(name, LEGAL)]
    for place in FORMER_NAMES:
        former = cells.get(f"PreviousName_{place}.CompanyName", "").strip()
        if former:
            names.append(Said(former, FORMER, "", _day(cells.get(f"PreviousName_{place}.CONDATE", ""))))
    facts = {
        "status": status(cells["CompanyStatus"]),
        "founded": _day(cells["IncorporationDate"]),
        "ended": _day(cells.get("DissolutionDate", "")),
        "accounts_due": _day(cells.get("Accounts.NextDueDate", "")),
        "activity": cells.get("SICCode.SicText_1", "").strip(),
        "kind": cells.get("CompanyCategory", "").strip(),
    }
    return Firm(
        number,
        "GB",
        tuple(names),
        cells["RegAddress.PostTown"].strip().title(),
        {"register": number},
        {key: value for key, value in facts.items() if value},
    )


def status(said: str) -> str:
    """active, insolvent, dissolved, or as it stands there."""
    text = said.strip().casefold()
    if any(word in text for word in INSOLVENT):
        return "insolvent"
    if text.startswith("active"):
        return "active"
    return "dissolved" if "dissolved" in text or "closed" in text or "converted" in text else text


def _day(said: str) -> str:
    parts = said.strip().split("/")
    return "-".join(reversed(parts)) if len(parts) == 3 and all(one.isdigit() for one in parts) else ""
