"""What the check page says, in both languages at once: the page is the same file for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.credentials import Fault


@dataclass(frozen=True)
class Refusal:
    """Why a code is not believed. `tone` is the colour it is shown in: red where somebody may be deceiving."""

    reason: str
    tone: str
    title: Promise
    happened: Promise
    why: Promise
    todo: Promise
    ask: Promise
    shows_clock: bool = False  # a wrong clock of the reader's may be behind it


AGENCY = _("The agency that sent the person.")
BUREAU = _("The agency, or the local commerce bureau. If you suspect a forgery, call 110.")

REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        Fault.UNREADABLE,
        "grey",
        _("The code cannot be read"),
        _("What was scanned is incomplete, or is not an Anxin code."),
        _("The square may be dirty, folded or only half in the picture; or it belongs to something else."),
        _(
            "Wipe it, lay it flat and scan again in good light. "
            "If that fails, enter the number printed beside the square."
        ),
        AGENCY,
    ),
    Refusal(
        Fault.WRONG_ISSUER,
        "red",
        _("Not a code of this platform"),
        _("This platform did not issue the code. It proves nothing here."),
        _("It may come from another place or another platform, or be an imitation."),
        _("Do not let anyone in. Ask for this platform's code, and ring the agency to make sure."),
        BUREAU,
    ),
    Refusal(
        Fault.KEY_UNKNOWN,
        "grey",
        _("The seal is not on the list"),
        _("The electronic seal on this code is not among those the platform uses now."),
        _("The seal may have been withdrawn, or the list kept on this phone is too old."),
        _("Connect to the network and scan again. If nothing changes, do not let anyone in yet."),
        BUREAU,
    ),
    Refusal(
        Fault.ALTERED,
        "red",
        _("The code has been altered"),
        _("What the code says is not what was signed."),
        _("Somebody changed it after it was issued, or made it up."),
        _("Do not let anyone in. Note the time and the name given to you, and ring the agency."),
        BUREAU,
    ),
    Refusal(
        Fault.EXPIRED,
        "grey",
        _("This card is out of date"),
        _("The day until which the card holds has passed."),
        _("Cards are issued anew from time to time; an old one no longer counts."),
        _("Ask for the code on the person's phone, or for the new card."),
        AGENCY,
        shows_clock=True,
    ),
    Refusal(
        Fault.STALE,
        "grey",
        _("This is an old picture of a code"),
        _("A code on a phone changes every half minute and is void after two. The one you scanned is over."),
        _("It may be a screenshot or a photo, or the page had been left open."),
        _("Ask the person to open the code in front of you, where it moves, and scan again."),
        AGENCY,
        shows_clock=True,
    ),
    Refusal(
        Fault.CLOCK_WRONG,
        "grey",
        _("The clock of this phone is wrong"),
        _("The time on this phone does not go with the time at which the platform signed, so nothing can be said."),
        _("Date or time were probably set by hand."),
        _("Turn on the automatic date and time in the phone's settings, then scan again."),
        AGENCY,
        shows_clock=True,
    ),
    Refusal(
        Fault.REPLACED,
        "grey",
        _("A newer card has taken its place"),
        _("This card was issued anew. The old one is out of use."),
        _(
            "Cards are replaced when they are lost or something on them changes. "
            "Somebody else may have found the old one."
        ),
        _("Ask for the new card, or for the code on the person's phone."),
        AGENCY,
    ),
    Refusal(
        Fault.REVOKED,
        "red",
        _("This card is no longer in use"),
        _("The card was reported lost or taken back."),
        _("The person left the agency, the card was lost, or the bureau withdrew it."),
        _("Do not let anyone in because of this card. Ring the agency to make sure."),
        BUREAU,
    ),
    Refusal(
        Fault.CANNOT_CONFIRM,
        "grey",
        _("Cannot be confirmed"),
        _("There is no current list for this card, so its colour is not known."),
        _("The phone has no network, or the list kept on it is out of date."),
        _(
            "Connect to the network and scan again, or ask for the code on the person's phone: "
            "it can be checked off line."
        ),
        AGENCY,
    ),
    Refusal(
        "unanswered",
        "grey",
        _("No answer from the platform"),
        _("The code could not be checked: the platform did not answer."),
        _("The network is interrupted, or too many people are asking."),
        _("Scan again in a minute. Until then do not let anyone in because of this code."),
        AGENCY,
    ),
)


# The page's other texts, by the place where they stand.
WORDS = {
    "brand": _("Anxin code"),
    "host": _("This page is at"),
    "host_why": _("Another address is not this page."),
    "large": _("Large print"),
    "standard": _("Standard view"),
    "skip": _("Skip to the content"),
    "checking": _("Checking …"),
    "checking_why": _("This phone itself checks the seal on the code. The code is sent to nobody."),
    "checking_old": _("This browser is too old to check for itself, so the code was sent to the platform."),
    "nothing": _("No code has been scanned"),
    "nothing_why": _("A check shows once what was scanned. To see it again, scan again."),
    "nothing_todo": _("Open the phone's camera or WeChat and scan the square on the phone or card."),
    "number": _("Enter a code number"),
    "no_script": _("This browser runs no scripts"),
    "no_script_why": _(
        "Then the page cannot check the code. Enter the short address or the number printed beside the square."
    ),
    "result": _("Result"),
    "checked_at": _("Checked at"),
    "by_phone": _("Checked by this phone"),
    "by_list": _("Checked by this phone with the current list"),
    "by_server": _("Checked by the platform"),
    "off_line": _("Off line. Colour as of"),
    "off_line_why": _("There is no network. The colour may have changed since; it cannot have become better here."),
    "aged": _("This result has been standing here for a while. Scan again before you rely on it."),
    "worse": _("The platform's newest result is worse than the code says. The newest one counts."),
    "better": _("The platform has a newer result. Scan again in a minute to see it."),
    "kind": _("Shown as"),
    "screen": _("Code on a phone"),
    "card": _("Printed card"),
    "agency": _("Agency"),
    "compare": _("Ask the person at the door for the name: it must match what stands here."),
    "compare_card": _("Ask the person at the door for the name and the card: both must match what stands here."),
    "asking": _("Asking the platform for details …"),
    "unanswered": _("The platform does not answer now: no details, and nothing can be confirmed."),
    "reasons": _("Why this colour"),
    "rests": _("What it rests on"),
    "valid_until": _("Valid until"),
    "disputed": _("Disputed: being checked"),
    "next_change": _("Without anything new the colour holds until"),
    "decision": _("Your decision"),
    "confirm": _("Confirm entry"),
    "confirm_note": _("Work begins only after you confirm. The visit is then noted for both of you."),
    "read_first": _("Read this first"),
    "read_note": _("This is not a green code. Read what that means before you decide."),
    "cannot_confirm": _("No network: entry cannot be confirmed. Once there is one, scan again."),
    "before": _("Before you decide"),
    "not_now": _("Do not let anyone in now"),
    "tick": _("I have read this. The code shown is not green. I still decide to let the person in."),
    "tick_missing": _("Tick the box first. Nothing has been noted yet."),
    "anyway": _("Confirm entry all the same"),
    "back": _("Back"),
    "confirming": _("Noting it …"),
    "stays": _("The platform did not answer. Whether it was noted is not known: try once more."),
    "happened": _("What happened"),
    "why": _("Why"),
    "todo": _("What you can do"),
    "ask": _("Who to ask"),
    "phone_clock": _("This phone says it is"),
    "code": _("Reason code"),
    "hotline": _("Name it when you call."),
    "foot": _("You are never asked for an identity number, a payment or an app on this page."),
    "demonstration": _("Demonstration: everyone here is invented. The date is"),
}

# Conclusions of items, by the word under which page and answer know them.
ITEM_WORDS = {
    "passed": _("Passed"),
    "issued": _("Issued"),
    "working": _("Working"),
    "cleared": _("Cleared"),
    "seeking": _("Looking for work"),
    "failed": _("Not passed"),
    "in-date": _("In date"),
    "expired": _("Expired"),
    "not-in-date": _("Not in date"),
    "none": _("No record"),
}

POINTS = (
    _("You need not let anyone in. You can ask the agency to send somebody with a green code."),
    _("If you go on, it is noted that you read this and decided for yourself."),
)
