"""Names of colours and reasons in both languages, for tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anxin.kernel.errors import NotFound
from anxin.packs import PackInvalid, current


@dataclass(frozen=True)
class Named:
    zh: str
    en: str


COLOUR_WORDS: Mapping[str, Named] = {
    "green": Named("绿码", "green"),
    "yellow": Named("黄码", "yellow"),
    "red": Named("红码", "red"),
    "grey": Named("灰码", "grey"),
    "orange": Named("橙码", "orange"),
}


def reason_words(pack: str) -> Mapping[str, Named]:
    """Reason → its title in both languages, as the pack says it; nothing for an unknown or broken pack."""
    try:
        held = current(pack).reasons
    except (NotFound, PackInvalid):
        return {}
    return {slug: Named(reason.title.zh, reason.title.en or reason.title.zh) for slug, reason in held.items()}


def reason_named(words: Mapping[str, Named], reason: str) -> Named:
    """A reason's names; its slug where nobody named it."""
    return words.get(reason, Named(reason, reason))
