"""Whoever reads about a person is written down whole: who, from which unit, when, by which door, why and which fields;
and what cannot be written down is not served."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import anxin

SOURCE = Path(anxin.__file__).parent
# Readings that are of nobody on file here: the counts of a trial, and records of another platform, which is told.
OF_NOBODY = {"outcomes/drafting.py", "peers/queries.py"}


def readings() -> Iterator[tuple[str, ast.Call, str]]:
    """Every place that writes a reading into the journal: the file, the call, and the text of its function."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "is_read=True" not in text:
            continue
        for function in [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)]:
            for call in [one for one in ast.walk(function) if isinstance(one, ast.Call)]:
                named = {one.arg: one.value for one in call.keywords}
                if isinstance(named.get("is_read"), ast.Constant) and "filter" not in ast.unparse(call.func):
                    yield str(path.relative_to(SOURCE)), call, ast.get_source_segment(text, function) or ""


@pytest.mark.static
def test_every_reading_is_written_with_its_purpose_its_fields_and_whom_it_was_of() -> None:
    found = list(readings())
    assert len(found) >= 18
    for path, call, function in found:
        if any(path.endswith(one) for one in OF_NOBODY):
            continue
        said = {str(one.arg) for one in call.keywords} | {"purpose" for one in call.args[3:4]}
        written_later = ast.unparse(call.func) == "Heading"  # whom it is of is said with the heading, line by line
        assert {"purpose"} <= said, f"{path}: for which purpose?"
        assert written_later or "subjects" in said, f"{path}: whom was it of?"
        assert '"fields"' in function, f"{path}: which fields?"
