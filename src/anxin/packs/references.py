"""Does every name a pack uses stand for something it declares? Nothing is used or written before all do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from anxin.kernel.access.rules import FIELDS
from anxin.kernel.journal.actor import Role
from anxin.packs.allotments import check_allotments
from anxin.packs.buyers import check_buyers
from anxin.packs.case_checks import check_cases
from anxin.packs.documents import Document
from anxin.packs.evidence import COLUMNS, EvidenceKind
from anxin.packs.evidence_checks import check_derived, check_figures, check_zones
from anxin.packs.exchange import check_exchange
from anxin.packs.faults import PackError, listed
from anxin.packs.inquiries import check_inquiries
from anxin.packs.layouts import AffiliationForm, ColumnForm, EvidenceForm, LayoutForm
from anxin.packs.ledger_checks import check_ledger
from anxin.packs.pack import Pack
from anxin.packs.schemes_checks import check_schemes
from anxin.packs.tracing import check_tracing
from anxin.packs.unions import check_unions

Loc = tuple[str | int, ...]


def check(pack: Pack) -> list[PackError]:
    """Every dangling name, and a warning for every missing English text. A further part of packs adds its own check."""
    found = chain(
        _rule_sets(pack),
        _parameters(pack),
        _shown(pack),
        _kinds(pack),
        check_derived(pack),
        check_zones(pack),
        check_figures(pack),
        _facts(pack),
        _card(pack),
        _materials(pack),
        _layouts(pack),
        check_cases(pack),
        check_ledger(pack),
        check_exchange(pack),
        check_allotments(pack),
        check_schemes(pack),
        check_unions(pack),
        check_tracing(pack),
        check_inquiries(pack),
        check_buyers(pack),
    )
    return [*found, *missing_english(pack)]


def _unknown(document: Document, loc: Loc, what: str, read: str, allowed: Iterable[str]) -> Iterator[PackError]:
    known = list(allowed)
    if read not in known:
        yield document.error(loc, f"no such {what}", read=read, allowed=known)


def _rule_sets(pack: Pack) -> Iterator[PackError]:
    document, stems = pack.documents.manifest, [rules.stem for rules in pack.rule_files]
    for stem in pack.manifest.rule_sets:
        yield from _unknown(document, ("rule_sets", stem), "file in rules/", stem, stems)
    for rules in pack.rule_files:
        if rules.stem not in pack.manifest.rule_sets:
            what = "this rule file has no entry under rule_sets in pack.yaml"
            yield PackError(rules.file, 0, what, rules.stem, listed(pack.manifest.rule_sets))
        if rules.area not in pack.areas:
            yield PackError(rules.file, 0, "its area is not declared in pack.yaml", rules.area, listed(pack.areas))


def _parameters(pack: Pack) -> Iterator[PackError]:
    for name, parameter in pack.parameters.items():
        for stem in parameter.values:
            loc = ("parameters", name, "values", stem)
            yield from _unknown(pack.documents.manifest, loc, "rule set", stem, pack.manifest.rule_sets)


def _shown(pack: Pack) -> Iterator[PackError]:
    """No role is shown more than the kernel would show it at most; a household's items are opened kind by kind."""
    document = pack.documents.manifest
    for role, named in pack.manifest.shown.items():
        limit = FIELDS[Role(role)]
        for place, field in enumerate(named.fields):
            if field not in limit:
                what = f"no service may show this to the role {role}"
                allowed = sorted(limit) or ["nothing"]
                yield document.error(("shown", role, "fields", place), what, read=field, allowed=allowed)


def _kinds(pack: Pack) -> Iterator[PackError]:
    document = pack.documents.evidence
    for slug, kind in pack.evidence_kinds.items():
        for place, source in enumerate(kind.sources):
            yield from _unknown(document, ("kinds", slug, "sources", place), "source", source, pack.sources)
        for shown in kind.household.shows if kind.household else ():
            yield from _unknown(document, ("kinds", slug, "household", "shows"), "field", shown, kind.fields)


def _facts(pack: Pack) -> Iterator[PackError]:
    document = pack.documents.evidence
    for name, fact in pack.evidence.facts.items():
        loc = ("facts", name)
        yield from _kind_and_source(pack, loc, fact.kind, fact.source)
        kind = pack.evidence_kinds.get(fact.kind)
        if kind is not None:
            yield from _unknown(document, (*loc, "column"), f"field of {fact.kind}", fact.column, kind.fields)


def _kind_and_source(pack: Pack, loc: Loc, kind: str, source: str | None) -> Iterator[PackError]:
    document, held = pack.documents.evidence, pack.evidence_kinds.get(kind)
    yield from _unknown(document, (*loc, "kind"), "kind of evidence", kind, pack.evidence_kinds)
    if held is not None and source is not None:
        yield from _unknown(document, (*loc, "source"), f"source of {kind}", source, held.sources)


def _card(pack: Pack) -> Iterator[PackError]:
    card = pack.evidence.card
    if card is None:
        for slug, layout in pack.intake.layouts.items():
            if layout.makes.code and not pack.decides:
                what = "a code shows an outcome, and without `decides` in pack.yaml there is none; take `code` out"
                yield pack.documents.intake.error(("layouts", slug, "makes", "code"), what)
            elif layout.makes.code:
                what = "a layout makes codes, so `card` must say how the card stands in evidence"
                yield pack.documents.evidence.error((), what)
        return
    yield from _kind_and_source(pack, ("card",), card.kind, card.source)
    kind = pack.evidence_kinds.get(card.kind)
    results = kind.results if kind is not None else (card.issued, card.invalid)
    for result in (card.issued, card.invalid):
        yield from _unknown(pack.documents.evidence, ("card",), f"result of {card.kind}", result, results)


def _materials(pack: Pack) -> Iterator[PackError]:
    document = pack.documents.evidence
    for place, material in enumerate(pack.materials):
        loc = ("materials", place)
        yield from _kind_and_source(pack, loc, material.kind, material.source)
        for area in material.areas:
            yield from _unknown(document, (*loc, "areas"), "area", area, pack.areas)
        kind = pack.evidence_kinds.get(material.kind)
        if kind is not None:
            yield from _unknown(document, (*loc, "result"), f"result of {material.kind}", material.result, kind.results)
        if kind is not None and material.in_date and "valid_until" not in kind.fields:
            what = f"{material.kind} has no valid_until, so it cannot be asked to be in date"
            yield document.error((*loc, "in_date"), what)


def _layouts(pack: Pack) -> Iterator[PackError]:
    document = pack.documents.intake
    for slug, layout in pack.intake.layouts.items():
        loc = ("layouts", slug)
        yield from _unknown(document, (*loc, "source"), "source", layout.source, pack.sources)
        yield from _columns(document, loc, layout)
        if layout.makes.affiliation is not None:
            yield from _affiliation(document, (*loc, "makes", "affiliation"), layout, layout.makes.affiliation)
        for place, made in enumerate(layout.makes.evidence):
            yield from _made(pack, (*loc, "makes", "evidence", place), layout, made)


def _columns(document: Document, loc: Loc, layout: LayoutForm) -> Iterator[PackError]:
    for what in ("name", "key"):
        held = [str(getattr(column, what)) for column in layout.columns]
        for place, word in enumerate(held):
            if word in held[:place]:
                yield document.error((*loc, "columns", place, what), f"two columns have this {what}", read=word)
    for place, column in enumerate(layout.columns):
        if bool(column.choices) != (column.type == "choice"):
            what = "a column of type choice lists its choices, and no other does"
            yield document.error((*loc, "columns", place), what, read=column.type)
    if not any(column.type == "identity_number" and column.required for column in layout.columns):
        yield document.error((*loc, "columns"), "a required column of type identity_number is missing")


def _affiliation(document: Document, loc: Loc, layout: LayoutForm, made: AffiliationForm) -> Iterator[PackError]:
    for key, type_ in (("organisation", "credit_code"), ("status", "choice"), ("starts", "date"), ("ends", "date")):
        yield from _column_of(document, (*loc, key), layout, getattr(made, key), type_)
    status = layout.column(made.status)
    for word in made.open_when if status else ():
        yield from _unknown(document, (*loc, "open_when"), "choice", word, _values(status))


def _made(pack: Pack, loc: Loc, layout: LayoutForm, made: EvidenceForm) -> Iterator[PackError]:
    document, kind = pack.documents.intake, pack.evidence_kinds.get(made.kind)
    yield from _unknown(document, (*loc, "kind"), "kind of evidence", made.kind, pack.evidence_kinds)
    for key in ("valid_from", "valid_until"):
        if getattr(made, key) is not None:
            yield from _column_of(document, (*loc, key), layout, getattr(made, key), "date")
    if made.result is not None:
        yield from _column_of(document, (*loc, "result"), layout, made.result, "choice")
    for needed in (*made.needs, *made.details):
        yield from _unknown(document, loc, "column", needed, [column.key for column in layout.columns])
    if kind is not None:
        yield from _fits(document, loc, layout, made, kind)


def _fits(
    document: Document, loc: Loc, layout: LayoutForm, made: EvidenceForm, kind: EvidenceKind
) -> Iterator[PackError]:
    """The record a layout makes must be one its kind declares: source, results, dates, details."""
    if layout.source not in kind.sources:
        what = f"{layout.source} is not a source of {made.kind}"
        yield document.error(loc, what, read=layout.source, allowed=kind.sources)
    where, results = (loc, [made.value]) if made.value is not None else _read_results(loc, layout, made.result or "")
    for result in results:
        yield from _unknown(document, where, f"result of {made.kind}", result, kind.results)
    dates = [name for name in COLUMNS[1:] if getattr(made, name) is not None]
    for name in (*dates, *made.details):
        yield from _unknown(document, loc, f"field of {made.kind}", name, kind.fields)


def _read_results(loc: Loc, layout: LayoutForm, key: str) -> tuple[Loc, list[str]]:
    """Where the column of that key stands, and the values it gives."""
    for place, column in enumerate(layout.columns):
        if column.key == key:
            return (*loc[:2], "columns", place), _values(column)
    return loc, []


def _values(column: ColumnForm | None) -> list[str]:
    return list(column.choices.values()) if column is not None else []


def _column_of(document: Document, loc: Loc, layout: LayoutForm, key: str, type_: str) -> Iterator[PackError]:
    fitting = [column.key for column in layout.columns if column.type == type_]
    yield from _unknown(document, loc, f"column of type {type_}", key, fitting)


def missing_english(pack: Pack) -> Iterator[PackError]:
    """A warning for each text that has Chinese and no English."""
    for document in pack.documents.all():
        for loc, held in _texts(document.held, ()):
            if "zh" in held and not held.get("en"):
                yield document.error(loc, "English is missing", read=str(held["zh"])[:30], severity="warning")


def _texts(held: object, loc: Loc) -> Iterator[tuple[Loc, Mapping[str, object]]]:
    if isinstance(held, dict):
        if "zh" in held:
            yield loc, held
        for key, inner in held.items():
            yield from _texts(inner, (*loc, key))
    elif isinstance(held, list):
        for place, inner in enumerate(held):
            yield from _texts(inner, (*loc, place))
