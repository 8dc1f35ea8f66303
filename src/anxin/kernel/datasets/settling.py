"""A correction as a desk enters it: only what changes of the record; kind and source are those of the wrong one."""

from __future__ import annotations

from datetime import date, datetime

from anxin.kernel.datasets.correcting import correct, put_right, wrong_record
from anxin.kernel.datasets.models import Correction
from anxin.kernel.evidence.actions import Statement
from anxin.kernel.journal.actor import Actor


def correct_record(
    *,
    by: Actor,
    at: datetime,
    correction: Correction,
    result: str | None,
    valid_from: date,
    valid_until: date | None,
    answer: str = "",
) -> Correction:
    """Put a record with these days in the place of the wrong one; without a result its own stays."""
    wrong = wrong_record(correction)
    if wrong is None:
        return put_right(by=by, at=at, correction=correction, answer=answer)
    statement = Statement(
        wrong.kind, wrong.source, valid_from, result or wrong.result, valid_until, details=dict(wrong.details)
    )
    return correct(by=by, at=at, correction=correction, statement=statement, answer=answer)
