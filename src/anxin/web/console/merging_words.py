"""What a merge moves, in a clerk's words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _


def moved_word(label: str) -> str:
    """The word for the rows of a model (app.model); of a model without one, that of its part."""
    part = label.partition(".")[0]
    return _models().get(label) or _parts().get(part) or _("Other entries")


def belonging_word(role: str, titles: Mapping[str, str]) -> str:
    """Under which service somebody belongs somewhere."""
    return titles.get(role, role)


def _models() -> dict[str, str]:
    return {
        "parties.identifier": _("Numbers that lead to the file"),
        "parties.affiliation": _("Belongings to organisations"),
        "parties.registration": _("Registrations under a service"),
        "evidence.evidence": _("Records"),
        "codes.code": _("Codes"),
        "codes.card": _("Cards on paper"),
        "ledger.account": _("Accounts in the books"),
        "ledger.posting": _("Balances moved by a document"),
        "cases.case": _("Requests"),
        "benefits.enrolment": _("Enrolments in mutual aid"),
        "benefits.claim": _("Claims of mutual aid"),
        "allotments.application": _("Applications for an offer"),
        "allotments.handout": _("Things handed out"),
    }


def _parts() -> dict[str, str]:
    return {
        "access": _("Accounts for signing in"),
        "codes": _("Looks and visits by a code"),
        "cases": _("Requests and desks"),
        "allotments": _("Consents and others of an offer"),
        "benefits": _("Rosters and payments of mutual aid"),
    }
