"""The tables of schemes.yaml: do they read what a claim knows, say an amount and a reason, and name their sources?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anxin import decisions
from anxin.decisions import Compiled, DecisionError, Input
from anxin.packs.case_tables import said, tables_named
from anxin.packs.documents import Loc
from anxin.packs.faults import PackError, listed, nearest
from anxin.packs.forms import Text
from anxin.packs.pack import Pack
from anxin.packs.schemes import FactForm, ItemForm
from anxin.packs.schemes_checks import DAYS_COVERED

AMOUNT, REASON, ADMITTED, LEGAL_SOURCE = "amount", "reason", "admitted", "legal source"
TYPES = {"fen": "number", "count": "number", "choice": "string", "date": "date", "yes-no": "boolean"}
ADMISSION_READS = {"age": "number", "sex": "string", "retired": "boolean"}
ONE_ROW = ("FIRST", "UNIQUE", "ANY", "PRIORITY")


def check_scheme_tables(pack: Pack) -> Iterator[PackError]:
    """Every table in the hands of the item or scheme that names it. A file the engine cannot use is told elsewhere."""
    ready = dict(_ready(pack))
    for slug, scheme in pack.schemes.schemes.items():
        for name, item in scheme.items.items():
            yield from _item(pack, ("schemes", slug, "items", name), item, ready)
        if scheme.admission:
            loc: Loc = ("schemes", slug)
            for file in tables_named(pack, scheme.admission):
                if file.stem in ready:
                    yield from _reads(file.file, ready[file.stem], ADMISSION_READS, {})
                    yield from _says(file.file, ready[file.stem], ADMITTED, scheme.reasons)
            yield from _unsaid(pack, (*loc, "reasons"), scheme.reasons, scheme.admission, ready)


def _ready(pack: Pack) -> Iterator[tuple[str, Compiled]]:
    for file in pack.tables:
        try:
            model = decisions.load(file.dmn, name=file.file)
            yield file.stem, model.compile(next(iter(model.tables)))
        except DecisionError:
            continue


def _item(pack: Pack, loc: Loc, item: ItemForm, ready: Mapping[str, Compiled]) -> Iterator[PackError]:
    types = {key: TYPES[fact.kind] for key, fact in item.facts.items()} | {DAYS_COVERED: "number"}
    for file in tables_named(pack, item.table):
        if file.stem in ready:
            yield from _reads(file.file, ready[file.stem], types, item.facts)
            yield from _says(file.file, ready[file.stem], AMOUNT, item.reasons)
    yield from _unsaid(pack, (*loc, "reasons"), item.reasons, item.table, ready)


def _reads(file: str, table: Compiled, types: Mapping[str, str], facts: Mapping[str, FactForm]) -> Iterator[PackError]:
    for given in table.inputs:
        if given.name not in types:
            what = "no claim knows this input"
            yield PackError(file, 0, what, given.name, listed(types), nearest(given.name, types))
        elif given.type != types[given.name]:
            yield PackError(file, 0, f"the input {given.name} has another type", given.type, types[given.name])
        elif given.name in facts:
            yield from _choices(file, given, facts[given.name])


def _choices(file: str, given: Input, fact: FactForm) -> Iterator[PackError]:
    if given.allowed and set(given.allowed) - set(fact.choices):
        strange = listed(sorted(set(given.allowed) - set(fact.choices)))
        what = f"some allowed values of {given.name} are no choices of the fact"
        yield PackError(file, 0, what, strange, listed(fact.choices))


def _says(file: str, table: Compiled, output: str, reasons: Mapping[str, Text]) -> Iterator[PackError]:
    """One row at most; each row with the output, a known reason and its legal source."""
    if table.table.hit_policy not in ONE_ROW:
        yield PackError(file, 0, "the table gives one row at most", table.table.hit_policy, listed(ONE_ROW))
    names = [column.name for column in table.table.outputs]
    for wanted in (output, REASON):
        if wanted not in names:
            yield PackError(file, 0, "the table lacks an output", listed(names), wanted, nearest(wanted, names))
    for row, rule in zip(table.rows, table.table.rules, strict=True):
        line, reason, value = rule.output_places[0].line or 0, row.outputs.get(REASON), row.outputs.get(output)
        if reason is not None and str(reason) not in reasons:
            near = nearest(reason, reasons)
            yield PackError(file, line, f"row {row.number}: no such reason", str(reason), listed(reasons), near)
        if output == AMOUNT and value is not None and (not isinstance(value, int) or value < 0):
            yield PackError(file, line, f"row {row.number}: an amount is a whole number of fen", str(value))
        if not row.annotations.get(LEGAL_SOURCE):
            yield PackError(file, line, f"row {row.number} does not name its legal source", allowed=LEGAL_SOURCE)


def _unsaid(
    pack: Pack, loc: Loc, reasons: Mapping[str, Text], table: str, ready: Mapping[str, Compiled]
) -> Iterator[PackError]:
    files = [file.stem for file in tables_named(pack, table)]
    if not files or not all(stem in ready for stem in files):
        return
    given = {str(value) for stem in files for value in said(ready[stem]).get(REASON, ())}
    for key in reasons:
        if key not in given:
            yield pack.documents.schemes.error((*loc, key), "no row gives this reason", read=key, severity="warning")
