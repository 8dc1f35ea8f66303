"""YAML files of a pack with the place of every key, so that each error can name its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from anxin.packs.faults import PackError, PackInvalid, Severity, listed, nearest

Loc = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Document:
    """One file as plain values, and the line (from 1) on which each key or item stands."""

    file: str
    held: Any
    lines: Mapping[Loc, int] = field(default_factory=dict)

    def line(self, loc: Sequence[str | int]) -> int:
        """The line of that key, or of the nearest thing around it that stands in the file."""
        for length in range(len(loc), 0, -1):
            found = self.lines.get(tuple(loc[:length]))
            if found:
                return found
        return 1

    def error(
        self,
        loc: Sequence[str | int],
        what: str,
        *,
        read: object = "",
        allowed: Iterable[object] = (),
        severity: Severity = "error",
    ) -> PackError:
        words = [str(word) for word in allowed]
        return PackError(
            self.file, self.line(loc), what, str(read), listed(words), nearest(read, words) if words else "", severity
        )


def read_document(folder: Path, file: str) -> Document:
    """Read one YAML 1.2 file of a pack. Raises PackInvalid: missing, not UTF-8, not YAML, a key twice."""
    try:
        text = (folder / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PackInvalid(
            folder.name, [PackError(file, 0, "the file is missing; a pack cannot be read without it")]
        ) from None
    except UnicodeDecodeError as fault:
        what = f"byte {fault.start} is not UTF-8; save the file as UTF-8"
        raise PackInvalid(folder.name, [PackError(file, 0, what)]) from None
    return read_text(text, file=file, slug=folder.name)


def read_text(text: str, *, file: str, slug: str) -> Document:
    """One YAML 1.2 file of a pack, given as text. Raises PackInvalid: not YAML, a key twice."""
    try:
        plain, lines = _parsed(text)
    except YAMLError as fault:
        raise PackInvalid(slug, [_syntax_error(file, fault)]) from None
    if not isinstance(plain, dict):
        what = "the file holds no keys; it must be a mapping"
        raise PackInvalid(slug, [PackError(file, 1, what, read=type(plain).__name__)])
    return Document(file, plain, lines)


@lru_cache(maxsize=256)
def _parsed(text: str) -> tuple[Any, Mapping[Loc, int]]:
    """A text as plain values and their lines. Parsing is slow and one text is read again and again (when a pack is
    checked, applied, tried), so the values are shared: nobody changes them. Raises YAMLError."""
    lines: dict[Loc, int] = {}
    return _plain(YAML(typ="rt", pure=True).load(text), (), lines), MappingProxyType(lines)


def _syntax_error(file: str, fault: YAMLError) -> PackError:
    if isinstance(fault, MarkedYAMLError) and fault.problem_mark is not None:
        problem = str(fault.problem or fault.context or "not YAML").splitlines()[0]
        return PackError(file, fault.problem_mark.line + 1, f"not YAML: {problem}")
    return PackError(file, 0, f"not YAML: {str(fault).splitlines()[0]}")


def _plain(held: Any, loc: Loc, lines: dict[Loc, int]) -> Any:
    """Plain dicts, lists and scalars out of ruamel's, noting the line of each key and item."""
    if isinstance(held, CommentedMap):
        plain = {}
        for key, value in held.items():
            lines[(*loc, key)] = held.lc.key(key)[0] + 1
            plain[key] = _plain(value, (*loc, key), lines)
        return plain
    if isinstance(held, CommentedSeq):
        for place in range(len(held)):
            lines[(*loc, place)] = held.lc.item(place)[0] + 1
        return [_plain(value, (*loc, place), lines) for place, value in enumerate(held)]
    if isinstance(held, float):
        return float(held)
    return held


def understood(document: Document, model: type[M], *, slug: str) -> M:
    """The file as its typed model. Raises PackInvalid with every wrong key and value, each with its line."""
    try:
        return model.model_validate(document.held)
    except ValidationError as fault:
        found = [_explained(document, model, detail) for detail in fault.errors(include_url=False)]
        raise PackInvalid(slug, found) from None


def _explained(document: Document, model: type[BaseModel], detail: ErrorDetails) -> PackError:
    loc = _steps(document, detail["loc"])
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    keys = sorted(_allowed_keys(model, loc[:-1] if detail["type"] == "extra_forbidden" else loc))
    match detail["type"]:
        case "extra_forbidden":
            return document.error(loc, "unknown key", read=name, allowed=keys)
        case "missing":
            return document.error(loc, f"the key {name!r} is missing")
        case "literal_error":
            words = [word.strip("' ") for word in str(detail["ctx"]["expected"]).replace(" or ", ",").split(",")]
            return document.error(loc, "not an allowed value", read=detail["input"], allowed=words)
        case _:
            return document.error(loc, _sentence(detail), read=_short(detail["input"]))


def _steps(document: Document, loc: Loc) -> Loc:
    """The parts of a pydantic location that are keys or items of the file (a missing key is not)."""
    held, steps = document.held, list[str | int]()
    for part in loc:
        there = part in held if isinstance(held, dict) else isinstance(part, int) and isinstance(held, list)
        if there:
            held = held[part]
            steps.append(part)
    return tuple(steps)


def _allowed_keys(model: type[BaseModel], loc: Sequence[str | int]) -> set[str]:
    """The keys allowed at a location, found by walking the model's JSON Schema."""
    schema = model.model_json_schema()
    held = [schema]
    for part in loc:
        held = [inner for outer in held for inner in _inside(outer, part, schema)]
    return {key for outer in held for form in _forms(outer, schema) for key in form.get("properties", {})}


def _inside(outer: dict[str, Any], part: str | int, schema: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for form in _forms(outer, schema):
        if isinstance(part, int):
            found.append(form.get("items", {}))
        elif part in form.get("properties", {}):
            found.append(form["properties"][part])
        else:  # a mapping by slug
            found += form.get("patternProperties", {}).values()
    return found


def _forms(outer: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in outer:
        return _forms(schema["$defs"][outer["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in outer or "oneOf" in outer:
        either = [*outer.get("anyOf", ()), *outer.get("oneOf", ())]
        return [form for inner in either for form in _forms(inner, schema)]
    return [outer]


def _sentence(detail: ErrorDetails) -> str:
    said = detail["msg"].removeprefix("Value error, ")
    return said[:1].lower() + said[1:]


def _short(read: object) -> str:
    text = str(read)
    return text if len(text) <= 60 else text[:57] + "…"
