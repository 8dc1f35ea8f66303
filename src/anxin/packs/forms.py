"""What every file of a pack is made of: strict models that refuse an unknown key, texts in two languages, slugs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, StringConstraints, WithJsonSchema

T = TypeVar("T")

Many = Annotated[tuple[T, ...], Strict(False)]
"""A list in the file, a tuple in the model."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=40)]
RoleName = Literal["province", "city", "county", "agency_clerk", "worker", "household", "gate", "auditor", "system"]
Said = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]


class Form(BaseModel):
    """The base of every model of a pack file: strict, closed, never changed after reading."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Text(Form):
    """A text for people: Chinese always, English as soon as there is one (its absence is a warning)."""

    zh: Said
    en: str = ""

    def said(self, language: str) -> str:
        """The text in a language; anything but "en", and a missing English, give the Chinese."""
        return self.en if language.startswith("en") and self.en else self.zh


def duration(written: object) -> timedelta:
    """Days of an ISO 8601 duration such as P30D."""
    if isinstance(written, timedelta):
        return written
    text = str(written)
    if not (text.startswith("P") and text.endswith("D") and text[1:-1].isdigit()):
        raise ValueError("a number of days is written P30D")
    return timedelta(days=int(text[1:-1]))


def months(written: object) -> int:
    """Months of an ISO 8601 duration such as P6M or P1Y."""
    if isinstance(written, int):
        return written
    text = str(written)
    number, unit = text[1:-1], text[-1:]
    if not (text.startswith("P") and number.isdigit() and int(number) and unit in "MY"):
        raise ValueError("a time in months or years is written P6M or P1Y")
    return int(number) * (12 if unit == "Y" else 1)


Months = Annotated[int, BeforeValidator(months), WithJsonSchema({"type": "string", "pattern": "^P[1-9][0-9]*[MY]$"})]
Days = Annotated[timedelta, BeforeValidator(duration), WithJsonSchema({"type": "string", "pattern": "^P[0-9]+D$"})]


Scalar = str | bool | int | date | None
