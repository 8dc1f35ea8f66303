"""How the ledger says no."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from anxin.kernel.errors import Conflict, NotFound
from anxin.kernel.ledger.units import Unit
from anxin.kernel.ledger.wording import in_words

SHORT, FULL, SHUT, SAME_NAME = "ledger.short", "ledger.full", "ledger.closed", "ledger.once"


class Short(Conflict):
    """The account has not so much."""

    code = SHORT

    def __init__(self, account: str, asked: int, there: int, unit: Unit) -> None:
        self.asked, self.there = asked, there
        super().__init__(
            _("%(account)s has not so much left.") % {"account": account},
            why=_("Asked for: %(asked)s. Free: %(there)s.")
            % {"asked": in_words(unit, asked), "there": in_words(unit, max(there, 0))},
            todo=_("Look at the account's page: it lists what came in, what went out and what is held."),
        )


class Full(Conflict):
    """The account takes no more: its ceiling is reached."""

    code = FULL

    def __init__(self, account: str, asked: int, room: int, unit: Unit) -> None:
        self.asked, self.room = asked, room
        super().__init__(
            _("%(account)s takes no more.") % {"account": account},
            why=_("Asked for: %(asked)s. Room is left for: %(room)s.")
            % {"asked": in_words(unit, asked), "room": in_words(unit, max(room, 0))},
            todo=_("Look at the account's page: it lists what was received in this period."),
        )


class Shut(Conflict):
    """The day lies in a closed period."""

    code = SHUT

    def __init__(self, day: date, until: date) -> None:
        super().__init__(
            _("The books are closed for %(day)s.") % {"day": day},
            why=_("They are closed up to and with %(until)s.") % {"until": until},
            todo=_("Write it on a day after that; what was wrong is reversed there, with the reason."),
        )


class OtherDocument(Conflict):
    """Another document was written under this name."""

    code = SAME_NAME

    def __init__(self, once: str) -> None:
        super().__init__(
            _("Something else was written down under the same name."),
            why=_("%(once)s names one document, and this is not that one.") % {"once": once},
            todo=_("Look at what was written; if it is wrong, reverse it."),
        )


def no_such_book() -> NotFound:
    return NotFound(_("There is no such book."), todo=_("Look at the list of books."))


def no_such_posting() -> NotFound:
    return NotFound(_("There is no such document in this book."), todo=_("Look at the book's page."))
