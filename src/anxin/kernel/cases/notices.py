"""The notice board: what became of requests whose requesters allow that others read it.

Only the words a desk wrote for the board, the kind of request, the city and the month. No number, no county, no day, no
firm: whoever is concerned must not find in it that somebody spoke. Within a month the order is that of chance.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from anxin.kernel.cases.clocks import SHANGHAI
from anxin.kernel.cases.enums import Happened, Result, Stage
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case, CaseEvent
from anxin.kernel.cases.recording import SAID
from anxin.kernel.cases.wording import result_word
from anxin.kernel.parties.sealing import unseal
from anxin.kernel.reference.areas import Area, areas

POSTED = (Result.SOLVED, Result.EXPLAINED)
MOST = 60


@dataclass(frozen=True)
class Notice:
    """One answer as anybody reads it. `month`: its first day."""

    pack: str
    matter: str
    words: str
    result: str
    city: Area | None
    month: date


def notices(matters: Iterable[Matter], *, most: int = MOST) -> list[Notice]:
    """Of these matters, the answers that were accepted and may be read by all, the newest months first."""
    found = [notice for asks in matters if asks.board is not None for notice in _of(asks, asks.board.asks, most)]
    found.sort(key=attrgetter("month"), reverse=True)
    return found[:most]


def _of(asks: Matter, allowed: str, most: int) -> list[Notice]:
    held = Case.objects.filter(
        pack=asks.pack, matter=asks.slug, stage=Stage.CLOSED, result__in=POSTED, main__isnull=True,
        **{f"facts__{allowed}": True},
    )  # fmt: skip
    newest = list(held.order_by("-answered_at")[:most])
    newest.sort(key=attrgetter("public_id"))
    told = (_notice(asks, one) for one in newest)
    return [one for one in told if one is not None]


def _notice(asks: Matter, case: Case) -> Notice | None:
    answered = case.events.filter(kind=Happened.ANSWERED).order_by("seq").last()
    words = _words(asks, answered)
    if not words or case.answered_at is None:
        return None
    month = case.answered_at.astimezone(SHANGHAI).date().replace(day=1)
    return Notice(asks.pack, str(asks.title), words, result_word(case.result), areas().get(f"{case.area[:4]}00"), month)


def _words(asks: Matter, answered: CaseEvent | None) -> str:
    sealed = answered.detail.get("said") if answered is not None else None
    if not sealed or asks.board is None:
        return ""
    return str(json.loads(unseal(sealed, context=SAID)).get(asks.board.shows, ""))
