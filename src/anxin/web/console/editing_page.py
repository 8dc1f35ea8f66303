"""What the table editor shows: columns, rows with their problems, and the findings about the whole table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anxin.decisions import Finding
from anxin.decisions.checking.cells import CellChecker
from anxin.decisions.dmn.editing import Heading, RowText
from anxin.kernel.errors import Invalid
from anxin.kernel.outcomes.models import RuleDraft
from anxin.packs.drafted import content_of, drafted
from anxin.packs.rules import Rules
from anxin.web.console import feel_words, words
from anxin.web.console.checking_cells import ANNOTATION, CELL, KINDS, OUTPUT, Problem, unreadable
from anxin.web.console.table_form import Entry, Held, Line

MOST_FINDINGS = 60


@dataclass(frozen=True)
class Column:
    """A column as the page heads it."""

    key: str
    kind: str
    title: str
    text: str
    type: str
    label: str


@dataclass(frozen=True)
class Said:
    """A finding: its words, how grave it is, and the row it is about (0: the whole table)."""

    text: str
    grave: bool
    row: int = 0
    column: str = ""
    on_page: bool = True


@dataclass(frozen=True)
class EditorPage:
    """Everything that is shown of a table."""

    columns: tuple[Column, ...]
    outputs: tuple[Column, ...]
    notes: tuple[Column, ...]
    lines: tuple[Line, ...]
    findings: tuple[Said, ...]
    waits: bool  # the whole table is checked once every cell can be read

    @property
    def grave(self) -> int:
        return sum(one.grave for one in self.findings)

    @property
    def milder(self) -> int:
        return len(self.findings) - self.grave

    @property
    def width(self) -> int:
        return len(self.columns) + len(self.outputs)


def page_of(draft: RuleDraft, held: Held, text: str, checker: CellChecker, *, readable: bool) -> EditorPage:
    """The page of a draft's table as typed; ``text`` is the whole of it as it would be saved."""
    found = _unreadable(held, checker)
    waits = any(problem.grave for problems in found.values() for problem in problems)
    whole = [] if waits or not readable else _findings(draft, text)
    columns, outputs, notes = _columns(held, checker)
    said = [_of_cell(key, problem, held, (columns, outputs, notes)) for key, all_ in found.items() for problem in all_]
    for finding in whole:
        column = _place(finding, columns, outputs)
        if column is not None and finding.place.rule is not None:
            row = finding.place.rule - 1
            found[row, column.kind, int(column.key)].append(Problem(feel_words.finding_said(finding), _grave(finding)))
        said.append(_said(finding, held, column))
    said.sort(key=lambda one: (not one.grave, one.row))
    lines = _lines(held, found, {CELL: columns, OUTPUT: outputs, ANNOTATION: notes})
    return EditorPage(columns, outputs, notes, tuple(lines), tuple(said[:MOST_FINDINGS]), waits)


Found = defaultdict[tuple[int, str, int], list[Problem]]


def _unreadable(held: Held, checker: CellChecker) -> Found:
    """The cells that cannot be read, by row, kind and column; the same text is read once."""
    found: Found = defaultdict(list)
    known: dict[tuple[str, str], list[Problem]] = {}
    for row, one in enumerate(held.wanted.rows):
        for kind in (CELL, OUTPUT):
            for column, text in enumerate(getattr(one, KINDS[kind])):
                if (kind, text) not in known:
                    known[kind, text] = unreadable(checker, kind, text)
                if known[kind, text]:
                    found[row, kind, column] = list(known[kind, text])
    return found


def _findings(draft: RuleDraft, text: str) -> list[Finding]:
    """What the checks say of the draft with this text, with its own parameters and the pack's words."""
    pack = words.pack()
    try:
        content = content_of(draft)
        with_draft = drafted(pack, content, area=draft.area)
        rules = Rules("draft", with_draft.rules.stem, text, with_draft.pack)
    except Invalid:
        rules = Rules("draft", "draft", text, pack)
    return rules.findings()


def _grave(finding: Finding) -> bool:
    return finding.severity == "error"


def _columns(held: Held, checker: CellChecker) -> tuple[tuple[Column, ...], tuple[Column, ...], tuple[Column, ...]]:
    inputs = checker.definitions.inputs if checker.definitions is not None else {}

    def of(kind: str, at: int, one: Heading) -> Column:
        declared = inputs[one.text].label if one.text in inputs else one.text
        title = words.fact_label(one.text, one.label or declared) if kind == CELL else one.label or one.text
        return Column(str(at), kind, title, one.text, one.type, one.label)

    notes = tuple(Column(str(at), ANNOTATION, name, name, "", "") for at, name in enumerate(held.base.annotations))
    columns, outputs = (
        tuple(of(kind, at, one) for at, one in enumerate(headings))
        for kind, headings in ((CELL, held.wanted.columns), (OUTPUT, held.wanted.outputs))
    )
    return columns, outputs, notes


def note_title(name: str) -> str:
    """What an annotation column is called: those of our packs in the reader's language."""
    ours = {
        "legal source": _("Legal source"),
        "reading": _("Our reading"),
        "legal source (en)": _("Legal source, in English"),
        "reading (en)": _("Our reading, in English"),
    }
    return ours.get(name, name)


def hit_policy(policy: str) -> str:
    """A hit policy with what it means."""
    meaning = {
        "UNIQUE": _("no more than one row may be met"),
        "ANY": _("rows that are met together must say the same"),
        "PRIORITY": _("of the rows that are met, the one with the first output value"),
        "FIRST": _("the first row that is met"),
        "RULE ORDER": _("all rows that are met, in order"),
        "OUTPUT ORDER": _("all rows that are met, by their output values"),
        "COLLECT": _("all rows that are met"),
    }
    return f"{policy} · {meaning[policy]}"


def _place(finding: Finding, columns: Iterable[Column], outputs: Iterable[Column]) -> Column | None:
    """The column a finding is about, by the words the engine uses for it."""
    name = finding.place.column
    if name is None or finding.kind not in ("fault", "outside"):
        return None
    all_ = [*columns, *outputs]
    return next((one for one in all_ if name in (one.label, one.text, one.title)), None)


def _said(finding: Finding, held: Held, column: Column | None) -> Said:
    row = finding.place.rule or 0
    on_page = not row or held.first < row <= held.first + len(held.keys)
    text = feel_words.finding_said(finding)
    return Said(text, _grave(finding), row, column.title if column is not None else "", on_page)


def _of_cell(key: tuple[int, str, int], problem: Problem, held: Held, headings: tuple[tuple[Column, ...], ...]) -> Said:
    row, kind, column = key
    title = headings[(CELL, OUTPUT, ANNOTATION).index(kind)][column].title
    return Said(problem.text, problem.grave, row + 1, title, held.first <= row < held.first + len(held.keys))


Columns = dict[str, tuple[Column, ...]]


def _lines(held: Held, found: Found, columns: Columns) -> Iterable[Line]:
    count = len(held.keys)
    for at, (key, row) in enumerate(zip(held.keys, held.rows, strict=True)):
        number = held.first + at
        cells, outputs, notes = (_entries(kind, key, number, row, found, columns) for kind in KINDS)
        first, last, new = at == 0, at == count - 1, key.startswith("n")
        yield Line(key, number + 1, cells, outputs, notes, first, last, new)


def _entries(kind: str, key: str, row: int, held: RowText, found: Found, columns: Columns) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            name=f"{kind}-{key}-{column}",
            value=value,
            title=columns[kind][column].title,
            heading=f"h-{kind}-{column}",
            problems=tuple(found.get((row, kind, column), ())),
        )
        for column, value in enumerate(getattr(held, KINDS[kind]))
    )
