"""The pack's texts in the reader's language, as the phone pages need them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.kernel.access.rules import purpose_title
from anxin.kernel.journal.actor import Door, Role
from anxin.kernel.outcomes.queries import Explained
from anxin.packs.at_door import at_door
from anxin.packs.explaining import tell
from anxin.packs.forms import Text
from anxin.packs.pack import Pack
from anxin.web.design.colours import Colour, colour_named


@dataclass(frozen=True)
class ReasonWords:
    """What a reason means: in one line, for the household, for the worker, and at which desk it is put right."""

    title: str
    household: str
    worker: str
    where: str


def said(text: Text) -> str:
    """A bilingual text in the reader's language."""
    return text.said(get_language() or "zh-hans")


def in_language(chinese: str, english: str) -> str:
    """One of two texts of the same meaning; Chinese where English is missing."""
    return said(Text(zh=chinese, en=english)) if chinese else ""


def about_lot() -> dict[str, str]:
    """What a buyer is shown of a lot, by key."""
    return {
        "product": _("Product"),
        "country": _("Exporting country or region"),
        "batch": _("Production or import lot"),
        "origin": _("Certificate of origin"),
        "produced_on": _("Produced on"),
        "keeps_until": _("Keeps until"),
        "importer": _("Importer or supplier"),
        "inspection": _("Inspection and quarantine"),
    }


def colour_in(pack: Pack, outcome: str) -> Colour:
    """A colour under the name the service has for it: a card that holds is no green code everywhere."""
    shown, named = colour_named(outcome), pack.outcomes.get(outcome)
    return shown if named is None else replace(shown, word=said(named.word))


def reason_words(pack: Pack, reason: str) -> ReasonWords:
    """The pack's words for a reason; the two reasons that no rule gives have words of their own."""
    if reason == "code-ended":
        return _ended()
    held = pack.reasons.get(reason)
    if held is None:
        return _undecided()
    return ReasonWords(said(held.title), said(held.household), said(held.worker), said(held.where))


def door_words(pack: Pack, outcome: str, reason: str) -> ReasonWords:
    """The same for a household: of a discreet service the title says only whether somebody may enter."""
    words, door = reason_words(pack, reason), at_door(pack, outcome, reason)
    return words if door is None else replace(words, title=said(door.headline))


def _ended() -> ReasonWords:
    return ReasonWords(
        _("This code is no longer in use"),
        _("The code shown to you was taken out of use. Ask the person for the current code, or call the agency."),
        _("Open your own page and show the code that stands there now; an old card has to be printed again."),
        _("Your agency"),
    )


def _undecided() -> ReasonWords:
    return ReasonWords(
        _("No colour can be given at present"),
        _("No published rule covers this person today, so nothing can be confirmed. Call the agency."),
        _("Ask your agency to have the bureau look at your file."),
        _("Your agency"),
    )


def remedy_words(pack: Pack, explained: Explained) -> str:
    """Why the colour is what it is and what would turn it, computed from the table that decided."""
    told, language = tell(pack, explained).told, get_language() or "zh-hans"
    return replace(told, source=None).said(language)


def advice_before(pack: Pack, colour: str) -> str:
    """What the pack tells a household about a colour before it decides."""
    held = pack.outcomes.get(colour)
    return said(held.household) if held else ""


def points_before() -> tuple[str, ...]:
    """What a household should know before it goes on with a code that does not let the visit begin."""
    return (
        _("You need not let anyone in. You can ask the agency to send somebody with a green code."),
        _("If you go on, it is noted that you read this and decided for yourself."),
    )


def role_word(role: str) -> str:
    """Who looked, in the words a worker uses."""
    words = {
        Role.PROVINCE: _("Provincial bureau"),
        Role.CITY: _("City bureau"),
        Role.COUNTY: _("County bureau"),
        Role.AGENCY_CLERK: _("Agency"),
        Role.WORKER: _("Yourself"),
        Role.HOUSEHOLD: _("Household"),
        Role.GATE: _("Gate"),
        Role.AUDITOR: _("Auditor"),
        Role.SYSTEM: _("The platform itself"),
    }
    return words.get(Role(role), role)


def door_word(door: str) -> str:
    """By which way somebody looked."""
    words = {
        Door.CONSOLE: _("at a desk"),
        Door.PHONE: _("on a phone page"),
        Door.CHECK: _("by a check of the code"),
        Door.API: _("by another program"),
        Door.COMMAND: _("on the machine itself"),
    }
    return words[Door(door)] if door in set(Door) else ""


def purpose_word(purpose: str) -> str:
    """Why somebody looked; a purpose without words of its own is shown as it was written down."""
    return purpose_title(purpose)


def field_word(field: str) -> str:
    """What was shown to whoever looked."""
    words = {
        "name": _("full name"),
        "masked_name": _("name with stars"),
        "masked_number": _("identity number with stars"),
        "number": _("identity number"),
        "agency": _("agency"),
        "items": _("conclusions and validity"),
        "outcome": _("colour and reason"),
        "history": _("earlier colours"),
        "derivation": _("the proof of a colour"),
        "phone": _("phone number"),
        "looks": _("who looked"),
        "request": _("your request"),
        "attachment": _("a photo or file of yours"),
        "mutual_aid": _("your mutual aid"),
        "application": _("your application"),
        "membership": _("your membership"),
        "amount": _("an amount"),
    }
    return words.get(field, field)


def rating_words() -> list[tuple[int, str]]:
    """The five ratings and their words, best first."""
    return [
        (5, _("Very satisfied")),
        (4, _("Satisfied")),
        (3, _("So-so")),
        (2, _("Not satisfied")),
        (1, _("Very dissatisfied")),
    ]
