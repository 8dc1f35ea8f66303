"""A matter 事项: what may be asked under a service, in which form, which desks deal with it, and what it is held to.

A pack declares matters; applying the pack keeps each version whole, and a case stays under the version it came in under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from anxin.kernel.cases.clocks import ClockTerm
from anxin.kernel.cases.enums import Duty, Happened, Result


class Level(StrEnum):
    """Whose desk it is: one for each county, city or province, or the organisation the case is about."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    ORGANISATION = "organisation"


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    AREA = "area"
    PHONE = "phone"
    PERSON_NAME = "person-name"
    IDENTITY_NUMBER = "identity-number"
    CREDIT_CODE = "credit-code"
    PLACE = "place"  # words, and a position where the phone gives one
    PHOTO = "photo"
    FILE = "file"
    RECORD = "record"  # one of the requester's own evidence records


@dataclass(frozen=True)
class Words:
    zh: str
    en: str = ""


@dataclass(frozen=True)
class FormField:
    """One question. `held`: where the answer is already known ("party.name", "evidence.insurance.valid_until"); it is then
    shown for confirmation. `position`: a photo keeps its EXIF position. `organisation`: may the organisation's desk see it."""

    key: str
    kind: FieldKind
    title: Words
    purpose: Words
    required: bool = False
    choices: Mapping[str, Words] = field(default_factory=dict)
    held: str = ""
    sharing: str = "restricted"
    position: bool = False
    organisation: bool = True
    most: int | None = None


@dataclass(frozen=True)
class DeskNamed:
    slug: str
    title: Words
    level: Level
    duties: frozenset[Duty]


@dataclass(frozen=True)
class Step:
    """A step within the assigned stage (`before` answered) or before closing. `when`: by table output, its values."""

    slug: str
    title: Words
    duty: Duty
    before: Happened
    form: tuple[FormField, ...]
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
