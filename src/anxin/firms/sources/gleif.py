"""GLEIF golden copies: LEI-CDF 3.1 as CSV or JSON, and relationships (RR-CDF 2.1 CSV) with the parent of each firm.

Other names are loaded as what they are: previous, trading, in another language, in Latin letters
(https://www.gleif.org/en/lei-data/gleif-golden-copy).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import IO, Any

import ijson

from anxin.firms.records import ALIAS, FORMER, LEGAL, ROMANISED, TRADING, TRANSLATED, Firm, Said
from anxin.firms.sources.faults import LeftOut, SourceFault, Why
from anxin.firms.sources.files import Limits, opened, table

KINDS = {
    "PREVIOUS_LEGAL_NAME": FORMER,
    "TRADING_OR_OPERATING_NAME": TRADING,
    "ALTERNATIVE_LANGUAGE_LEGAL_NAME": TRANSLATED,
    "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME": ROMANISED,
    "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME": ROMANISED,
}
GROUPS = (("OtherEntityNames", "OtherEntityName"), ("TransliteratedOtherEntityNames", "TransliteratedOtherEntityName"))
CELLS = {
    "lei": "LEI",
    "name": "Entity.LegalName",
    "language": "Entity.LegalName.xmllang",
    "city": "Entity.LegalAddress.City",
    "country": "Entity.LegalAddress.Country",
    "register": "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
    "authority": "Entity.RegistrationAuthority.RegistrationAuthorityID",
    "status": "Entity.EntityStatus",
    "founded": "Entity.EntityCreationDate",
    "registration": "Registration.RegistrationStatus",
    "renewal": "Registration.NextRenewalDate",
}
NEEDED = (
    "LEI",
    "Entity.LegalName",
    "Entity.LegalAddress.Country",
    "Entity.EntityStatus",
    "Registration.NextRenewalDate",
)
PARENTS = ("Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType")
PARENT_KINDS = {"IS_DIRECTLY_CONSOLIDATED_BY": "parent", "IS_ULTIMATELY_CONSOLIDATED_BY": "ultimate_parent"}
BRANCH = "IS_INTERNATIONAL_BRANCH_OF"
STATUS = {"ACTIVE": "active", "INACTIVE": "dissolved"}
WITHDRAWN = ("ANNULLED", "DUPLICATE")


def firms(path: Path, beside: Mapping[str, Path], limits: Limits) -> Iterator[Firm | LeftOut]:
    """Every record that stands; those annulled or entered twice are passed over."""
    parents = _parents(beside["relationships"], limits) if "relationships" in beside else {}
    with opened(path, limits) as file:
        start = file.peek(64)[:64].lstrip(b"\xef\xbb\xbf \r\n\t") if hasattr(file, "peek") else b""
        rows = _of_json(file) if start.startswith((b"{", b"[")) else _of_csv(file, limits)
        for row in rows:
            if isinstance(row, LeftOut):
                yield row
                continue
            line, held, names = row
            if held["registration"] not in WITHDRAWN:
                yield _firm(line, held, names, parents.get(held["lei"], {}))


Row = tuple[int, Mapping[str, str], list[Said]]


def _firm(line: int, held: Mapping[str, str], others: list[Said], parents: Mapping[str, str]) -> Firm | LeftOut:
    if not held["lei"]:
        return LeftOut(Why.NO_ID, line, held["name"][:80])
    if not held["name"]:
        return LeftOut(Why.NO_NAME, line, held["lei"])
    if not held["country"]:
        return LeftOut(Why.NO_COUNTRY, line, held["lei"])
    facts = {
        "status": STATUS.get(held["status"], ""),
        "founded": held["founded"][:10],
        "authority": held["authority"] if held["register"] else "",
        "lei_renewal": held["renewal"][:10] if held["registration"] in ("ISSUED", "LAPSED") else "",
        **parents,
    }
    return Firm(
        held["lei"],
        held["country"],
        (Said(held["name"], LEGAL, held["language"]), *dict.fromkeys(others)),
        held["city"],
        {"lei": held["lei"]} | ({"register": held["register"]} if held["register"] else {}),
        {key: value for key, value in facts.items() if value},
    )


def _of_csv(file: IO[bytes], limits: Limits) -> Iterator[Row | LeftOut]:
    for row in table(file, NEEDED, limits):
        if isinstance(row, LeftOut):
            yield row
            continue
        line, cells = row
        names = []
        for many, one in GROUPS:
            for place in count(1):
                column = f"Entity.{many}.{one}.{place}"
                if column not in cells:
                    break
                if value := cells[column].strip():
                    kind = KINDS.get(cells.get(f"{column}.type", ""), ALIAS)
                    names.append(Said(value, kind, cells.get(f"{column}.xmllang", "")))
        yield line, {key: cells.get(column, "").strip() for key, column in CELLS.items()}, names


def _of_json(file: IO[bytes]) -> Iterator[Row]:
    number = 0
    try:
        for number, record in enumerate(ijson.items(file, "records.item", use_float=True), start=1):
            if not isinstance(record, dict) or "LEI" not in record or "Entity" not in record:
                raise SourceFault(Why.EDITION, number, "LEI, Entity")
            held = {key: _text(record, *column.split(".")) for key, column in CELLS.items()}
            yield number, held | {"language": _language(record["Entity"].get("LegalName"))}, _others(record["Entity"])
    except ijson.IncompleteJSONError as fault:
        raise SourceFault(Why.CUT, number, str(fault)) from fault
    except ijson.JSONError as fault:
        raise SourceFault(Why.NOT_READABLE, number, str(fault)) from fault
    if not number:
        raise SourceFault(Why.EDITION, 0, "records")


def _others(entity: Mapping[str, Any]) -> list[Said]:
    names = []
    for many, one in GROUPS:
        held = (entity.get(many) or {}).get(one) or []
        for name in held if isinstance(held, list) else [held]:
            if value := str(name.get("$") or "").strip():
                names.append(Said(value, KINDS.get(str(name.get("@type") or ""), ALIAS), _language(name)))
    return names


def _text(record: Mapping[str, Any], *path: str) -> str:
    held: Any = record
    for key in path:
        held = held.get(key) if isinstance(held, dict) else None
    if isinstance(held, dict):
        held = held.get("$")
    return str(held).strip() if held is not None else ""


def _language(name: object) -> str:
    return str(name.get("@xml:lang") or "") if isinstance(name, dict) else ""


def _parents(path: Path, limits: Limits) -> dict[str, dict[str, str]]:
    """Parents by the LEI of the child, from relationships that stand."""
    found: dict[str, dict[str, str]] = {}
    with opened(path, limits) as file:
        for row in table(file, PARENTS, limits):
            if isinstance(row, LeftOut):
                continue
            child, parent, kind = (row[1][column] for column in PARENTS)
            key = "head_office" if kind == BRANCH else PARENT_KINDS.get(kind)
            if key and row[1].get("Relationship.RelationshipStatus", "ACTIVE") == "ACTIVE":
                found.setdefault(child, {})[key] = parent
    return found
