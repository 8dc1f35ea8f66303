"""From a folder to a Pack: the manifest is judged first, then every other file, then every reference."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypeVar

from packaging.specifiers import SpecifierSet

import anxin
from anxin.kernel.errors import NotFound
from anxin.packs import references
from anxin.packs.allotments import ALLOTMENTS, AllotmentsFile
from anxin.packs.buyers import BUYERS, BuyersFile
from anxin.packs.cases import CasesFile, read_tables
from anxin.packs.documents import Document, read_document, understood
from anxin.packs.evidence import EvidenceFile
from anxin.packs.exchange import EXCHANGE, ExchangeFile
from anxin.packs.faults import PackError, PackInvalid
from anxin.packs.forms import Form
from anxin.packs.inquiries import INQUIRIES, InquiriesFile
from anxin.packs.layouts import IntakeFile
from anxin.packs.ledger import LedgerFile
from anxin.packs.manifest import Manifest
from anxin.packs.pack import Documents, Pack, Quarantined, RuleFile
from anxin.packs.parts import (
    CASES,
    EMPTY,
    EVIDENCE,
    INTAKE,
    LEDGER,
    MANIFEST,
    NAMED,
    REASONS,
    RULES,
    TABLE_FOLDERS,
    evidence_apart,
    files_apart,
    keys_apart,
    strange_names,
)
from anxin.packs.schemes import SCHEMES, SchemesFile
from anxin.packs.texts import ReasonsFile
from anxin.packs.tracing import TRACING, TracingFile
from anxin.packs.unions import UNIONS, UnionsFile

T = TypeVar("T")
F = TypeVar("F", bound=Form)
SHIPPED = Path(anxin.__file__).with_name("_packs")
CHECKOUT = Path(anxin.__file__).resolve().parents[2] / "packs"


def packs_folder() -> Path:
    """Where packs live: $ANXIN_PACKS, else the checkout's packs/, else those shipped inside the package."""
    named = os.environ.get("ANXIN_PACKS")
    if named:
        return Path(named).expanduser().resolve()
    return CHECKOUT if CHECKOUT.is_dir() else SHIPPED


def find_packs(root: Path | None = None) -> list[Path]:
    """The folders that hold a pack.yaml, in order of name."""
    return sorted(path.parent for path in (root or packs_folder()).glob("*/pack.yaml"))


def load_all(root: Path | None = None) -> list[Pack | Quarantined]:
    """Every pack; a bad one is quarantined with its errors and the others go on."""
    return [_loaded(folder) for folder in find_packs(root)]


def _loaded(folder: Path) -> Pack | Quarantined:
    try:
        return load_pack(folder)
    except PackInvalid as fault:
        return Quarantined(folder.name, folder, fault.errors)


def load_pack(folder: Path) -> Pack:
    """Read one pack. Raises PackInvalid with every error found; nothing beyond a bad manifest is read."""
    document = read_document(folder, MANIFEST)
    manifest = understood(document, Manifest, slug=folder.name)
    _judge(folder, document, manifest)
    pack = _read_rest(folder, document, manifest)
    found = [error for error in references.check(pack) if error.severity == "error"]
    if found:
        raise PackInvalid(pack.slug, found)
    return pack


def _judge(folder: Path, document: Document, manifest: Manifest) -> None:
    found = [*keys_apart(document)]
    if manifest.slug != folder.name:
        what = "the slug must be the folder's name"
        found.append(document.error(("slug",), what, read=manifest.slug, allowed=[folder.name]))
    if not SpecifierSet(manifest.kernel).contains(anxin.__version__, prereleases=True):
        what = f"this pack is for another Anxin; this one is {anxin.__version__}"
        found.append(document.error(("kernel",), what, read=manifest.kernel))
    if found:
        raise PackInvalid(folder.name, found)


def _read_rest(folder: Path, document: Document, manifest: Manifest) -> Pack:
    decides = manifest.decides is not None
    errors = [*strange_names(folder), *files_apart(folder, decides=decides)]
    evidence = _kept(errors, lambda: _part(folder, EVIDENCE, EvidenceFile))
    intake = _kept(errors, lambda: _part(folder, INTAKE, IntakeFile))
    cases = _kept(errors, lambda: _part(folder, CASES, CasesFile))
    ledger = _kept(errors, lambda: _part(folder, LEDGER, LedgerFile))
    reasons = _kept(errors, lambda: _part(folder, REASONS, ReasonsFile))
    allotments = _kept(errors, lambda: _part(folder, ALLOTMENTS, AllotmentsFile))
    schemes = _kept(errors, lambda: _part(folder, SCHEMES, SchemesFile))
    unions = _kept(errors, lambda: _part(folder, UNIONS, UnionsFile))
    exchange = _kept(errors, lambda: _part(folder, EXCHANGE, ExchangeFile))
    tracing = _kept(errors, lambda: _part(folder, TRACING, TracingFile))
    inquiries = _kept(errors, lambda: _part(folder, INQUIRIES, InquiriesFile))
    buyers = _kept(errors, lambda: _part(folder, BUYERS, BuyersFile))
    rules = _kept(errors, lambda: read_rules(folder))
    tables = _kept(errors, lambda: read_tables(folder))
    if evidence:
        errors += evidence_apart(evidence[0], decides=decides)
    if errors or rules is None or tables is None:
        raise PackInvalid(manifest.slug, errors)
    assert evidence and intake and cases and ledger and reasons, "a part that is not there has an error"
    assert allotments and schemes and unions and exchange, "a part that is not there has an error"
    assert tracing and inquiries and buyers, "a part that is not there has an error"
    return Pack(
        folder=folder,
        manifest=manifest,
        evidence=evidence[1],
        intake=intake[1],
        cases=cases[1],
        ledger=ledger[1],
        texts=reasons[1],
        allotments=allotments[1],
        schemes=schemes[1],
        unions=unions[1],
        exchange=exchange[1],
        tracing=tracing[1],
        inquiries=inquiries[1],
        buyers=buyers[1],
        rule_files=tuple(rules),
        tables=tables,
        documents=Documents(
            manifest=document,
            evidence=evidence[0],
            intake=intake[0],
            cases=cases[0],
            ledger=ledger[0],
            reasons=reasons[0],
            allotments=allotments[0],
            schemes=schemes[0],
            unions=unions[0],
            exchange=exchange[0],
            tracing=tracing[0],
            inquiries=inquiries[0],
            buyers=buyers[0],
        ),
        fingerprint=fingerprint(folder),
    )


def _part(folder: Path, file: str, model: type[F]) -> tuple[Document, F]:
    """One of the optional files, with its lines; what stands for it where the pack has none. Raises PackInvalid."""
    if not (folder / file).is_file():
        empty = EMPTY[file]
        assert isinstance(empty, model)
        return Document(file, {}), empty
    document = read_document(folder, file)
    return document, understood(document, model, slug=folder.name)


def _kept(errors: list[PackError], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except PackInvalid as fault:
        errors.extend(fault.errors)
        return None


def read_rules(folder: Path) -> list[RuleFile]:
    """Every rules/<area>-<effective date>.dmn. Raises PackInvalid for a file named otherwise or not UTF-8."""
    found, errors = list[RuleFile](), list[PackError]()
    for path in sorted((folder / RULES).glob("*")):
        file = f"{RULES}/{path.name}"
        area, _, day = path.stem.partition("-")
        try:
            held = path.read_bytes()
            if path.suffix != ".dmn":
                raise ValueError
            effective = date.fromisoformat(day)
            found.append(RuleFile(path.stem, area, effective, file, held.decode(), hashlib.sha256(held).hexdigest()))
        except UnicodeDecodeError:
            errors.append(PackError(file, 0, "a rule file must be UTF-8"))
        except ValueError:
            what = "a rule file is named <area>-<effective date>.dmn"
            errors.append(PackError(file, 0, what, read=path.name, allowed="zhejiang-2020-07-05.dmn"))
    if errors:
        raise PackInvalid(folder.name, errors)
    return found


def declarations(folder: Path) -> list[Path]:
    """The files a running site reads, in order of name; scenarios, examples and papers are not among them."""
    tables = [path for name in TABLE_FOLDERS for path in sorted((folder / name).glob("*.dmn"))]
    return [path for path in [*(folder / file for file in NAMED), *tables] if path.is_file()]


def fingerprint(folder: Path) -> str:
    """SHA-256 over the names and bytes of the declarations."""
    return _sha256(part for path in declarations(folder) for part in (path.name.encode(), path.read_bytes()))


def _sha256(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of every declaration: cheap enough to ask at every scan."""
_held: dict[Path, tuple[Stamp, Pack]] = {}


def current(slug: str) -> Pack:
    """The pack of that name as its files stand now; read again only after a file changed.

    A pack that was good and has just been broken stays as it was until it is mended: the site stays up.
    Raises NotFound for an unknown name, PackInvalid for a pack that was never good in this process.
    """
    folder = packs_folder() / slug
    stamp = _stamp(str(folder))
    if not stamp or folder.name != slug:
        known = ", ".join(path.name for path in find_packs()) or "none"
        raise NotFound(f"There is no service pack named {slug!r}.", why=f"Known: {known}.")
    before = _held.get(folder)
    if before is not None and before[0] == stamp:
        return before[1]
    try:
        pack = load_pack(folder)
    except PackInvalid:
        if before is None:
            raise
        pack = before[1]
    _held[folder] = (stamp, pack)
    return pack


def _stamp(folder: str) -> Stamp:
    """Empty where there is no pack.yaml."""
    named = [(file, f"{folder}/{file}") for file in NAMED if os.path.isfile(f"{folder}/{file}")]
    if not named or named[0][0] != NAMED[0]:
        return ()
    for name in TABLE_FOLDERS:
        if os.path.isdir(f"{folder}/{name}"):
            named += sorted((f"{name}/{entry.name}", entry.path) for entry in os.scandir(f"{folder}/{name}"))
    stats = [(name, os.stat(path)) for name, path in named]
    return tuple((name, held.st_mtime_ns, held.st_size) for name, held in stats)
