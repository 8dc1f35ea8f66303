"""Why somebody has not got the last free one: computed from the list itself, and nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anxin.kernel.parties.queries import affiliation_of
from anxin.modules.allotments import queries
from anxin.modules.allotments.admitting import row_words
from anxin.modules.allotments.enums import Rule, Standing
from anxin.modules.allotments.models import Application, Happening
from anxin.modules.allotments.queries import PartFigures
from anxin.modules.allotments.refusing import moment
from anxin.modules.allotments.terms import SHANGHAI, OfferTerms

STANDINGS = {
    Standing.ENTERED: gettext_lazy("in the list of lots"),
    Standing.WAITING: gettext_lazy("waiting"),
    Standing.OFFERED: gettext_lazy("held, to be taken"),
    Standing.TAKEN: gettext_lazy("has it"),
    Standing.DECLINED: gettext_lazy("declined"),
    Standing.EXPIRED: gettext_lazy("not taken in time"),
    Standing.CANCELLED: gettext_lazy("application withdrawn"),
    Standing.NO_SHOW: gettext_lazy("nobody came"),
    Standing.OVER: gettext_lazy("over"),
}
RULES = {
    Rule.FIRST_COME: gettext_lazy("in the order of arrival"),
    Rule.LOTS: gettext_lazy("in the order of the published lots"),
    Rule.POINTS_THEN_LOTS: gettext_lazy("by points, and among equal points in the order of the published lots"),
}


@dataclass(frozen=True)
class Explained:
    """Where an application stands at a moment and why, as figures and as sentences in the reader's language.

    `place`: 1 is next; None for one that does not wait. `figures`: None before anything is entered in the books."""

    standing: Standing
    place: int | None
    ahead: int
    figures: PartFigures | None
    held_until: list[datetime]
    until: datetime | None
    last: Happening | None
    sentences: list[str]

    @property
    def word(self) -> str:
        return str(STANDINGS[self.standing])


def explained(application: Application, at: datetime) -> Explained:
    """Where it stands at a moment. What ran out and nobody has put down yet counts as run out."""
    offer = application.offer
    terms = queries.terms_of(offer)
    standing = Standing(application.standing)
    if standing is Standing.OFFERED and application.held_until is not None and application.held_until <= at:
        standing = Standing.EXPIRED
    waits = standing is Standing.WAITING
    ahead = queries.ahead_of(application) if waits else 0
    figures = queries.figures(offer, at).get(application.part)
    held = queries.held_until(offer, application.part, at) if waits else []
    last = queries.last_offered(application, at) if waits else None
    said = [*_standing_said(terms, application, standing, ahead, figures, held)]
    if waits:
        said += _last_said(terms, application, last, at)
    said += _admission_said(terms, application)
    until = application.held_until if standing is Standing.OFFERED else None
    return Explained(standing, ahead + 1 if waits else None, ahead, figures, held, until, last, said)


def _standing_said(
    terms: OfferTerms,
    application: Application,
    standing: Standing,
    ahead: int,
    figures: PartFigures | None,
    held: list[datetime],
) -> list[str]:
    if standing is Standing.WAITING:
        return [*_place_said(terms, ahead), *_taken_said(figures, held), _turn_said(terms)]
    if standing is Standing.OFFERED and application.held_until is not None:
        said = _("One is held for you until %(until)s. If you do not take it by then, it goes to the next.")
        return [said % {"until": moment(application.held_until)}]
    if standing is Standing.ENTERED and terms.draw is not None:
        said = _("Your lot is %(lot)s. The list is published after %(until)s; the draw is made on or after %(day)s.")
        return [said % {"lot": f"{application.number:04d}", "until": terms.until, "day": terms.draw.day}]
    if standing is Standing.EXPIRED and application.held_until is not None:
        said = _("It was held until %(until)s, nobody took it, and it went to the next. You may apply anew.")
        return [said % {"until": moment(application.held_until)}]
    if standing is Standing.OVER:
        return [_("This has begun, and nothing became free before that.")]
    return []


def _place_said(terms: OfferTerms, ahead: int) -> list[str]:
    rule = RULES[terms.rule]
    if not ahead:
        return [_("You are next, %(rule)s.") % {"rule": rule}]
    said = ngettext(
        "%(ahead)s application is before you, %(rule)s.", "%(ahead)s applications are before you, %(rule)s.", ahead
    )
    return [said % {"ahead": ahead, "rule": rule}]


def _taken_said(figures: PartFigures | None, held: list[datetime]) -> list[str]:
    if figures is None:
        return []
    said = _("There are %(seats)s: %(taken)s taken, %(held)s held for others, %(free)s free.")
    out = figures.held + figures.offered
    lines = [said % {"seats": figures.seats, "taken": figures.taken, "held": out, "free": figures.free}]
    if held:
        lines.append(_("The first of those held runs out on %(until)s.") % {"until": moment(held[0])})
    return lines


def _turn_said(terms: OfferTerms) -> str:
    said = _("When one becomes free it is offered to the first in the list, for %(hours)s hours.")
    return said % {"hours": terms.hold_hours}


def _last_said(terms: OfferTerms, mine: Application, last: Happening | None, at: datetime) -> list[str]:
    """What became of the last free one, and by which published criterion it did not come to this application."""
    if last is None:
        return []
    theirs = last.application
    to = {"at": moment(last.at), "number": f"{theirs.number:04d}"}
    if last.at < mine.applied_at:
        return [_("The last free one went to number %(number)s on %(at)s, before you applied.") % to]
    if theirs.points > mine.points and terms.rule is Rule.POINTS_THEN_LOTS:
        points = {"theirs": theirs.points, "mine": mine.points}
        said = _("The last free one went to number %(number)s on %(at)s, who has %(theirs)s points; you have %(mine)s.")
        return [said % (to | points)]
    if terms.drawn:
        ranks = {"theirs": theirs.rank or 0, "mine": mine.rank or 0}
        said = _(
            "The last free one went to number %(number)s on %(at)s: that lot was drawn in place %(theirs)s, yours in "
            "place %(mine)s."
        )
        return [said % (to | ranks)]
    applied = to | {"theirs": moment(theirs.applied_at), "mine": moment(mine.applied_at)}
    said = _(
        "The last free one went to number %(number)s on %(at)s, who applied on %(theirs)s; you applied on %(mine)s."
    )
    return [said % applied]


def _admission_said(terms: OfferTerms, application: Application) -> list[str]:
    day = application.applied_at.astimezone(SHANGHAI).date()
    held = terms.table(day)
    if held is None or not application.row:
        return []
    reading, basis = row_words(held.dmn, application.row)
    return [_("Received because: %(reading)s (%(basis)s)") % {"reading": reading, "basis": basis}]


def still_member(application: Application, at: datetime) -> bool:
    """Whether whoever asked holds, today, the membership that the offer asks for; true where it asks for none."""
    terms = queries.terms_of(application.offer)
    asker = application.guardian or application.person
    day = at.astimezone(SHANGHAI).date()
    return not terms.member or affiliation_of(asker, role=terms.member, on=day) is not None
