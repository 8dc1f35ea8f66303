"""exchange.yaml: the datasets a service offers to others: their class, owner and fields, with one source each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from anxin.kernel.datasets.terms import EVIDENCE, PLAIN, CountTerms, DatasetTerms, FieldTerms, Kind
from anxin.kernel.datasets.terms import Sharing as Class
from anxin.packs.cases import TableFile, words
from anxin.packs.documents import Loc
from anxin.packs.evidence import Sharing
from anxin.packs.faults import PackError
from anxin.packs.forms import Form, Many, Slug, Text

if TYPE_CHECKING:
    from anxin.packs.pack import Pack

EXCHANGE = "exchange.yaml"
FieldKind = Literal["plain", "identity", "contact", "health", "finance", "whereabouts", "record"]


class FieldShared(Form):
    """One field: `read` says where it stands, `source` which department states it (left out: the only one that may, or
    the owner), `sharing` its class where that is stricter than the dataset's, `kind` what it tells of a person."""

    title: Text
    read: str
    source: Slug | None = None
    sharing: Sharing | None = None
    kind: FieldKind = "plain"


class CountsForm(Form):
    """Statistics that may leave: counted by one or two fields; a number below `least` is not shown, nor what it could
    be found from."""

    by: Many[Slug]
    least: int = Field(default=5, ge=2)


class DatasetForm(Form):
    """One dataset: everybody with a file under the service, or those who stand at one of `outcomes`.

    `head`: the office that answers for it. `reason`: why it is not shared; only there, and then always. `retired`: from
    that day it is on offer no more.
    """

    title: Text
    about: Text
    sharing: Sharing
    reason: Text | None = None
    basis: Text
    owner: Text
    head: Text
    outcomes: Many[Slug] = ()
    version: int = Field(default=1, ge=1)
    retired: date | None = None
    counts: CountsForm | None = None
    fields: dict[Slug, FieldShared]


class ExchangeFile(Form):
    """exchange.yaml. `assessment`: the table under tables/ that says which combination of data is to be assessed before
    anybody is given it."""

    datasets: dict[Slug, DatasetForm] = {}
    assessment: Slug | None = None


def check_exchange(pack: Pack) -> Iterator[PackError]:
    """Whether everything exchange.yaml names is there, and no dataset is freer than the facts it is made of."""
    document = pack.documents.exchange
    if (table := pack.exchange.assessment) is not None and not assessment_tables(pack):
        known = sorted({one.name for one in pack.tables})
        yield document.error(("assessment",), "no such table under tables/", read=table, allowed=known or ["none"])
    counted = [slug for slug, form in pack.exchange.datasets.items() if form.counts is not None]
    for slug in counted[1:]:
        what = "one dataset of a service has statistics: those of two could be subtracted from each other"
        yield document.error(("datasets", slug, "counts"), what, read=slug, allowed=counted[:1])
    for slug, form in pack.exchange.datasets.items():
        loc: Loc = ("datasets", slug)
        if (Class(form.sharing) is Class.NOT_SHARED) != (form.reason is not None):
            what = "what is not shared says why under `reason`, and nothing else has one"
            yield document.error((*loc, "reason"), what, read=form.sharing)
        for place, outcome in enumerate(form.outcomes):
            if outcome not in pack.outcomes:
                what = "no such outcome"
                yield document.error((*loc, "outcomes", place), what, read=outcome, allowed=pack.outcomes or ["none"])
        if not form.fields:
            yield document.error((*loc, "fields"), "a dataset has at least one field")
        for place, name in enumerate(form.counts.by if form.counts else ()):
            if name not in form.fields:
                yield document.error((*loc, "counts", "by", place), "no such field", read=name, allowed=form.fields)
        if form.counts is not None and not 1 <= len(set(form.counts.by)) == len(form.counts.by) <= 2:
            yield document.error((*loc, "counts", "by"), "statistics are by one or two fields")
        for name, field in form.fields.items():
            yield from _check_field(pack, (*loc, "fields", name), form, field)


def _check_field(pack: Pack, loc: Loc, form: DatasetForm, field: FieldShared) -> Iterator[PackError]:
    document = pack.documents.exchange
    if not field.read.startswith(EVIDENCE):
        if field.read not in PLAIN:
            yield document.error(
                (*loc, "read"), "nothing is read there", read=field.read, allowed=[*PLAIN, "evidence.<kind>.<field>"]
            )
        elif field.read in ("outcome", "reason") and not pack.decides:
            yield document.error((*loc, "read"), "a service that decides nothing has no outcome", read=field.read)
        if field.source is not None and field.source not in pack.sources:
            yield document.error((*loc, "source"), "no such source", read=field.source, allowed=pack.sources)
        return
    kind, _dot, column = field.read.removeprefix(EVIDENCE).partition(".")
    held = pack.evidence_kinds.get(kind)
    if held is None:
        what = "no such kind of evidence"
        yield document.error((*loc, "read"), what, read=kind, allowed=pack.evidence_kinds or ["none"])
        return
    if column not in held.fields:
        yield document.error((*loc, "read"), f"{kind} has no such field", read=column, allowed=held.fields)
        return
    if field.source is None and len(held.sources) > 1:
        what = f"several sources state {kind}, and a field has one: name it under `source`"
        yield document.error((*loc, "source"), what, allowed=held.sources)
    if field.source is not None and field.source not in held.sources:
        what = f"that source does not state {kind}"
        yield document.error((*loc, "source"), what, read=field.source, allowed=held.sources)
    asked, least = Class(field.sharing or form.sharing), Class(held.fields[column].sharing)
    if asked.strictness < least.strictness:
        what = f"evidence.yaml says that {kind}.{column} is {least}, and a dataset is never freer than its facts"
        yield document.error((*loc, "sharing"), what, read=asked)


def datasets_of(pack: Pack) -> list[DatasetTerms]:
    """The datasets of a pack as the kernel keeps them."""
    return [_terms(pack, slug, form) for slug, form in pack.exchange.datasets.items()]


def _terms(pack: Pack, slug: str, form: DatasetForm) -> DatasetTerms:
    return DatasetTerms(
        pack=pack.slug,
        slug=slug,
        title=words(form.title),
        about=words(form.about),
        sharing=Class(form.sharing),
        reason=words(form.reason) if form.reason else None,
        basis=words(form.basis),
        owner=words(form.owner),
        head=words(form.head),
        outcomes=form.outcomes,
        version=form.version,
        retired=form.retired,
        fields=tuple(_field(pack, name, form, field) for name, field in form.fields.items()),
        counts=CountTerms(form.counts.by, form.counts.least) if form.counts else None,
    )


def _field(pack: Pack, slug: str, form: DatasetForm, field: FieldShared) -> FieldTerms:
    source = field.source or ""
    if not source and field.read.startswith(EVIDENCE):
        [source] = pack.evidence_kinds[field.read.removeprefix(EVIDENCE).partition(".")[0]].sources
    own, asked = Class(form.sharing), Class(field.sharing or form.sharing)
    return FieldTerms(
        slug=slug,
        title=words(field.title),
        read=field.read,
        source=source,
        source_title=words(pack.sources[source] if source else form.owner),
        sharing=max(own, asked, key=lambda one: one.strictness),
        kind=Kind(field.kind),
    )


def assessment_tables(pack: Pack) -> list[TableFile]:
    """The files of the table that exchange.yaml names."""
    return [one for one in pack.tables if one.name == pack.exchange.assessment]


def value_said(pack: Pack, field: FieldTerms, value: str) -> Text | None:
    """The words for a value of a field: of an outcome, of a result of evidence; None for a value that is its own."""
    if field.read == "outcome":
        named = pack.outcomes.get(value)
        return named.word if named is not None else None
    kind, _dot, column = field.read.removeprefix(EVIDENCE).partition(".")
    if not field.read.startswith(EVIDENCE) or column != "result" or kind not in pack.evidence_kinds:
        return None
    return pack.evidence_kinds[kind].results.get(value)
