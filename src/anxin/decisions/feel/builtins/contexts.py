"""Built-in functions of contexts (DMN 1.5 §10.3.4.8)."""

from __future__ import annotations

from anxin.decisions.feel.builtins.declaring import declared, items_within
from anxin.decisions.feel.types import ANY, STRING, ContextType, ListType
from anxin.decisions.feel.values import Function, Parameter, Run, Unanswerable, Value

Entries = dict[str, Value]


def _get_value(run: Run, context: Entries, key: str) -> Value:
    if key not in context:
        raise Unanswerable(f"the context has no entry {key!r}")
    return context[key]


def _get_entries(run: Run, context: Entries) -> list[Value]:
    items_within(run, len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


def _context(run: Run, entries: list[Value]) -> Entries:
    run.step(len(entries))
    made: Entries = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Unanswerable("an entry is a context with a key, which is a string, and a value")
        if entry["key"] in made:
            raise Unanswerable(f"the key {entry['key']!r} is there twice")
        made[entry["key"]] = entry["value"]
    return made


def _put_by_key_or_keys(run: Run, context: Entries, key: Value, value: Value) -> Entries:
    if isinstance(key, list):
        return _put_by_keys(run, context, key, value)
    return _put_by_keys(run, context, [key], value)


def _put_by_keys(run: Run, context: Entries, keys: list[Value], value: Value) -> Entries:
    """A new context in which the entry that ``keys`` lead to is ``value``; all but the last must lead to contexts."""
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Unanswerable("context put() takes a key, which is a string, or a list of them")
    made = here = _copied(run, context)
    for key in keys[:-1]:
        if not isinstance(here.get(key), dict):
            raise Unanswerable(f"{key!r} leads to no context")
        here[key] = here = _copied(run, here[key])
    here[keys[-1]] = value
    return made


def _copied(run: Run, context: Entries) -> Entries:
    items_within(run, len(context) + 1)
    run.step(len(context) // 8)
    return dict(context)


def _merge(run: Run, contexts: list[Value]) -> Entries:
    merged: Entries = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Unanswerable("context merge() takes contexts only")
        run.step(1 + len(context) // 8)
        merged.update(context)
        items_within(run, len(merged))
    return merged


_M, _CONTEXT = Parameter("m", ContextType(())), Parameter("context", ContextType(()))
_VALUE = Parameter("value")

FUNCTIONS: tuple[Function, ...] = (
    declared("get value", (_M, Parameter("key", STRING)), _get_value),
    declared("get entries", (_M,), _get_entries),
    declared("context", (Parameter("entries", ListType(ANY)),), _context),
    declared(
        "context put",
        (_CONTEXT, Parameter("key", STRING), _VALUE),
        _put_by_key_or_keys,
        nullable=("value",),
        alternatives=(
            declared(
                "context put", (_CONTEXT, Parameter("keys", ListType(ANY)), _VALUE), _put_by_keys, nullable=("value",)
            ),
        ),
    ),
    declared("context merge", (Parameter("contexts", ListType(ANY)),), _merge),
)
