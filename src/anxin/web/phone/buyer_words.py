"""The words of the light on buyers."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.modules.buyers.contacts import Contact
from anxin.modules.buyers.enums import Colour, Outcome, Terms


def fact_words(key: str, value: str) -> str:
    """A fact as it is read aloud; most stand as the source has them."""
    if key != "status":
        return value
    return {
        "active": _("in business"),
        "inactive": _("no longer in business"),
        "dissolved": _("dissolved"),
        "insolvent": _("in insolvency"),
    }.get(value, value)


def said_of(words: Mapping[str, str]) -> str:
    """A text of a table in the reader's language."""
    return words["zh"] if (get_language() or "zh").startswith("zh") else words["en"] or words["zh"]


def light_word(colour: Colour) -> str:
    """What the light is called."""
    return {
        Colour.GREEN: _("Green light"),
        Colour.YELLOW: _("Yellow light"),
        Colour.RED: _("Red light"),
        Colour.GREY: _("Grey light: not known"),
    }[colour]


def terms_words() -> dict[Terms, str]:
    """How an order may be paid."""
    return {
        Terms.PREPAID: _("paid beforehand, or a confirmed letter of credit"),
        Terms.SHORT: _("open account up to 60 days"),
        Terms.LONG: _("open account of more than 60 days"),
    }


def outcome_words() -> dict[Outcome, str]:
    """How an invoice ended."""
    return {
        Outcome.PAID: _("paid in full"),
        Outcome.UNPAID: _("not paid yet, or claimed"),
        Outcome.SETTLED: _("paid or settled after a claim"),
    }


def contact_words(found: Contact) -> tuple[str, str]:
    """What a contact address says, and whether it warns (`warning`, `success`, `info`); both empty without one."""
    return {
        Contact.NONE: ("", ""),
        Contact.UNREADABLE: (_("This is neither an e-mail address nor a site."), "warning"),
        Contact.SAME: (_("The address is on the firm's own domain."), "success"),
        Contact.LIKE: (
            _("This looks like the firm's address and is another. Ring the firm at a number you found yourself."),
            "warning",
        ),
        Contact.FREE: (
            _("Anybody can open this mailbox. Ask for an address of the firm; ring it at a number you found yourself."),
            "warning",
        ),
        Contact.OTHER: (
            _("The address is on another domain than the firm's. The person may not belong to it: ring the firm."),
            "warning",
        ),
        Contact.UNKNOWN: (_("No site of this firm is on file, so the address cannot be compared."), "info"),
    }[found]
