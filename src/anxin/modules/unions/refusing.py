"""How unions say no."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, Invalid, NotFound


def no_such_union() -> NotFound:
    return NotFound(
        _("There is no such union in this service."),
        why=_("It may never have been entered, or its number is another."),
        todo=_("Look it up in the list of unions."),
    )


def no_such_service(known: list[str]) -> NotFound:
    return NotFound(
        _("There are no unions of such a service here."),
        why=_("Services with unions: %(known)s.") % {"known": ", ".join(known) or "–"},
        todo=_("Name one of them."),
    )


def no_such_member() -> NotFound:
    return NotFound(
        _("No such person in your scope."),
        why=_("Either there is none, or your desk does not reach the union of that day."),
        todo=_("Check the number; the union that holds the person can look."),
    )


def wrong_rank() -> Invalid:
    return Invalid(
        _("A union stands under one of a higher level."),
        field="under",
        allowed=_("base union under a federation or a county, these under a city, a city under a province"),
    )


def in_a_circle() -> Conflict:
    return Conflict(
        _("The union above would then stand under this one."),
        why=_("It stands under it already, or will from a later day on."),
        todo=_("Look at the tree of that day, and place the other one first."),
    )


def not_there_yet(what: str) -> Conflict:
    return Conflict(
        _("“%(name)s” does not exist on that day.") % {"name": what}, todo=_("Choose a day between its first and last.")
    )


def ended_already(what: str) -> Conflict:
    return Conflict(_("“%(name)s” has been dissolved already.") % {"name": what})


def still_over_others(many: int) -> Conflict:
    return Conflict(
        _("There are still %(many)s unions under this one.") % {"many": many},
        todo=_("Place them under another one, or dissolve them first."),
    )


def used_later(day: str) -> Conflict:
    return Conflict(
        _("Somebody belonged here as late as %(day)s.") % {"day": day},
        why=_("A union is there for as long as anybody is with it."),
        todo=_("Choose that day or a later one as its last."),
    )


def no_pool(area: str) -> Conflict:
    return Conflict(
        _("There is no pool for %(area)s that its members could go to.") % {"area": area},
        why=_("A member stays a member when the unit is dissolved, and waits in the pool for the next union."),
        todo=_("Open the pool of the area first."),
    )


def changed_meanwhile() -> Conflict:
    return Conflict(
        _("Somebody was entered or left while this was under way."), todo=_("Nothing was changed. Do it again.")
    )


def in_the_future() -> Invalid:
    return Invalid(
        _("This is entered on or after its day."), field="day", allowed=_("today or earlier"), todo=_("Enter it then.")
    )
