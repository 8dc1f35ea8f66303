"""What a run of conformance cases amounts to: counts per level and folder, and the kit's own result file."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from anxin.decisions.feel.builtins import BUILTINS
from anxin.decisions.feel.calling import invoke
from anxin.decisions.feel.values import Run, Value
from anxin.decisions.tck.judging import TOLERANCE
from anxin.decisions.tck.running import FAILED, NOT_APPLICABLE, PASSED, Outcome

KIT_WORDS = {PASSED: "SUCCESS", FAILED: "ERROR", NOT_APPLICABLE: "IGNORED"}
LONGEST_SHOWN = 300


@dataclass(frozen=True)
class Figures:
    """How many cases passed, failed and do not apply; ``rate`` is the share of those that apply that passed."""

    passed: int
    failed: int
    not_applicable: int

    @property
    def rate(self) -> float:
        """From 0 to 1; 1 where nothing applies."""
        applied = self.passed + self.failed
        return self.passed / applied if applied else 1.0


def by_level(outcomes: Iterable[Outcome]) -> dict[str, Figures]:
    """The figures of each level, in the order they ran."""
    return _figures((found.level, found.status) for found in outcomes)


def by_folder(outcomes: Iterable[Outcome]) -> dict[str, Figures]:
    """The figures of each folder as ``level/folder``, in the order they ran."""
    return _figures((f"{found.level}/{found.folder}", found.status) for found in outcomes)


def _figures(counted: Iterable[tuple[str, str]]) -> dict[str, Figures]:
    counts: dict[str, Counter[str]] = {}
    for group, status in counted:
        counts.setdefault(group, Counter())[status] += 1
    return {group: Figures(found[PASSED], found[FAILED], found[NOT_APPLICABLE]) for group, found in counts.items()}


def kit_results(outcomes: Iterable[Outcome]) -> str:
    """``tck_results.csv`` as the kit wants it: "dir","test file","case id","SUCCESS|ERROR|IGNORED","comment"."""
    found = StringIO()
    writer = csv.writer(found, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for outcome in outcomes:
        place = f"{outcome.level}/{outcome.folder}"
        writer.writerow((place, outcome.file, outcome.case, KIT_WORDS[outcome.status], _comment(outcome)))
    return found.getvalue()


def _comment(outcome: Outcome) -> str:
    return outcome.comment or "; ".join(f"{one.name}: {one.why}" for one in outcome.failures)[:LONGEST_SHOWN]


def as_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything as one object: levels, folders, and each case that did not pass with expected and got."""
    return {
        "levels": {name: _object(figures) for name, figures in by_level(outcomes).items()},
        "folders": {name: _object(figures) for name, figures in by_folder(outcomes).items()},
        "tolerance": str(TOLERANCE),
        "cases": [_case(outcome) for outcome in outcomes if outcome.status != PASSED],
    }


def _object(figures: Figures) -> dict[str, Any]:
    return {
        "passed": figures.passed,
        "failed": figures.failed,
        "not_applicable": figures.not_applicable,
        "rate": round(figures.rate, 6),
    }


def _case(outcome: Outcome) -> dict[str, Any]:
    failures = [
        {"name": one.name, "expected": shown(one.expected), "got": shown(one.got), "why": one.why}
        for one in outcome.failures
    ]
    return {
        "level": outcome.level,
        "folder": outcome.folder,
        "file": outcome.file,
        "case": outcome.case,
        "status": outcome.status,
        "comment": outcome.comment,
        "results": failures,
    }


def shown(value: Value) -> str:
    """A value in FEEL, strings in quotes, cut to a length a line can carry."""
    text = invoke(BUILTINS["string"], [[value]], (), Run())
    written = str(text)[1:-1] if isinstance(text, str) else f"({type(value).__name__})"
    return written if len(written) <= LONGEST_SHOWN else written[: LONGEST_SHOWN - 1] + "…"
