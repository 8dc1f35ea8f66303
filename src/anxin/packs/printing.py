"""What a pack and the site put on printed cards."""

from __future__ import annotations

from django.conf import settings

from anxin.kernel.printing.queries import CardWords
from anxin.packs.cards import card_named
from anxin.packs.forms import Text
from anxin.packs.pack import Pack


def card_words(pack: Pack) -> CardWords:
    """What households know the pack's card as, and the site's help line. Chinese, whoever prints it."""
    return CardWords(title=card_title(pack).zh, help_line=settings.HELP_LINE)


def card_title(pack: Pack) -> Text:
    """What households know the pack's card as. Raises NotFound for a service without one."""
    kind = pack.evidence_kinds[card_named(pack).kind]
    return kind.household.label if kind.household else kind.title
