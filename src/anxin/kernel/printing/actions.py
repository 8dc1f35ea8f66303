"""Printing the cards of many: ask, prepare in chunks that a killed process takes up again, draw, hand out."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.kernel.access.actions import LIST_LIMIT, Opened, open_list
from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.cards import card_in_force, issue_card_copy
from anxin.kernel.codes.models import Card, Code
from anxin.kernel.errors import Invalid
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.sealing import seal_bytes, unseal_bytes
from anxin.kernel.printing.faces import CardFace
from anxin.kernel.printing.fonts import chinese_fonts
from anxin.kernel.printing.models import PrintRun
from anxin.kernel.printing.queries import SHOWN_ON_CARDS, CardWords, cards_of, faces_of, printable_codes
from anxin.kernel.printing.sheets import Layout, Progress, cards_as_pdf

MOST_CARDS = 2_000
CHUNK = 25
KEPT_SECONDS = 24 * 3600
TOLD_EVERY = 20  # cards between two notes of how far the drawing is


@transaction.atomic
def start_run(
    *,
    by: Actor,
    at: datetime,
    pack: str,
    layout: Layout,
    organisation: Party | None = None,
    chosen: Sequence[str] | None = None,
    unprinted: bool = False,
    renew: bool = False,
) -> PrintRun:
    """Ask for cards: of the `chosen` codes (public ids) or of everybody in scope with a code in use, of one agency
    where it is named. Nothing is printed yet. `Invalid` where that is nobody, or more than 2,000."""
    held = printable_codes(by, pack, agency=organisation.public_id if organisation else "", unprinted=unprinted)
    ids = list(
        (held if chosen is None else held.filter(public__in=chosen)).values_list("pk", flat=True)[: MOST_CARDS + 1]
    )
    if not ids:
        raise Invalid(_("Nobody was chosen who has a code in use."), todo=_("Choose at least one person."))
    if len(ids) > MOST_CARDS:
        most = _("%(number)d cards at once") % {"number": MOST_CARDS}
        raise Invalid(_("These are too many cards."), allowed=most, todo=_("Print one agency after the other."))
    run = PrintRun.objects.create(
        pack=pack,
        organisation=organisation,
        layout=layout.value,
        renew=renew,
        codes=ids,
        total=len(ids),
        role=by.role,
        area=by.area,
        user_id=by.user_id,
        asked_by=by.label,
        asked_at=at,
    )
    about = [organisation.public_id] if organisation else []
    detail = {"pack": pack, "run": run.public_id, "cards": len(ids), "renew": renew}
    journal.write(by=by, at=at, act="cards.print", subjects=about, detail=detail)
    return run


def prepare_run(*, by: Actor, at: datetime, run: PrintRun, progress: Progress | None = None) -> None:
    """See that everybody in the run has a card in force, chunk by chunk; each person finds it in their own journal.
    A chunk is written whole or not at all, and never twice."""
    require(by, Act.PRINT_CARD)
    while _prepare_chunk(by, at, run):
        if progress:
            progress(run.prepared, run.total)


@transaction.atomic
def _prepare_chunk(by: Actor, at: datetime, run: PrintRun) -> bool:
    held = PrintRun.objects.select_for_update().get(pk=run.pk)
    ids = held.codes[held.prepared : held.prepared + CHUNK]
    mine = visible_people(by).values("pk")
    codes = {code.pk: code for code in Code.objects.select_related("party").filter(pk__in=ids, party__in=mine)}
    for code_id in ids:
        code = codes.get(code_id)
        if code is None or code.ended_at is not None:
            held.left_out += 1
        else:
            _print(by, at, held, code)
    held.prepared += len(ids)
    held.save(update_fields=["prepared", "left_out"])
    run.prepared, run.left_out = held.prepared, held.left_out
    return bool(ids)


def _print(by: Actor, at: datetime, run: PrintRun, code: Code) -> Card:
    """The card in force, or a new one where there is none, it is over, or the run replaces it."""
    card = card_in_force(code)
    if card is None or card.expires_at <= at or run.renew:
        return issue_card_copy(by=by, at=at, code=code)
    detail = {"pack": code.pack, "again": True}
    journal.write(by=by, at=at, act="card.print", subjects=[code.party.public_id], detail=detail)
    return card


def draw_run(
    *, by: Actor, at: datetime, run: PrintRun, purpose: str, words: CardWords, progress: Progress | None = None
) -> bytes:
    """Draw the prepared cards as one PDF and keep it sealed for a day. The names on it are read through the gate."""
    fonts = chinese_fonts(settings.CARD_FONTS)
    cards = open_faces(by=by, at=at, pack=run.pack, cards=cards_of(run), purpose=purpose, words=words)

    def told(done: int, total: int) -> None:
        if done % TOLD_EVERY == 0 or done == total:
            PrintRun.objects.filter(pk=run.pk).update(drawn=done)
        if progress:
            progress(done, total)

    content = cards_as_pdf(cards, layout=Layout(run.layout), made_at=at, fonts=fonts, progress=told)
    _keep(run, content)
    PrintRun.objects.filter(pk=run.pk).update(drawn=len(cards), drawn_at=at, fault="")
    run.drawn, run.drawn_at, run.fault = len(cards), at, ""
    return content


def open_faces(
    *, by: Actor, at: datetime, pack: str, cards: Sequence[Card], purpose: str, words: CardWords
) -> list[CardFace]:
    """Open the holders of cards, as the gate does for lists, and say what stands on each card."""
    opened: list[Opened] = []
    for start in range(0, len(cards), LIST_LIMIT):
        people = Party.objects.filter(pk__in=[card.code.party_id for card in cards[start : start + LIST_LIMIT]])
        opened += open_list(by=by, at=at, pack=pack, people=people, purpose=purpose, fields=SHOWN_ON_CARDS)
    return faces_of(cards, opened, words)


def note_fault(run: PrintRun, fault: str) -> None:
    """Keep why a run stopped, for whoever looks at it next."""
    PrintRun.objects.filter(pk=run.pk).update(fault=fault[:600])


def kept_pdf(run: PrintRun) -> bytes | None:
    """The drawn file, None when its day is over or it was never drawn."""
    path = _path(run)
    return unseal_bytes(path.read_bytes(), context=_context(run)) if path.exists() and not _over(path) else None


def _keep(run: PrintRun, content: bytes) -> None:
    """Write the file whole or not at all, readable by the site only; files whose day is over go."""
    path = _path(run)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in path.parent.iterdir():
        if _over(old):
            old.unlink(missing_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(seal_bytes(content, context=_context(run)))
    draft.replace(path)


def _over(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > KEPT_SECONDS


def _path(run: PrintRun) -> Path:
    return Path(settings.CARD_FOLDER) / run.public_id


def _context(run: PrintRun) -> str:
    return f"cards:{run.public_id}"
