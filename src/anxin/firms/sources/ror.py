"""The Research Organization Registry, schema 2 (https://ror.readme.io): one JSON array of organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ijson

from anxin.firms.records import ALIAS, LEGAL, TRANSLATED, Firm, Said
from anxin.firms.sources.faults import LeftOut, SourceFault, Why
from anxin.firms.sources.files import Limits, opened

STATUS = {"active": "active", "inactive": "dissolved", "withdrawn": "dissolved"}


def firms(path: Path, beside: Mapping[str, Path], limits: Limits) -> Iterator[Firm | LeftOut]:
    """Every organisation with its labels, aliases and acronyms."""
    with opened(path, limits) as file:
        number = 0
        try:
            for number, held in enumerate(ijson.items(file, "item", use_float=True), start=1):
                yield _firm(held, number)
        except ijson.IncompleteJSONError as fault:
            raise SourceFault(Why.CUT, number, str(fault)) from fault
        except ijson.JSONError as fault:
            raise SourceFault(Why.NOT_READABLE, number, str(fault)) from fault
        if not number:
            raise SourceFault(Why.EDITION, 0, "[]")


def _firm(held: Any, number: int) -> Firm | LeftOut:
    if not isinstance(held, dict) or not isinstance(held.get("names"), list):
        raise SourceFault(Why.EDITION, number, "names")
    ident = str(held.get("id") or "").rsplit("/", 1)[-1]
    if not ident:
        return LeftOut(Why.NO_ID, number)
    names = [
        Said(str(one["value"]), _kind(one.get("types") or ()), str(one.get("lang") or ""))
        for one in held["names"]
        if one.get("value")
    ]
    names.sort(key=lambda one: one.kind != LEGAL)
    if not names:
        return LeftOut(Why.NO_NAME, number, ident)
    places = [one.get("geonames_details") or {} for one in held.get("locations") or []]
    country = str(places[0].get("country_code") or "") if places else ""
    if not country:
        return LeftOut(Why.NO_COUNTRY, number, names[0].value[:80])
    sites = [str(one["value"]) for one in held.get("links") or [] if one.get("type") == "website" and one.get("value")]
    facts = {
        "status": STATUS.get(str(held.get("status") or ""), ""),
        "founded": str(held["established"]) if held.get("established") else "",
        "website": sites[0] if sites else "",
        "kind": ", ".join(str(one) for one in held.get("types") or []),
    }
    return Firm(
        ident,
        country,
        tuple(names),
        str(places[0].get("name") or ""),
        {"ror": ident},
        {key: value for key, value in facts.items() if value},
    )


def _kind(types: Any) -> str:
    if "ror_display" in types:
        return LEGAL
    return TRANSLATED if "label" in types else ALIAS
