"""A request that its grading table answers: every condition holds in records on file and the requester only confirms.

What is typed moves nothing: each answer the table reads, and each that says who is paid, must be the one on file of the
person signed in. Whatever falls short of that waits at the desk like any other request. Contesting, reviewing and
closing are as after anybody's answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from anxin.kernel.cases.enums import Result, Stage
from anxin.kernel.cases.handling import answer_case
from anxin.kernel.cases.held import held_answers
from anxin.kernel.cases.matter import Matter, word
from anxin.kernel.cases.models import Case
from anxin.kernel.cases.recording import matter_of
from anxin.kernel.cases.tables import facts_for_tables, ruled, table
from anxin.kernel.cases.telling import in_their_language
from anxin.kernel.errors import AnxinError
from anxin.kernel.journal.actor import Actor
from anxin.kernel.outcomes.actions import shanghai_day


def answer_by_table(*, by: Actor, at: datetime, case: Case, answers: Mapping[str, Any]) -> bool:
    """Answer a case that lies at its desk, where the matter has the table do it; False: the desk answers.

    `by`: who confirmed. The event and the journal name the table's file; where its effects are refused (the year's
    amount is paid, the budget is out) nothing of it happens.
    """
    asks = matter_of(case)
    if asks.answers_by_itself is None or case.stage != Stage.ASSIGNED or not asks.answers_by_itself.fits(case.facts):
        return False
    if not _only_confirmed(by, at, asks, answers):
        return False
    table_used = _table_used(asks, case, at)
    if table_used is None:
        return False
    with in_their_language(case):
        text = str(asks.answers_by_itself.text)
    system = Actor.system(f"{table_used['table']}.dmn")
    try:
        with transaction.atomic():
            answer_case(
                by=system, at=at, public_id=case.public_id, result=Result.SOLVED, text=text, by_table=table_used
            )
    except AnxinError:
        return False
    case.refresh_from_db()
    return True


def _only_confirmed(by: Actor, at: datetime, asks: Matter, answers: Mapping[str, Any]) -> bool:
    """Whether every answer that decides is the one on file, as it stands today, of whoever is signed in."""
    wanted = [question for question in asks.form if question.key in deciding(asks)]
    held = held_answers(by=by, at=at, form=wanted)
    for question in wanted:
        known = held.get(question.key)
        if known is None or not known.in_date(shanghai_day(at)) or known.value != word(answers.get(question.key)):
            return False
    return True


def deciding(asks: Matter) -> set[str]:
    """The questions of the form that the grading table reads, or that say in an effect whom it is about."""
    read = {wanted.name for held in asks.tables[asks.grading] for wanted in table(held.dmn).inputs}
    named = {value.removeprefix("form.") for one in asks.effects for value in one.values.values()}
    return (read | named) & {question.key for question in asks.form}


def _table_used(asks: Matter, case: Case, at: datetime) -> dict[str, Any] | None:
    """File, row and SHA-256 of the table that decided."""
    day = shanghai_day(at)
    held = asks.table(asks.grading, day)
    found = None if held is None else ruled(held.dmn, facts_for_tables(asks, case.facts), day)
    if held is None or found is None:
        return None
    return {"table": f"{asks.grading}-{held.since}", "row": found.row, "sha256": held.sha256}
