"""Tries the scenarios of a pack's schemes with the same computation that decides claims; no database is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from anxin.decisions import DecisionError
from anxin.kernel.cases.tables import table
from anxin.modules.benefits.deciding import Before, Decided, decide
from anxin.modules.benefits.declared import schemes_of
from anxin.modules.benefits.enums import FactKind
from anxin.modules.benefits.terms import Cycle, FactAsked, Item, Scheme
from anxin.packs.amounts import amount
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError
from anxin.packs.pack import Pack
from anxin.packs.schemes_scenarios import AdmittedForm, BenefitForm, read_benefits
from anxin.packs.trying_more import TRIERS, ModuleReport


class _Unfit(Exception):
    """A scenario that speaks of what is not there: where, what, and what is."""

    def __init__(self, where: Loc, what: str, read: object, allowed: object = ()) -> None:
        super().__init__(what)
        self.where, self.what, self.read = where, what, read
        self.allowed = [str(one) for one in allowed] if isinstance(allowed, Mapping | list | tuple) else [str(allowed)]


def register() -> None:
    """Have `packs lint` and `packs test` try claims too."""
    if try_benefits not in TRIERS:
        TRIERS.append(try_benefits)


def try_benefits(pack: Pack) -> ModuleReport:
    """Try every claim and admission of the scenarios. Raises PackInvalid for a file that cannot be read."""
    report = ModuleReport("claims")
    try:
        schemes = {one.slug: one for one in schemes_of(pack)}
        report.tables = {
            f"{name}-{dated.since}": len(table(dated.dmn).rows)
            for scheme in schemes.values()
            for name, files in scheme.tables.items()
            for dated in files
        }
    except (ValueError, KeyError, DecisionError):
        return report  # what is wrong is told where it stands
    for scenario in read_benefits(pack.folder):
        for place, claim in enumerate(scenario.held.benefits):
            _Try(report, scenario.document, ("benefits", place), schemes).claim(claim)
        for place, asked in enumerate(scenario.held.admissions):
            _Try(report, scenario.document, ("admissions", place), schemes).admission(asked)
    return report


@dataclass(frozen=True)
class _Try:
    """One scenario, and where it stands."""

    report: ModuleReport
    document: Document
    loc: Loc
    schemes: Mapping[str, Scheme]

    def claim(self, claim: BenefitForm) -> None:
        self.report.tried += 1
        try:
            found, item, cycle, scheme = self._decided(claim)
        except _Unfit as wrong:
            where = (*self.loc, *wrong.where)
            error = self.document.error(where, wrong.what, read=wrong.read, allowed=wrong.allowed)
            self.report.unfit.append(error)
            return
        dated = scheme.table(item.table, cycle)
        if dated is not None and found.row:
            self._reached(f"{item.table}-{dated.since}", found.row)
        wanted = claim.expect
        self._compare("paid", wanted.paid, found.payable)
        if wanted.reason is not None:
            self._compare("reason", wanted.reason, found.reason)
        if wanted.row is not None:
            self._compare("row", wanted.row, found.row)
        if wanted.explanation:
            self._compare("explanation", list(wanted.explanation), [one.zh for one in found.words])

    def _decided(self, claim: BenefitForm) -> tuple[Decided, Item, Cycle, Scheme]:
        scheme, cycle = self._of(claim.scheme, claim.cycle)
        item = _known(("item",), "item", claim.item, scheme.items)
        facts = _facts(("facts",), item, claim.facts)
        before = list[Before]()
        for place, one in enumerate(claim.before):
            where: Loc = ("before", place)
            other = _known((*where, "item"), "item", one.item, scheme.items)
            before.append(Before(str(place), other.slug, _facts((*where, "facts"), other, one.facts), one.paid))
        return decide(scheme, cycle, item, facts, before), item, cycle, scheme

    def _of(self, slug: str, key: str) -> tuple[Scheme, Cycle]:
        scheme = _known(("scheme",), "scheme", slug, self.schemes)
        return scheme, _known(("cycle",), "cycle", key, scheme.cycles)

    def admission(self, asked: AdmittedForm) -> None:
        self.report.tried += 1
        try:
            scheme, cycle = self._of(asked.scheme, asked.cycle)
            dated = scheme.table(scheme.admission, cycle) if scheme.admission else None
            if dated is None:
                raise _Unfit(("scheme",), "this scheme has no admission table", asked.scheme)
        except _Unfit as wrong:
            where = (*self.loc, *wrong.where)
            self.report.unfit.append(self.document.error(where, wrong.what, read=wrong.read, allowed=wrong.allowed))
            return
        held = table(dated.dmn)
        known = {"age": asked.age, "sex": asked.sex, "retired": asked.retired}
        found = held.decide({one.name: known.get(one.name) for one in held.inputs}, cycle.cover_from)
        if found.row:
            self._reached(f"{scheme.admission}-{dated.since}", found.row)
        got = {"admitted": found.outputs.get("admitted"), "reason": found.outputs.get("reason"), "row": found.row}
        for key, value in got.items():
            self._compare(key, getattr(asked, key), value, within=())

    def _reached(self, stem: str, row: int) -> None:
        self.report.reached.setdefault(stem, set()).add(row)

    def _compare(self, key: str, wanted: object, got: object, within: Loc = ("expect",)) -> None:
        if wanted != got:
            line, what = self.document.line((*self.loc, *within, key)), f"`{key}` comes out otherwise"
            self.report.otherwise.append(PackError(self.document.file, line, what, _shown(got), _shown(wanted)))


def _shown(value: object) -> str:
    return " / ".join(map(str, value)) if isinstance(value, list) else str(value)


def _known(where: Loc, what: str, read: str, held: Mapping[str, Any]) -> Any:
    if read not in held:
        raise _Unfit(where, f"no such {what}", read, held)
    return held[read]


def _facts(where: Loc, item: Item, said: Mapping[str, object]) -> dict[str, Any]:
    """The facts as a claim keeps them: every one of the item's, each as it is written. Raises _Unfit."""
    for key in said:
        _known((*where, key), "fact of the item", key, item.facts)
    found = {}
    for key, asked in item.facts.items():
        if key not in said:
            raise _Unfit(where, f"the fact {key!r} is missing", "", item.facts)
        value = _value(asked, said[key])
        if value is None:
            raise _Unfit((*where, key), f"a fact of kind {asked.kind}", said[key], next(_allowed(asked), ()))
        found[key] = value
    return found


def _value(asked: FactAsked, said: object) -> object:
    """The value, None for one that this kind cannot hold."""
    match asked.kind:
        case FactKind.CHOICE:
            return said if said in asked.choices else None
        case FactKind.DATE:
            return said.isoformat() if isinstance(said, date) else None
        case FactKind.YES_NO:
            return said if isinstance(said, bool) else None
        case FactKind.FEN:
            try:
                return amount(said)
            except ValueError:
                return None
        case _:
            return said if isinstance(said, int) and not isinstance(said, bool) else None


def _allowed(asked: FactAsked) -> Iterator[object]:
    if asked.choices:
        yield list(asked.choices)
