"""inquiries.yaml: which record of a person others may ask to see, with the person's yes each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from anxin.packs.faults import PackError
from anxin.packs.forms import Days, Form, Many, Slug, Text

if TYPE_CHECKING:
    from anxin.packs.pack import Pack

INQUIRIES = "inquiries.yaml"
NEVER = ("number", "masked_number")


class RecordForm(Form):
    """The record that opens after a yes: some fields of one of the service's datasets. `waits`: minutes a question
    waits for its answer; `lasts`: minutes a yes lasts; `forgotten`: after how long nobody knows who asked."""

    title: Text
    purpose: Text
    basis: Text
    dataset: Slug
    fields: Many[Slug]
    waits: int = Field(default=60, ge=1, le=1440)
    lasts: int = Field(default=15, ge=1, le=120)
    forgotten: Days = timedelta(days=30)


class InquiriesFile(Form):
    """inquiries.yaml."""

    record: RecordForm | None = None


def check_inquiries(pack: Pack) -> Iterator[PackError]:
    """Whether the dataset and its fields are there, and no identity number opens."""
    form, document = pack.inquiries.record, pack.documents.inquiries
    if form is None:
        return
    described = pack.exchange.datasets.get(form.dataset)
    if described is None:
        known = pack.exchange.datasets or ["none"]
        yield document.error(("record", "dataset"), "no such dataset", read=form.dataset, allowed=known)
        return
    if not form.fields:
        yield document.error(("record", "fields"), "a record has at least one field")
    for place, slug in enumerate(form.fields):
        loc = ("record", "fields", place)
        field = described.fields.get(slug)
        if field is None:
            yield document.error(loc, "the dataset has no such field", read=slug, allowed=described.fields)
        elif field.read in NEVER:
            yield document.error(loc, "an identity number opens to nobody who asks", read=slug)
