"""pyDMNrules: the table's own file, without the annotations, labels and declared values that it stumbles over."""

from __future__ import annotations

import re
from typing import Any

import pyDMNrules

from bench.decisions.peers.contender import Contender

_STUMBLES = (
    (r"<annotation name.*?/>|<annotationEntry>.*?</annotationEntry>", ""),
    (r"<itemDefinition.*?</itemDefinition>|<outputValues>.*?</outputValues>", ""),
    (r'typeRef="(card_state|conclusion)"', 'typeRef="string"'),
    (r' label="[^"]*"', ""),
    (r'name="家[^"]*"', 'name="colour"'),
)


def contenders(file_text: str, decisions: int) -> list[Contender]:
    for stumbles, instead in _STUMBLES:
        file_text = re.sub(stumbles, instead, file_text, flags=re.DOTALL)
    rules = pyDMNrules.DMN()
    status = rules.useXML(file_text)
    if status:
        raise RuntimeError(f"pyDMNrules: {status}")
    note = "without annotations and declared values"
    return [Contender("pyDMNrules", _given, rules.decide, _row, max(20, decisions // 100), note=note)]


def _given(facts: dict[str, Any], as_of: Any) -> Any:
    return {**facts, "as_of": as_of}


def _row(answer: Any) -> Any:
    """It counts rows from 0."""
    _status, found = answer
    return int(found["Executed Rule"][2].removeprefix("Rule.")) + 1
