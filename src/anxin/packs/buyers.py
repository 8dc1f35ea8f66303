"""buyers.yaml: how firms abroad are judged: the table of the light, sources of what is known, classes of countries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

from anxin import decisions
from anxin.decisions import DecisionError
from anxin.packs.faults import PackError
from anxin.packs.forms import Form, Many, Slug, Text

if TYPE_CHECKING:
    from anxin.packs.pack import Pack

BUYERS = "buyers.yaml"
COUNTRY = r"^[A-Z]{2}$"
Country = Annotated[str, StringConstraints(pattern=COUNTRY)]
RiskClass = Annotated[str, StringConstraints(pattern=r"^[0-7]$")]
PARTS = ("stop", "points", "coverage", "light")
COLOURS = frozenset({"green", "yellow", "red", "grey"})


class SourceForm(Form):
    """Where firms or entries of a list come from. `format`: how its file is written (docs/packs/format.md).
    `screens`: it is a list of sanctions, and no light shines where it was not read within `screened_within` hours."""

    title: Text
    format: Literal["gleif", "followthemoney", "ofac", "companies_house", "ror", "workbook"]
    licence: Text
    screens: bool = False


class CountriesForm(Form):
    """A classification of countries by risk, as published on a day. A country in none of the lists is not reviewed."""

    title: Text
    dated: date
    classes: dict[RiskClass, Many[Country]]
    high_income: Many[Country] = ()


class BuyersFile(Form):
    """buyers.yaml. `light`: the table under tables/. `late_after`: days past due from which an invoice is late."""

    light: Slug | None = None
    screened_within: Annotated[int, Field(ge=1, le=168)] = 24
    late_after: Annotated[int, Field(ge=1, le=365)] = 60
    sources: dict[Slug, SourceForm] = {}
    countries: CountriesForm | None = None


def tables_of_buyers(pack: Pack) -> Iterable[str]:
    """The table it names."""
    return (pack.buyers.light,) if pack.buyers.light is not None else ()


def check_buyers(pack: Pack) -> Iterator[PackError]:
    """Whether the table is there from the first day, has the four parts, and no country stands in two classes."""
    form, document = pack.buyers, pack.documents.buyers
    if form.light is None:
        return
    files = [file for file in pack.tables if file.name == form.light]
    if not files:
        known = sorted({file.name for file in pack.tables}) or ["none"]
        yield document.error(("light",), "no such table under tables/", read=form.light, allowed=known)
    elif files[0].since > pack.manifest.effective.from_:
        what = "no file of this table decides on the first day of the service"
        yield document.error(("light",), what, read=files[0].stem)
    for file in files:
        try:
            model = decisions.load(file.dmn, name=file.file)
        except DecisionError:
            continue  # told by the check of the tables
        for part in PARTS:
            if part not in model.tables:
                yield PackError(file.file, 0, "the light is decided by four tables", part, ", ".join(PARTS))
    yield from _countries(pack)
    if form.countries is None:
        yield document.error((), "the key 'countries' is missing; the light asks for the class of a country")


def _countries(pack: Pack) -> Iterator[PackError]:
    held = pack.buyers.countries
    if held is None:
        return
    seen: set[str] = set()
    for key, countries in {**held.classes, "high_income": held.high_income}.items():
        for place, country in enumerate(countries):
            if country in seen:
                loc = (
                    ("countries", "high_income", place)
                    if key == "high_income"
                    else ("countries", "classes", key, place)
                )
                yield pack.documents.buyers.error(loc, "this country stands in two classes", read=country)
            seen.add(country)
