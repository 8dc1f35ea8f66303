"""Single values that are kept beside records, sealed as the records are: one may be an identity number."""

from __future__ import annotations

from anxin.kernel.parties.sealing import seal, unseal

VALUE = "peer-value"


def closed(value: str | None) -> str | None:
    return None if value is None else seal(value, context=VALUE)


def opened(kept: str | None) -> str | None:
    return None if kept is None else unseal(kept, context=VALUE)
