"""A complaint after a visit: kept with the visit, and a case where the service takes such complaints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from anxin.kernel.cases.clocks import SHANGHAI
from anxin.kernel.cases.filing import Channel, Filed, From, file_case, link_token
from anxin.kernel.cases.forms import FieldKind, FormField
from anxin.kernel.cases.matter import Matter
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.scope import matters_in_force
from anxin.kernel.cases.telling import link
from anxin.kernel.codes import visiting
from anxin.kernel.codes.models import Feedback, Visit
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import mask_name

KNOWN = "visit."
WORDS = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT})


@dataclass(frozen=True)
class Complained:
    """A complaint as kept with the visit, and the case about it; None where the service takes none."""

    kept: Feedback
    filed: Filed | None


def complaint_matter(pack: str) -> Matter | None:
    """The matter of a service that takes answers from a visit."""
    return next((one for one in matters_in_force(pack) if tells_visit(one)), None)


def tells_visit(asks: Matter) -> bool:
    """Does the form take answers from a visit?"""
    return any(question.held.startswith(KNOWN) for question in asks.form)


@transaction.atomic
def complain_after_visit(
    *, at: datetime, visit_token: str, text: str, topic: str = "", phone: str = "", by: Actor | None = None
) -> Complained:
    """Keep a household's complaint and, where the service takes them, open a case about it: the agency of that day is
    concerned, the worker is named to the desks and not to the household."""
    kept = visiting.complain(at=at, visit_token=visit_token, text=text, by=by)
    visit = Visit.objects.select_related("code__party", "organisation").get(pk=kept.visit_id)
    asks = complaint_matter(visit.code.pack)
    if asks is None:
        return Complained(kept, None)
    who = by or Actor.household()
    filed = file_case(
        by=who,
        at=at,
        pack=visit.code.pack,
        matter=asks.slug,
        said=_said(asks, visit, kept.text, topic),
        sender=From(phone=phone),
        channel=Channel.PHONE,
        origin=_origin(kept.pk),
        visited=visit,
    )
    return Complained(kept, filed)


def complaint_topics(visit: Visit) -> dict[str, str]:
    """What a complaint about this visit can be about, in words; empty where its service takes none as cases."""
    asks = complaint_matter(visit.code.pack)
    choices = (one.choices for one in asks.form if one.required and one.kind is FieldKind.CHOICE) if asks else ()
    return {key: str(word) for one in choices for key, word in one.items()}


def complaint_links(complaints: Iterable[int]) -> dict[int, str]:
    """By complaint of a visit: the page on which its household follows the case."""
    origins = {_origin(number): number for number in complaints}
    held = Case.objects.filter(origin__in=list(origins)).values_list("origin", flat=True)
    return {origins[origin]: link(link_token(origin)) for origin in held if origin is not None}


def _origin(complaint: int) -> str:
    return f"visit-complaint:{complaint}"


def _said(asks: Matter, visit: Visit, text: str, topic: str) -> dict[str, str]:
    """The form filled in: from the visit what it knows, the household's own words, and what it is about."""
    place = visit.organisation or visit.code.party
    known = {
        "visit.worker": mask_name(visit.code.party.name),
        "visit.day": visit.confirmed_at.astimezone(SHANGHAI).date().isoformat(),
        "visit.area": place.area,
    }
    said = {one.key: known[one.held] for one in asks.form if one.held in known}
    return said | {one.key: told for one in asks.form if (told := _own_words(one, text, topic))}


def _own_words(question: FormField, text: str, topic: str) -> str:
    if not question.required:
        return ""
    if question.kind in WORDS:
        return text
    if question.kind is FieldKind.CHOICE:
        return topic if topic in question.choices else list(question.choices)[-1]
    return ""
