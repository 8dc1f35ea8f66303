"""Why a code is not believed, in the words of a door: one page for each reason code of docs/codes/profile.md."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anxin.credentials import Fault
from anxin.kernel.errors import AnxinError


class Unbelieved(AnxinError):
    """A code that is not believed; `code` is the reason code."""

    def __init__(self, fault: Fault) -> None:
        what, why, todo = words_of(fault)
        super().__init__(what, why=why, todo=todo, code=str(fault))
        self.fault = fault


def words_of(fault: Fault) -> tuple[str, str, str]:
    """What happened, why, what to do."""
    again = _("Ask for the code as the phone shows it now, and scan again.")
    agency = _("Let nobody in on this code alone. Ask the agency named on the card, or the local commerce bureau.")
    return {
        Fault.UNREADABLE: (
            _("This code cannot be read."),
            _("It is not a code of this kind, or a part of it is missing."),
            _("Clean the lens, hold the phone still and scan again."),
        ),
        Fault.WRONG_ISSUER: (
            _("This is not a code of this platform."),
            _("It was signed by somebody else. Copied pages are a known trick."),
            agency,
        ),
        Fault.KEY_UNKNOWN: (
            _("It cannot be told who issued this code."),
            _("Its key is not, or no longer, on the issuer's list."),
            agency,
        ),
        Fault.ALTERED: (
            _("This code has been altered."),
            _("Its signature does not belong to what it says."),
            agency,
        ),
        Fault.EXPIRED: (
            _("This card has expired."),
            _("A card is good for a year at most; then a new one is printed."),
            _("Ask for the code on the phone, or have the agency print a new card."),
        ),
        Fault.STALE: (
            _("This code was shown too long ago."),
            _("A code on a screen holds for two minutes, so that a picture of it is worth nothing."),
            again,
        ),
        Fault.CLOCK_WRONG: (
            _("The clock of this device is wrong."),
            _("By its clock the code would come from the future."),
            _("Set date and time to automatic, then scan again."),
        ),
        Fault.REPLACED: (
            _("This card has been replaced by a newer one."),
            _("Only the newest card of a person counts."),
            _("Ask for the new card, or for the code on the phone."),
        ),
        Fault.REVOKED: (
            _("This card no longer counts."),
            _("It was reported lost, or its holder left the agency."),
            agency,
        ),
        Fault.CANNOT_CONFIRM: (
            _("The colour cannot be confirmed now."),
            _("The newest list of colours is not at hand."),
            _("Go where there is a network and scan again."),
        ),
    }[fault]
