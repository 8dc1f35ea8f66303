"""How cases.yaml writes a length of time ("5 working days") and a time of day ("17:30")."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from anxin.kernel.cases import matter as kept
from anxin.kernel.cases.clocks import LENGTH, length


def _within(written: object) -> kept.Within:
    if isinstance(written, kept.Within):
        return written
    return kept.Within(*length(str(written)))


def _moment(written: object) -> time:
    try:
        return written if isinstance(written, time) else time.fromisoformat(str(written))
    except ValueError:
        raise ValueError('a time of day is written "17:30"') from None


Length = Annotated[
    kept.Within, BeforeValidator(_within), WithJsonSchema({"type": "string", "pattern": f"^{LENGTH.pattern}$"})
]
Moment = Annotated[time, BeforeValidator(_moment), WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d$"})]
