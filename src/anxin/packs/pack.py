"""A pack as read: everything the other parts ask of it, typed and resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from anxin.decisions import FactSpec
from anxin.decisions.deriving.choosing import prefix
from anxin.kernel.cases.matter import CardTerms, MaterialWanted, Matter, RecordKind
from anxin.kernel.errors import Conflict
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.ledger.terms import BookTerms
from anxin.packs.allotments import AllotmentsFile
from anxin.packs.buyers import BuyersFile
from anxin.packs.cases import CasesFile, TableFile, as_matters, words
from anxin.packs.documents import Document
from anxin.packs.evidence import EvidenceFile, EvidenceKind, Material
from anxin.packs.exchange import ExchangeFile
from anxin.packs.faults import PackError
from anxin.packs.forms import Text
from anxin.packs.inquiries import InquiriesFile
from anxin.packs.layouts import IntakeFile, as_layout
from anxin.packs.ledger import LedgerFile, as_books
from anxin.packs.manifest import AreaNamed, Decides, Manifest, OutcomeNamed, Parameter
from anxin.packs.schemes import SchemesFile
from anxin.packs.texts import Reason, ReasonsFile
from anxin.packs.tracing import TracingFile
from anxin.packs.unions import UnionsFile


@dataclass(frozen=True)
class RuleFile:
    """One rules/<area>-<effective date>.dmn with its bytes' SHA-256."""

    stem: str
    area: str
    effective_from: date
    file: str
    dmn: str
    sha256: str


@dataclass(frozen=True)
class Documents:
    """The files with their line numbers, for whoever has to point at a place; one that is not there holds nothing."""

    manifest: Document
    evidence: Document
    intake: Document
    cases: Document
    ledger: Document
    reasons: Document
    allotments: Document
    schemes: Document
    unions: Document
    exchange: Document
    tracing: Document
    inquiries: Document
    buyers: Document

    def all(self) -> tuple[Document, ...]:
        """Every file, in the order of the fields."""
        return tuple(vars(self).values())


@dataclass(frozen=True)
class Pack:
    """A service. `fingerprint` is the SHA-256 over its declarations (not its scenarios and examples).

    A part that the folder does not have is there and empty.
    """

    folder: Path
    manifest: Manifest
    evidence: EvidenceFile
    intake: IntakeFile
    cases: CasesFile
    ledger: LedgerFile
    texts: ReasonsFile
    allotments: AllotmentsFile
    schemes: SchemesFile
    unions: UnionsFile
    exchange: ExchangeFile
    tracing: TracingFile
    inquiries: InquiriesFile
    buyers: BuyersFile
    rule_files: tuple[RuleFile, ...]
    tables: tuple[TableFile, ...]
    documents: Documents
    fingerprint: str

    @property
    def slug(self) -> str:
        return self.manifest.slug

    @property
    def title(self) -> Text:
        return self.manifest.title

    @property
    def decides(self) -> bool:
        """Whether the service decides an outcome; one that does not has no colour, no rule set and no card."""
        return self.manifest.decides is not None

    @property
    def deciding(self) -> Decides:
        """Which table decides and which output of it. Raises Conflict for a service that decides nothing."""
        if self.manifest.decides is None:
            raise Conflict(
                f"The service {self.slug} decides nothing.",
                why="Its pack.yaml has no `decides`, so it has no rules and no outcome.",
                todo="Choose a service that has a colour.",
            )
        return self.manifest.decides

    @cached_property
    def layouts(self) -> Mapping[str, Layout]:
        """The tables the service reads, as the kernel's intake takes them, by slug."""
        return {slug: as_layout(slug, form, self.evidence.card) for slug, form in self.intake.layouts.items()}

    @property
    def evidence_kinds(self) -> Mapping[str, EvidenceKind]:
        return self.evidence.kinds

    @property
    def sources(self) -> Mapping[str, Text]:
        return self.evidence.sources

    @cached_property
    def facts(self) -> tuple[FactSpec, ...]:
        """Where every input of the tables is read."""
        read = self.evidence.facts.items()
        return tuple(FactSpec(name=name, kind=at.kind, source=at.source, column=at.column) for name, at in read)

    @property
    def materials(self) -> tuple[Material, ...]:
        """Everything that may be asked before a card; `materials_for` leaves out what other areas ask."""
        return self.evidence.materials

    def materials_for(self, area: str) -> tuple[Material, ...]:
        """What must all be there before a card is issued to a person of that area (six digits)."""
        around = {slug for slug, held in self.areas.items() if area.startswith(prefix(held.code))}
        return tuple(one for one in self.evidence.materials if not one.areas or around & set(one.areas))

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """The kinds of request that may be made under the service, as the kernel keeps them."""
        return tuple(as_matters(self.slug, self.cases, self.tables, self._card_terms, self._record_kinds))

    @cached_property
    def books(self) -> tuple[BookTerms, ...]:
        """The kinds of book the service keeps, as the kernel's ledger keeps them."""
        return as_books(self.slug, self.ledger)

    @property
    def _record_kinds(self) -> dict[str, RecordKind]:
        """Zones and counted kinds follow from stays and from the records they count."""
        drawn = self.evidence.zones.kind if self.evidence.zones else ""
        return {
            slug: RecordKind(
                title=words(kind.title),
                results={result: words(text) for result, text in kind.results.items()},
                follows=kind.derived is not None or slug == drawn,
            )
            for slug, kind in self.evidence_kinds.items()
        }

    @property
    def _card_terms(self) -> CardTerms | None:
        card = self.evidence.card
        if card is None:
            return None
        wanted = (
            MaterialWanted(
                kind=one.kind,
                result=one.result,
                source=one.source,
                in_date=one.in_date,
                title=words(self.evidence.kinds[one.kind].title),
                areas=tuple(self.areas[area].code for area in one.areas),
            )
            for one in self.evidence.materials
        )
        return CardTerms(card.kind, card.source, card.issued, card.invalid, tuple(wanted))

    @property
    def outcomes(self) -> Mapping[str, OutcomeNamed]:
        """The outcomes by key, in the order of tables and legends."""
        return dict(sorted(self.manifest.outcomes.items(), key=lambda held: held[1].order))

    @property
    def reasons(self) -> Mapping[str, Reason]:
        return self.texts.reasons

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return self.manifest.parameters

    @property
    def areas(self) -> Mapping[str, AreaNamed]:
        return self.manifest.areas

    def freshness(self, kind: str) -> int:
        """After how many months a record of this kind is due for refresh."""
        return self.evidence.kinds[kind].freshness or self.evidence.freshness

    def rule_file(self, stem: str) -> RuleFile | None:
        return next((held for held in self.rule_files if held.stem == stem), None)


@dataclass(frozen=True)
class Quarantined:
    """A pack that is switched off because of `errors`; the site and the other packs go on."""

    slug: str
    folder: Path
    errors: tuple[PackError, ...]
