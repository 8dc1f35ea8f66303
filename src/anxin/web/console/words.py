"""The pack's words in the reader's language: kinds, sources, results, reasons, layouts; names of areas and rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kernel.outcomes.in_force import compiled
from anxin.kernel.outcomes.models import RuleRow, RuleSet
from anxin.kernel.reference.areas import areas
from anxin.packs.forms import Text
from anxin.packs.pack import Pack
from anxin.web.console.chosen_service import chosen


def pack() -> Pack:
    """The pack the console works with in this request, as its files stand now."""
    return chosen()


def language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(text: Text | Mapping[str, str] | None) -> str:
    """The reader's half of a text in two languages; Chinese where English is missing."""
    if text is None:
        return ""
    held = text.model_dump() if isinstance(text, Text) else text
    return held.get(language()) or held.get("zh", "")


def area(code: str) -> str:
    """An area's name, or the code itself where the list does not hold it."""
    held = areas().get(code)
    return (held.en if language() == "en" else held.zh) if held else code


def kind(slug: str) -> str:
    """The name of a kind of evidence; an unknown slug is shown as it is, never hidden."""
    held = pack().evidence_kinds.get(slug)
    return said(held.title) if held else slug


def source(slug: str) -> str:
    return said(pack().sources.get(slug)) or slug


def result(kind_slug: str, slug: str | None) -> str:
    """The word for a result of a kind: passed, failed …"""
    held = pack().evidence_kinds.get(kind_slug)
    return said(held.results.get(slug or "")) if held and slug in held.results else slug or ""


def reason(slug: str) -> str:
    held = pack().reasons.get(slug)
    return said(held.title) if held else slug


def meaning(slug: str) -> str:
    """What a reason means for whoever stands at the door."""
    held = pack().reasons.get(slug)
    return said(held.household) if held else ""


def advice(slug: str) -> tuple[str, str]:
    """What the worker should do about a reason, and at which desk."""
    held = pack().reasons.get(slug)
    return (said(held.worker), said(held.where)) if held else ("", "")


def layout(slug: str) -> str:
    held = pack().layouts.get(slug)
    return said(held.title) if held else slug


def rule_title(rules: RuleSet) -> str:
    """The published title of a rule set in the reader's language."""
    return rules.title_en if language() == "en" and rules.title_en else rules.title_zh


def legal(row: RuleRow) -> tuple[str, str]:
    """Legal source and our reading of a row; English from the table's own annotations, else the Chinese."""
    held = next((one.annotations for one in compiled(row.rule_set).rows if one.number == row.number), {})
    return annotated(held)


def annotated(annotations: Mapping[str, str]) -> tuple[str, str]:
    """Legal source and reading of a table row in the reader's language."""
    both = []
    for name in ("legal source", "reading"):
        english = annotations.get(f"{name} (en)", "") if language() == "en" else ""
        both.append(english or annotations.get(name, ""))
    return both[0], both[1]


def fact(value: object) -> str:
    """A fact's value as a clerk reads it: a day, a word, or that there is none."""
    if value is None:
        return _("nothing on record")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return fact_words().get(str(value), str(value))


def fact_words() -> dict[str, str]:
    """Result words that mean the same in every kind."""
    return {
        "passed": _("passed"),
        "failed": _("not passed"),
        "abnormal": _("abnormal"),
        "invalid": _("invalid"),
        "issued": _("in force"),
        "high": _("high"),
    }


def fact_label(expression: str, label: str) -> str:
    """What a column of a table is called: its own Chinese label, in English the name of the fact it reads."""
    if language() != "en":
        return label
    held = pack().evidence.facts.get(expression)
    if held is None:
        return expression
    name = kind(held.kind)
    if len(pack().evidence_kinds[held.kind].sources) > 1 and held.source:
        name = f"{name}, {source(held.source)}"
    return f"{name}: {said(pack().evidence_kinds[held.kind].fields[held.column].title).lower()}"


def with_none() -> str:
    """Where people stand who are with no agency."""
    return _("With no agency")


def elsewhere() -> str:
    """Agencies that the reader may not know by name, as one."""
    return _("Agencies outside your area")


def parameters(written: Mapping[str, str]) -> list[tuple[str, str]]:
    """Titles and days of parameters."""
    known = pack().parameters
    return [
        (said(known[name].title), _("%(days)s days") % {"days": value[1:-1]})
        for name, value in written.items()
        if name in known
    ]
