"""Amounts as a pack writes them: whole numbers of a unit, or money in yuan with two places."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

YUAN = re.compile(r"(-?)(\d{1,13})\.(\d\d) yuan")
NONE = "none"


def in_fen(written: str) -> int | None:
    """ "65200.00 yuan" in fen, exactly; None for a text that is no such amount."""
    found = YUAN.fullmatch(written)
    return None if found is None else int(f"{found[1]}{found[2]}{found[3]}")


def amount(written: object) -> int:
    """A whole number, or money in fen. Raises ValueError for anything else: a fraction is not rounded here."""
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    found = in_fen(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError('an amount is a whole number of its unit, or money with two places: "65200.00 yuan"')
    return found


def bound(written: object) -> int | None:
    """An amount, or None for "none". Raises ValueError as `amount`."""
    return None if written is None or written == NONE else amount(written)


SCHEMA = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": f"^{YUAN.pattern}$"}]}
Amount = Annotated[int, BeforeValidator(amount), WithJsonSchema(SCHEMA)]
Bound = Annotated[int | None, BeforeValidator(bound), WithJsonSchema({"anyOf": [*SCHEMA["anyOf"], {"const": NONE}]})]
