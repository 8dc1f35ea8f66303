"""What stands against a merge, or against undoing one."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, NotFound


def unknown() -> NotFound:
    return NotFound(
        _("No such file in your scope."),
        why=_("Either there is none, or it belongs to another area, or it was merged already."),
        todo=_("Look it up by its number."),
    )


def not_alike() -> Conflict:
    return Conflict(
        _("These two files cannot be one."),
        why=_("Merged are two different files of the same kind: two persons, or two organisations."),
        todo=_("Check the two file ids."),
    )


def two_at_once(role: str) -> Conflict:
    return Conflict(
        _("Both files are with an organisation now, and not with the same one (%(role)s).") % {"role": role},
        why=_("One person is with one organisation at a time."),
        todo=_("End one of the two, or transfer one of them; then merge."),
    )


def with_itself() -> Conflict:
    return Conflict(
        _("One of the two files belongs to the other."),
        why=_("Merged, it would belong to itself."),
        todo=_("End that belonging and have it corrected first."),
    )


def both_alive(what: str) -> Conflict:
    return Conflict(
        _("Both files have something of the same sort under way (%(what)s).") % {"what": what},
        why=_("One person has it once."),
        todo=_("End or withdraw one of the two; then merge."),
    )


def held(book: str) -> Conflict:
    return Conflict(
        _("Something is held in the book %(book)s for one of the two files.") % {"book": book},
        why=_("Both have the same account there, and what is held cannot go from one to the other."),
        todo=_("Take or release what is held, or wait until its time is over; then go on."),
    )


def not_standing() -> Conflict:
    return Conflict(_("This merge was undone already."), todo=_("Look at the list of merges."))


def later_first(when: datetime) -> Conflict:
    return Conflict(
        _("Another merge has to be undone first."),
        why=_("One of the two files was merged again on %(when)s.") % {"when": f"{when:%Y-%m-%d %H:%M}"},
        todo=_("Undo the latest merge first, then this one."),
    )


def in_the_way() -> Conflict:
    return Conflict(
        _("Something that was begun since stands in the place of what would come back."),
        why=_("One person has one of it at a time."),
        todo=_("End what was begun after the merge (a belonging, a code, an application), then undo the merge."),
    )
