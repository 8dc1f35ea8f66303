"""How the light on buyers says no."""

from __future__ import annotations

from django.utils.translation import gettext as _

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
