"""The pack's words for what the API names by slug, and what the pack allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from anxin.kernel.errors import Invalid
from anxin.packs.at_door import at_door
from anxin.packs.evidence import HouseholdView
from anxin.packs.on_site import pack_or_none, service_named


@dataclass(frozen=True)
class Words:
    zh: str
    en: str


@dataclass(frozen=True)
class ReasonWords:
    """A reason in both languages: its title, and what it means for the household."""

    title: Words
    household: Words


# Reasons that come from no table of a pack.
OWN = {
    "code-ended": ReasonWords(
        Words("此码已停用", "This code is out of use"),
        Words("请对方出示现在的码，或联系企业。", "Ask for the present code, or ask the agency."),
    ),
    "no-rules": ReasonWords(
        Words("当日没有生效的规则", "No rule set was in force that day"),
        Words("无法判断各项材料是否齐全。请联系家政企业。", "Nothing can be said about the items. Ask the agency."),
    ),
}


def reason_words(pack: str, reason: str) -> ReasonWords:
    """A reason's words; the slug itself where nobody wrote any."""
    if reason in OWN:
        return OWN[reason]
    spoken = pack_or_none(pack)
    held = spoken.reasons.get(reason) if spoken else None
    if held is None:
        return ReasonWords(Words(reason, reason), Words("", ""))
    return ReasonWords(
        Words(held.title.zh, held.title.en or held.title.zh),
        Words(held.household.zh, held.household.en or held.household.zh),
    )


def door_words(pack: str, outcome: str, reason: str) -> tuple[str, ReasonWords, bool]:
    """What a household is told: the reason's key, its words, and whether it is told why at all."""
    spoken = pack_or_none(pack)
    door = at_door(spoken, outcome, reason) if spoken else None
    words = reason_words(pack, reason)
    if door is None or door.tells_why:
        return reason, words, True
    return door.reason, replace(words, title=Words(door.headline.zh, door.headline.en or door.headline.zh)), False


def seen_by_household(pack: str) -> Mapping[str, HouseholdView | None]:
    """Kind of evidence → what of it a household may see; nothing of a service that is switched off."""
    held = pack_or_none(pack)
    return {slug: kind.household for slug, kind in held.evidence_kinds.items()} if held else {}


def refuse_unknown_kind(pack: str, kind: str, source: str, result: str | None) -> None:
    """`Invalid` unless the pack reads this kind of evidence, from this source, with this result."""
    kinds = service_named(pack).evidence_kinds
    held = kinds.get(kind)
    if held is None:
        raise Invalid(
            _("The service reads no such kind of evidence."), field="kind", read=kind, allowed=", ".join(kinds)
        )
    if source not in held.sources:
        raise Invalid(
            _("This source does not state that kind."), field="source", read=source, allowed=", ".join(held.sources)
        )
    if result not in held.results:
        raise Invalid(
            _("This kind has no such result."), field="result", read=str(result), allowed=", ".join(held.results)
        )
