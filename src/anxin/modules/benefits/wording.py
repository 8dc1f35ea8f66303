"""What states and steps are called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anxin.modules.benefits.enums import Brought, Happened, Matched, RosterState, Standing

STANDINGS = {
    Standing.ENTERED: _("entered, to be approved"),
    Standing.OFFERED: _("offered, waiting for consent"),
    Standing.CONSENTED: _("consented, to be approved"),
    Standing.DECLINED: _("declined by the person"),
    Standing.APPROVED: _("approved, to be paid"),
    Standing.REFUSED: _("refused, nothing is paid"),
    Standing.PAID: _("paid"),
    Standing.REVERSED: _("payment reversed"),
}
STEPS = {
    Happened.ENTERED: _("Entered"),
    Happened.OFFERED: _("Offered without application"),
    Happened.CONSENTED: _("Consented"),
    Happened.DECLINED: _("Declined"),
    Happened.APPROVED: _("Approved"),
    Happened.REFUSED: _("Refused"),
    Happened.CORRECTED: _("Corrected and decided anew"),
    Happened.PAID: _("Paid"),
    Happened.REVERSED: _("Payment reversed"),
}
ROSTERS = {
    RosterState.RECEIVED: _("received, not read yet"),
    RosterState.ENROLLED: _("enrolled"),
    RosterState.REFUSED: _("refused"),
}
MATCHES = {Matched.EXACT: _("matches"), Matched.OVER: _("too much"), Matched.UNDER: _("too little")}
BECAME = {
    Brought.OFFERED: _("offered"),
    Brought.NOT_ENROLLED: _("not enrolled"),
    Brought.BILL_KNOWN: _("bill known already"),
    Brought.NOTHING: _("nothing is due"),
}


def standing_word(standing: str) -> str:
    """Where a claim stands, in words."""
    return str(STANDINGS[Standing(standing)])
