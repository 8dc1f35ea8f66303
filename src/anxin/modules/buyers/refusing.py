"""How the light on buyers says no."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.firms.sources import SourceFault, Why
from anxin.kernel.errors import Conflict, Invalid, NotFound


def no_light() -> NotFound:
    return NotFound(_("No service here judges buyers."), todo=_("Apply the service buyer_light."))


def no_such_firm() -> NotFound:
    return NotFound(_("There is no such firm on file."), todo=_("Search for its name again."))


def no_such_country(read: str) -> Invalid:
    return Invalid(
        _("There is no such country."), field="country", read=read[:20], todo=_("Choose the country from the list.")
    )


def no_such_source(read: str) -> Invalid:
    return Invalid(_("The service has no such source."), field="source", read=read[:40], todo=_("See buyers.yaml."))


def not_readable(fault: SourceFault) -> Invalid:
    """What is wrong with a file of firms, with its line."""
    what, todo = {
        Why.CUT: (_("The file ends in the middle."), _("Download it again and compare its length.")),
        Why.EDITION: (
            _("This is another edition of the file than those known here."),
            _("Look up the columns and keys in docs/ops/buyers.md."),
        ),
        Why.BOMB: (_("The file unpacks to far more than such a file is."), _("Unpack it and look at it.")),
        Why.NOT_TEXT: (_("The file is not text in UTF-8."), _("Download it again; do not open it in between.")),
        Why.MANY: (_("The archive holds several files."), _("Unpack it and hand in the one that is meant.")),
        Why.MISSING: (_("A file that belongs to it is missing."), _("Put it into the same folder.")),
        Why.LONG: (_("A line is longer than any in such a file."), _("Look at the line.")),
    }.get(fault.why, (_("The file cannot be read as what it should be."), _("Look at the line.")))
    place = _("line %(line)s") % {"line": fault.line} if fault.line else ""
    return Invalid(what, field=place, read=fault.read, todo=todo)


def no_firms() -> Invalid:
    return Invalid(_("The file holds no firm."), field="file", todo=_("Look at whether it is the right file."))


def no_such_file_beside(path: str) -> Invalid:
    return Invalid(_("This file is not there."), field="file", read=path[:200])


def far_fewer(now: int, before: int) -> Conflict:
    return Conflict(
        _("The file has %(now)s firms, the edition before had %(before)s.") % {"now": now, "before": before},
        todo=_("If that is right, say so with --fewer; those that are missing are taken out."),
    )


def no_name(emptiness: str) -> Invalid:
    """`emptiness` as `anxin.firms.naming.emptiness` gives it."""
    what, todo = {
        "blank": (_("Nothing was typed that is a name."), _("Type the buyer's name as it stands on the order.")),
        "placeholder": (_("This stands for no firm."), _("Ask the buyer for the name in the register.")),
        "form": (_("This is only a legal form, not a name."), _("Type the whole name, with what stands before it.")),
        "generic": (
            _("These words are part of thousands of names."),
            _("Type the whole name as it stands on the order."),
        ),
        "long": (_("A firm's name is not as long as this."), _("Type the name alone, without address or text.")),
    }[emptiness]
    return Invalid(what, field="name", todo=todo)


def no_date(field: str) -> Invalid:
    return Invalid(_("This day cannot be used."), field=field, todo=_("Write it as 2026-05-01, not in the future."))


def already_decided() -> Conflict:
    return Conflict(_("This was decided already."), todo=_("Undo the decision first; it stays in the record."))


def no_such_report() -> NotFound:
    return NotFound(_("There is no such report of yours."), todo=_("Look at what you reported."))


def no_such_verdict() -> NotFound:
    return NotFound(_("There is no such decision that stands."), todo=_("Look at the decisions about this firm."))
