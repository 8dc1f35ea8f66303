"""What a service declares of its datasets, as it is kept.

The three classes are those of the Zhejiang Public Data Regulations 2022 (浙江省公共数据条例): sharing is the rule, and
what is not shared says why and on which law.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import cattrs
from django.utils.translation import gettext_lazy

from anxin.kernel.cases.forms import Words


class Sharing(StrEnum):
    """Who may have it: everybody with public duties, whom the owner grants it for a purpose and a term, or nobody."""

    UNCONDITIONAL = "unconditional"
    RESTRICTED = "restricted"
    NOT_SHARED = "not_shared"

    @property
    def strictness(self) -> int:
        """0 for what is shared with everybody; the more, the fewer may have it."""
        return tuple(Sharing).index(self)


SHARING_TITLES = {
    Sharing.UNCONDITIONAL: gettext_lazy("shared without conditions"),
    Sharing.RESTRICTED: gettext_lazy("shared on request"),
    Sharing.NOT_SHARED: gettext_lazy("not shared"),
}


class Kind(StrEnum):
    """What a field tells of a person. Besides `plain` all are sensitive by themselves or together: the kinds are those
    of the Personal Information Protection Law, art. 28, and what identifies or reaches a person."""

    PLAIN = "plain"
    IDENTITY = "identity"
    CONTACT = "contact"
    HEALTH = "health"
    FINANCE = "finance"
    WHEREABOUTS = "whereabouts"
    RECORD = "record"  # offences, checks by the police, bad credit


EVIDENCE = "evidence."
PLAIN = ("name", "number", "masked_number", "area", "file", "agency", "outcome", "reason", "since")
"""Where a field is read besides `evidence.<kind>.<column>`: of the party, of its file under the service, of its
outcome."""


@dataclass(frozen=True)
class FieldTerms:
    """One field. `read`: one of `PLAIN`, or `evidence.<kind>.<column or detail>`. `source`: the one department that
    states it, by its slug in the service's evidence; empty: the owner of the dataset. `kind`: what it tells."""

    slug: str
    title: Words
    read: str
    source: str
    source_title: Words
    sharing: Sharing
    kind: Kind = Kind.PLAIN


@dataclass(frozen=True)
class CountTerms:
    """Statistics that may leave: counted by one or two fields, no number below `least` shown."""

    by: tuple[str, ...]
    least: int


@dataclass(frozen=True)
class DatasetTerms:
    """One dataset. It holds the people with a file under `pack`; with `outcomes` only those who stand at one of them.

    `retired`: from that day it is on offer no more. `head`: the office whose holder answers for it (第一责任人).
    `reason` and `basis`: why it is not shared, and the law its class rests on. `version`: of its fields, counted up
    when they change.
    """

    pack: str
    slug: str
    title: Words
    about: Words
    sharing: Sharing
    reason: Words | None
    basis: Words
    owner: Words
    head: Words
    outcomes: tuple[str, ...]
    version: int
    retired: date | None
    fields: tuple[FieldTerms, ...]
    counts: CountTerms | None = None

    @property
    def name(self) -> str:
        """How it is asked for: `pack.slug`."""
        return f"{self.pack}.{self.slug}"

    def field(self, slug: str) -> FieldTerms | None:
        return next((one for one in self.fields if one.slug == slug), None)


_converter = cattrs.Converter(forbid_extra_keys=True)
_converter.register_unstructure_hook(date, date.isoformat)
_converter.register_structure_hook(date, lambda text, _kind: date.fromisoformat(text))


def written(terms: DatasetTerms) -> str:
    """The terms as JSON, the same text for the same terms."""
    return json.dumps(_converter.unstructure(terms), ensure_ascii=False, sort_keys=True)


def read(text: str) -> DatasetTerms:
    """The terms of a JSON text that `written` made."""
    return _converter.structure(json.loads(text), DatasetTerms)
