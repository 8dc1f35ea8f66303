"""Decision tables as law can be read and run: DMN 1.2–1.5 with FEEL, for one party or set-wise in the database.

``load`` reads and checks a DMN file. ``Model.evaluate`` gives what any decision or decision service in it is worth for
one party. ``Model.compile`` gives a rule set from a decision table: it decides with its reasons (``decide``), barely
(``outcome``), and writes SQL for a population (``sql``). The day of decision, ``as_of``, is always given; nothing here
reads the clock. Every decision carries ``next_change``, the exact next day on which time alone
changes it.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from anxin.decisions.checking.differing import Comparison, Difference, compare, grouped
from anxin.decisions.checking.lint import Finding, lint
from anxin.decisions.columnar.program import build
from anxin.decisions.columnar.relation import FactSpec, FactsWhere, facts_relation
from anxin.decisions.compiled import Compiled
from anxin.decisions.dmn.deciding import Evaluation
from anxin.decisions.dmn.model import Input, Table
from anxin.decisions.dmn.reading import Find, read_model
from anxin.decisions.errors import DecisionError, OutsideProfile, Place
from anxin.decisions.explaining.remedy import Change, remedy, wait
from anxin.decisions.explaining.sentences import Told, change_told, facts_told
from anxin.decisions.feel.plain import FIRST_AS_OF, LAST_AS_OF, Months
from anxin.decisions.feel.values import Diagnostic, Limits
from anxin.decisions.model import Model
from anxin.decisions.results import Because, Decision, Row

__all__ = [
    "FIRST_AS_OF",
    "LAST_AS_OF",
    "Because",
    "Change",
    "Comparison",
    "Compiled",
    "Decision",
    "DecisionError",
    "Diagnostic",
    "Difference",
    "Evaluation",
    "FactSpec",
    "FactsWhere",
    "Finding",
    "Input",
    "Limits",
    "Model",
    "Months",
    "OutsideProfile",
    "Place",
    "Row",
    "Table",
    "Told",
    "change_told",
    "compare",
    "facts_relation",
    "facts_told",
    "grouped",
    "lint",
    "load",
    "remedy",
    "wait",
]


def load(source: str | Path | bytes, name: str | None = None, *, find: Find | None = None) -> Model:
    """The model of a DMN 1.2 to 1.5 file, or of a document given as text or bytes.

    ``name`` is what errors call it (a file's own name by default). ``find`` gives the document of an imported model by
    its namespace and locationURI. DecisionError, with its place, for all that cannot be used: unreadable FEEL, unknown
    names and types, decisions that need each other. Every table is tried set-wise; what is right and yet cannot run so
    is kept in ``Model.outside`` with its reason.
    """
    called = name or (source.name if isinstance(source, Path) else "model")
    definitions = read_model(source, called, find=find)
    outside: dict[str, OutsideProfile] = {}
    for decision, table in definitions.tables.items():
        try:
            build(definitions, table, {}, check_only=True)
        except OutsideProfile as reason:
            outside[decision] = reason
    return Model(definitions, MappingProxyType(outside))
