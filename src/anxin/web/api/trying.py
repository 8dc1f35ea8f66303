"""Trying rules on everybody, and publishing a draft, as the API is asked for it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.decisions import DecisionError
from anxin.kernel.access.rules import Act, require
from anxin.kernel.errors import Invalid
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes import drafting
from anxin.kernel.outcomes.drafts import draft_of
from anxin.packs import current
from anxin.packs.drafted import EVERYWHERE, drafted
from anxin.packs.publishing import publish as published
from anxin.web.api import reading, schemas


def simulate(*, by: Actor, at: datetime, pack: str, wanted: schemas.NewRules) -> schemas.Simulated:
    """Everybody decided twice and counted; `Invalid` for a text that cannot be read, with its place."""
    require(by, Act.COUNT_EVERYBODY)
    day = wanted.as_of or at.date()
    try:
        content = drafting.Draft(wanted.dmn, day, "API", parameters=wanted.parameters)
        held = drafted(current(pack), content, area=wanted.area or EVERYWHERE)
        found = drafting.simulate(by=by, at=at, file=held.file, as_of=day)
    except (DecisionError, UnicodeEncodeError) as fault:
        what = _("These rules cannot be read: %(why)s") % {"why": fault}
        raise Invalid(what, field="dmn", todo=_("Correct the file at that place.")) from None
    moves: dict[tuple[str, ...], int] = {}
    for move, many in found.counts.items():
        key = (*move.was, *move.now, move.area)
        moves[key] = moves.get(key, 0) + many
    names = ("colour_before", "reason_before", "colour", "reason", "area")
    return schemas.Simulated(
        as_of=day,
        sha256=found.file.sha256,
        parameters=dict(found.file.parameters),
        replaces=list(found.replaces),
        total=found.total,
        changed=found.changed,
        moves=[
            schemas.Moved.model_validate({**dict(zip(names, key, strict=True)), "people": many})
            for key, many in sorted(moves.items())
        ],
    )


def publish(*, by: Actor, at: datetime, pack: str, public_id: str, wanted: schemas.Publication) -> schemas.Rules:
    """The second person's act."""
    require(by, Act.PUBLISH_RULES)
    made = published(current(pack), draft_of(by, pack, public_id), by=by, at=at, seen_sha256=wanted.sha256)
    return reading.rules(made)
