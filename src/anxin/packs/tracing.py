"""tracing.yaml: the kinds of site where lots come and go, what may be recorded at each, and the book that counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from anxin.packs.faults import PackError
from anxin.packs.forms import Form, Many, Slug, Text

if TYPE_CHECKING:
    from anxin.packs.pack import Pack

TRACING = "tracing.yaml"
HappeningName = Literal["enter", "declare", "check", "receive", "ship", "split", "relabel", "lose", "count", "sell"]


class SiteKindForm(Form):
    """A kind of site and what may be recorded there."""

    title: Text
    records: Many[HappeningName]
    states: Many[Slug] = ()
    booked: bool = False


class TracingFile(Form):
    """tracing.yaml."""

    book: str
    declare_days: Annotated[int, Field(ge=0, le=60)] = 0
    booking_days: Annotated[int, Field(ge=0, le=60)] = 0
    sites: dict[Slug, SiteKindForm]

    @property
    def declared(self) -> bool:
        """Whether the service traces goods at all."""
        return bool(self.sites)


def check_tracing(pack: Pack) -> Iterator[PackError]:
    """Whether the book it names is there and counts grams."""
    tracing, document = pack.tracing, pack.documents.tracing
    if not tracing.declared:
        return
    book = pack.ledger.books.get(tracing.book)
    if book is None:
        what = "no such book in ledger.yaml"
        yield document.error(("book",), what, read=tracing.book, allowed=pack.ledger.books or ["none"])
    elif book.unit != "grams":
        yield document.error(("book",), "goods are counted in grams", read=book.unit, allowed=["grams"])
    for slug, kind in tracing.sites.items():
        for place, source in enumerate(kind.states):
            if source not in pack.evidence.sources:
                what = "no such source in evidence.yaml"
                yield document.error(
                    ("sites", slug, "states", place), what, read=source, allowed=list(pack.evidence.sources)
                )
