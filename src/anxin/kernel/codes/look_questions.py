"""为什么查看: a worker asks the bureau about one look at her record; the question stands beside the complaints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act, require
from anxin.kernel.codes.models import LookQuestion
from anxin.kernel.errors import Conflict, NotFound
from anxin.kernel.journal import actions as journal
from anxin.kernel.journal.actor import Actor
from anxin.kernel.journal.models import Entry
from anxin.kernel.journal.queries import reads_of
from anxin.kernel.parties.models import Party
from anxin.kernel.parties.queries import ids_of


@transaction.atomic
def ask_about_look(*, by: Actor, at: datetime, pack: str, entry: int, text: str = "") -> LookQuestion:
    """Ask why the actor's own record was read, once an entry of the journal."""
    party = Party.objects.get(pk=by.party_id or 0)
    if not reads_of(*ids_of(party), on=at.date()).filter(seq=entry).exists():
        raise NotFound(_("No such look at your record."), todo=_("Choose it on the page of who looked."))
    try:
        with transaction.atomic():
            made = LookQuestion.objects.create(party=party, pack=pack, entry=entry, text=text.strip()[:300], at=at)
    except IntegrityError:
        raise Conflict(_("You have asked about this look already."), why=_("The bureau has your question.")) from None
    journal.write(by=by, at=at, act="look.ask", subjects=[party.public_id], detail={"entry": entry})
    return made


def asked_by(*, by: Actor, entries: Iterable[int]) -> set[int]:
    """Which of these entries the actor has asked about."""
    held = LookQuestion.objects.filter(party_id=by.party_id or 0, entry__in=list(entries))
    return set(held.values_list("entry", flat=True))


def questions_in_scope(by: Actor, pack: str) -> QuerySet[LookQuestion]:
    """Questions of people in the actor's scope, newest first."""
    require(by, Act.SEE_FEEDBACK)
    people = visible_people(by).values("pk")
    return LookQuestion.objects.filter(pack=pack, party__in=people).select_related("party").order_by("-at", "-pk")


def entries_asked_about(questions: Iterable[LookQuestion]) -> dict[int, Entry]:
    """The journal's entries behind some questions, by number; those emptied since are left out."""
    return Entry.objects.filter(emptied_by__isnull=True).in_bulk([question.entry for question in questions])
