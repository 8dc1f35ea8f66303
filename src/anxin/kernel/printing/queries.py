"""Who can be given a card, runs and how far they are, and what stands on the cards of opened people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from anxin.kernel.access.actions import Opened
from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.cards import card_text
from anxin.kernel.codes.models import Card, Code
from anxin.kernel.codes.showing import letters
from anxin.kernel.errors import NotFound
from anxin.kernel.journal.actor import Actor, Role
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.identifiers import mask_name
from anxin.kernel.parties.models import Affiliation, Party
from anxin.kernel.parties.queries import affiliations_on
from anxin.kernel.printing.faces import CardFace
from anxin.kernel.printing.models import PrintRun

SHOWN_ON_CARDS = frozenset({"masked_name", "agency"})


@dataclass(frozen=True)
class CardWords:
    """What the service and the site put on every card: its title, and the number to call."""

    title: str
    help_line: str = ""


def printable_codes(by: Actor, pack: str, *, agency: str = "", unprinted: bool = False) -> QuerySet[Code]:
    """Codes in use of people in scope, by name, each with `printed_at` of its card in force (None: never printed).
    `agency` is a public id. Names are the gate's: open the people before showing any."""
    require(by, Act.PRINT_CARD)
    printed = Card.objects.filter(code=OuterRef("pk"), slot__isnull=False).values("issued_at")[:1]
    found = Code.objects.filter(pack=pack, slot__isnull=False, party__in=visible_people(by).values("pk"))
    if agency:
        now_with = Affiliation.objects.filter(organisation__public_id=agency, role=pack, ended_on__isnull=True)
        found = found.filter(party__in=now_with.values("party_id"))
    found = found.annotate(printed_at=Subquery(printed))
    return (found.filter(printed_at__isnull=True) if unprinted else found).order_by("party__name", "pk")


def runs_visible(by: Actor) -> QuerySet[PrintRun]:
    """Runs the actor may take up or look at, newest first: an agency's own, a bureau's own, every one for the site."""
    require(by, Act.PRINT_CARD)
    runs = PrintRun.objects.select_related("organisation").order_by("-pk")
    if by.role == Role.SYSTEM:
        return runs
    if by.role == Role.AGENCY_CLERK:
        return runs.filter(role=by.role, organisation_id=by.organisation_id or 0)
    return runs.filter(role=by.role, area=by.area)


def run_of(by: Actor, public_id: str) -> PrintRun:
    """One run; `NotFound` in the same words whether absent or somebody else's."""
    held = runs_visible(by).filter(public_id=public_id).first()
    if held is None:
        raise NotFound(_("There is no such printing of cards."), todo=_("Choose one from the list."))
    return held


def unfinished_run(by: Actor, pack: str, organisation: Party, *, layout: str, renew: bool) -> PrintRun | None:
    """The newest run for the same that its asker began and did not bring to its end."""
    runs = runs_visible(by).filter(pack=pack, organisation=organisation, role=by.role, user_id=by.user_id)
    return runs.filter(layout=layout, renew=renew, drawn_at__isnull=True).first()


def cards_of(run: PrintRun, start: int = 0, end: int | None = None) -> list[Card]:
    """The cards in force of a stretch of the run, in its order; people whose code has ended since are left out."""
    ids = run.codes[start:end]
    held = Card.objects.select_related("code", "shard").filter(slot__isnull=False, code_id__in=ids)
    by_code = {card.code_id: card for card in held}
    return [by_code[one] for one in ids if one in by_code]


def faces_of(cards: Sequence[Card], opened: Sequence[Opened], words: CardWords) -> list[CardFace]:
    """What stands on the cards of opened people, in the order of the cards; others' are left out."""
    people = {one.party.pk: one for one in opened}
    agencies = _agencies(opened)
    return [
        _face(card, people[card.code.party_id], agencies.get((card.code.pack, card.code.party_id), ""), words)
        for card in cards
        if card.code.party_id in people
    ]


def _agencies(opened: Sequence[Opened]) -> dict[tuple[str, int], str]:
    """Role and party → the organisation on the day."""
    if not opened:
        return {}
    for one in opened:
        one.require("agency")
    day = shanghai_day(opened[0].at)
    roles = set(Code.objects.filter(party__in=[one.party.pk for one in opened]).values_list("pack", flat=True))
    held = Q(party__in=[one.party.pk for one in opened], role__in=roles)
    found = Affiliation.objects.none()
    for role in roles:
        found = found | affiliations_on(day, role)
    rows = found.filter(held).values_list("role", "party_id", "organisation__name")
    return {(role, party): name for role, party, name in rows}


def _face(card: Card, opened: Opened, agency: str, words: CardWords) -> CardFace:
    opened.require("masked_name")
    text = card_text(card)
    address, number = urlsplit(text), letters(bytes.fromhex(card.card_id))
    return CardFace(
        title=words.title,
        name=mask_name(opened.party.name),
        agency=agency,
        card_number=card.code.card_number,
        valid_until=last_whole_day(card.expires_at),
        text=text,
        link=f"{address.scheme}://{address.netloc}/c/{number}",
        number=number,
        host=address.netloc,
        help_line=words.help_line,
    )


def last_whole_day(expires_at: datetime) -> date:
    """The last day on which a card is good from morning to night."""
    return shanghai_day(expires_at - timedelta(days=1))
