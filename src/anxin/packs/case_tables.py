"""The tables of cases.yaml: can they be used, do they read what a case knows, does all they say stand for something?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from anxin import decisions
from anxin.decisions import Compiled, DecisionError, Input
from anxin.kernel.cases.enums import WITH_BOOKS
from anxin.kernel.cases.forms import FieldKind
from anxin.packs.case_checks import found_in_steps, plain_questions, unknown
from anxin.packs.case_grades import check_grades
from anxin.packs.case_sweeps import check_sweep
from anxin.packs.cases import FieldForm, MatterForm, TableFile
from anxin.packs.documents import Document, Loc
from anxin.packs.faults import PackError, Severity, listed, nearest
from anxin.packs.pack import Pack

DESK, AREA, SCREENED, KNOWN = "desk", "area", "screened_", "organisation_known"
RECORD = ("record_kind", "record_source")
# Of the engine's findings: what a table says nothing of, somebody decides; and cases are decided one by one.
OPEN = frozenset({"gap", "outside"})
TYPES = {
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.CHOICE: "string",
    FieldKind.YES_NO: "boolean",
    FieldKind.AREA: "string",
}
ONE_ROW = ("FIRST", "UNIQUE", "ANY", "PRIORITY")
Values = Mapping[str, frozenset[Any]]
"""By output of a grading table: every value it can give."""


def check_tables(pack: Pack) -> Iterator[PackError]:
    """Every table file by itself, then each matter's tables in its hands."""
    ready: dict[str, Compiled] = {}
    for file in pack.tables:
        try:
            model = decisions.load(file.dmn, name=file.file)
            ready[file.stem] = model.compile(next(iter(model.tables)))
        except DecisionError as fault:
            yield from_engine(file.file, fault)
            continue
        for found in decisions.lint(model):
            severity: Severity = "error" if found.severity == "error" and found.kind not in OPEN else "warning"
            row = f"row {found.place.rule}: " if found.place.rule else ""
            if found.kind not in OPEN:
                yield PackError(file.file, found.place.line or 0, row + found.message, severity=severity)
    for file in pack.tables:
        if file.stem in ready:
            yield from _one_row(file, ready[file.stem], pack)
    for slug, matter in pack.cases.matters.items():
        yield from _matter(pack, ("matters", slug), matter, ready)
    yield from _unused_desks(pack, ready)


def _one_row(file: TableFile, table: Compiled, pack: Pack) -> Iterator[PackError]:
    named = {name for matter in pack.cases.matters.values() for name in (matter.dispatch, matter.grading)}
    if file.name in named and table.table.hit_policy not in ONE_ROW:
        what = "a table that sends or grades cases gives one row at most"
        yield PackError(file.file, 0, what, table.table.hit_policy, listed(ONE_ROW))


def from_engine(file: str, fault: DecisionError) -> PackError:
    """What the engine says of a file that it cannot use."""
    read, near = fault.read or "", fault.nearest or ""
    return PackError(file, fault.place.line or 0, fault.why, read, listed(fault.allowed), near)


def tables_named(pack: Pack, name: str) -> list[TableFile]:
    """The files of one table, the oldest first."""
    return [file for file in pack.tables if file.name == name]


def _matter(pack: Pack, loc: Loc, matter: MatterForm, ready: Mapping[str, Compiled]) -> Iterator[PackError]:
    document = pack.documents.cases
    for key, name in (("dispatch", matter.dispatch), ("grading", matter.grading)):
        if name is not None:
            known = sorted({file.name for file in pack.tables})
            yield from unknown(document, (*loc, key), "table under tables/", name, known)
            yield from _in_time(pack, document, (*loc, key), name)
    graded = _graded(pack, matter, ready)
    yield from _steps_and_reward(document, loc, matter, graded)
    if all(file.stem in ready for file in tables_named(pack, matter.grading or "")):
        yield from check_grades(document, loc, matter.grades, graded)
    questions, record = plain_questions(matter), _of_record(matter)
    screening = {f"{SCREENED}{slug}": "boolean" for slug in matter.screening}
    for file in tables_named(pack, matter.grading or ""):
        if file.stem in ready:
            yield from _inputs(file, ready[file.stem], questions | found_in_steps(matter), record)
            yield from _outputs(document, loc, file, ready[file.stem], matter)
    types: dict[str, str] = {name: _type(values) for name, values in graded.items()} | screening | record
    types |= {AREA: "string", KNOWN: "boolean"}
    for file in tables_named(pack, matter.dispatch):
        if file.stem in ready:
            yield from _inputs(file, ready[file.stem], questions, types)
            yield from _desks(pack, file, ready[file.stem], matter)
    yield from check_sweep(pack, document, loc, matter, ready)


def _of_record(matter: MatterForm) -> dict[str, str]:
    """What tables may read of the record a request is about."""
    asked = any(field.asks is FieldKind.RECORD for field in matter.form.values())
    return dict.fromkeys(RECORD, "string") if asked else {}


def _in_time(pack: Pack, document: Document, loc: Loc, name: str) -> Iterator[PackError]:
    """From the first day of the service on there is a table."""
    files, since = tables_named(pack, name), pack.manifest.effective.from_
    if files and files[0].since > since:
        what = "no file of this table decides on the first day of the service; requests of that day would wait"
        yield document.error(loc, what, read=files[0].stem, allowed=[f"{name}-{since}.dmn"], severity="warning")


def _graded(pack: Pack, matter: MatterForm, ready: Mapping[str, Compiled]) -> Values:
    """What the grading tables of a matter can say, over all their files."""
    found: dict[str, set[Any]] = {}
    for file in tables_named(pack, matter.grading or ""):
        for name, values in (said(ready[file.stem]) if file.stem in ready else {}).items():
            found.setdefault(name, set()).update(values)
    return {name: frozenset(values) for name, values in found.items()}


def said(table: Compiled) -> dict[str, set[Any]]:
    """By output: the values that the rows of a table give, and its default."""
    found: dict[str, set[Any]] = {column.name: set() for column in table.table.outputs}
    for row in table.rows:
        for name, value in row.outputs.items():
            found[name].add(value)
    for name, value in table.default.items():
        found[name].add(value)
    return {name: values - {None} for name, values in found.items()}


def _type(values: Iterable[Any]) -> str:
    kinds = {type(value) for value in values}
    if kinds == {str}:
        return "string"
    return "boolean" if kinds == {bool} else "number"


def _inputs(
    file: TableFile, table: Compiled, questions: Mapping[str, FieldForm], more: Mapping[str, str]
) -> Iterator[PackError]:
    """Each input is something a case knows, under the type it has there."""
    types = {key: TYPES[field.asks] for key, field in questions.items()} | dict(more)
    for given in table.inputs:
        if given.name not in types:
            what = "no case knows this input: a table reads plain questions, the place, the screening, what was graded"
            known = list(types)
            near = nearest(given.name, known)
            yield PackError(file.file, 0, what, given.name, listed(known), near)
        elif given.type != types[given.name]:
            what = f"the input {given.name} has another type in the case"
            yield PackError(file.file, 0, what, given.type, types[given.name])
        elif given.name in questions:
            yield from _choices(file, given, questions[given.name])


def _choices(file: TableFile, given: Input, field: FieldForm) -> Iterator[PackError]:
    if field.choices and given.allowed and set(given.allowed) != set(field.choices):
        what = f"the allowed values of {given.name} are not the choices of the question"
        yield PackError(file.file, 0, what, listed(given.allowed), listed(field.choices))


def _outputs(document: Document, loc: Loc, file: TableFile, table: Compiled, matter: MatterForm) -> Iterator[PackError]:
    """What a grading table says is kept with the case: words, numbers and yes or no under names of their own."""
    for name, values in said(table).items():
        if name in matter.form or name == AREA:
            yield PackError(file.file, 0, "a question of the form has this name already", name)
        for value in sorted(values, key=str):
            if not isinstance(value, str | bool | int):
                what = f"a case cannot keep this value of {name}"
                yield PackError(file.file, 0, what, str(value), "words, whole numbers, true and false")


def _desks(pack: Pack, file: TableFile, table: Compiled, matter: MatterForm) -> Iterator[PackError]:
    """Every desk the dispatch table can give is there, and answers."""
    if DESK not in said(table):
        names = [column.name for column in table.table.outputs]
        yield PackError(file.file, 0, "a dispatch table says to which desk, in the output `desk`", listed(names), DESK)
        return
    answering = [slug for slug, desk in pack.cases.desks.items() if "answer" in desk.duties]
    lines = {row.outputs.get(DESK): rule.output_places[0].line or 0 for row, rule in _rows(table)}
    for desk in sorted(said(table)[DESK], key=str):
        if desk not in answering:
            what = "no such desk with the duty `answer`"
            near = nearest(desk, answering)
            yield PackError(file.file, lines.get(desk, 0), what, str(desk), listed(answering), near)
        elif pack.cases.desks[desk].level == "organisation" and matter.organisation is None:
            what = (
                "this desk is the organisation's, and the matter names no `organisation`: only who files can say which"
            )
            yield PackError(file.file, lines.get(desk, 0), what, str(desk), severity="warning")


def _rows(table: Compiled) -> Iterable[tuple[Any, Any]]:
    return zip(table.rows, table.table.rules, strict=True)


def _steps_and_reward(document: Document, loc: Loc, matter: MatterForm, graded: Values) -> Iterator[PackError]:
    answers = {**graded, **_yes_or_choice(matter)}
    for slug, step in matter.steps.items():
        for name, values in step.when.items():
            where = (*loc, "steps", slug, "when", name)
            what = "output of the grading table, choice or yes-no question"
            yield from unknown(document, where, what, name, answers)
            for value in values if name in answers else ():
                yield from unknown(document, where, f"value of {name}", value, _words(answers[name]))
    if matter.reward is None:
        return
    where = (*loc, "reward")
    yield from unknown(document, (*where, "level"), "output of the grading table", matter.reward.level, graded)
    for level, fen in matter.reward.amounts.items():
        if matter.reward.level in graded:
            known = _words(graded[matter.reward.level])
            yield from unknown(document, (*where, "amounts", level), f"value of {matter.reward.level}", level, known)
        if fen < 0:
            yield document.error((*where, "amounts", level), "an amount in fen is zero or more", read=fen)


def _words(values: Iterable[Any]) -> list[str]:
    return sorted(("yes" if value else "no") if isinstance(value, bool) else str(value) for value in values)


def _yes_or_choice(matter: MatterForm) -> dict[str, frozenset[str]]:
    """The plain questions whose answers a step may hang on, with the words of their answers."""
    found = {}
    for key, field in (matter.form | found_in_steps(matter)).items():
        if field.asks is FieldKind.CHOICE:
            found[key] = frozenset(field.choices)
        elif field.asks is FieldKind.YES_NO:
            found[key] = frozenset({"yes", "no"})
    return found


def _unused_desks(pack: Pack, ready: Mapping[str, Compiled]) -> Iterator[PackError]:
    """A warning for a desk that no matter names and no table sends to, unless it needs no case."""
    used = {desk for matter in pack.cases.matters.values() for desk in (matter.reception, matter.review)}
    names = {matter.dispatch for matter in pack.cases.matters.values()}
    for file in pack.tables:
        if file.stem in ready and file.name in names:
            used |= said(ready[file.stem]).get(DESK, set())
    if used - set(pack.cases.desks) or names - {file.name for file in pack.tables}:
        return  # a misspelt name is told where it stands; the desk it means would be told here, too
    for slug, desk in pack.cases.desks.items():
        if slug not in used and not {"dispatch", "oversee", *WITH_BOOKS} & set(desk.duties):
            what = "no matter and no table names this desk; it is reached by hand only"
            yield pack.documents.cases.error(("desks", slug), what, read=slug, severity="warning")
