"""FollowTheMoney entities, one JSON object a line, as OpenSanctions publishes them (https://followthemoney.tech)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from anxin.firms.records import ALIAS, FORMER, LEGAL, Firm, Said
from anxin.firms.sources.faults import LeftOut, SourceFault, Why
from anxin.firms.sources.files import Limits, lines, opened
from anxin.firms.sources.places import country_of

SCHEMATA = frozenset({"Company", "Organization", "LegalEntity", "PublicBody"})
NAMES = (("name", LEGAL), ("previousName", FORMER), ("alias", ALIAS), ("weakAlias", ALIAS), ("abbreviation", ALIAS))
NUMBERS = {"leiCode": "lei", "registrationNumber": "register", "vatCode": "vat", "taxNumber": "tax"}
FACTS = {
    "incorporationDate": "founded", "dissolutionDate": "ended", "website": "website", "legalForm": "kind",
    "sector": "activity", "program": "programme", "programId": "programme",
}  # fmt: skip
GONE = ("dissolv", "liquidat", "inactive", "closed", "struck", "deregister")


def firms(path: Path, beside: Mapping[str, Path], limits: Limits) -> Iterator[Firm | LeftOut]:
    """Entities that are firms or may be; people, vessels and the like are passed over."""
    with opened(path, limits) as file:
        read = lines(file, limits)
        for number, text in enumerate(read, start=1):
            if not text.strip():
                continue
            try:
                entity = orjson.loads(text)
            except orjson.JSONDecodeError as fault:
                last = next(read, None) is None
                raise SourceFault(Why.CUT if last else Why.NOT_READABLE, number, text) from fault
            if not isinstance(entity, dict) or "schema" not in entity or not isinstance(entity.get("properties"), dict):
                raise SourceFault(Why.EDITION, number, text)
            if entity["schema"] in SCHEMATA:
                yield firm_of(entity, number)


def firm_of(entity: Mapping[str, Any], line: int = 0) -> Firm | LeftOut:
    """One entity as a firm; what it says of countries is read as ISO 3166-1."""
    held = {key: _texts(value) for key, value in entity["properties"].items()}
    number = str(entity.get("id") or "")
    if not number:
        return LeftOut(Why.NO_ID, line)
    names = tuple(
        Said(value, ALIAS if key == "name" and place else kind)
        for key, kind in NAMES
        for place, value in enumerate(held.get(key, []))
    )
    if not names:
        return LeftOut(Why.NO_NAME, line, number)
    countries = [country_of(one) for key in ("jurisdiction", "country", "mainCountry") for one in held.get(key, [])]
    facts = {theirs: held[mine][0] for mine, theirs in FACTS.items() if held.get(mine)}
    if held.get("status"):
        facts["status"] = _status(held["status"][0])
    if held.get("topics"):
        facts["topics"] = ",".join(sorted(held["topics"]))
    addresses = [part for key in ("city", "address") for part in held.get(key, [])]
    return Firm(
        number,
        next((one for one in countries if one), ""),
        names,
        addresses[0][:80] if addresses else "",
        {theirs: held[mine][0] for mine, theirs in NUMBERS.items() if held.get(mine)},
        facts,
    )


def _texts(value: object) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [one.strip() for one in many if isinstance(one, str) and one.strip()]


def _status(said: str) -> str:
    return "dissolved" if any(word in said.casefold() for word in GONE) else said.casefold()
