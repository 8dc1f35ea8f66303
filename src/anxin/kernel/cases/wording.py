"""Stages, events and results in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from anxin.kernel.cases.enums import Agreement, Duty, Happened, Result, Stage

STAGES = {
    Stage.RECEIVED: gettext_lazy("received"),
    Stage.ACCEPTED: gettext_lazy("accepted"),
    Stage.ASSIGNED: gettext_lazy("with a desk"),
    Stage.ANSWERED: gettext_lazy("answered, waits for the requester"),
    Stage.AGREED: gettext_lazy("accepted by the requester"),
    Stage.CONTESTED: gettext_lazy("contested by the requester"),
    Stage.CLOSED: gettext_lazy("closed"),
    Stage.REFUSED: gettext_lazy("refused"),
    Stage.WITHDRAWN: gettext_lazy("withdrawn"),
}
EVENTS = {
    Happened.RECEIVED: gettext_lazy("Request received"),
    Happened.ACCEPTED: gettext_lazy("Request accepted"),
    Happened.ASSIGNED: gettext_lazy("Sent to a desk"),
    Happened.OBJECTED: gettext_lazy("Desk objects to the dispatch"),
    Happened.ANSWERED: gettext_lazy("Answered"),
    Happened.AGREED: gettext_lazy("Answer accepted"),
    Happened.CONTESTED: gettext_lazy("Answer contested"),
    Happened.CLOSED: gettext_lazy("Case closed"),
    Happened.REFUSED: gettext_lazy("Request refused"),
    Happened.WITHDRAWN: gettext_lazy("Request withdrawn"),
    Happened.SCREENED: gettext_lazy("Screened"),
    Happened.CLAIMED: gettext_lazy("Taken in hand"),
    Happened.STEP_DONE: gettext_lazy("Step done"),
    Happened.EXTENDED: gettext_lazy("Time limit extended"),
    Happened.SUPPLEMENTED: gettext_lazy("Requester added something"),
    Happened.NOTED: gettext_lazy("Note on the case"),
    Happened.JOINED: gettext_lazy("Joined to another case"),
    Happened.SEPARATED: gettext_lazy("Separated again"),
    Happened.REWARDED: gettext_lazy("Reward granted"),
}
RESULTS = {
    Result.SOLVED: gettext_lazy("solved"),
    Result.EXPLAINED: gettext_lazy("explained, nothing to be done"),
    Result.REFUSED: gettext_lazy("refused"),
}
AGREEMENTS = {
    Agreement.REQUESTER: gettext_lazy("the requester said so"),
    Agreement.SILENCE: gettext_lazy("the time for objections ran out"),
    Agreement.REVIEW: gettext_lazy("upheld on review"),
}
DUTIES = {
    Duty.RECEIVE: gettext_lazy("receive"),
    Duty.DISPATCH: gettext_lazy("dispatch"),
    Duty.ANSWER: gettext_lazy("answer"),
    Duty.REVIEW: gettext_lazy("review"),
    Duty.OVERSEE: gettext_lazy("oversee"),
    Duty.RELEASE: gettext_lazy("let go"),
    Duty.ENTER: gettext_lazy("enter"),
    Duty.APPROVE: gettext_lazy("approve"),
    Duty.PAY: gettext_lazy("pay"),
    Duty.KEEP: gettext_lazy("keep the books"),
}


def duty_word(duty: Duty | str) -> str:
    return str(DUTIES[Duty(duty)])


def stage_word(stage: Stage | str) -> str:
    return str(STAGES[Stage(stage)])


def happened_word(kind: Happened | str) -> str:
    return str(EVENTS[Happened(kind)])


def result_word(result: Result | str) -> str:
    return str(RESULTS[Result(result)])


def agreement_word(agreement: Agreement | str) -> str:
    return str(AGREEMENTS[Agreement(agreement)])
