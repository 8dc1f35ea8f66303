"""What states and steps are called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from anxin.modules.benefits.enums import Brought, Happened, Matched, RosterState, Standing

STANDINGS = {
    Standing.ENTERED: _l("entered, to be approved"),
    Standing.OFFERED: _l("offered, waiting for consent"),
    Standing.CONSENTED: _l("consented, to be approved"),
    Standing.DECLINED: _l("declined"),
    Standing.APPROVED: _l("approved, to be paid"),
    Standing.REFUSED: _l("refused"),
    Standing.PAID: _l("paid"),
    Standing.REVERSED: _l("payment reversed"),
}
STEPS = {
    Happened.ENTERED: _l("Entered"),
    Happened.OFFERED: _l("Offered without application"),
    Happened.CONSENTED: _l("Consented"),
    Happened.DECLINED: _l("Declined"),
    Happened.APPROVED: _l("Approved"),
    Happened.REFUSED: _l("Refused"),
    Happened.CORRECTED: _l("Corrected and decided anew"),
    Happened.PAID: _l("Paid"),
    Happened.REVERSED: _l("Payment reversed"),
}
ROSTERS = {
    RosterState.RECEIVED: _l("received, not read yet"),
    RosterState.ENROLLED: _l("enrolled"),
    RosterState.REFUSED: _l("refused"),
}
MATCHES = {Matched.EXACT: _l("matches"), Matched.OVER: _l("too much"), Matched.UNDER: _l("too little")}
BECAME = {
    Brought.OFFERED: _l("offered"),
    Brought.NOT_ENROLLED: _l("not enrolled"),
    Brought.BILL_KNOWN: _l("bill known already"),
    Brought.NOTHING: _l("nothing is due"),
}


def standing_word(standing: str) -> str:
    """Where a claim stands, in words."""
    return str(STANDINGS[Standing(standing)])
