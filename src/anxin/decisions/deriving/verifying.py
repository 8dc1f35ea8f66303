"""Computing an outcome again from its derivation, and saying which part does not fit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from anxin.decisions.deriving.choosing import next_rules_on, ready, rule_set_for, specs_asked
from anxin.decisions.deriving.computing import derived
from anxin.decisions.deriving.document import PARTS, SEAL, Given, Unreadable, digest, document, given_of, read, written
from anxin.decisions.deriving.records import read_by
from anxin.decisions.wording import Named, Sentence, gettext_noop

NAMES: Mapping[str, Named] = {
    "file": Named("文件", "the file"),
    "format": Named("格式", "the format"),
    "about": Named("关于谁", "whom it is about"),
    "asked": Named("判定的日期和地区", "the day and area decided for"),
    "rules": Named("规则集的说明", "what is said of the rule set"),
    "rule_text": Named("规则原文", "the text of the rules"),
    "parameters": Named("参数", "the parameters"),
    "facts_read": Named("事实从哪里读取", "where facts are read"),
    "rules_known": Named("当时已有的规则集", "the rule sets then known"),
    "evidence": Named("凭据", "the evidence"),
    "decided": Named("判定", "the outcome"),
    "recorded": Named("平台的登记", "what the site recorded"),
    "digests": Named("摘要", "the digests"),
    "seal": Named("签章", "the seal"),
}
RECORDED = ("outcome", "reason", "row", "rule_set")  # what the site's own record must agree on


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit: the part of the file, and a sentence in either language."""

    part: str
    said: Sentence


@dataclass(frozen=True)
class Verdict:
    """What computing again gave: `decided` as computed here (None where it cannot be), the faults, and the file's
    content where it could be read."""

    decided: Mapping[str, Any] | None
    faults: tuple[Fault, ...]
    content: Mapping[str, Any] | None = None

    @property
    def holds(self) -> bool:
        return not self.faults


def part_named(part: str) -> Named:
    """What a part of the file is called."""
    return NAMES.get(part) or Named(part, part)


def decide(given: Given) -> dict[str, Any]:
    """The outcome with row, reason, facts, conditions, legal source and next change. Raises DecisionError, or
    Unreadable where the table has no row for these facts."""
    table = ready(given.rule_text, given.rules["slug"], given.rules["decision"], given.parameters)
    specs = specs_asked(table, given.facts_read)
    found = derived(
        table,
        specs,
        given.evidence,
        as_of=given.as_of,
        known_through=given.known_through,
        next_rules=next_rules_on(given.rules_known, given.area, given.as_of),
    )
    decision = found.decision
    if decision.row is None or given.rules["output"] not in decision.outputs:
        raise Unreadable("rule_text", "no row for these facts")
    noted = decision.annotations
    return {
        "rule_set": given.rules["slug"],
        "row": decision.row,
        "outcome": str(decision.outputs[given.rules["output"]]),
        "reason": str(decision.outputs.get("reason", "")),
        "facts": {name: _plain(value) for name, value in found.facts.values.items()},
        "conditions": [{"input": one.label, "test": one.cell, "value": _plain(one.value)} for one in decision.because],
        "next_change": _plain(found.next_change),
        "legal_source": noted.get("legal source", ""),
        "legal_source_en": noted.get("legal source (en)", ""),
        "reading": noted.get("reading", ""),
        "reading_en": noted.get("reading (en)", ""),
    }


def derivation(given: Given, recorded: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The content of the file for what is given: only the records that the rules read, and what they come to."""
    table = ready(given.rule_text, given.rules["slug"], given.rules["decision"], given.parameters)
    specs = specs_asked(table, given.facts_read)
    read = replace(
        given,
        facts_read=[{"name": one.name, "kind": one.kind, "source": one.source, "column": one.column} for one in specs],
        evidence=read_by([row for row in given.evidence if row.pk <= given.known_through], specs),
    )
    return document(read, decide(read), recorded)


def verify(raw: bytes) -> Verdict:
    """Compute the outcome of a file again, and compare every byte. Never raises for what stands in the file."""
    try:
        content = read(raw)
        given = given_of(content)
    except Unreadable as fault:
        return Verdict(None, (_unreadable(fault),))
    faults = [*_changed(raw, content), *_chosen(given)]
    try:
        decided = decide(given)
    except Unreadable as fault:
        return Verdict(None, (*faults, _unreadable(fault)), content)
    except (ArithmeticError, ValueError, TypeError, RecursionError) as fault:  # a DecisionError is a ValueError
        text = gettext_noop("The rules cannot be read: %(why)s")
        return Verdict(None, (*faults, Fault("rule_text", Sentence(text, {"why": str(fault)[:300]}))), content)
    faults += [*_differing(content, decided), *_recorded(content["recorded"], decided)]
    seal = {SEAL: content[SEAL]} if SEAL in content else {}
    again = document(given, decided, content["recorded"]) | seal
    if not faults and written(again) != raw:
        faults.append(_rewritten())
    return Verdict(decided, tuple(faults), content)


def _plain(value: object) -> Any:
    return str(value) if isinstance(value, date) or not isinstance(value, bool | int | str | None) else value


def _unreadable(fault: Unreadable) -> Fault:
    text = gettext_noop("This is not a derivation that can be checked: %(part)s (%(why)s).")
    return Fault(fault.part, Sentence(text, {"part": part_named(fault.part), "why": str(fault)}))


def _rewritten() -> Fault:
    text = gettext_noop("The file was written anew: its bytes are not those of the export, though it says the same.")
    return Fault("file", Sentence(text))


def _changed(raw: bytes, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Parts that are not what their digest says, and a file whose bytes are not those that are always written."""
    held = content["digests"] if isinstance(content["digests"], dict) else {}
    text = gettext_noop("Changed after the export: %(part)s.")
    for part in PARTS:
        if held.get(part) != digest(content[part]):
            yield Fault(part, Sentence(text, {"part": part_named(part)}))
    if set(held) != set(PARTS):
        yield Fault("digests", Sentence(text, {"part": part_named("digests")}))
    if written(content) != raw:
        yield _rewritten()


def _chosen(given: Given) -> Iterator[Fault]:
    """The rule set is the one that decides the area on that day, of all that were known, and its text is that text."""
    rules = given.rules
    if hashlib.sha256(given.rule_text.encode()).hexdigest() != rules["sha256"]:
        text = gettext_noop("The text of the rules is not the one named by its SHA-256.")
        yield Fault("rule_text", Sentence(text))
    chosen = rule_set_for(given.rules_known, given.area, given.as_of)
    named = (rules["slug"], rules["area"], rules["effective_from"], rules["sha256"])
    if chosen is None or (chosen.slug, chosen.area, str(chosen.effective_from), chosen.sha256) != named:
        text = gettext_noop("On that day another rule set decides in the area: %(slug)s, not %(named)s.")
        yield Fault("rules", Sentence(text, {"slug": chosen.slug if chosen else "–", "named": rules["slug"]}))


def _differing(content: Mapping[str, Any], decided: Mapping[str, Any]) -> Iterator[Fault]:
    said = content["decided"] if isinstance(content["decided"], dict) else {}
    text = gettext_noop("The file says %(key)s = %(said)s; its rules and evidence give %(found)s.")
    for key in sorted({*said, *decided}):
        if key not in said or key not in decided or said[key] != decided[key]:
            values = {"key": key, "said": _short(said.get(key)), "found": _short(decided.get(key))}
            yield Fault("decided", Sentence(text, values))


def _recorded(held: Any, decided: Mapping[str, Any]) -> Iterator[Fault]:
    """What the site had recorded must follow from the same evidence and rules: nobody may have set it."""
    if held is None:
        return
    text = gettext_noop("The site recorded %(key)s = %(said)s; rules and evidence give %(found)s.")
    for key in RECORDED:
        said = held.get(key) if isinstance(held, dict) else None
        if said != decided[key]:
            values = {"key": key, "said": _short(said), "found": _short(decided[key])}
            yield Fault("recorded", Sentence(text, values))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
