"""The words of a case's life: its stages, what can happen to it, and whose part each act is."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands. The same for every service; a pack cannot add one."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    AGREED = "accepted-by-requester"
    CONTESTED = "contested"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Happened(StrEnum):
    """What an event says. The first block moves a case on, the second stands beside it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    OBJECTED = "objected"  # a desk says that the case is not its business
    ANSWERED = "answered"
    AGREED = "agreed"
    CONTESTED = "contested"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    SCREENED = "screened"
    CLAIMED = "claimed"
    STEP_DONE = "step-done"
    EXTENDED = "extended"
    SUPPLEMENTED = "supplemented"
    NOTED = "noted"
    JOINED = "joined"
    SEPARATED = "separated"
    REWARDED = "rewarded"


REVIEWED = "reviewed"  # what a matter calls the deciding of a contest where it keeps acts apart


class Agreement(StrEnum):
    """Whose word makes an answer the requester's own. No handler's is among them."""

    REQUESTER = "requester"
    SILENCE = "silence"
    REVIEW = "review"


class Result(StrEnum):
    """What an answer says of the request. Only `SOLVED` counts in a fix rate."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    REFUSED = "refused"


class Duty(StrEnum):
    """What somebody at a desk is there for."""

    RECEIVE = "receive"
    DISPATCH = "dispatch"
    ANSWER = "answer"
    REVIEW = "review"
    OVERSEE = "oversee"
    RELEASE = "release"  # let a person go whom a request takes to another organisation

    ENTER = "enter"
    APPROVE = "approve"
    PAY = "pay"
    KEEP = "keep"


WITH_CASES = frozenset({Duty.RECEIVE, Duty.DISPATCH, Duty.ANSWER, Duty.REVIEW, Duty.OVERSEE, Duty.RELEASE})
WITH_BOOKS = frozenset(Duty) - WITH_CASES  # entering what is claimed, approving, paying it, keeping the books


OPEN = frozenset({Stage.RECEIVED, Stage.ACCEPTED, Stage.ASSIGNED, Stage.ANSWERED, Stage.CONTESTED})
ENDS = frozenset({Stage.CLOSED, Stage.REFUSED, Stage.WITHDRAWN})
