"""Layouts: what a table that somebody brings looks like, and what its rows make.

The kernel knows no layout by name. A pack declares them (its `intake.yaml`) and hands them in as these plain values:
`packs.layouts(slug) -> Mapping[str, Layout]`, by the layout's slug. Words of a choice and keys of columns are the
pack's own; the kernel only moves them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from anxin.kernel.journal.actor import Role


class ColumnType(StrEnum):
    IDENTITY_NUMBER = "identity_number"
    CREDIT_CODE = "credit_code"
    PERSON_NAME = "person_name"
    PHONE = "phone"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """One column. `name` stands in the header row, `key` names the value; `choices` maps the words that may stand in
    a cell to the values kept (the values themselves are accepted too). `purpose` is {"zh": …, "en": …}."""

    name: str
    key: str
    type: ColumnType
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    purpose: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MakesAffiliation:
    """The row says that its person belongs to an organisation. All but `role` and `open_when` are column keys.

    `organisation` is the column with the credit code, `starts` and `ends` (inclusive) the days. The affiliation is
    open while the value of `status` is one of `open_when`; with any other value it is ended on `ends`.
    """

    role: str
    organisation: str
    status: str
    starts: str
    ends: str
    open_when: tuple[str, ...]


@dataclass(frozen=True)
class MakesEvidence:
    """The row states a fact of this kind. `result` is the key of the column that holds the result, or None and
    `value` is the result itself. `valid_from`, `valid_until` and `details` are column keys. Nothing is stated while
    a column named in `needs` is empty."""

    kind: str
    valid_from: str
    result: str | None = None
    value: str | None = None
    valid_until: str | None = None
    details: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class EndsCard:
    """How a card is stated invalid when its holder leaves the organisation by a row: code and card end together."""

    kind: str
    source: str
    result: str


@dataclass(frozen=True)
class Makes:
    """What one good row makes. `registration` opens a file (档案) in the organisation's area; without it the person
    must have one. `code` issues the scan code, once, when the row's evidence has the result "issued"."""

    registration: bool = False
    affiliation: MakesAffiliation | None = None
    evidence: tuple[MakesEvidence, ...] = ()
    code: bool = False
    exit: EndsCard | None = None


@dataclass(frozen=True)
class Layout:
    """One kind of table: who may bring it, in whose name its facts stand, its columns, and what its rows make."""

    slug: str
    source: str
    uploaded_by: tuple[Role, ...]
    columns: tuple[Column, ...]
    makes: Makes
    title: Mapping[str, str] = field(default_factory=dict)

    def column(self, key: str) -> Column:
        """The column with this key; `KeyError` if the layout has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"layout {self.slug} has no column {key}")

    def key_of(self, type_: ColumnType) -> str | None:
        """The key of the first column of this type, None without one."""
        return next((column.key for column in self.columns if column.type == type_), None)


Layouts = Mapping[str, Layout]
