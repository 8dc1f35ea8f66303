"""What is looked up about a person before a request is taken in.

Whoever types somebody's number learns nothing from it: only where the name on file is the name typed does the refusal
say what stands there. Where it is not, the request comes in as any other, and the desk sees that the two do not fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.kernel.cases.matter import Entry, EntryCheck, Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.errors import Conflict, Refused
from anxin.kernel.outcomes.actions import shanghai_day
from anxin.kernel.parties.identifiers import Scheme
from anxin.kernel.parties.models import Affiliation, Party, PartyKind
from anxin.kernel.parties.queries import party_by_number
from anxin.kernel.parties.sealing import blind_index, phone_index


def let_in(case: Case, asks: Matter, answers: Mapping[str, Any], at: datetime) -> None:
    """Look up what the matter wants looked up, and note of whom the case is. Raises Refused or Conflict, and then
    nothing is kept."""
    for entry in asks.entry:
        match entry.check:
            case EntryCheck.NOT_AFFILIATED:
                _refuse_affiliated(case, entry, answers, at)
            case EntryCheck.PHONE_FREE:
                _refuse_phone_taken(case, entry, answers)
            case EntryCheck.ONE_OPEN:
                case.entry = _entry(case, entry, answers)
                _refuse_second(case)


def under_way(case: Case) -> Conflict | None:
    """What is told where a request of the same person is open already; None where there is none."""
    held = Case.objects.filter(entry=case.entry).first() if case.entry else None
    if held is None:
        return None
    return Conflict(
        _("A request of this person is under way already: %(case)s.") % {"case": held.public_id},
        why=_("It came in on %(day)s. Sending it again changes nothing.") % {"day": shanghai_day(held.received_at)},
        todo=_("Open it by the link that was sent then. Where the link is lost, the desk sends another."),
    )


def _refuse_second(case: Case) -> None:
    if (told := under_way(case)) is not None:
        raise told


def _entry(case: Case, entry: Entry, answers: Mapping[str, Any]) -> str:
    """The same for two requests of one person: same matter, same number, same name."""
    number, name = str(answers[entry.person]).upper(), _same(answers[entry.name])
    return blind_index("case-entry", "\n".join((case.pack, case.matter, number, name)))


def _same(name: object) -> str:
    return "".join(str(name).split()).casefold()


def _person(entry: Entry, answers: Mapping[str, Any]) -> Party | None:
    return party_by_number(Scheme.IDENTITY_NUMBER, str(answers[entry.person]))


def _refuse_affiliated(case: Case, entry: Entry, answers: Mapping[str, Any], at: datetime) -> None:
    person, today = _person(entry, answers), shanghai_day(at)
    if person is None or _same(person.name) != _same(answers[entry.name]):
        return
    with_one = Affiliation.objects.filter(party=person, role=case.pack)
    if with_one.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today)).exists():
        raise Refused(
            _("This person is entered already and need not apply again."),
            rule="cases.entered-already",
            why=_("A person is with one organisation of the service at a time."),
            todo=_("To go to another one, ask for a transfer. To see what is on file, sign in with your phone number."),
        )


def _refuse_phone_taken(case: Case, entry: Entry, answers: Mapping[str, Any]) -> None:
    """Whoever signs in with a number sees one file: that of its owner."""
    person = _person(entry, answers)
    index = phone_index(str(answers[entry.phone]))
    others = Party.objects.filter(phone_index=index, kind=PartyKind.PERSON, registrations__pack=case.pack)
    if (others if person is None else others.exclude(pk=person.pk)).exists():
        raise Refused(
            _("This phone number stands on the file of another person."),
            rule="cases.phone-taken",
            why=_("Its owner signs in with it, and each number opens one file."),
            todo=_("Give a number of your own. Where it is yours, the desk of your area puts the file right."),
        )
