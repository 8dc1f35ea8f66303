"""What may go out at all: by the class of a dataset and its fields, for a purpose, on a basis, for a term."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from anxin.kernel.datasets.terms import DatasetTerms, Sharing
from anxin.kernel.errors import Invalid, Refused


def class_of(terms: DatasetTerms, fields: Collection[str]) -> Sharing:
    """The strictest class of the dataset and of these fields. `Invalid` for a field it does not have, or none."""
    held = [terms.field(slug) for slug in fields]
    if not fields or None in held:
        raise Invalid(
            _("The dataset has no such field."),
            field="fields",
            read=", ".join(sorted(fields)),
            allowed=", ".join(one.slug for one in terms.fields),
        )
    classes = [terms.sharing, *(one.sharing for one in held if one is not None)]
    return max(classes, key=lambda one: one.strictness)


def refuse_not_shared(terms: DatasetTerms) -> Refused:
    """The refusal of what is shared with nobody, with its reason."""
    return Refused(
        _("This is not shared."), rule="dataset.not-shared", why=str(terms.reason or terms.basis), ask=str(terms.owner)
    )


def require_sharable(
    terms: DatasetTerms, fields: Collection[str], *, purpose: str, basis: str, until: date | None, on: date
) -> None:
    """`Refused` for what is not shared; a restricted one goes out for a purpose, on a basis and for a term only."""
    strictest = class_of(terms, fields)
    if strictest is Sharing.NOT_SHARED:
        raise refuse_not_shared(terms)
    if not purpose.strip():
        raise Invalid(_("Say what it is for."), field="purpose")
    if strictest is Sharing.RESTRICTED and (until is None or not basis.strip()):
        raise Invalid(
            _("A dataset shared on request goes out on a legal basis and until a day."),
            field="until" if basis.strip() else "basis",
            allowed=_("%(day)s or later") % {"day": on},
        )
    if until is not None and until < on:
        raise Invalid(
            _("That day is over."), field="until", read=str(until), allowed=_("%(day)s or later") % {"day": on}
        )
