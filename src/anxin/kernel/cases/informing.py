"""Telling other systems that hold a case what happened to it since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import override

from anxin.kernel.cases.enums import ENDS, Happened
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.wording import happened_word
from anxin.kernel.deliveries.actions import post
from anxin.kernel.deliveries.queries import targets_told
from anxin.kernel.deliveries.targets import TargetsInvalid, targets
from anxin.kernel.journal.actor import Actor

TOLD_OF = frozenset({Happened.ANSWERED, Happened.WITHDRAWN, Happened.CONTESTED, Happened.CLOSED})


def follow_up(
    *, by: Actor, at: datetime, case: Case, kind: Happened, detail: Mapping[str, Any], text: str = ""
) -> list[str]:
    """Tell every system that was sent this case what happened to it; which. `text`: the words, where the matter lets
    them out. A platform that takes no updates is left out: there is no way to tell it."""
    if kind not in TOLD_OF:
        return []
    told = [slug for slug in targets_told(case.public_id) if _takes_updates(slug)]
    for slug in told:
        post(
            by=by, at=at, target=slug, kind=f"case.{kind}", about=case.public_id,
            payload=update(at=at, case=case, kind=kind, text=text) | {"result": str(detail.get("result", ""))},
        )  # fmt: skip
    return told


def update(*, at: datetime, case: Case, kind: Happened, text: str) -> dict[str, Any]:
    """What an update says: which case, what happened and when, whether it is over, and the words."""
    with override("zh-hans"):
        said = str(happened_word(kind))
    return {
        "case": case.public_id,
        "service": f"{case.pack}/{case.matter}",
        "event": str(kind),
        "at": at.isoformat(timespec="seconds"),
        "over": case.stage in ENDS,
        "description": f"{said}：{text}" if text else said,
    }


def _takes_updates(slug: str) -> bool:
    """Whether a system can be told; one that the file does not name now may be later, so its messages wait."""
    try:
        target = targets().get(slug)
    except TargetsInvalid:
        return True
    return target is None or target.kind != "open311" or target.updates
