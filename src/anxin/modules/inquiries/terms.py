"""What a service lets others inquire about, as it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass

import cattrs

from anxin.kernel.cases.forms import Words


@dataclass(frozen=True)
class InquiryTerms:
    """`dataset`: whose row opens (`pack.slug`), and which of its `fields`. A question waits `waits` minutes for its
    answer; a yes lasts `lasts` minutes. Who asked is forgotten after `forgotten` days."""

    pack: str
    title: Words
    purpose: Words
    basis: Words
    dataset: str
    fields: tuple[str, ...]
    waits: int
    lasts: int
    forgotten: int


_converter = cattrs.Converter(forbid_extra_keys=True)


def written(terms: InquiryTerms) -> str:
    """The terms as JSON, the same text for the same terms."""
    return json.dumps(_converter.unstructure(terms), ensure_ascii=False, sort_keys=True)


def read(text: str) -> InquiryTerms:
    """The terms of a JSON text that `written` made."""
    return _converter.structure(json.loads(text), InquiryTerms)
