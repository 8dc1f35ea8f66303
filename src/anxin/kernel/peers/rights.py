"""Who may do what with peers, beyond `access.rules`: the datasets that may go out at all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from anxin.kernel.access.rules import Act, require
from anxin.kernel.datasets.terms import DatasetTerms, Sharing
from anxin.kernel.errors import Invalid, Refused
from anxin.kernel.journal.actor import Actor


def require_operator(by: Actor) -> None:
    """`Refused` unless they may take on peers and give them datasets."""
    require(by, Act.KEEP_PEERS)


def require_sharable(
    terms: DatasetTerms, fields: Collection[str], *, purpose: str, basis: str, until: date | None, on: date
) -> None:
    """`Refused` for what is not shared; a restricted one goes out for a purpose, on a basis and for a term only."""
    held = [terms.field(slug) for slug in fields]
    if not fields or None in held:
        raise Invalid(
            _("The dataset has no such field."),
            field="fields",
            read=", ".join(sorted(fields)),
            allowed=", ".join(one.slug for one in terms.fields),
        )
    classes = {terms.sharing, *(one.sharing for one in held if one is not None)}
    if Sharing.NOT_SHARED in classes:
        raise Refused(
            _("This is not shared."),
            rule="dataset.not-shared",
            why=str(terms.reason or terms.basis),
            ask=str(terms.owner),
        )
    if not purpose.strip():
        raise Invalid(_("Say what it is for."), field="purpose")
    if Sharing.RESTRICTED in classes and (until is None or not basis.strip()):
        raise Invalid(
            _("A dataset shared on request goes out on a legal basis and until a day."),
            field="until" if basis.strip() else "basis",
            allowed=_("%(day)s or later") % {"day": on},
        )
    if until is not None and until < on:
        raise Invalid(
            _("That day is over."), field="until", read=str(until), allowed=_("%(day)s or later") % {"day": on}
        )
