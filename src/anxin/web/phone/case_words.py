"""A request in the words of the phone: the day of a promise, and the short line of steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kernel.cases.clocks import SHANGHAI, Promise
from anxin.kernel.cases.enums import Stage
from anxin.kernel.cases.wording import stage_word

REACHED = {
    Stage.RECEIVED: 0,
    Stage.ACCEPTED: 0,
    Stage.ASSIGNED: 1,
    Stage.CONTESTED: 1,
    Stage.ANSWERED: 2,
    Stage.AGREED: 3,
    Stage.CLOSED: 3,
}


@dataclass(frozen=True)
class StepShown:
    """One place of the line: done, now, or still to come."""

    word: str
    state: str

    @property
    def now(self) -> bool:
        return self.state == "now"


def steps_shown(stage: Stage) -> list[StepShown]:
    """The way of a request in four steps; one that was refused or withdrawn ends after the first."""
    if stage in {Stage.REFUSED, Stage.WITHDRAWN}:
        return [StepShown(_("We have it"), "done"), StepShown(stage_word(stage).capitalize(), "now")]
    worked = _("Being done again") if stage is Stage.CONTESTED else _("Being dealt with")
    words = [_("We have it"), worked, _("Answer given"), _("You accepted")]
    here = REACHED[stage]
    return [StepShown(one, "done" if at < here else "now" if at == here else "next") for at, one in enumerate(words)]


def plain_day(day: date, today: date) -> str:
    """ "Friday 24 December", "12月24日（星期五）"; with the year where it is another."""
    english = (get_language() or "zh").startswith("en")
    if english:
        return formatted(day, "l j F" if day.year == today.year else "l j F Y")
    return formatted(day, "n月j日（l）" if day.year == today.year else "Y年n月j日（l）")


def promised_until(promise: Promise | None, at: datetime) -> str:
    """Until when an answer was promised: "until Friday 24 December", or by the hour where hours are counted."""
    if promise is None:
        return ""
    local = promise.run.due.astimezone(SHANGHAI)
    today = at.astimezone(SHANGHAI).date()
    if (local.hour, local.minute) != (0, 0):
        return _("until %(day)s, %(hour)s") % {"day": plain_day(local.date(), today), "hour": f"{local:%H:%M}"}
    return _("until %(day)s") % {"day": plain_day(promise.run.due_on, today)}
