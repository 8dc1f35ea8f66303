"""What a scheme of mutual aid and its claims can say of themselves."""

from __future__ import annotations

from enum import StrEnum

from django.db import models


class Pays(StrEnum):
    """What the later of two claims that meet is paid: all of it; what it has more than the earlier was paid; nothing
    once the earlier was paid."""

    BOTH = "both"
    LARGER = "larger"
    FIRST = "first"


class Withdrawal(StrEnum):
    """Until when a premium is given back."""

    NONE = "none"
    UNTIL_COVER = "until-cover"


class FactKind(StrEnum):
    """How a fact of a claim is written: whole fen, a whole number, a key of its choices, an ISO day, yes or no."""

    FEN = "fen"
    COUNT = "count"
    CHOICE = "choice"
    DATE = "date"
    YES_NO = "yes-no"


class Happened(models.TextChoices):
    """Kinds of event of a claim."""

    ENTERED = "entered"
    OFFERED = "offered"
    CONSENTED = "consented"
    DECLINED = "declined"
    APPROVED = "approved"
    REFUSED = "refused"
    CORRECTED = "corrected"
    PAID = "paid"
    REVERSED = "reversed"


class RosterState(models.TextChoices):
    """RECEIVED: taken at the door, its rows not read yet. ENROLLED: its people are in. REFUSED: none of them is."""

    RECEIVED = "received"
    ENROLLED = "enrolled"
    REFUSED = "refused"


class Matched(models.TextChoices):
    """A payment beside what the rosters owe."""

    EXACT = "exact"
    OVER = "over"
    UNDER = "under"


class Standing(models.TextChoices):
    """Where a claim stands."""

    ENTERED = "entered"
    OFFERED = "offered"
    CONSENTED = "consented"
    DECLINED = "declined"
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"
    REVERSED = "reversed"


class Brought(models.TextChoices):
    """What became of a settlement record. NOTHING: the rules pay nothing for it."""

    OFFERED = "offered"
    NOT_ENROLLED = "not-enrolled"
    BILL_KNOWN = "bill-known"
    NOTHING = "nothing"
