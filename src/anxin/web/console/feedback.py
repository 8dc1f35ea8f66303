"""What households said: ratings and complaints within one's scope."""

from __future__ import annotations

from django.db.models import Avg, Count
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anxin.kernel.access.actions import open_list
from anxin.kernel.access.queries import visible_people
from anxin.kernel.access.rules import Act
from anxin.kernel.codes.look_questions import entries_asked_about, questions_in_scope
from anxin.kernel.codes.models import FeedbackKind
from anxin.kernel.codes.queries import feedback_in_scope, odd_visits_in_scope
from anxin.web.console.chosen_service import service
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import leaf_of, number_asked
from anxin.web.console.purposes import purpose_of

MOST = 20  # newest odd visits and questions beside the ratings
SHOWN = frozenset({"name", "agency"})


@require_safe
@desk(Act.SEE_FEEDBACK, Act.READ_PERSON)
def feedback(request: DeskRequest) -> HttpResponse:
    """A page of ratings and complaints, newest first. Names of people in scope only; that is journaled."""
    said = feedback_in_scope(request.actor, service())
    kind = request.GET.get("kind", "")
    chosen = said.filter(kind=kind) if kind in set(FeedbackKind) else said
    leaf = leaf_of(chosen, number_asked(request))
    odd = list(odd_visits_in_scope(request.actor, service())[:MOST])
    questions = list(questions_in_scope(request.actor, service())[:MOST])
    people = {row.visit.code.party_id for row in leaf.rows} | {row.code.party_id for row in odd}
    people |= {row.party_id for row in questions}
    opened = open_list(
        by=request.actor,
        at=request.at,
        pack=service(),
        people=visible_people(request.actor).filter(pk__in=people),
        purpose=purpose_of(request.actor),
        fields=SHOWN,
    )
    names = {one.party.pk: one.party for one in opened}
    rows = [{"said": row, "person": names.get(row.visit.code.party_id)} for row in leaf.rows]
    ratings = said.filter(kind=FeedbackKind.RATING).order_by().aggregate(mean=Avg("score"), number=Count("pk"))
    complaints = said.filter(kind=FeedbackKind.COMPLAINT).count()
    looks = entries_asked_about(questions)
    beside = {
        "odd": [{"visit": row, "person": names.get(row.code.party_id)} for row in odd],
        "questions": [
            {"asked": row, "look": looks.get(row.entry), "person": names.get(row.party_id)} for row in questions
        ],
    }
    context = {**beside, "leaf": leaf, "rows": rows, "kind": kind, "ratings": ratings, "complaints": complaints}
    return render(request, "console/feedback.html", context)
