"""Decision tables as law can be read and run: DMN 1.3–1.5 with FEEL, for one party or set-wise in the database.

``load`` reads and checks a DMN file, ``Model.compile`` gives a rule set that decides (``decide``, ``outcome``) and
writes SQL for a population (``sql``). The day of decision, ``as_of``, is always given; nothing here reads the clock.
Every decision carries ``next_change``, the exact next day on which time alone changes it.
"""

from __future__ import annotations

from pathlib import Path

from anxin.decisions.checking.lint import Finding, lint
from anxin.decisions.columnar.program import build
from anxin.decisions.columnar.relation import FactSpec, FactsWhere, facts_relation
from anxin.decisions.compiled import Compiled
from anxin.decisions.dmn.model import Input, Table
from anxin.decisions.dmn.reading import read_model
from anxin.decisions.errors import DecisionError, Place
from anxin.decisions.feel.plain import Months
from anxin.decisions.model import Model
from anxin.decisions.results import Because, Decision, Row

__all__ = [
    "Because",
    "Compiled",
    "Decision",
    "DecisionError",
    "FactSpec",
    "FactsWhere",
    "Finding",
    "Input",
    "Model",
    "Months",
    "Place",
    "Row",
    "Table",
    "facts_relation",
    "lint",
    "load",
]


def load(source: str | Path | bytes, name: str | None = None) -> Model:
    """The model of a DMN file, or of a document given as text or bytes; DecisionError for all it cannot use.

    ``name`` is what errors call it (a file's own name by default). Every table is checked as a whole: names, types,
    and that each comparison with ``as_of`` has a next day of change that can be computed.
    """
    called = name or (source.name if isinstance(source, Path) else "model")
    model = Model(read_model(source, called))
    for table in model.tables.values():
        build(model.definitions, table, {}, check_only=True)
    return model
