"""A visit as pages show it: to the household that holds its token, and to the worker who made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from anxin.kernel.access.actions import open_shown
from anxin.kernel.access.rules import Purpose
from anxin.kernel.cases.complaining import complaint_links, complaint_topics
from anxin.kernel.codes.evidence import match_word
from anxin.kernel.codes.models import Feedback, FeedbackKind, Visit
from anxin.kernel.codes.queries import visit as visit_of
from anxin.kernel.journal.actor import Actor
from anxin.kernel.parties.identifiers import mask_name
from anxin.web.phone.words import rating_words


@dataclass(frozen=True)
class Rating:
    """A rating of 1 to 5 with its word and what was written."""

    score: int
    word: str
    text: str


@dataclass(frozen=True)
class Complaint:
    """What the household said, and when; `follow` is the page of the request it became."""

    at: datetime
    text: str
    follow: str = ""


@dataclass(frozen=True)
class VisitShown:
    """One visit; `token` and `name` are empty on the worker's own list."""

    confirmed_at: datetime
    colour: str
    agency: str
    rating: Rating | None
    complaints: list[Complaint]
    topics: Mapping[str, str]
    token: str = ""
    name: str = ""
    word: str = ""
    number: int = 0
    left_at: datetime | None = None
    household_signed: bool = False
    worker_signed: bool = False
    odd: bool = False
    again: bool = False


def visit_shown(*, token: str, at: datetime) -> VisitShown:
    """The household's view of its visit; opening it is a read about the worker like any other."""
    held = visit_of(token)
    opened = open_shown(
        by=Actor.household(),
        at=at,
        pack=held.code.pack,
        party=held.code.party,
        purpose=Purpose.DOOR_CHECK,
        fields=("masked_name", "agency"),
    )
    return _shown(held, token=token, name=mask_name(opened.party.name))


def own_visit(held: Visit) -> VisitShown:
    """The worker's view: neither the token, which is the household's, nor her own name."""
    return _shown(held)


def _shown(held: Visit, *, token: str = "", name: str = "") -> VisitShown:
    said = list(held.feedback.all())
    complaints = [one for one in said if one.kind == FeedbackKind.COMPLAINT]
    links = complaint_links(one.pk for one in complaints) if token and complaints else {}
    return VisitShown(
        confirmed_at=held.confirmed_at,
        colour=held.outcome,
        agency=held.organisation.name if held.organisation else "",
        rating=_rating(said),
        complaints=[Complaint(one.at, one.text, links.get(one.pk, "")) for one in complaints],
        topics=complaint_topics(held) if token else {},
        token=token,
        name=name,
        word=match_word(held),
        number=held.pk,
        left_at=held.left_at,
        household_signed=held.household_signature is not None,
        worker_signed=held.worker_signature is not None,
        odd=bool(held.anomaly),
        again=held.again_at is not None,
    )


def as_file(receipt: bytes) -> HttpResponse:
    """A receipt to keep."""
    answer = HttpResponse(receipt, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="anxin-receipt.json"'
    return answer


def _rating(said: Iterable[Feedback]) -> Rating | None:
    words = dict(rating_words())
    given = (one for one in said if one.kind == FeedbackKind.RATING)
    return next((Rating(one.score or 0, words.get(one.score or 0, ""), one.text) for one in given), None)
