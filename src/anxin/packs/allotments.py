"""allotments.yaml: what a service hands out from a limited stock, to whom, by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from anxin.packs.cases import FieldForm, Key
from anxin.packs.faults import PackError
from anxin.packs.forms import AreaCode, Form, Months, Slug, Text

if TYPE_CHECKING:
    from anxin.packs.pack import Pack

ALLOTMENTS = "allotments.yaml"
PLAIN = {"number", "date", "choice", "yes-no", "area"}
COMPUTED = ("member", "age")
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Hours = Annotated[int, Field(ge=1, le=24 * 60)]


class BookForm(Form):
    """Which book of ledger.yaml counts it: its kind, and the key of the one book."""

    kind: Slug
    key: Annotated[str, Field(min_length=1, max_length=40)]


class PartForm(Form):
    """A class, a house or a load of parcels."""

    title: Text
    quantity: Count
    starts: date | None = None


class WindowForm(Form):
    """First and last day of applications, both included."""

    since: date
    until: date


class DrawForm(Form):
    """The public value that decides the lots, and the day before which nobody can know it."""

    value: Text
    day: date


class OfferForm(Form):
    """One allotment."""

    title: Text
    summary: Text
    kind: Literal["parcels", "places", "rooms"]
    area: AreaCode
    book: BookForm
    stock: dict[Slug, PartForm]
    for_whom: Text
    admission: Key | None = None
    form: dict[Key, FieldForm] = {}
    asked_by: Literal["person", "guardian"] = "person"
    member: Key | None = None
    window: WindowForm
    rule: Literal["first-come", "lots", "points-then-lots"] = "first-come"
    draw: DrawForm | None = None
    hold_hours: Hours = 48
    proxy: bool = False
    published: bool
    note: Text
    appeal: Text
    keeps: Months = 36


class AllotmentsFile(Form):
    """allotments.yaml."""

    offers: dict[Slug, OfferForm]


def tables_of(pack: Pack) -> Iterator[str]:
    """The admission tables that the offers name."""
    yield from (one.admission for one in pack.allotments.offers.values() if one.admission)


def check_allotments(pack: Pack) -> Iterator[PackError]:
    """What in allotments.yaml does not fit together, each with its place."""
    document = pack.documents.allotments
    tables = sorted({one.name for one in pack.tables})
    for slug, form in pack.allotments.offers.items():
        at = ("offers", slug)
        if form.window.until < form.window.since:
            what = "the window ends before it begins"
            yield document.error((*at, "window", "until"), what, read=f"{form.window.until}")
        if (form.rule != "first-come") != (form.draw is not None):
            yield document.error((*at, "rule"), "lots need a `draw`, and only lots do", read=form.rule)
        if form.draw is not None and form.draw.day <= form.window.until:
            what = "the public value is known before applications end, so the draw could be aimed at"
            yield document.error((*at, "draw", "day"), what, read=f"{form.draw.day}")
        if form.kind == "parcels" and form.rule != "first-come":
            yield document.error((*at, "rule"), "parcels are handed out as people come", read=form.rule)
        if form.kind == "parcels" and len(form.stock) != 1:
            yield document.error((*at, "stock"), "parcels of one offer are of one load")
        if form.admission and form.admission not in tables:
            what = "there is no such table under tables/"
            yield document.error((*at, "admission"), what, read=form.admission, allowed=tables)
        yield from _questions(pack, slug, form)


def _questions(pack: Pack, slug: str, form: OfferForm) -> Iterator[PackError]:
    for key, question in form.form.items():
        place = ("offers", slug, "form", key)
        if question.kind not in PLAIN:
            what = "an offer asks only what a table can read"
            yield pack.documents.allotments.error((*place, "kind"), what, read=question.kind, allowed=sorted(PLAIN))
        if key in COMPUTED:
            yield pack.documents.allotments.error(place, f"`{key}` is known already and not asked", read=key)
