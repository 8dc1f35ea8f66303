"""What the requester's page says, put together from the case as opened to its requester."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from anxin.kernel.cases import showing
from anxin.kernel.cases.clocks import SHANGHAI
from anxin.kernel.cases.enums import OPEN, Agreement, Happened, Result, Stage
from anxin.kernel.cases.history import SPEAKS
from anxin.kernel.cases.opening import OpenedCase
from anxin.kernel.cases.showing import Line, Said, Shown
from anxin.kernel.cases.wording import agreement_word, result_word, stage_word
from anxin.web.phone.case_words import StepShown, plain_day, promised_until, steps_shown

WITHDRAWABLE = frozenset({Stage.RECEIVED, Stage.ACCEPTED, Stage.ASSIGNED, Stage.CONTESTED})


@dataclass(frozen=True)
class AnswerShown:
    """The last answer, word for word."""

    text: str
    result: str
    solved: bool
    day: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class CasePage:
    """The page of a request."""

    number: str
    title: str
    summary: str
    stage: str
    steps: list[StepShown]
    desk: str
    since: str
    until: str
    overdue: bool
    extended: str
    provisional: bool
    kept: bool | None
    answer: AnswerShown | None
    refusal: str
    agreed: str
    said: list[Said]
    files: list[Shown]
    lines: list[Line]
    suppliers: list[str]
    appeal: str
    may_agree: bool
    may_contest: bool
    may_add: bool
    may_withdraw: bool


def page_of(opened: OpenedCase) -> CasePage:
    """Everything the requester is told."""
    case, stage = opened.case, Stage(opened.case.stage)
    lines, promise = showing.happened(opened), showing.promise(opened)
    today = opened.at.astimezone(SHANGHAI).date()
    running = promise is not None and promise.kept is None
    return CasePage(
        number=case.public_id,
        title=str(opened.matter.title),
        summary=str(opened.matter.summary),
        stage=stage_word(stage),
        steps=steps_shown(stage),
        desk=showing.desk_of(opened) if stage in OPEN else "",
        since=_since(lines, today),
        until=promised_until(promise, opened.at) if running else "",
        overdue=promise is not None and running and opened.at >= promise.run.due,
        extended=_last(lines, Happened.EXTENDED),
        provisional=promise is not None and promise.run.provisional,
        kept=promise.kept if promise is not None else None,
        answer=_answer(lines, today) if stage is not Stage.REFUSED else None,
        refusal=_last(lines, Happened.REFUSED) if stage is Stage.REFUSED else "",
        agreed=agreement_word(case.agreement) if case.agreement else "",
        said=showing.answers(opened),
        files=showing.files(opened),
        lines=lines,
        suppliers=showing.suppliers(opened),
        appeal=str(opened.matter.appeal),
        may_agree=stage in SPEAKS[Agreement.REQUESTER],
        may_contest=showing.may_contest(case),
        may_add=stage in OPEN,
        may_withdraw=stage in WITHDRAWABLE,
    )


def _since(lines: list[Line], today: date) -> str:
    came = [line.day for line in lines if line.kind == Happened.ASSIGNED]
    return plain_day(came[-1], today) if came else ""


def _last(lines: list[Line], kind: Happened) -> str:
    return next((line.text for line in reversed(lines) if line.kind == kind), "")


def _answer(lines: list[Line], today: date) -> AnswerShown | None:
    line = next((one for one in reversed(lines) if one.kind == Happened.ANSWERED), None)
    if line is None:
        return None
    result = line.more[0] if line.more else ""
    return AnswerShown(line.text, result, result == result_word(Result.SOLVED), plain_day(line.day, today), line.said)


def list_line(opened: OpenedCase) -> dict[str, Any]:
    """One line of the list of one's requests."""
    page = page_of(opened)
    return {
        "number": page.number,
        "title": page.title,
        "stage": page.stage,
        "until": page.until,
        "waits": page.may_agree and page.answer is not None,
        "day": plain_day(opened.case.received_at.astimezone(SHANGHAI).date(), opened.at.astimezone(SHANGHAI).date()),
    }
