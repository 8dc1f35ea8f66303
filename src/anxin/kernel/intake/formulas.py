"""Finding the cells of a workbook that hold formulas, from the XML of its sheets (ECMA-376 part 1, 18.3.1.40)."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Mapping
from xml.etree import ElementTree

Cells = frozenset[tuple[int, int]]
Sheets = dict[str, str]
FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def sheet_parts(parts: Mapping[str, bytes]) -> Sheets | None:
    """Sheet name → name of its part, in workbook order; None if workbook and relations do not fit together."""
    try:
        workbook = ElementTree.fromstring(parts["xl/workbook.xml"])
        relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {relation.get("Id"): _resolved(relation.get("Target", "")) for relation in relations}
    found: Sheets = {}
    for element in workbook.iter():
        if _local(element.tag) == "sheet":
            path = targets.get(element.get(RELATION_ID) or element.get(STRICT_RELATION_ID), "")
            if path in parts:
                found[element.get("name", "")] = path
    return found


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def formula_cells(sheet: bytes) -> Cells:
    """(row, column), from 1, of every cell with a formula; cells without a stated place follow the one before."""
    if not FORMULA.search(sheet):
        return frozenset()
    found, row, column = set(), 0, 0
    for event, element in ElementTree.iterparse(io.BytesIO(sheet), events=("start", "end")):
        name = _local(element.tag)
        if event == "start" and name == "row":
            row, column = int(element.get("r") or row + 1), 0
        elif event == "start" and name == "c":
            column = _column(element.get("r")) or column + 1
        elif event == "end" and name == "f":
            found.add((row, column))
        elif event == "end" and name == "row":
            element.clear()
    return frozenset(found)


def _column(place: str | None) -> int:
    number = 0
    for letter in place or "":
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - 64
    return number
