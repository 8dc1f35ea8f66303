"""The library by itself: how long it takes to import, how large it is, how long a table takes to be ready."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from anxin.decisions import load
from bench.decisions.figures import Measure, best_of, seconds
from bench.decisions.rule_sets import TODAY, national_file, wenzhou

PART = "library"
SLOW = 2.0  # seconds
SOURCE = Path(__file__).resolve().parents[2] / "src"
PEERS = {
    "zen-engine": "zen",
    "bkflow-dmn": "bkflow_dmn.api",
    "SpiffWorkflow DMN": "SpiffWorkflow.dmn.engine.DMNEngine",
    "pyDMNrules": "pyDMNrules",
    "OpenFisca-Core": "openfisca_core.taxbenefitsystems",
    "cel-python": "celpy",
}


def measure() -> list[Measure]:
    return [*_imports(), *_ready()]


def _imports() -> list[Measure]:
    """Each in a fresh interpreter, less the interpreter's own start; what takes seconds is not tried again."""
    empty, ours = best_of([lambda: _python("pass"), lambda: _python("import anxin.decisions")], 5)
    size = sum(file.stat().st_size for file in (SOURCE / "anxin" / "decisions").rglob("*.py"))
    note = f"{size / 1e6:.2f} MB of Python; wants regex and tzdata, no Django"
    found = []
    for peer, module in PEERS.items():
        taken = seconds(lambda text=f"import {module}": _python(text))
        if taken < SLOW:
            taken = min(taken, *best_of([lambda text=f"import {module}": _python(text)], 3))
        cost = (ours - empty) * 1e3, (taken - empty) * 1e3
        found.append(Measure(PART, "import anxin.decisions", peer, "ms", *cost, 1, note=note))
    return found


def _python(text: str) -> None:
    subprocess.run([sys.executable, "-c", text], check=True, env={"PYTHONPATH": str(SOURCE)}, capture_output=True)


def _ready() -> list[Measure]:
    file = national_file()
    load(file)
    read = min(seconds(lambda: load(file)) for _ in range(7))
    model = load(file)
    made = min(seconds(lambda: model.compile("colour").outcome({}, TODAY)) for _ in range(7))
    found = [
        Measure(PART, "Zhejiang, 11 rows: load", "", "ms", read * 1e3, None, 1, note="read, checked, every cell typed"),
        Measure(PART, "Zhejiang, 11 rows: compile to the first outcome", "", "ms", made * 1e3, None, 1),
    ]
    outlook = min(seconds(lambda: wenzhou().outlook({}, TODAY)) for _ in range(3))
    name = "Wenzhou, 18 rows: load and compile to the first next change"
    return [*found, Measure(PART, name, "", "ms", outlook * 1e3, None, 1)]
