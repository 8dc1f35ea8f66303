"""The files and keys a pack may have, and which of them stand together.

Only pack.yaml is always there. A service that decides an outcome names its table under `decides`; then it has rule
files, outcomes, evidence, reasons and what it shows to whom. One that decides nothing has none of what only an outcome
needs. A further optional file joins here (`FILES`, `EMPTY`, for a folder of tables `TABLE_FOLDERS`), then in `Pack`, in
`loading` and in `references`; one that names tables in `table_names.NAMED_BY`. What a module does with it when the pack
is applied: `applying`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from anxin.packs.allotments import ALLOTMENTS, AllotmentsFile
from anxin.packs.buyers import BUYERS, BuyersFile
from anxin.packs.cases import TABLES, CasesFile
from anxin.packs.documents import Document
from anxin.packs.evidence import EvidenceFile
from anxin.packs.exchange import EXCHANGE, ExchangeFile
from anxin.packs.faults import PackError, listed, nearest
from anxin.packs.forms import Form
from anxin.packs.inquiries import INQUIRIES, InquiriesFile
from anxin.packs.layouts import IntakeFile
from anxin.packs.ledger import LedgerFile
from anxin.packs.schemes import SCHEMES, SchemesFile
from anxin.packs.texts import ReasonsFile
from anxin.packs.tracing import TRACING, TracingFile
from anxin.packs.unions import UNIONS, UnionsFile

MANIFEST, EVIDENCE, INTAKE = "pack.yaml", "evidence.yaml", "intake.yaml"
CASES, LEDGER, REASONS = "cases.yaml", "ledger.yaml", "texts/reasons.yaml"
RULES, SCENARIOS, EXAMPLES, TEXTS = "rules", "scenarios", "examples", "texts"

FILES: Mapping[str, type[Form]] = {
    EVIDENCE: EvidenceFile,
    INTAKE: IntakeFile,
    CASES: CasesFile,
    LEDGER: LedgerFile,
    REASONS: ReasonsFile,
    ALLOTMENTS: AllotmentsFile,
    SCHEMES: SchemesFile,
    UNIONS: UnionsFile,
    EXCHANGE: ExchangeFile,
    TRACING: TracingFile,
    INQUIRIES: InquiriesFile,
    BUYERS: BuyersFile,
}
NAMED = (MANIFEST, *FILES)
TABLE_FOLDERS = (RULES, TABLES)
FOLDERS = (*TABLE_FOLDERS, TEXTS, SCENARIOS, EXAMPLES)

EMPTY: Mapping[str, Form] = {
    EVIDENCE: EvidenceFile.model_construct(freshness=6, card=None, sources={}, kinds={}, facts={}, materials=()),
    INTAKE: IntakeFile.model_construct(layouts={}),
    CASES: CasesFile.model_construct(desks={}, matters={}),
    LEDGER: LedgerFile.model_construct(books={}),
    REASONS: ReasonsFile.model_construct(reasons={}),
    ALLOTMENTS: AllotmentsFile.model_construct(offers={}),
    SCHEMES: SchemesFile.model_construct(schemes={}),
    UNIONS: UnionsFile.model_construct(standing=None, pools=()),
    INQUIRIES: InquiriesFile.model_construct(record=None),
    BUYERS: BuyersFile.model_construct(light=None, screened_within=24, late_after=60, sources={}, countries=None),
    EXCHANGE: ExchangeFile.model_construct(datasets={}),
    TRACING: TracingFile.model_construct(book="", declare_days=0, sites={}),
}
"""What stands for a file that a pack does not have."""

WITH_OUTCOME = ("areas", "rule_sets", "shown", "outcomes")
FILES_WITH_OUTCOME = (EVIDENCE, REASONS)
ONLY_OUTCOME = ("rule_sets", "parameters", "outcomes")
ONLY_OUTCOME_IN_EVIDENCE = ("facts", "card", "materials")


def keys_apart(document: Document) -> Iterator[PackError]:
    """The keys of pack.yaml that an outcome needs and that are missing, or that stand there without an outcome."""
    held = document.held
    if held.get("decides") is not None:
        for key in WITH_OUTCOME:
            if key not in held:
                yield document.error((), f"the key {key!r} is missing; a service with `decides` has one")
        return
    for key in ONLY_OUTCOME:
        if key in held:
            what = f"`{key}` is only for a service that decides: say which table under `decides`, or take it out"
            yield document.error((key,), what)


def files_apart(folder: Path, *, decides: bool) -> Iterator[PackError]:
    """The files that an outcome needs and that are missing, or that stand there without what they need."""
    there = {file for file in FILES if (folder / file).is_file()}
    for file in FILES_WITH_OUTCOME if decides else ():
        if file not in there:
            yield PackError(file, 0, "the file is missing; a service with `decides` in pack.yaml has one")
    if not decides:
        alone = [REASONS] if REASONS in there else []
        alone += [f"{RULES}/{path.name}" for path in sorted((folder / RULES).glob("*"))]
        for file in alone:
            what = "only for a service that decides: say which table under `decides` in pack.yaml, or take the file out"
            yield PackError(file, 0, what)
    if INTAKE in there and EVIDENCE not in there and not decides:
        what = f"its tables speak in the name of sources, and those are declared in {EVIDENCE}, which is missing"
        yield PackError(INTAKE, 0, what)


def evidence_apart(document: Document, *, decides: bool) -> Iterator[PackError]:
    """The keys of evidence.yaml that stand there for an outcome that nothing decides."""
    for key in ONLY_OUTCOME_IN_EVIDENCE:
        if document.held.get(key) and not decides:
            what = f"`{key}` is only for a service that decides: say which table under `decides` in pack.yaml"
            yield document.error((key,), f"{what}, or take it out")


def strange_names(folder: Path) -> Iterator[PackError]:
    """Declarations and folders with a name nothing reads: a misspelt one would be left out without a word."""
    for path in sorted([*folder.glob("*.y*ml"), *(folder / TEXTS).glob("*.y*ml")]):
        file = path.relative_to(folder).as_posix()
        if file not in NAMED:
            what = "no file of a pack has this name, so nothing would read it"
            yield PackError(file, 0, what, file, listed(NAMED), nearest(file, NAMED))
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in FOLDERS and path.name[0] not in "._":
            what = "no folder of a pack has this name, so nothing would read it"
            yield PackError(path.name, 0, what, path.name, listed(FOLDERS), nearest(path.name, FOLDERS))
