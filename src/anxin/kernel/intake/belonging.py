"""What a roster row means for its person's affiliation, given those on file. Pure; the same rules as parties' acts.

Source of the rule: Jiaxing 2020-12-20, one worker, one agency; leave the first in the system before the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from anxin.kernel.intake.layouts import Layout, MakesAffiliation
from anxin.kernel.intake.problems import Flaw
from anxin.kernel.intake.rows import Values
from anxin.kernel.parties.models import Affiliation


@dataclass(frozen=True)
class Start:
    """Begin an affiliation; with `ended_on`, one that is already over."""

    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class End:
    """End the affiliation that is open."""

    affiliation: Affiliation
    ended_on: date


Step = Start | End | None


def step_of(values: Values, held: Sequence[Affiliation], organisation_id: int, layout: Layout) -> Step | Flaw:
    """What to do about the affiliation, None if nothing, or why the row cannot be taken."""
    belongs = layout.makes.affiliation
    if belongs is None:
        return None
    started, ended = _day(values[belongs.starts]), _day(values[belongs.ends])
    if values[belongs.status] in belongs.open_when:
        return _open(started, ended, held, organisation_id, layout, belongs)
    return _closed(started, ended, held, organisation_id, layout, belongs)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _open(
    started: date | None,
    ended: date | None,
    held: Sequence[Affiliation],
    organisation_id: int,
    layout: Layout,
    belongs: MakesAffiliation,
) -> Step | Flaw:
    if started is None:
        return _lacks(layout.column(belongs.starts).name, _("somebody who works there has a first day"))
    if ended is not None:
        return Flaw(
            _("The person is said to work there and to have left."),
            _("an empty cell, or another status"),
            read=ended.isoformat(),
            column=layout.column(belongs.ends).name,
        )
    for each in held:
        if each.ended_on is None and each.organisation_id != organisation_id:
            return still_with_another(layout, belongs)
        if each.ended_on is None:
            return None if each.started_on == started else _other_start(each, started, layout, belongs)
        if each.ended_on >= started:
            return _overlaps(each, started, layout, belongs)
    return Start(started)


def _closed(
    started: date | None,
    ended: date | None,
    held: Sequence[Affiliation],
    organisation_id: int,
    layout: Layout,
    belongs: MakesAffiliation,
) -> Step | Flaw:
    mine = [each for each in held if each.organisation_id == organisation_id]
    still = next((each for each in mine if each.ended_on is None), None)
    if still is not None:
        return _end(still, started, ended, layout, belongs)
    if ended is None or started is None or any(_same(each, started, ended) for each in mine):
        return None
    for each in held:
        if each.started_on <= ended and (each.ended_on is None or each.ended_on >= started):
            return (
                still_with_another(layout, belongs)
                if each.ended_on is None
                else _overlaps(each, started, layout, belongs)
            )
    return Start(started, ended)


def _same(each: Affiliation, started: date, ended: date) -> bool:
    return (each.started_on, each.ended_on) == (started, ended)


def _end(
    still: Affiliation, started: date | None, ended: date | None, layout: Layout, belongs: MakesAffiliation
) -> Step | Flaw:
    if ended is None:
        return _lacks(layout.column(belongs.ends).name, _("on file the person still works there: say the last day"))
    if started is not None and started != still.started_on:
        return _other_start(still, started, layout, belongs)
    if ended < still.started_on:
        return Flaw(
            _("The last day lies before the first."),
            _("%(day)s or later"),
            read=ended.isoformat(),
            column=layout.column(belongs.ends).name,
            values={"day": still.started_on.isoformat()},
        )
    return End(still, ended)


def _lacks(column: str, allowed: str) -> Flaw:
    return Flaw(_("The cell is empty."), allowed, column=column)


def still_with_another(layout: Layout, belongs: MakesAffiliation) -> Flaw:
    """The row's person is held by another organisation (which one is not the reader's business)."""
    return Flaw(
        _("This person is still entered with another agency."),
        _("one agency at a time"),
        _("The old agency records the exit first; then bring the row again and the code is issued anew."),
        column=layout.column(belongs.organisation).name,
    )


def _other_start(held: Affiliation, started: date, layout: Layout, belongs: MakesAffiliation) -> Flaw:
    return Flaw(
        _("The first day differs from the one on file."),
        _("%(day)s, as on file"),
        _("Correct the cell, or record the exit and enter the person anew."),
        read=started.isoformat(),
        column=layout.column(belongs.starts).name,
        values={"day": held.started_on.isoformat()},
    )


def _overlaps(held: Affiliation, started: date, layout: Layout, belongs: MakesAffiliation) -> Flaw:
    return Flaw(
        _("The time overlaps with an affiliation that is on file until %(day)s."),
        _("a first day after %(day)s"),
        _("Check the first day, or ask the agency before to correct its last day."),
        read=started.isoformat(),
        column=layout.column(belongs.starts).name,
        values={"day": str(held.ended_on)},
    )
