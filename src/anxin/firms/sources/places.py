"""Countries as sources write them, as ISO 3166-1 alpha-2."""

from __future__ import annotations

from functools import lru_cache

from rigour.territories import lookup_territory


@lru_cache(maxsize=10_000)
def country_of(said: str) -> str:
    """ "Korea, North", "kp", "us-de" as KP, KP, US; empty for what is no country of today."""
    text = said.strip()
    found = lookup_territory(text) if text else None
    code = found.code.split("-")[0].upper() if found is not None else ""
    return code if len(code) == 2 and code.isalpha() else ""
